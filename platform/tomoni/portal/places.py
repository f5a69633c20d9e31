"""The lists and the search, by a key: what can be saved, mailed and read as a feed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from challenges.views.public import FILTERS as CHALLENGE_FILTERS
from challenges.views.public import SORTS as CHALLENGE_SORTS
from events.views.public import FILTERS as EVENT_FILTERS
from events.views.public import SORTS as EVENT_SORTS
from partners.models import Listing
from partners.views.agreements import FILTERS as AGREEMENT_FILTERS
from partners.views.agreements import SORTS as AGREEMENT_SORTS
from partners.views.news import FILTERS as NEWS_FILTERS
from partners.views.news import SORTS as NEWS_SORTS
from partners.views.projects import FILTERS as PROJECT_FILTERS
from partners.views.projects import SORTS as PROJECT_SORTS
from partners.views.public import (
    LISTING_FILTERS,
    LISTING_SORTS,
    ONE_SIDE_FILTERS,
    PARTNER_FILTERS,
    PARTNER_SORTS,
)
from tomoni.facets import AnyFilter
from tomoni.filters import Found, Sort, by_field, by_goal, by_municipality
from tomoni.narrowing import Chip
from tomoni.portal.finding import Finding
from tomoni.portal.sources import (
    AGREEMENTS,
    CHALLENGES,
    EVENTS,
    LISTINGS,
    NEWS,
    PARTNERS,
    PROJECTS,
    REPORTS,
    Reader,
    Source,
)

Rows = list[tuple[Source, Any]]
SEARCH = "search"


@dataclass(frozen=True)
class Place:
    """A list: what it is called, where it is, whose rows it shows and how they are narrowed."""

    label: str | Promise
    url_name: str
    source: Source
    filters: Sequence[AnyFilter]
    sorts: Sequence[Sort]
    side: str = ""

    def found(self, query: QueryDict, reader: Reader) -> Found:
        """The list as the query narrows it down, for this reader."""
        rows = self.source.rows(reader)
        if self.source is LISTINGS:
            rows = rows.live()  # as in the list: what is fulfilled is found by the search alone
        if self.side:
            rows = rows.filter(side=self.side)
        return Found(reverse(self.url_name), query, rows, self.filters, self.sorts)


REPORT_FILTERS = (
    by_goal("event__goals"),
    by_field("event__fields"),
    by_municipality("event__municipality"),
)
REPORT_SORTS = (Sort("new", _("newest"), "-published_at", "-pk"),)
_Side = Listing.Side
PLACES: dict[str, Place] = {
    "listings": Place(
        _("Needs and seeds"), "partners:listing_list", LISTINGS, LISTING_FILTERS, LISTING_SORTS
    ),
    "needs": Place(
        *(_("Needs"), "partners:need_list", LISTINGS, ONE_SIDE_FILTERS, LISTING_SORTS),
        side=_Side.NEED,
    ),
    "seeds": Place(
        *(_("Seeds"), "partners:seed_list", LISTINGS, ONE_SIDE_FILTERS, LISTING_SORTS),
        side=_Side.SEED,
    ),
    "partners": Place(
        _("Partners"), "partners:partner_list", PARTNERS, PARTNER_FILTERS, PARTNER_SORTS
    ),
    "challenges": Place(
        _("Challenges"),
        "challenges:challenge_list",
        CHALLENGES,
        CHALLENGE_FILTERS,
        CHALLENGE_SORTS,
    ),
    "projects": Place(
        _("Projects"), "partners:project_list", PROJECTS, PROJECT_FILTERS, PROJECT_SORTS
    ),
    "agreements": Place(
        _("Agreements"),
        "partners:agreement_list",
        AGREEMENTS,
        AGREEMENT_FILTERS,
        AGREEMENT_SORTS,
    ),
    "events": Place(_("Meetings"), "events:event_list", EVENTS, EVENT_FILTERS, EVENT_SORTS),
    # Its page is narrowed by words and tags; goal, field and municipality narrow its feed alone.
    "reports": Place(
        _("Reports of meetings"), "events:report_list", REPORTS, REPORT_FILTERS, REPORT_SORTS
    ),
    "news": Place(_("News"), "partners:news_list", NEWS, NEWS_FILTERS, NEWS_SORTS),
}
KEYS = (SEARCH, *PLACES)


@dataclass(frozen=True)
class Asked:
    """A search in a place, as a reader may see it."""

    place: str
    query: QueryDict
    reader: Reader

    @property
    def found(self) -> Found | Finding:
        """What a page shows of it."""
        if self.place == SEARCH:
            return Finding(reverse("portal:search"), self.query, self.reader)
        return PLACES[self.place].found(self.query, self.reader)

    @property
    def label(self) -> str:
        """What the place is called."""
        return str(_("Search")) if self.place == SEARCH else str(PLACES[self.place].label)

    @property
    def chips(self) -> list[Chip]:
        """What is looked for, in words."""
        return self.found.chips

    @property
    def cleaned(self) -> str:
        """The query with nothing but what means something, in one order, without page and sort."""
        found = self.found
        return found.url(sort=[]).partition("?")[2]

    @property
    def url(self) -> str:
        """The page with the results."""
        return self.found.url()

    @property
    def rows(self) -> Rows:
        """All that it finds, by source; nothing is asked before it is read."""
        if self.place == SEARCH:
            finding = Finding("", self.query, self.reader)
            return [] if finding.is_empty else finding.rows_by_source()
        place = PLACES[self.place]
        return [(place.source, place.found(self.query, self.reader).narrowed)]
