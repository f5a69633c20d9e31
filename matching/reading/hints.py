"""What a need, seed or challenge speaks of, and whom it is near to, while it is being written.

Nothing of it is stored: the form is read as it stands, right or wrong.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple, TypedDict

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from challenges.forms.challenge import ChallengeForm
from challenges.models import Challenge
from matching.engine import Document, analyse
from matching.engine.documents import COUNTERPARTS, Side
from matching.engine.tagging import TagSuggestion, suggest_fields, suggest_goals
from matching.models import Block
from matching.policies import policy_for
from matching.reading.answering import Answering, among
from matching.reading.cards import Card, Suggestion, cards
from matching.reading.found import Found, best_of, live
from matching.reading.lists import Row, best_first, visible
from matching.storing.documents import CHALLENGE_TEXTS
from matching.storing.keys import key_of
from partners.forms.fields import MAIN_GOALS
from partners.forms.listing import ListingForm
from partners.models import Listing
from tomoni.municipalities.models import Municipality
from tomoni.taxonomy.models import Field, Goal, PartnerType, ResourceKind
from tomoni.taxonomy.vocabulary import all_goals

WritingForm = ListingForm | ChallengeForm
ENOUGH = 10
"""Characters from which on a text says something."""
MOST_READ = 20_000
"""Characters looked at: a quarter of a second; what is usually written takes a tenth of it."""
FEW, FEW_FIELDS = 3, 2
"""Shown of goals, of the words that led to each, of counterparts; and of fields."""
A_MINUTE = 60


class Hint(NamedTuple):
    """A goal or field of the form that the text speaks of, and the words that say so."""

    row: Goal | Field
    words: tuple[str, ...]
    is_chosen: bool


class Hints(TypedDict):
    """What the box beside the form shows. `most` is the number of main goals one may choose.

    `answering` and `ticks_too_many` are about challenges alone.
    """

    is_short: bool
    side: Side
    goals: list[Hint]
    fields: list[Hint]
    counterparts: list[Card]
    most: int
    answering: Answering | None
    ticks_too_many: bool


@dataclass(frozen=True)
class Writing:
    """What stands in the form. `subject` is the row it could become; it is never saved."""

    form: WritingForm
    subject: Listing | Challenge
    title: str
    body: str
    parts: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All that is written."""
        return "\n".join([self.title, self.body, *self.parts])

    @property
    def is_short(self) -> bool:
        """Whether it is too little to say anything about."""
        return len("".join(self.text.split())) < ENOUGH

    def ticked(self, name: str) -> set[str]:
        """The ids of what is ticked, whatever else was sent in their place."""
        values = self.form[name].value() if name in self.form.fields else None
        return {str(getattr(value, "pk", value)) for value in values or ()}


def writing_of(form: WritingForm) -> Writing:
    """What stands in a form, filled in or about to be, and cut where nobody writes that much."""
    if isinstance(form, ListingForm):
        title, body = _cut(_typed(form, "title"), _typed(form, "body"))
        row: Listing = form.instance
        subject = Listing(pk=row.pk or 0, side=row.side, title=title, partner=row.partner)
        return Writing(form, subject, title, body)
    body = "\n".join(_typed(form, name) for name in CHALLENGE_TEXTS)
    rows = form["sub_themes"].value() or ()
    title, body, *parts = _cut(_typed(form, "title"), body, *(row["title"] for row in rows))
    town = _municipality(form)
    return Writing(
        form, Challenge(pk=0, slug="new", title=title, municipality=town), title, body, tuple(parts)
    )


def _typed(form: WritingForm, name: str) -> str:
    return str(form[name].value() or "")


def _cut(*texts: str) -> list[str]:
    left, kept = MOST_READ, []
    for text in texts:
        kept.append(text[:left].replace("\0", ""))
        left -= len(kept[-1])
    return kept


def _municipality(form: ChallengeForm) -> Municipality:
    """The one that is chosen, else the first the person writes for."""
    chosen = str(form["municipality"].value()) if "municipality" in form.fields else ""
    towns = form.municipalities
    return next((town for town in towns if str(town.pk) == chosen), towns[0])


def hints(writing: Writing, request: HttpRequest) -> Hints:
    """What the text speaks of and its nearest counterparts, as far as the person may see them."""
    goals: Iterable[Hint] = ()
    fields: Iterable[Hint] = ()
    counterparts: list[Card] = []
    likely: Answering | None = None
    if not writing.is_short:
        goals, fields = _goals(writing), _fields(writing)
        document = analyse(_document(writing))
        lists = [each for side in COUNTERPARTS[document.side] if (each := live(document, side))]
        faces = _without_blocked(visible(lists, request), writing.subject)
        counterparts = _counterparts(writing, lists, faces)
        if isinstance(writing.subject, Challenge):
            likely = among(next(iter(lists), None), faces, writing.subject)
    return {
        "is_short": writing.is_short,
        "side": side_of(writing.subject),
        "goals": list(goals)[:FEW],
        "fields": list(fields)[:FEW_FIELDS],
        "counterparts": counterparts,
        "most": MAIN_GOALS,
        "answering": likely,
        "ticks_too_many": getattr(writing.form, "ticks_too_many_goals", False),
    }


