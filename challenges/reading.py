"""A challenge with all its parts in one query, for the page that shows them in their order.

Eight sets hang on a challenge; fetched one by one they would cost the page eight queries. Each is
gathered as a JSON array inside the one query, and made into rows again here.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from django.utils.functional import Promise

from challenges.models import (
    Challenge,
    ChallengeInvitation,
    Change,
    CoAuthor,
    Contact,
    Criterion,
    Extension,
    Follow,
    Offer,
    Proposal,
    Question,
    SubTheme,
)
from challenges.models.readers import Reader
from challenges.parts import part_name
from partners.models import Membership
from tomoni.municipalities.models import Municipality, Vision
from tomoni.taxonomy.models import Field, Goal, ResourceKind


@dataclass(frozen=True)
class Parts:
    """What stands beside the texts of a challenge."""

    main_goals: list[Goal]
    further_goals: list[Goal]
    fields: list[Field]
    offered: list[ResourceKind]
    sought: list[ResourceKind]
    visions: list[Vision]
    sub_themes: list[SubTheme]
    contacts: list[Contact]
    called: list[Municipality]


_SETS: dict[str, type[Model]] = {
    "primary_goals": Goal,
    "related_goals": Goal,
    "fields": Field,
    "offered_resources": ResourceKind,
    "sought_resources": ResourceKind,
    "visions": Vision,
    "called": Municipality,
}
MOST_CHANGES = 20  # on the page; the desk has them all
_NAMES = ("name_ja", "name_en")
_COLUMNS: dict[type[Model], tuple[str, ...]] = {
    Goal: ("number", *_NAMES),
    Field: ("slug", *_NAMES),
    ResourceKind: ("slug", *_NAMES),
    Vision: _NAMES,
    Municipality: _NAMES,
    SubTheme: ("title",),
    Contact: ("organisation", "person", "phone", "email"),
}


def whole(challenges: QuerySet[Challenge]) -> QuerySet[Challenge]:
    """The challenges with everything that `parts_of` needs."""
    sets = {f"all_{name}": _named(name, model) for name, model in _SETS.items()}
    rows = {"all_sub_themes": _owned(SubTheme), "all_contacts": _owned(Contact)}
    joined = challenges.select_related("municipality", "category", "created_by", "caller")
    return joined.annotate(**sets, **rows)


def _named(name: str, model: type[Model]) -> ArraySubquery:
    through = Challenge._meta.get_field(name).remote_field.through  # type: ignore[union-attr]
    target = model._meta.model_name
    order = [f"{target}__{column}" for column in model._meta.ordering or ()]
    columns = {column: f"{target}__{column}" for column in _COLUMNS[model]}
    rows = through._default_manager.filter(challenge=OuterRef("pk")).order_by(*order)
    return ArraySubquery(rows.values(row=JSONObject(**columns)))


def _owned(model: type[Model]) -> ArraySubquery:
    columns = {column: column for column in _COLUMNS[model]}
    rows = model._default_manager.filter(challenge=OuterRef("pk")).order_by("order", "pk")
    return ArraySubquery(rows.values(row=JSONObject(**columns)))


class Chosen(NamedTuple):
    """A municipality that was chosen in a reverse call, and what it does."""

    municipality: Municipality
    title: str


class Accepted(NamedTuple):
    """An accepted proposal that its partners show to everybody."""

    title: str
    partners: list[str]
    url: str


class Changed(NamedTuple):
    """When which parts of a public page were written anew."""

    at: datetime
    parts: list[str | Promise]


@dataclass(frozen=True)
class Told:
    """What the page of a challenge tells of its course: criteria, answers, later deadlines, offers,
    and what was changed since it opened, the latest first.

    `invitations` are those of the reader's own partners.
    """

    questions: list[Question]
    extensions: list[Extension]
    follows: bool
    chosen: list[Chosen]
    criteria: list[Criterion]
    invitations: list[dict[str, Any]] = field(default_factory=list)
    accepted: list[Accepted] = field(default_factory=list)
    changes: list[Changed] = field(default_factory=list)

    @property
    def total_weight(self) -> int:
        """What the weights of the criteria add up to."""
        return sum(criterion.weight for criterion in self.criteria)


def with_course(challenges: QuerySet[Challenge], user: Reader) -> QuerySet[Challenge]:
    """The challenges with everything that `course_of` needs, for this reader."""
    mine = Follow.objects.filter(challenge=OuterRef("pk"), user=user.pk)
    published = Question.objects.published().filter(challenge=OuterRef("pk"))
    moved = Extension.objects.filter(challenge=OuterRef("pk"))
    partners = Membership.objects.filter(user=user.pk).values("partner")
    invited = ChallengeInvitation.objects.filter(challenge=OuterRef("pk"), partner__in=partners)
    invitations = {"partner": "partner__name", "line": "line", "opened_at": "opened_at"}
    chosen = Offer.objects.accepted().filter(challenge=OuterRef("pk"))
    offers = {"title": "title", "name_ja": "municipality__name_ja"}
    offers |= {"name_en": "municipality__name_en"}
    answers = {name: name for name in ("text", "answer", "answered_at")}
    deadlines = {name: name for name in ("was", "until", "reason")}
    rewritten = Change.objects.filter(challenge=OuterRef("pk")).order_by("-pk")
    changes = {name: name for name in ("changed_at", "parts")}
    criteria = Criterion.objects.current().filter(challenge=OuterRef("pk"))
    columns = {name: name for name in ("name", "meaning", "weight")}
    return challenges.annotate(
        all_questions=ArraySubquery(published.values(row=JSONObject(**answers))),
        all_extensions=ArraySubquery(moved.order_by("pk").values(row=JSONObject(**deadlines))),
        all_changes=ArraySubquery(rewritten.values(row=JSONObject(**changes))[:MOST_CHANGES]),
        all_criteria=ArraySubquery(criteria.values(row=JSONObject(**columns))),
        is_followed=Exists(mine),
        all_invitations=ArraySubquery(invited.values(row=JSONObject(**invitations))),
        all_accepted=ArraySubquery(_accepted_rows()),
        all_chosen=ArraySubquery(chosen.values(row=JSONObject(**offers))),
    )


def course_of(challenge: Challenge) -> Told:
    """The course of a challenge that came through `with_course`; of a draft the criteria alone."""
    row: Any = challenge
    criteria = [Criterion(**each) for each in row.all_criteria]
    if not challenge.is_public:
        return Told([], [], follows=False, chosen=[], criteria=criteria)
    return Told(
        [Question(**_dated(each, "answered_at")) for each in row.all_questions],
        [Extension(**_dated(each, "was", "until")) for each in row.all_extensions],
        row.is_followed,
        _chosen(row.all_chosen) if challenge.decided_at else [],
        criteria,
        row.all_invitations,
        [_accepted(each) for each in row.all_accepted],
        [_changed(each) for each in row.all_changes],
    )


def _accepted_rows() -> QuerySet[Proposal, Any]:
    everybody = Proposal.Confidentiality.PUBLIC
    rows = Proposal.objects.accepted().filter(challenge=OuterRef("pk"), confidentiality=everybody)
    joint = CoAuthor.objects.confirmed().filter(proposal=OuterRef("pk")).order_by("pk")
    names = ArraySubquery(joint.values("partner__name"))
    columns = {"title": "title", "receipt": "receipt", "lead": "partner__name"}
    return rows.values(row=JSONObject(**columns, joint=names))


def _accepted(row: dict[str, Any]) -> Accepted:
    url = reverse("challenges:proposal_detail", args=[row["receipt"]])
    return Accepted(row["title"], [row["lead"], *row["joint"]], url)


def _changed(row: dict[str, Any]) -> Changed:
    at = datetime.fromisoformat(row["changed_at"])
    return Changed(at, [part_name(part) for part in row["parts"]])


def _chosen(rows: list[dict[str, str]]) -> list[Chosen]:
    return [Chosen(Municipality(**{n: row[n] for n in _NAMES}), row["title"]) for row in rows]


def _dated(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {**row, **{name: datetime.fromisoformat(row[name]) for name in names}}


def with_proposal_counts(challenges: QuerySet[Challenge]) -> QuerySet[Challenge]:
    """Annotated with `proposal_count` and `waiting_count`, those that have no answer."""
    own = Proposal.objects.filter(challenge=OuterRef("pk"))
    waiting = own.undecided()
    return challenges.annotate(proposal_count=_number_of(own), waiting_count=_number_of(waiting))


def with_offer_counts(calls: QuerySet[Challenge]) -> QuerySet[Challenge]:
    """Annotated with `offer_count` and `waiting_count`, those the partner owes a reply."""
    own = Offer.objects.filter(challenge=OuterRef("pk")).exclude(state=Offer.State.WITHDRAWN)
    waiting = own.awaiting_decision()
    return calls.annotate(offer_count=_number_of(own), waiting_count=_number_of(waiting))


def with_echo(challenges: QuerySet[Challenge]) -> QuerySet[Challenge]:
    """Annotated with what may say why nobody answers: `follower_count`, `invitation_count`,
    `goal_count` and `theme_count`.
    """
    own = {"challenge": OuterRef("pk")}
    related = Challenge.related_goals.through._default_manager.filter(**own)
    main = Challenge.primary_goals.through._default_manager.filter(**own)
    return challenges.annotate(
        follower_count=_number_of(Follow.objects.filter(**own)),
        invitation_count=_number_of(ChallengeInvitation.objects.filter(**own)),
        goal_count=_number_of(main) + _number_of(related),
        theme_count=_number_of(SubTheme.objects.filter(**own)),
    )


def _number_of(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("challenge").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def parts_of(challenge: Challenge) -> Parts:
    """The parts of a challenge that came through `whole`."""
    main = _rows(challenge, "primary_goals", Goal)
    numbers = {goal.number for goal in main}
    further = _rows(challenge, "related_goals", Goal)
    return Parts(
        main_goals=main,
        further_goals=[goal for goal in further if goal.number not in numbers],
        fields=_rows(challenge, "fields", Field),
        offered=_rows(challenge, "offered_resources", ResourceKind),
        sought=_rows(challenge, "sought_resources", ResourceKind),
        visions=_rows(challenge, "visions", Vision),
        sub_themes=_rows(challenge, "sub_themes", SubTheme),
        contacts=_rows(challenge, "contacts", Contact),
        called=_rows(challenge, "called", Municipality),
    )


def _rows(challenge: Challenge, name: str, model: type[Any]) -> list[Any]:
    return [model(**row) for row in getattr(challenge, f"all_{name}")]
