"""Reading suggestions: what a person may see now, whatever the job has or has not done yet."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple, TypedDict

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.urls import reverse

from challenges.models import Challenge
from matching.engine import Match
from matching.engine.documents import COUNTERPARTS, Side
from matching.engine.pool import EQUAL_PLACES
from matching.engine.ranking import SHOWN
from matching.models import Block, Trace
from matching.reading.access import may_see_partners, may_see_suggestions
from matching.reading.cards import Card, Suggestion, cards
from matching.reading.found import Found, beside
from matching.reading.kept import Ranking, best_of, rankings
from matching.reading.set_aside import NOTHING, Answers, answers_to, hidden_from
from matching.reading.showing import Aside, aside_of, note_shown
from matching.storing import documents
from matching.storing.keys import key_of, pks
from matching.storing.tables import SIDES
from matching.suggestions import MATCH
from partners.models import Listing, Partner
from tomoni.journal.models import Job

FEW = 5
"""Shown on the page of the listing or challenge itself; the page of suggestions shows all."""
PER_PAGE = 7
"""With their reasons and answers so many cards are as heavy as a page may be (40 kB)."""
FITTING, LEAST_FITTING = 3, 3
"""So many challenges are named on a partner's own page, fairly close ones at least."""
LEAST_ALIKE = 4
"""Needs that share less than close ones do are not worth asking together."""
LENGTH = SHOWN
"""Shown of each kind of candidate: needs or seeds, challenges, partners."""
ALWAYS_KEPT = 3
"""So many stay in a list even where nobody is closer than what both sides meet anyway."""

SHOWN_OF_LISTING = ("title", "side", "partner__name", "partner__slug", "partner__municipality")
SHOWN_OF_CHALLENGE = (
    *("title", "slug", "closes_at"),
    *("municipality__name_ja", "municipality__name_en"),
)


Row = Listing | Challenge


class Group(TypedDict):
    """A listing of a partner with its best counterparts; `url` leads to all of them."""

    subject: Listing
    cards: list[Card]
    url: str


class Fitting(TypedDict):
    """An open challenge, and the partner's seed that fits it best, on the left of the card."""

    challenge: Challenge
    card: Card


class ForPartner(NamedTuple):
    """What a partner's own page shows."""

    groups: list[Group]
    challenges: list[Fitting]


class Section(TypedDict):
    """What the section with suggestions shows; cards of partners stand apart.

    `poll_url` is where it is renewed while the matcher is still at work, else empty. `page` is
    there where all are shown, page by page; `query` says in an address which part this is.
    `answers` is what the reader's side has said, `aside` what it has put aside, the latest first.
    """

    subject: Listing | Challenge
    may_see: bool
    may_log_in: bool
    takes_part: bool
    cards: list[Card]
    partner_cards: list[Card]
    url: str
    poll_url: str
    page: Page[Card] | None
    query: str
    answers: Answers
    aside: list[Aside]


def section(
    subject: Listing | Challenge, request: HttpRequest, *, is_whole: bool = False
) -> Section:
    """The suggestions about the subject: a few of them, or all."""
    may_see, matched = may_see_suggestions(request, subject), takes_part(subject)
    is_open = may_see and matched and is_waiting(subject)
    about = about_subject(subject, request, limit=LENGTH if is_whole else FEW)
    shown = [card for card in about.cards if card["side_right"] != "partner"]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page")) if is_whole else None
    url, query = suggestions_url(subject), f"page={page.number}" if page else "few"
    key = key_of(subject)
    note_shown(((key, card) for card in page or shown), {key: about.answers}, request)
    return {
        "subject": subject,
        "may_see": may_see,
        "may_log_in": not request.user.is_authenticated,
        "takes_part": matched,
        "cards": list(page or shown),
        "partner_cards": [card for card in about.cards if card["side_right"] == "partner"],
        "url": url,
        "poll_url": f"{url}?{query}" if is_open else "",
        "page": page,
        "query": query,
        "answers": about.answers,
        "aside": about.aside,
    }


class About(NamedTuple):
    """The suggestions about a subject as one reader sees them."""

    cards: list[Card]
    answers: Answers
    aside: list[Aside]


def suggestions_about(
    subject: Listing | Challenge, request: HttpRequest, *, limit: int = LENGTH
) -> list[Card]:
    """The same as `counterparts_of`, as cards."""
    return about_subject(subject, request, limit=limit).cards


def counterparts_of(
    subject: Listing | Challenge, request: HttpRequest, *, limit: int = LENGTH
) -> list[Suggestion]:
    """The best `limit` of each kind of candidate that the person may see, the best first.

    Empty for who may not see them, and while the subject itself does not take part.
    """
    suggestions, _answers, _faces = _read(subject, request, limit)
    return suggestions


def about_subject(
    subject: Listing | Challenge, request: HttpRequest, *, limit: int = LENGTH
) -> About:
    """The same with what the reader's side has answered to them."""
    suggestions, answers, faces = _read(subject, request, limit)
    return About(cards(suggestions), answers, aside_of(subject, answers, faces))


