"""The map of the site for search engines: what everybody may see, in sections.

The languages share their addresses, so there is nothing to say of alternates.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from django.urls import reverse

from events.models import Report, ReportTag
from partners.models import Listing
from tomoni.municipalities.models import Municipality
from tomoni.portal.open_data.data_sets import DATA_SETS
from tomoni.portal.sources import (
    AGREEMENTS,
    CHALLENGES,
    EVENTS,
    LISTINGS,
    NEWS,
    PARTNERS,
    PROJECTS,
    REPORTS,
)
from tomoni.taxonomy.models import Field, Goal

MOST = 5000
"""Addresses of one file; a section with more has several."""
_SCHEME = settings.BASE_URL.partition("://")[0]
_EVERYBODY = AnonymousUser()


class Rows(Sitemap):
    """Pages of rows, the latest change of each, in the order in which they were made."""

    limit = MOST
    protocol = _SCHEME

    def __init__(self, rows: Callable[[], QuerySet[Any]]) -> None:
        self.rows = rows

    def items(self) -> QuerySet[Any]:
        """The rows that everybody may see."""
        return self.rows().order_by("pk")

    def lastmod(self, item: Any) -> datetime | None:
        """When it was last saved."""
        updated: datetime = item.updated_at
        return updated

    def get_latest_lastmod(self) -> datetime | None:
        """Asked of the database: the index reads no rows."""
        latest: datetime | None = self.rows().aggregate(latest=Max("updated_at"))["latest"]
        return latest


class Words(Rows):
    """Pages of the rows of a vocabulary, which have no day."""

    def __init__(self, rows: Callable[[], QuerySet[Any]], address: Callable[[Any], str]) -> None:
        super().__init__(rows)
        self.address = address

    def location(self, item: Any) -> str:
        """Where its page is."""
        return self.address(item)

    def lastmod(self, item: Any) -> None:
        """Nothing is known of it."""

    def get_latest_lastmod(self) -> None:
        """Nor of all of them."""


class Pages(Sitemap):
    """Pages that are always there: home, lists, texts."""

    protocol = _SCHEME

    def items(self) -> list[tuple[str, ...]]:
        """Their names, with what stands in the address."""
        names = [
            *("portal:home", "partners:need_list", "partners:seed_list", "partners:partner_list"),
            *("partners:project_list", "partners:agreement_list", "partners:agreement_network"),
            *("partners:news_list", "challenges:challenge_list", "portal:insight_overview"),
            *("challenges:free_list", "events:event_list", "events:report_list"),
            *("portal:dataset_list", "portal:api_docs", "portal:accessibility"),
            *("portal:privacy", "portal:terms", "partners:listing_list"),
            *("portal:insight_demand", "portal:insight_network"),
        ]
        data_sets = [("portal:dataset_detail", name) for name in DATA_SETS]
        return [*((name,) for name in names), *data_sets]

    def location(self, item: tuple[str, ...]) -> str:
        """Their addresses."""
        name, *arguments = item
        return reverse(name, args=arguments)


def _listings() -> QuerySet[Listing]:
    return LISTINGS.rows(_EVERYBODY).defer("search", "body")


def _tags() -> QuerySet[ReportTag]:
    """Those that a published report has."""
    return ReportTag.objects.filter(reports__in=Report.objects.published()).distinct()


SECTIONS: dict[str, type[Sitemap] | Sitemap] = {
    "pages": Pages(),
    "listings": Rows(_listings),
    "partners": Rows(lambda: PARTNERS.rows(_EVERYBODY).defer("search")),
    "challenges": Rows(lambda: CHALLENGES.rows(_EVERYBODY).defer("search")),
    "projects": Rows(lambda: PROJECTS.rows(_EVERYBODY).defer("search")),
    "agreements": Rows(lambda: AGREEMENTS.rows(_EVERYBODY).defer("search")),
    "events": Rows(lambda: EVENTS.rows(_EVERYBODY).defer("search")),
    "reports": Rows(lambda: REPORTS.rows(_EVERYBODY).select_related("event").defer("search")),
    "tags": Words(_tags, lambda tag: tag.get_absolute_url()),
    "news": Rows(lambda: NEWS.rows(_EVERYBODY).defer("search")),
    "municipalities": Rows(Municipality.objects.all),
    "goals": Words(Goal.objects.all, lambda goal: reverse("portal:goal_detail", args=[goal.pk])),
    "fields": Words(
        Field.objects.all, lambda field: reverse("portal:field_detail", args=[field.slug])
    ),
}

ROBOTS = """User-agent: *
Disallow: /accounts/
Disallow: /admin/
Disallow: /desk/
Disallow: /feeds/search/
Disallow: /my/
Disallow: /provenance/
Disallow: /search/
Disallow: /*?*sort=

Sitemap: {base}/sitemap.xml
"""
