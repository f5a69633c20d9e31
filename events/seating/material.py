"""What a seating is made from, read from the rows in a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from events.models import (
    Duty,
    Event,
    Place,
    Registration,
    SeatingBar,
    SeatingPlan,
    Table,
    TableWish,
)
from matching.reading.among import answers_among


@dataclass(frozen=True)
class Material:
    """The rows of one meeting, as they are at one moment.

    `people` have a seat, with their partner; `wishes` are tables by registration, the dearest
    first. `answers` are pairs of partners, `met` pairs of registrations who have sat at one table
    at an earlier meeting; `newcomers` registrations of whom nobody was at one.
    """

    event: Event
    tables: list[Table]
    people: list[Registration]
    duties: list[Duty] = field(default_factory=list)
    wishes: Mapping[int, list[int]] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    bars: list[SeatingBar] = field(default_factory=list)
    newcomers: frozenset[int] = frozenset()
    answers: Mapping[tuple[int, int], float] = field(default_factory=dict)
    met: frozenset[tuple[int, int]] = frozenset()


def material_of(plan: SeatingPlan, *, left_out: Collection[int] = ()) -> Material:
    """Everything about the meeting, without the registrations that are to be seated nowhere."""
    event = plan.event
    people = [row for row in _people(event) if row.pk not in set(left_out)]
    partners = {row.partner_id for row in people if row.partner_id}
    return Material(
        event=event,
        tables=list(event.tables.all()),
        people=people,
        duties=list(event.duties.filter(kind__in=Duty.AT_TABLES, table__isnull=False)),
        wishes=_wishes(event),
        places=list(plan.places.in_rounds()),
        bars=list(plan.bars.all()),
        newcomers=_newcomers(event, people),
        answers=answers_among(partners),
        met=_met(event, people),
    )


def _people(event: Event) -> Iterable[Registration]:
    return event.registrations.registered().with_names()


def _wishes(event: Event) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = TableWish.objects.filter(registration__event=event).order_by("registration", "rank")
    for registration, table in rows.values_list("registration", "table"):
        found[registration].append(table)
    return found


def _newcomers(event: Event, people: list[Registration]) -> frozenset[int]:
    """Neither they nor anybody of their partner had a seat at an earlier meeting of the city."""
    earlier = Registration.objects.registered().filter(event__in=_earlier(event))
    rows = set(earlier.order_by().values_list("partner", "user").distinct())
    partners, users = {pair[0] for pair in rows}, {pair[1] for pair in rows}
    return frozenset(
        row.pk
        for row in people
        if not (row.partner_id and row.partner_id in partners)
        and not (row.user_id and row.user_id in users)
    )


def _earlier(event: Event) -> "Iterable[Event]":
    return (
        Event.objects.filter(Q(municipality=event.municipality_id) | _of_series(event))
        .filter(state=Event.State.ANNOUNCED, starts_at__lt=event.starts_at)
        .exclude(pk=event.pk)
        .order_by()
        .only("pk")
    )


def _of_series(event: Event) -> Q:
    return Q(series=event.series_id) if event.series_id else Q(pk__in=())


def _met(event: Event, people: list[Registration]) -> frozenset[tuple[int, int]]:
    """Who has sat at one table at an earlier meeting whose seating was shown, by their accounts."""
    of_user = {row.user_id: row.pk for row in people if row.user_id}
    rows = Place.objects.filter(
        plan__state=SeatingPlan.State.PUBLISHED,
        plan__event__in=_earlier(event),
        registration__state=Registration.State.REGISTERED,
        registration__user__in=of_user,
    )
    together: dict[tuple[int, int], list[int]] = defaultdict(list)
    for table, at, user in rows.order_by().values_list("table", "round", "registration__user"):
        together[table, at].append(of_user[user])
    return frozenset(
        (one, other)
        for group in together.values()
        for one in group
        for other in group
        if one < other
    )
