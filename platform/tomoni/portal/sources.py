"""What the search looks through: kinds of rows, how each is narrowed and what is shown of it.

A source gives the rows that a reader may see and that are meant to be found: no drafts, nothing
paused or lapsed. Whoever asks for another reader, e.g. for a mail, asks the source again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from challenges.models import Challenge
from events.models import Event, Report
from partners.agreements.register import with_card as agreement_cards
from partners.chosen import chosen_ids
from partners.models import Agreement, Listing, News, Partner, Project
from tomoni.accounts.models import User
from tomoni.chosen import has_chosen
from tomoni.facets import (
    AnyFilter,
    by_field,
    by_goal,
    by_municipality,
    by_vocabulary,
)
from tomoni.journal.models import Entry
from tomoni.taxonomy.models import PartnerType, ResourceKind

Reader = User | AnonymousUser
# Each kind with its word, in the order in which a page shows them.
KINDS: dict[str, str | Promise] = {
    "need": _("Needs"),
    "seed": _("Seeds"),
    "challenge": _("Challenges"),
    "project": _("Projects"),
    "agreement": _("Agreements"),
    "event": _("Meetings"),
    "report": _("Reports of meetings"),
    "news": _("News"),
    "partner": _("Partners"),
}
STATES: dict[str, str | Promise] = {"open": _("Open now"), "over": _("Over or fulfilled")}


def _by_type(*paths: str) -> AnyFilter:
    return by_vocabulary("type", _("Partner type"), PartnerType, *paths)


def _by_resource(*paths: str) -> AnyFilter:
    return by_vocabulary("resource", _("Kind of resource"), ResourceKind, *paths)


@dataclass(frozen=True)
class Source:
    """Rows of one model. `appeared` and `closes` are columns: since when they are there, and
    until when. Where the journal knows better since when everybody may see them, `shown` is its
    word for it. `is_over` says of its rows what `is_open` denies, where that is found sooner.
    """

    name: str
    kinds: tuple[str, ...]
    kind: Any
    rows: Callable[[Reader], Any]
    is_open: Callable[[], Q]
    filters: tuple[AnyFilter, ...]
    appeared: str
    closes: str
    cards: Callable[[Any], Any]
    texts: Callable[[Any], tuple[str, ...]]
    shown: str = ""
    is_over: Callable[[], Q] | None = None

    def of_kinds(self, kinds: Iterable[str]) -> Q:
        """Rows of these of its kinds; of all sources, listings alone have several."""
        return has_chosen({"side": kinds}) if len(self.kinds) > 1 else Q()

    def in_state(self, state: str) -> Q:
        """Rows in one of the STATES."""
        if state == "open":
            return self.is_open()
        return self.is_over() if self.is_over else ~self.is_open()

    def appeared_after(self, moment: Any) -> Q:
        """Rows that were not there at that moment."""
        appeared = Q(**{f"{self.appeared}__gt": moment})
        if not self.shown:
            return appeared
        entries = self._entries()
        earlier = Exists(entries.filter(at__lte=moment))
        return Exists(entries.filter(at__gt=moment)) | (appeared & ~earlier)

    def there_since(self) -> Coalesce | F:
        """When a row appeared, to sort by."""
        if not self.shown:
            return F(self.appeared)
        latest = self._entries().order_by("-at").values("at")[:1]
        return Coalesce(Subquery(latest), F(self.appeared))

    def _entries(self) -> QuerySet[Entry]:
        """Those of the journal in which a row was shown to everybody."""
        return Entry.objects.filter(
            verb=self.shown,
            subject_type=self.rows(AnonymousUser()).model._meta.label_lower,
            subject_id=Cast(OuterRef("pk"), CharField()),
        )


def _listings(reader: Reader) -> QuerySet[Any]:
    shown = Q(state=Listing.State.FULFILLED) | _listing_is_open()
    rows = Listing.objects.visible_to(reader).filter(shown)
    # What everybody may see is of registered partners anyway; to say so twice misleads PostgreSQL.
    return rows.of_registered() if reader.is_authenticated else rows


def _listing_is_open() -> Q:
    return Q(state=Listing.State.PUBLISHED, review_by__gte=timezone.localdate())


def _listing_is_over() -> Q:
    return has_chosen({"state": [Listing.State.FULFILLED]})


def _always() -> Q:
    return Q(pk__isnull=False)


def _never() -> Q:
    return Q(pk__in=())


def _challenges(reader: Reader) -> QuerySet[Any]:
    return Challenge.objects.published()  # which everybody may see: a search finds no drafts


def _challenge_is_open() -> Q:
    return Q(state=Challenge.State.OPEN, closes_at__gt=timezone.now())


def _events(reader: Reader) -> QuerySet[Any]:
    return Event.objects.exclude(state=Event.State.DRAFT).visible_to(reader)


def _event_is_open() -> Q:
    return Q(state=Event.State.ANNOUNCED, ends_at__gt=timezone.now())


def _news(reader: Reader) -> QuerySet[Any]:
    return News.objects.current().visible_to(reader)


def _projects(reader: Reader) -> QuerySet[Any]:
    return Project.objects.visible_to(reader)


def _project_is_open() -> Q:
    return Q(state=Project.State.UNDER_WAY)


def _agreements(reader: Reader) -> QuerySet[Any]:
    return Agreement.objects.signed().visible_to(reader)


def _agreement_is_open() -> Q:
    return Q(state=Agreement.State.IN_FORCE)


def _reports(reader: Reader) -> QuerySet[Any]:
    return Report.objects.published()


def _partners(reader: Reader) -> QuerySet[Any]:
    return Partner.objects.approved()


# What a row of the search says of its city; the other columns of a row cost more than they tell.
_CITY = ("municipality__name_ja", "municipality__name_en")

LISTINGS = Source(
    "listing",
    ("need", "seed"),
    Cast(F("side"), TextField()),
    _listings,
    _listing_is_open,
    (
        by_goal("primary_goals", "related_goals"),
        by_field("fields"),
        _by_resource("resources"),
        by_municipality("partner__municipality"),
        _by_type("partner__type"),
    ),
    "published_at",
    "review_by",
    lambda rows: rows.with_row().only(
        *("side", "title", "body", "area", "state", "published_at", "review_by"),
        *("visibility", "partner__name"),
    ),
    lambda row: (row.area, row.body),
    is_over=_listing_is_over,
)
CHALLENGES = Source(
    "challenge",
    ("challenge",),
    Value("challenge", TextField()),
    _challenges,
    _challenge_is_open,
    (
        by_goal("primary_goals", "related_goals"),
        by_field("fields"),
        _by_resource("sought_resources"),
        by_municipality("municipality"),
    ),
    "opened_at",
    "closes_at",
    lambda rows: (
        rows.select_related("municipality", "caller")
        .only(
            *("title", "slug", "state", "opened_at", "opens_at", "closes_at", "caller__name"),
            *("wish", "project_content", "background", "expected_outcomes", "offered"),
            *("conditions", *_CITY),
        )
        .annotate(
            main_goals=chosen_ids(Challenge, "primary_goals"),
            further_goals=chosen_ids(Challenge, "related_goals"),
        )
    ),
    lambda row: (
        row.wish,
        row.project_content,
        row.background,
        row.expected_outcomes,
        row.offered,
        row.conditions,
    ),
)
EVENTS = Source(
    "event",
    ("event",),
    Value("event", TextField()),
    _events,
    _event_is_open,
    (by_goal("goals"), by_field("fields"), by_municipality("municipality")),
    "created_at",
    "starts_at",
    lambda rows: (
        rows.select_related("municipality")
        .only(
            *("title", "slug", "state", "created_at", "starts_at", "ends_at"),
            *("summary", "organisers", "venue", *_CITY),
        )
        .annotate(main_goals=chosen_ids(Event, "goals"))
    ),
    lambda row: (row.summary, row.organisers, row.venue),
    "event.announced",
)
NEWS = Source(
    "news",
    ("news",),
    Value("news", TextField()),
    _news,
    _always,
    (
        by_goal("goals"),
        by_field("fields"),
        by_municipality("partner__municipality"),
        _by_type("partner__type"),
    ),
    "published_at",
    "ends_on",
    lambda rows: (
        rows.select_related("partner")
        .only("title", "body", "published_at", "partner__name")
        .annotate(main_goals=chosen_ids(News, "goals"))
    ),
    lambda row: (row.body,),
    is_over=_never,
)
PARTNERS = Source(
    "partner",
    ("partner",),
    Value("partner", TextField()),
    _partners,
    _always,
    (
        by_goal("primary_goals", "related_goals"),
        by_field("fields"),
        by_municipality("municipality"),
        _by_type("type"),
    ),
    "approved_at",
    "expires_on",
    lambda rows: (
        rows.select_related("type", "municipality")
        .only(
            *("name", "slug", "approved_at", "description", "declaration"),
            *("type__name_ja", "type__name_en", *_CITY),
        )
        .annotate(
            main_goals=chosen_ids(Partner, "primary_goals"),
            field_ids=chosen_ids(Partner, "fields"),
        )
    ),
    # Not the address, which may be known to the city alone.
    lambda row: (row.description, row.declaration),
    is_over=_never,
)
PROJECTS = Source(
    "project",
    ("project",),
    Value("project", TextField()),
    _projects,
    _project_is_open,
    (by_goal("goals"), by_field("fields"), by_municipality("municipality")),
    "started_at",
    "ended_at",
    lambda rows: rows.with_card().only(
        *("title", "state", "started_at", "summary", "outcome", "lessons", *_CITY)
    ),
    lambda row: (row.summary, row.outcome, row.lessons),
    "project.shown",
)
AGREEMENTS = Source(
    "agreement",
    ("agreement",),
    Value("agreement", TextField()),
    _agreements,
    _agreement_is_open,
    (
        by_goal("items__goal"),
        by_field("items__field"),
        by_municipality("municipality"),
        _by_type("parties__partner__type", "parties__type"),
    ),
    "entered_at",
    "ends_on",
    agreement_cards,
    lambda row: (row.purposes, row.press_text),
    "agreement.shown",
)
REPORTS = Source(
    "report",
    ("report",),
    Value("report", TextField()),
    _reports,
    _always,
    (by_municipality("event__municipality"),),
    "published_at",
    "published_at",
    lambda rows: rows.select_related("event__municipality").only(
        *("title", "text", "published_at", "event__slug", "event__starts_at"),
        *(f"event__{name}" for name in _CITY),
    ),
    lambda row: (row.text,),
    is_over=_never,
)
SOURCES = (LISTINGS, CHALLENGES, PROJECTS, AGREEMENTS, EVENTS, REPORTS, NEWS, PARTNERS)
# What the search may be narrowed by; a kind that has no such thing is then left out.
FILTERS: tuple[AnyFilter, ...] = LISTINGS.filters
OVERLAP = timedelta(days=2)
"""What is written in a transaction may be seen a little later than it says it appeared."""
