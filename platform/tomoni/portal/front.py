"""What the public pages of the roof show: rows of all the apps below, no query per row."""

from typing import Any

from django.db.models import Count, Q, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from challenges.models import Challenge
from events.models import Event
from matching.reading import story
from partners.models import Listing, Partner
from tomoni.models import in_reader_language
from tomoni.municipalities.models import Municipality
from tomoni.taxonomy.models import Field, Goal
from tomoni.taxonomy.vocabulary import all_goals

SHOWN = 6


def front_page() -> dict[str, Any]:
    """The context of the front page."""
    return {
        "open_challenges": list(_open_challenges()[:3]),
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
        (Partner.objects.approved(), _("registered partners"), reverse("partners:partner_list")),
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


def about_goal(goal: Goal) -> dict[str, Any]:
    """What names the goal as a main or a further one."""
    named = Q(primary_goals=goal) | Q(related_goals=goal)
    return _rows(named, Q(primary_goals=goal))


def about_field(field: Field) -> dict[str, Any]:
    """What is in the field."""
    return _rows(Q(fields=field), Q(fields=field))


def _rows(named: Q, named_by_partner: Q) -> dict[str, Any]:
    live = Listing.objects.live().filter(visibility=Listing.Visibility.PUBLIC)
    return {
        "needs": _some(live.needs().filter(pk__in=_ids(Listing, named))),
        "seeds": _some(live.seeds().filter(pk__in=_ids(Listing, named))),
        "challenges": _some(_open_challenges().filter(pk__in=_ids(Challenge, named))),
        "partners": _some(
            Partner.objects.approved().filter(pk__in=_ids(Partner, named_by_partner))
        ),
    }


def _ids(model: Any, condition: Q) -> QuerySet[Any]:
    return model.objects.order_by().filter(condition).values("pk")


def _some(rows: Any) -> list[Any]:
    return list(rows.with_card()[:SHOWN])


def _open_challenges() -> Any:
    return Challenge.objects.open().with_card().order_by("closes_at", "pk")


def about_municipality(municipality: Municipality) -> dict[str, Any]:
    """What is going on in the municipality, and whom to ask."""
    live = Listing.objects.live().filter(
        visibility=Listing.Visibility.PUBLIC, partner__municipality=municipality
    )
    partners = Partner.objects.approved().filter(municipality=municipality)
    return {
        "municipality": municipality,
        "greeting": in_reader_language(municipality.greeting_ja, municipality.greeting_en),
        "challenges": list(_open_challenges().filter(municipality=municipality)[:SHOWN]),
        "events": list(Event.objects.upcoming().filter(municipality=municipality)[:3]),
        "needs": _some(live.needs()),
        "seeds": _some(live.seeds()),
        "partner_count": partners.count(),
        "visions": list(municipality.visions.all().current()),
        "sections": list(municipality.sections.all()),
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
