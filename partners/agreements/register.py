"""The register: what a row of it shows, by what it is narrowed, and the lights of agreements."""

from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import ExtractYear, JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.models import Agreement, AgreementParty, CooperationItem
from partners.models.agreement_parts import GREEN_DAYS, YELLOW_DAYS, Light, light_of
from tomoni.facets import Cases

YEARS_SHOWN = 15
SHOWN_OF_PARTNER = 10


def with_card(rows: Any) -> Any:
    """Everything a row of a list shows, in one query."""
    items: Any = CooperationItem.objects.filter(agreement=OuterRef("pk"))
    goals = items.exclude(goal=None).order_by("goal").values("goal").distinct()
    stalest = items.living().with_last_activity().order_by("last_on").values("last_on")
    return (
        rows.select_related("municipality")
        .defer("search")
        .annotate(
            party_rows=_parties(), main_goals=ArraySubquery(goals), stalest_on=Subquery(stalest[:1])
        )
    )


def _parties() -> ArraySubquery:
    columns = {
        "name": "name",
        "partner": "partner",
        "partner_name": "partner__name",
        "municipality": "municipality",
        "ja": "municipality__name_ja",
        "en": "municipality__name_en",
        "is_lead": "is_lead",
    }
    parties = AgreementParty.objects.filter(agreement=OuterRef("pk")).order_by("order", "pk")
    return ArraySubquery(parties.values(row=JSONObject(**columns)))


def of_each_partner() -> ArraySubquery:
    """For a query over partners: the public agreements of each, the latest first."""
    places = AgreementParty.objects.filter(partner=OuterRef(OuterRef("pk")))
    rows = Agreement.objects.public().filter(pk__in=places.values("agreement"))
    columns = JSONObject(pk="pk", title="title", year=ExtractYear("signed_on"))
    return ArraySubquery(rows.order_by("-signed_on", "-pk").values(row=columns)[:SHOWN_OF_PARTNER])


def light_of_row(agreement: Agreement) -> Light | None:
    """The worst light of its living items; None where it has none, or is not in force."""
    if agreement.stalest_on is None:
        return None
    return light_of(agreement.stalest_on, timezone.localdate())


def _quiet(days: int) -> QuerySet[Any]:
    day: date = timezone.localdate() - timedelta(days=days)
    return CooperationItem.objects.quiet_since(day).values("agreement")


def _is_red() -> Q:
    return Q(pk__in=_quiet(YELLOW_DAYS))


def _is_yellow() -> Q:
    return Q(pk__in=_quiet(GREEN_DAYS)) & ~_is_red()


def _is_green() -> Q:
    living = CooperationItem.objects.living().values("agreement")
    return Q(pk__in=living) & ~Q(pk__in=_quiet(GREEN_DAYS))


LIGHTS = Cases(
    "light",
    _("How the items live"),
    (
        ("green", Light.GREEN.label, _is_green),
        ("yellow", Light.YELLOW.label, _is_yellow),
        ("red", Light.RED.label, _is_red),
    ),
)


class SigningYears(Cases):
    """By the year of signing; which years there are depends on the day."""

    def __init__(self) -> None:
        object.__setattr__(self, "parameter", "year")
        object.__setattr__(self, "title", pgettext_lazy("agreement", "Signed in"))

    @property
    def cases(self) -> tuple[Any, ...]:
        """The latest years, and all before them."""
        this = timezone.localdate().year
        first = this - YEARS_SHOWN + 1
        years = [(str(year), str(year), _in_year(year)) for year in range(this, first - 1, -1)]
        return (*years, ("before", _("earlier"), lambda: Q(signed_on__year__lt=first)))


def _in_year(year: int) -> Any:
    return lambda: Q(signed_on__year=year)
