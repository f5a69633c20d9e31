"""Where a participant sits, and with whom."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from events.models import Event, Place, Registration, SeatingPlan, Table
from tomoni.accounts.models import User


@dataclass(frozen=True)
class OwnTable:
    """Where the reader sits in a round, and with whom."""

    round: int
    table: Table
    others: list[Registration]

    @property
    def people(self) -> int:
        """Everybody there, the reader too."""
        return len(self.others) + 1


def own_tables(event: Event, user: User | AnonymousUser) -> list[OwnTable]:
    """The reader's tables with the people there, once the seating is shown; for participants."""
    if not user.is_authenticated:
        return []
    own = (
        Place.objects.in_rounds()
        .filter(
            plan__event=event,
            plan__state=SeatingPlan.State.PUBLISHED,
            registration__user=user.pk,
            registration__state=Registration.State.REGISTERED,
        )
        .select_related("table")
    )
    places = list(own.prefetch_related("table__duties").order_by("round"))
    beside = _beside(places)
    return [
        OwnTable(
            place.round,
            place.table,
            beside.get((place.round, place.table_id), []),
        )
        for place in places
    ]


def _beside(places: list[Place]) -> dict[tuple[int, int], list[Registration]]:
    """Who sits at these tables in these rounds besides, by round and table; one query."""
    wanted = {(place.round, place.table_id) for place in places}
    own = {place.registration_id for place in places}
    rows = Place.objects.filter(
        plan__in={place.plan_id for place in places},
        table__in={place.table_id for place in places},
        registration__state=Registration.State.REGISTERED,
    ).select_related("registration__user", "registration__partner")
    found: dict[tuple[int, int], list[Registration]] = {}
    for place in rows.order_by("registration__created_at", "pk"):
        at = place.round, place.table_id
        if at in wanted and place.registration_id not in own:
            found.setdefault(at, []).append(place.registration)
    return found