def _without_blocked(faces: dict[str, Row], subject: Row) -> dict[str, Row]:
    """Whoever the writing partner is at odds with is not shown to it."""
    if not isinstance(subject, Listing):
        return faces
    blocked = Block.objects.others_of([subject.partner_id])
    return {
        key: row
        for key, row in faces.items()
        if not isinstance(row, Listing) or row.partner_id not in blocked
    }


def _goals(writing: Writing) -> list[Hint]:
    rows = {str(goal.number): goal for goal in all_goals()}
    chosen = writing.ticked("primary_goals") | writing.ticked("related_goals")
    return [_hint(rows[tag.key], tag, chosen) for tag in suggest_goals(writing.text)]


def _fields(writing: Writing) -> list[Hint]:
    """Only those that the form offers."""
    rows = {field.slug: field for field in writing.form.fields["fields"].queryset}  # type: ignore[attr-defined]
    chosen, found = writing.ticked("fields"), suggest_fields(writing.text)
    return [_hint(rows[tag.key], tag, chosen) for tag in found if tag.key in rows]


def _hint(row: Goal | Field, tag: TagSuggestion, chosen: set[str]) -> Hint:
    return Hint(row, tag.words[:FEW], str(row.pk) in chosen)


def _counterparts(
    writing: Writing, lists: Sequence[Found], faces: Mapping[str, Listing | Challenge]
) -> list[Card]:
    policy = policy_for(writing.subject)
    suggestions = [
        Suggestion(writing.subject, faces[match.candidate], match)
        for match in chain.from_iterable(best_of([each.only(faces) for each in lists], FEW, policy))
    ]
    return cards(sorted(suggestions, key=best_first)[:FEW])


def _document(writing: Writing) -> Document:
    """The text as the engine would see it if it were published now."""
    sought = "resources" if isinstance(writing.subject, Listing) else "sought_resources"
    main = _numbers(writing.ticked("primary_goals"))
    return Document(
        key=key_of(writing.subject),
        side=side_of(writing.subject),
        title=writing.title,
        body=writing.body,
        parts=writing.parts,
        primary_goals=main,
        goals=main | _numbers(writing.ticked("related_goals")),
        fields=_slugs(writing, "fields"),
        resources=_slugs(writing, sought),
        posted_on=timezone.localdate(),
        **_conditions(writing),
        **_owner(writing.subject),
    )


def side_of(subject: Listing | Challenge) -> Side:
    """On which side it stands."""
    if isinstance(subject, Challenge):
        return "challenge"
    return "need" if subject.is_need else "seed"


def _numbers(ticked: set[str]) -> frozenset[int]:
    return frozenset(goal.number for goal in all_goals() if str(goal.number) in ticked)


def _slugs(writing: Writing, name: str) -> frozenset[str]:
    rows: Iterable[Field | PartnerType | ResourceKind] = writing.form.fields[name].queryset  # type: ignore[attr-defined]
    ticked = writing.ticked(name)
    return frozenset(row.slug for row in rows if str(row.pk) in ticked)


def _conditions(writing: Writing) -> dict[str, Any]:
    """Whom the writer wants to meet; a challenge is open to all."""
    if isinstance(writing.subject, Challenge):
        return {}
    reach = _typed(writing.form, "reach")
    is_known = reach in Listing.Reach.values
    return {"accepts": _slugs(writing, "accepts"), "reach": reach if is_known else ""}


def _owner(subject: Listing | Challenge) -> dict[str, Any]:
    """Who writes it, as documents say it."""
    if isinstance(subject, Challenge):
        town = subject.municipality
        return {"owner": key_of(town), "owner_type": "administration", **_place(town)}
    partner = subject.partner
    return {
        "owner": key_of(partner),
        "owner_type": partner.type.slug,
        "sector": partner.sector.slug if partner.sector else "",
        **_place(partner.municipality),
    }


def _place(town: Municipality) -> dict[str, str]:
    return {"prefecture": town.prefecture, "municipality": str(town.pk)}


def may_ask_again(request: HttpRequest, most: int = 60) -> bool:
    """Count this request; no when the person has made more than so many within a minute."""
    key = f"matching.hints:{request.user.pk}"
    if cache.add(key, 1, A_MINUTE):
        return True
    try:
        return cache.incr(key) <= most
    except ValueError:  # the minute was over in between
        return True
