"""A table for who has come after everybody was seated: late, or without a registration."""

from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Place, Registration, SeatingPlan, Table
from events.seating import moving
from events.seating.board import board_of
from tomoni.accounts.models import User
from tomoni.models import StateError


def open_rounds(registration: Registration) -> list[int]:
    """The rounds in which the person has no place, while the tables are shown."""
    event = registration.event
    if not registration.has_seat or event.is_over or event.is_cancelled:
        return []
    if not SeatingPlan.objects.filter(event=event, state="published").exists():
        return []
    rows = Place.objects.filter(plan__event=event, registration=registration)
    taken = set(rows.values_list("round", flat=True))
    return [at for at in range(1, event.rounds + 1) if at not in taken]


def free_tables(registration: Registration, rounds: list[int]) -> list[tuple[Table, int]]:
    """The tables that have a seat in all these rounds, and how many."""
    if not rounds:
        return []
    board = board_of(registration.event)
    seated = [board.tables_in(at) for at in rounds]
    free = [(each[0].table, min(one.free for one in each)) for each in zip(*seated, strict=True)]
    return [(table, count) for table, count in free if count]


@transaction.atomic
def sit_at(registration: Registration, table: Table, *, by: User) -> None:
    """The person sits there in every round without a place, and stays when others are seated again.

    Raises StateError where there is no such round, or no free seat in one of them.
    """
    plans = SeatingPlan.objects.select_related("event__municipality")
    held = plans.select_for_update(of=("self",)).filter(event=registration.event_id)
    plan = held.first()
    rounds = open_rounds(registration)
    if plan is None or not rounds:
        raise StateError(_("This person needs no table now."))
    moving.pin_in(plan, registration, rounds, table, by=by)