def _read(
    subject: Listing | Challenge, request: HttpRequest, limit: int
) -> tuple[list[Suggestion], Answers, dict[str, Row]]:
    if not (takes_part(subject) and may_see_suggestions(request, subject)):
        return [], NOTHING, {}
    key = key_of(subject)
    lists = rankings([key], COUNTERPARTS[_side_of(subject)])
    answers = answers_to(lists, {key: subject}, request)
    faces = visible_of(_all_keys(lists, answers), request)
    lists = offered(lists, faces, answers)
    suggestions = suggested({key: subject}, best_of(lists, limit), faces, answers)[key]
    if isinstance(subject, Challenge) and may_see_partners(request, subject):
        suggestions += worthwhile(_partners(subject, lists, faces, limit))
    return sorted(suggestions, key=best_first), answers[key], faces


def _all_keys(lists: Sequence[Ranking], answers: Mapping[str, Answers]) -> set[str]:
    """The candidates of the lists, and those that were put aside from them."""
    listed = chain.from_iterable(each.keys for each in lists)
    return {*listed, *chain.from_iterable(each.aside for each in answers.values())}


def offered(
    lists: Iterable[Ranking], faces: Mapping[str, Row], answers: Mapping[str, Answers]
) -> list[Ranking]:
    """The lists as the reader sees them: who may be seen and is not put aside, useful ones first.

    For who does not belong to a subject's own side, `answers` are none.
    """
    found = []
    for each in lists:
        said = answers.get(each.subject, NOTHING)
        shown = faces.keys() - hidden_from(said, faces)
        found.append(each.only(shown).first(said.useful))
    return found


def partners_about(
    challenge: Challenge, request: HttpRequest, *, limit: int = LENGTH
) -> list[Suggestion]:
    """The partners that may fit an open challenge, the best first; for the staff of its city."""
    if not (takes_part(challenge) and may_see_partners(request, challenge)):
        return []
    lists = rankings([key_of(challenge)], ["seed"])
    answers = answers_to(lists, {key_of(challenge): challenge}, request)
    faces = visible(lists, request)
    return worthwhile(_partners(challenge, offered(lists, faces, answers), faces, limit))


def suggested(
    subjects: Mapping[str, Row],
    best: Iterable[Sequence[Match]],
    faces: Mapping[str, Row],
    answers: Mapping[str, Answers] = MappingProxyType({}),
) -> dict[str, list[Suggestion]]:
    """For each subject what is worth showing of the best of its lists.

    Every candidate has a face.
    """
    found: dict[str, list[Suggestion]] = {key: [] for key in subjects}
    for match in chain.from_iterable(best):
        subject, candidate = subjects[match.subject], faces[match.candidate]
        said = answers.get(match.subject, NOTHING)
        verdict = said.verdicts.get(match.candidate, "")
        suggestion = Suggestion(subject, candidate, match, None, verdict, said.may_answer)
        found[match.subject].append(suggestion)
    return {key: worthwhile(suggestions) for key, suggestions in found.items()}


