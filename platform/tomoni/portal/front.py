"""What the public pages of the roof show: rows of all the apps below, no query per row."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, QuerySet, Subquery, Value
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from challenges.models import Challenge
from events.models import Event
from matching.reading.story import story
from partners.models import Listing, News, Partner
from tomoni.models import in_reader_language
from tomoni.municipalities.models import Municipality
from tomoni.portal.finding import Finding, Hit
from tomoni.taxonomy.models import Goal
from tomoni.taxonomy.vocabulary import all_goals

SHOWN = 5
ASKED_MOST = 5
NEWS_SHOWN = 3


def front_page() -> dict[str, Any]:
    """The context of the front page."""
    return {
        "open_challenges": list(_open_challenges()[:3]),
        "news_rows": list(News.objects.current().public().with_card()[:NEWS_SHOWN]),
        "next_event": Event.objects.upcoming().select_related("municipality").first(),
        "story": story(),
        "goals": all_goals(),
        "figures": figures(),
        "municipalities": list(Municipality.objects.all()),
    }


def figures() -> list[dict[str, Any]]:
    """Three counts, each with the list of its rows, in one query."""
    live = Listing.objects.live().filter(visibility=Listing.Visibility.PUBLIC)
    counted = (
        (
            Partner.objects.approved(),
            pgettext("how many", "registered partners"),
            reverse("partners:partner_list"),
        ),
        (live, _("needs and seeds"), reverse("partners:listing_list")),
        (Challenge.objects.open(), _("open challenges"), reverse("challenges:challenge_list")),
    )
    counts = Goal.objects.filter(pk=1).values_list(
        *(Subquery(_count(rows)) for rows, _label, _url in counted)
    )
    return [
        {"value": value or 0, "label": label, "url": url}
        for value, (_rows, label, url) in zip(counts[0], counted, strict=True)
    ]


def _count(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by().values(one=Value(1)).annotate(n=Count("pk")).values("n")


@dataclass(frozen=True)
class Part:
    """What there is of one kind: the newest, how many, and the list with all of them."""

    name: str
    label: str | Promise
    count: int
    hits: list[Hit]
    url: str


LISTS = {
    "need": "partners:need_list",
    "seed": "partners:seed_list",
    "challenge": "challenges:challenge_list",
    "project": "partners:project_list",
    "agreement": "partners:agreement_list",
    "event": "events:event_list",
    "report": "events:report_list",
    "news": "partners:news_list",
    "partner": "partners:partner_list",
}


def about(parameter: str, value: str) -> dict[str, Any]:
    """What everybody may see of a goal, a field or a municipality, and what is asked most there."""
    query = urlencode({parameter: value})
    asked = QueryDict(f"{query}&state=open")
    found = Finding(reverse("portal:search"), asked, AnonymousUser(), shown=SHOWN)
    parts = [
        Part(
            group.name,
            group.label,
            group.count,
            group.hits,
            f"{reverse(LISTS[group.name])}?{query}",
        )
        for group in found.groups
    ]
    return {"parts": parts, "asked_most": _asked_most(asked, query), "query": f"?{query}"}


def _asked_most(asked: QueryDict, query: str) -> list[dict[str, Any]]:
    """The kinds of resources that most of the needs look for."""
    needs = asked.copy()
    needs["kind"] = "need"
    found = Finding(reverse("portal:search"), needs, AnonymousUser())
    options = [
        option
        for facet in found.facets
        if facet.parameter == "resource"
        for option in facet.options
        if option.count
    ]
    most = sorted(options, key=lambda option: -option.count)[:ASKED_MOST]
    address = reverse("partners:need_list")
    return [
        {
            "label": option.label,
            "count": option.shown,
            "url": f"{address}?{query}&{urlencode({'resource': option.value})}",
        }
        for option in most
    ]


def _open_challenges() -> Any:
    return Challenge.objects.open().with_card().order_by("closes_at", "pk")


def about_municipality(municipality: Municipality) -> dict[str, Any]:
    """What is going on in the municipality, and whom to ask."""
    return {
        "municipality": municipality,
        "greeting": in_reader_language(municipality.greeting_ja, municipality.greeting_en),
        "visions": list(municipality.visions.all().current()),
        "sections": list(municipality.sections.all()),
        **about("municipality", municipality.slug),
    }


def brand_css(colour: str) -> str:
    """The rule that puts the municipality's colour in place of ours, if white reads well on it.

    WCAG 2.2, success criterion 1.4.3: contrast of at least 4.5:1.
    """
    if len(colour) != 7 or contrast_with_white(colour) < 4.5:
        return ""
    return f"@media (prefers-color-scheme: light) {{ :root {{ --brand: {colour}; }} }}\n"


def contrast_with_white(colour: str) -> float:
    """The contrast ratio of "#rrggbb" with white, 1 to 21, after WCAG's relative luminance."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)
