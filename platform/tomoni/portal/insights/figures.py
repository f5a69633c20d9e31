"""The figures of the way from a partner to an agreement, each defined once.

A figure is the number of its rows, and its rows can be listed; page, file, report and interface
ask here. They are counts of what happened in a time, not of what became of the same partners: a
talk agreed in April may have been asked for in March.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from challenges.models import Challenge, Proposal
from events.models import Registration
from matching.models import Introduction, Party, Trace
from matching.retention import KEPT as TRACES_KEPT
from partners.models import (
    Agreement,
    AgreementParty,
    CooperationItem,
    Listing,
    News,
    Participation,
    Partner,
    Post,
    Project,
)
from partners.models.listing import ListingQuerySet
from tomoni.portal.insights.scope import Scope

Words = str | Promise
Rows = Callable[[Scope], QuerySet[Any]]
GOALS = ("primary_goals", "related_goals")
EVERYBODY = AnonymousUser()


@dataclass(frozen=True)
class Figure:
    """A number that is the number of its rows.

    `is_open`: everybody may read its rows, so the public page counts and lists those that are
    public, or were. Of other figures the public page shows a rounded number and no rows. Rows are
    kept for the time `kept`; None is for ever.
    """

    name: str
    label: Words
    definition: Words
    rows: Rows
    is_open: bool = False
    kept: timedelta | None = None


# --- Partners and what they show -------------------------------------------------------------


def active_partners(scope: Scope) -> QuerySet[Any]:
    """Registered now, and did something in the twelve months that end with the time."""
    partners = Partner.objects.approved().filter(
        scope.in_towns("municipality"), scope.of_type("type")
    )
    return partners.filter(scope.about(Partner, GOALS, "fields"), _did_something(scope))


def _did_something(scope: Scope) -> Q:
    """Of what everybody can see, for the public; of everything, for staff."""
    year = scope.within(scope.period.twelve_months(scope.today))
    acts = _public_acts(year) if scope.is_public else _all_acts(year)
    found = Q()
    for rows in acts:
        found |= Q(pk__in=rows.order_by().values("partner"))
    return found


def _public_acts(year: Scope) -> list[QuerySet[Any]]:
    published = year.during("published_at")
    shown_news = News.objects.public().filter(published, hidden_at=None)
    return [
        _once_public(Listing.objects.filter(published)),
        shown_news,
        Post.objects.public().filter(year.during("posted_at"), partner__isnull=False),
    ]


def _all_acts(year: Scope) -> list[QuerySet[Any]]:
    published = year.during("published_at")
    asked = Q(year.during("introduction__requested_at"), is_asking=True)
    registered = year.during("created_at")
    return [
        Listing.objects.filter(published),
        News.objects.filter(published),
        Post.objects.filter(year.during("posted_at"), partner__isnull=False),
        Proposal.objects.filter(year.during("submitted_at")),
        Party.objects.filter(asked | year.during("answered_at")),
        Registration.objects.filter(registered, partner__isnull=False),
    ]


def fresh_listings(scope: Scope) -> QuerySet[Any]:
    """Shown, and valid on at least one day of the time."""
    first = scope.period.first
    ends = Q(shown_until__gte=first) | Q(shown_until=None, review_by__gte=first)
    rows = _listings(scope).filter(ends, published_at__lt=scope.period.end_at)
    return rows.exclude(state=Listing.State.DRAFT)


def _listings(scope: Scope) -> QuerySet[Any]:
    """The needs and seeds that are counted; for the public those that everybody could see."""
    rows = Listing.objects.filter(
        scope.in_towns("partner__municipality"),
        scope.of_type("partner__type"),
        scope.about(Listing, GOALS, "fields"),
    )
    return _once_public(rows) if scope.is_public else rows


def _once_public(rows: ListingQuerySet) -> ListingQuerySet:
    """Those for everybody, of partners that are registered now. What has lapsed since, or is out of
    sight, stood there all the same: a year that is over does not change with every night.
    """
    return rows.exclude(_never_public())


def _never_public() -> Q:
    unregistered = Partner.objects.exclude(state=Partner.State.APPROVED)
    is_hidden = Q(state=Listing.State.DRAFT) | ~Q(visibility=Listing.Visibility.PUBLIC)
    return is_hidden | Q(partner__in=unregistered.values("pk"))


# --- Suggestions -----------------------------------------------------------------------------


def shown_suggestions(scope: Scope) -> QuerySet[Any]:
    """First shown in the time."""
    return _suggestions(scope, "first_shown_at")


def opened_suggestions(scope: Scope) -> QuerySet[Any]:
    """First opened in the time."""
    return _suggestions(scope, "opened_at")


def _suggestions(scope: Scope, column: str) -> QuerySet[Any]:
    """By what stands on the side they were suggested to: a listing, or a challenge of a city."""
    rows = Trace.objects.filter(scope.during(column))
    if _is_wide(scope):  # the few that nobody could see are found sooner than all others
        return rows.exclude(listing__in=Listing.objects.filter(_never_public()).values("pk"))
    ours = Q(listing__in=_listings(scope).values("pk"))
    if not scope.kind:
        challenges = Challenge.objects.filter(
            scope.in_towns("municipality"), scope.about(Challenge, GOALS, "fields")
        )
        ours |= Q(challenge__in=challenges.values("pk"))
    return rows.filter(ours)


def _is_wide(scope: Scope) -> bool:
    """Nothing but the time narrows."""
    return scope.is_public and not (scope.is_about_something or scope.kind or scope.municipality)


# --- Introductions ---------------------------------------------------------------------------


def introductions(scope: Scope, column: str) -> QuerySet[Any]:
    """Those with the moment in the time, in which a partner that is counted takes part with a need
    or seed that is.
    """
    rows = Introduction.objects.filter(scope.during(column))
    return rows if _is_wide(scope) else rows.filter(pk__in=_places(scope).values("introduction"))


def _places(scope: Scope) -> QuerySet[Any]:
    """The places in introductions of partners that are counted, with a need or seed that is."""
    places = Party.objects.filter(
        scope.in_towns("partner__municipality"), scope.of_type("partner__type")
    )
    return places.filter(scope.about(Listing, GOALS, "fields", path="listing"))


def asked_introductions(scope: Scope) -> QuerySet[Any]:
    """Asked for in the time, or brought together by hand."""
    return introductions(scope, "requested_at")


def accepted_introductions(scope: Scope) -> QuerySet[Any]:
    """Agreed to in the time: by both, or by two of three."""
    return introductions(scope, "accepted_at")


def met_introductions(scope: Scope) -> QuerySet[Any]:
    """Told in the time that they have met."""
    return introductions(scope, "met_at")


def started_introductions(scope: Scope) -> QuerySet[Any]:
    """Told in the time, for the first time, that co-operation has started."""
    return introductions(scope, "started_at")


# --- What came of it -------------------------------------------------------------------------


def begun_projects(scope: Scope) -> QuerySet[Any]:
    """Begun in the time."""
    rows = Project.objects.filter(
        scope.during("started_at"),
        scope.in_towns("municipality"),
        scope.about(Project, ("goals",), "fields"),
    )
    if scope.kind:
        joined = Participation.objects.joined().filter(scope.of_type("partner__type"))
        rows = rows.filter(pk__in=joined.values("project"))
    return rows.public() if scope.is_public else rows


def signed_agreements(scope: Scope) -> QuerySet[Any]:
    """Signed in the time, whether in force or ended since."""
    signed = Agreement.objects.public() if scope.is_public else Agreement.objects.signed()
    rows = signed.filter(scope.during_days("signed_on"), scope.in_towns("municipality"))
    if scope.kind:
        kind = scope.of_type("partner__type") | scope.of_type("type")
        rows = rows.filter(pk__in=AgreementParty.objects.filter(kind).values("agreement"))
    if scope.goal:
        items = CooperationItem.objects.filter(goal=int(scope.goal))
        rows = rows.filter(pk__in=items.values("agreement"))
    if scope.field:
        items = CooperationItem.objects.filter(field__slug=scope.field)
        rows = rows.filter(pk__in=items.values("agreement"))
    return rows


# --- Of whom rows tell that are nobody else's business ---------------------------------------


def concerned(rows: QuerySet[Any], scope: Scope) -> tuple[QuerySet[Any], str]:
    """Rows that lead to the partners that are counted and of which the rows of a figure tell, and
    on which path; a partner may stand there more than once.

    A number of rows that all tell of the same partner would tell how that one does.
    """
    if rows.model is Trace:
        return rows.filter(listing__isnull=False), "listing__partner"
    if rows.model is Introduction:
        return _places(scope).filter(introduction__in=rows.values("pk")), "partner"
    return rows, "partner"


FUNNEL: tuple[Figure, ...] = (
    Figure(
        "active",
        _("Active partners"),
        _(
            "Registered partners that did something in the twelve months that end with the time: "
            "published a need, a seed or news, or told how a project goes on; for staff also: "
            "sent a proposal, asked for or answered an introduction, registered for a meeting."
        ),
        active_partners,
        is_open=True,
    ),
    Figure(
        "fresh",
        _("Fresh needs and seeds"),
        _(
            "Needs and seeds that were shown and valid on at least one day of the time. One that "
            "was out of sight and is shown again counts for the days between as well."
        ),
        fresh_listings,
        is_open=True,
    ),
    Figure(
        "shown",
        _("Suggestions shown"),
        _("Suggestions that stood on a page for the first time, before who may answer them."),
        shown_suggestions,
        kept=TRACES_KEPT,
    ),
    Figure(
        "opened",
        _("Suggestions opened"),
        _("Suggestions of which both texts were opened side by side for the first time."),
        opened_suggestions,
        kept=TRACES_KEPT,
    ),
    Figure(
        "asked",
        _("Introductions asked for"),
        _("Introductions that a partner asked for, or that were brought together by hand."),
        asked_introductions,
    ),
    Figure(
        "accepted",
        _("Introductions agreed to"),
        _(
            "Introductions agreed to, so that partners know each other's contacts: both have said "
            "yes, or two of three."
        ),
        accepted_introductions,
    ),
    Figure(
        "met",
        _("Have met"),
        _("Introductions of which one side has told that they have met."),
        met_introductions,
    ),
    Figure(
        "started",
        _("Co-operation has started"),
        _(
            "Introductions of which one side has told that co-operation has started, by the "
            "moment it was told for the first time."
        ),
        started_introductions,
    ),
    Figure(
        "projects",
        _("Projects begun"),
        _("Projects that began in the time; on the public page those shown to everybody."),
        begun_projects,
        is_open=True,
    ),
    Figure(
        "agreements",
        _("Agreements signed"),
        _("Agreements signed in the time; on the public page those in the public register."),
        signed_agreements,
        is_open=True,
    ),
)
