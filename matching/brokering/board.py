"""The broker's board: introductions by state, what waits with the reader on top."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, Max, Min, Prefetch, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from matching.brokering.brokers import Broker
from matching.models import Introduction, Party
from matching.models.introducing import IntroductionQuerySet
from partners.fiscal import first_day, fiscal_year
from tomoni.facets import AnyFilter, Cases, Words
from tomoni.filters import Sort

State = Introduction.State
_Case = tuple[str, Words, Callable[[], Q]]

SORTS = (
    Sort("due", gettext_lazy("what waits first"), "turn", "waiting_since", "-requested_at", "-pk"),
    Sort("new", gettext_lazy("newest"), "-requested_at", "-pk"),
)
_IS_OPEN = Q(state__in=Introduction.OPEN_STATES)


def rows_of(broker: Broker) -> IntroductionQuerySet:
    """What stands on the board of a broker, each with its partners and its turn."""
    parties = Party.objects.select_related("partner", "listing")
    return (
        broker.introductions.annotate(
            turn=Case(When(waits_here(broker), then=0), When(_IS_OPEN, then=1), default=Value(2)),
            waiting_since=Case(When(_IS_OPEN, then=Coalesce("forwarded_at", "requested_at"))),
        )
        .select_related("municipality", "federation")
        .prefetch_related(Prefetch("parties", parties))
    )


def waits_here(broker: Broker) -> Q:
    """Condition: the broker has to pass it on."""
    ours = Introduction.objects.brokered_by(broker.user).with_broker()
    return Q(pk__in=ours.order_by().values("pk"))


def states(broker: Broker) -> tuple[_Case, ...]:
    """(value, label, condition) of the heaps on the board."""
    return (
        ("here", gettext_lazy("waits with you"), lambda: waits_here(broker)),
        ("others", gettext_lazy("waits for others"), lambda: _IS_OPEN & ~waits_here(broker)),
        (
            "agreed",
            pgettext_lazy("introduction", "agreed to talk"),
            lambda: Q(state=State.ACCEPTED),
        ),
        ("met", pgettext_lazy("introduction", "have met"), lambda: Q(state=State.MET)),
        (
            "outcome",
            pgettext_lazy("introduction", "outcome known"),
            lambda: Q(state=State.OUTCOME),
        ),
        ("over", gettext_lazy("over"), lambda: Q(state__in=Introduction.OVER_STATES)),
    )


def filters_of(broker: Broker) -> tuple[AnyFilter, ...]:
    """By what is to be done, and by the fiscal year in which it was asked."""
    return (
        Cases("state", gettext_lazy("State"), states(broker)),
        Cases("year", gettext_lazy("Asked in fiscal year"), tuple(_years(broker))),
    )


def _years(broker: Broker) -> Iterator[_Case]:
    """The latest first."""
    spans = broker.introductions.order_by().aggregate(
        first=Min("requested_at"), last=Max("requested_at")
    )
    if spans["first"]:
        first, last = (fiscal_year(_day(spans[name])) for name in ("first", "last"))
        for year in range(last, first - 1, -1):
            yield str(year), str(year), _asked_in(year)


def _asked_in(year: int) -> Callable[[], Q]:
    span = {
        "requested_at__date__gte": first_day(year),
        "requested_at__date__lt": first_day(year + 1),
    }
    return lambda: Q(**span)


def heaps(broker: Broker) -> list[dict[str, Any]]:
    """How many there are in each state, and how old the oldest is that waits with the reader."""
    rows = broker.introductions.order_by()
    counted = {
        value: Count("pk", filter=condition()) for value, _label, condition in states(broker)
    }
    numbers = rows.aggregate(**counted, oldest=Min("requested_at", filter=waits_here(broker)))
    return [
        {
            "value": value,
            "label": label,
            "number": numbers[value],
            "oldest": numbers["oldest"] if value == "here" else None,
        }
        for value, label, _condition in states(broker)
    ]


# --- As a file ----------------------------------------------------------------------------------

Column = tuple[Words | Promise, Callable[[Any], Any]]
_MOST_PARTIES = 3


def table_of(rows: IntroductionQuerySet) -> Iterator[list[Any]]:
    """The headers, then a line for each; no contact details and no words of anybody.

    What does not pass through the reader is only counted: its listings are left out.
    """
    yield [
        _("State"),
        *(_("Partner %(n)d") % {"n": n} for n in range(1, _MOST_PARTIES + 1)),
        *(_("Need or seed of partner %(n)d") % {"n": n} for n in range(1, _MOST_PARTIES + 1)),
        *(str(header) for header, _value in _COLUMNS),
    ]
    for row in rows.iterator(chunk_size=500):
        parties = list(row.parties.all())
        names = [party.partner.name for party in parties]
        titles = [party.listing.title if party.listing else "" for party in parties]
        shown = titles if row.is_ours else []  # type: ignore[attr-defined]
        yield [
            row.get_state_display(),
            *_filled(names),
            *_filled(shown),
            *(str(value(row)) for _header, value in _COLUMNS),
        ]


def _filled(cells: list[str]) -> list[str]:
    return [*cells, *[""] * (_MOST_PARTIES - len(cells))]


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)


def _iso(name: str) -> Callable[[Any], str]:
    def value(row: Introduction) -> str:
        moment = getattr(row, name)
        return _day(moment).isoformat() if moment else ""

    return value


_COLUMNS: tuple[Column, ...] = (
    (gettext_lazy("Way"), lambda row: row.get_route_display()),
    (gettext_lazy("Federation"), lambda row: row.federation or ""),
    (gettext_lazy("Municipality"), lambda row: row.municipality.name),
    (gettext_lazy("Brought together by hand"), lambda row: _("yes") if row.is_by_hand else ""),
    (pgettext_lazy("introduction", "Asked on"), _iso("requested_at")),
    (pgettext_lazy("introduction", "Passed on"), _iso("forwarded_at")),
    (pgettext_lazy("introduction", "Agreed on"), _iso("accepted_at")),
    (pgettext_lazy("introduction", "Met on"), _iso("met_at")),
    (pgettext_lazy("introduction", "Over on"), _iso("over_at")),
    (pgettext_lazy("introduction", "Outcome"), lambda row: row.get_outcome_display()),
)