def worthwhile(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """What is shown of a list, the best first.

    Who is less close than what both meet anyway, so that the score is not above zero, is left out
    unless it was found useful, or the list would be left with fewer than ALWAYS_KEPT.
    """
    ordered = sorted(suggestions, key=best_first)
    above = sum(_is_useful(each) or round(each.match.score, EQUAL_PLACES) > 0 for each in ordered)
    return ordered[: max(above, ALWAYS_KEPT)]


def alike(
    listing: Listing, request: HttpRequest, *, answers: Answers = NOTHING, limit: int = FEW
) -> list[Card]:
    """Other needs that could be met together with this one, the closest first; without those that
    the reader's side has put aside, as its `answers` say.
    """
    if not (listing.is_need and takes_part(listing) and may_see_suggestions(request, listing)):
        return []
    near = beside(key_of(listing))
    lists = [near] if near else []
    faces = visible(lists, request)
    # Who has no list of counterparts has nothing read along with it.
    blocked = frozenset(Block.objects.others_of([listing.partner_id]))
    answers = replace(answers, blocked_partners=blocked)
    return cards(
        Suggestion(listing, faces[match.candidate], match)
        for each in lists
        for match in each.only(faces.keys() - hidden_from(answers, faces)).best(limit)
        if match.level >= LEAST_ALIKE
    )


def suggestions_for_partner(
    partner: Partner, request: HttpRequest, *, limit: int = 3
) -> list[Group]:
    """For each live listing of the partner its best counterparts and challenges, newest first."""
    return for_partner(partner, request, limit=limit).groups


def for_partner(
    partner: Partner,
    request: HttpRequest,
    *,
    listings: Iterable[Listing] | None = None,
    limit: int = 3,
) -> ForPartner:
    """What the partner's own page shows: `limit` of each kind of candidate for each listing.

    `listings` are all its live ones, where these have been read already.
    """
    live = partner.listings.live() if listings is None else listings
    newest = sorted(live, key=lambda row: (row.published_at, row.pk), reverse=True)
    by_key = {key_of(row): row for row in newest if may_see_suggestions(request, row)}
    lists = [each for each in rankings(by_key, SIDES) if each.place.side != each.place.own_side]
    answers = answers_to(lists, by_key, request)
    faces = visible(lists, request)
    lists = offered(lists, faces, answers)
    kept = suggested(by_key, best_of(lists, max(limit, FITTING)), faces, answers)
    suggestions = sorted(chain.from_iterable(kept.values()), key=best_first)
    made = list(zip(suggestions, cards(suggestions), strict=True))
    groups: list[Group] = [
        {"subject": row, "cards": _first_of(key, made, limit), "url": suggestions_url(row)}
        for key, row in by_key.items()
    ]
    shown = ((key_of(group["subject"]), card) for group in groups for card in group["cards"])
    note_shown(shown, answers, request)
    return ForPartner(groups, _fitting(made))


_Made = Iterable[tuple[Suggestion, Card]]


def _first_of(subject: str, made: _Made, limit: int) -> list[Card]:
    """The first so many of each kind of candidate."""
    own = [card for suggestion, card in made if suggestion.match.subject == subject]
    taken: Counter[str] = Counter()
    shown = []
    for card in own:
        taken[card["side_right"]] += 1
        if taken[card["side_right"]] <= limit:
            shown.append(card)
    return shown


def _fitting(made: _Made) -> list[Fitting]:
    """The challenges that fit best over all seeds, each with its best seed."""
    best: dict[str, Fitting] = {}
    for suggestion, card in made:
        challenge, match = suggestion.candidate, suggestion.match
        if isinstance(challenge, Challenge) and match.level >= LEAST_FITTING:
            best.setdefault(match.candidate, {"challenge": challenge, "card": card})
    return list(best.values())[:FITTING]


def best_first(suggestion: Suggestion) -> tuple[bool, float, str]:
    """What was found useful, then by the score, equal ones by key: the order of every list."""
    match = suggestion.match
    return not _is_useful(suggestion), -round(match.score, EQUAL_PLACES), match.candidate


def _is_useful(suggestion: Suggestion) -> bool:
    return suggestion.verdict == Trace.Verdict.USEFUL


def _side_of(subject: Listing | Challenge) -> Side:
    if isinstance(subject, Challenge):
        return "challenge"
    return "need" if subject.is_need else "seed"


def visible(lists: Iterable[Found | Ranking], request: HttpRequest) -> dict[str, Row]:
    """The candidates that take part now and that the person may see, by their keys."""
    return visible_of(chain.from_iterable(each.keys for each in lists), request)


def visible_of(keys: Iterable[str], request: HttpRequest) -> dict[str, Row]:
    """Those of these keys that take part now and that the person may see, with their rows."""
    keys = set(keys)
    listings = Listing.objects.live().visible_to(request.user).filter(pk__in=pks(keys, "listing"))
    rows: list[Listing | Challenge] = list(
        listings.select_related("partner").only(*SHOWN_OF_LISTING)
    )
    if challenges := pks(keys, "challenge"):
        shown = Challenge.objects.open().filter(pk__in=challenges)
        shown = shown.select_related("municipality").only(*SHOWN_OF_CHALLENGE)
        rows += shown.annotate(sub_theme_titles=documents.SUB_THEMES)
    return {key_of(row): row for row in rows}


def _partners(
    challenge: Challenge, lists: Iterable[Ranking], faces: Mapping[str, Row], limit: int
) -> list[Suggestion]:
    """The best partners, each for the best of its seeds."""
    seeds = {key: row for key, row in faces.items() if isinstance(row, Listing)}
    best: dict[int, str] = {}
    for key in chain.from_iterable(each.keys for each in lists):
        best.setdefault(seeds[key].partner_id, key)
    lists = [each.only(best.values()) for each in lists]
    matches = list(chain.from_iterable(best_of(lists, limit)))
    vias = [seeds[match.candidate] for match in matches]
    return [
        Suggestion(challenge, via.partner, match, via)
        for match, via in zip(matches, vias, strict=True)
    ]


def is_waiting(subject: Listing | Challenge) -> bool:
    """Whether the matcher still has to look at the subject's last change."""
    return Job.objects.open().filter(kind=MATCH, key=key_of(subject)).exists()


def takes_part(subject: Listing | Challenge) -> bool:
    """Whether the subject is matched at all as it stands now."""
    if isinstance(subject, Challenge):
        return subject.accepts_proposals and not subject.is_reverse
    is_shown = subject.visibility != Listing.Visibility.STAFF
    return subject.is_live and is_shown and subject.partner.is_approved


def suggestions_url(subject: Listing | Challenge) -> str:
    """The page with all suggestions about the subject."""
    if isinstance(subject, Challenge):
        return reverse("matching:challenge_suggestions", args=[subject.slug])
    return reverse("matching:listing_suggestions", args=[subject.pk])
