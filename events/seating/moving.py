"""What staff change by hand. Whoever is moved by hand stays there when the others are seated again.

Every step takes the version of the seating that the person has seen, and raises LostUpdateError
where another change came first.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Duty, Place, Registration, SeatingBar, SeatingPlan, Table
from events.seating import keeping, publishing
from events.seating.material import material_of
from events.seating.problem import leaders, places_of, problem_of
from matching.engine.seating import InfeasibleSeatingError, judge
from tomoni.accounts.models import User
from tomoni.journal.record import record
from tomoni.models import StateError

P = ParamSpec("P")
Step = Callable[Concatenate[SeatingPlan, P], None]


def _changing(step: Step[P]) -> Step[P]:
    """Hold the plan, change it, and look at the whole anew."""

    @wraps(step)
    def changed(plan: SeatingPlan, *args: P.args, **kwargs: P.kwargs) -> None:
        seen = plan.version
        try:
            with transaction.atomic():
                plan.claim_version(seen)
                step(plan, *args, **kwargs)
                look_anew(plan)
                publishing.ask_to_tell(plan)
        except StateError:
            plan.version = seen
            raise

    return changed


@_changing
def move(plan: SeatingPlan, registration: Registration, at: int, table: Table, *, by: User) -> None:
    """To another table in a round. StateError where there is no free seat, or another rule."""
    require_free_to_sit(plan, registration, table)
    place = plan.places.filter(registration=registration, round=at).first()
    if place is not None and place.table_id == table.pk:
        return
    _require_room(plan, at, table)
    _sit(plan, registration, at, table)
    _note(plan, "seating.moved", registration, by, round=at, table=table.number)


@_changing
def swap(plan: SeatingPlan, one: Registration, other: Registration, at: int, *, by: User) -> None:
    """Two people change places in a round."""
    places = {place.registration_id: place for place in plan.places.filter(round=at)}
    here, there = places.get(one.pk), places.get(other.pk)
    if here is None or there is None or here.table_id == there.table_id:
        raise StateError(_("Only two who sit at different tables can change places."))
    require_free_to_sit(plan, one, there.table)
    require_free_to_sit(plan, other, here.table)
    _sit(plan, one, at, there.table)
    _sit(plan, other, at, here.table)
    _note(plan, "seating.swapped", one, by, round=at, other=other.pk)


@_changing
def pin(plan: SeatingPlan, registration: Registration, at: int, table: Table, *, by: User) -> None:
    """The person stays at the table in the round, whoever is seated again; also before anybody
    is seated."""
    require_free_to_sit(plan, registration, table)
    _pin(plan, registration, at, table, by)


@_changing
def pin_in(
    plan: SeatingPlan, registration: Registration, rounds: list[int], table: Table, *, by: User
) -> None:
    """The same in several rounds at once."""
    require_free_to_sit(plan, registration, table)
    for at in rounds:
        _pin(plan, registration, at, table, by)


def _pin(plan: SeatingPlan, registration: Registration, at: int, table: Table, by: User) -> None:
    place = plan.places.filter(registration=registration, round=at).first()
    if place is None or place.table_id != table.pk:
        _require_room(plan, at, table)
    _sit(plan, registration, at, table)
    _note(plan, "seating.pinned", registration, by, round=at, table=table.number)


@_changing
def unpin(plan: SeatingPlan, registration: Registration, at: int, *, by: User) -> None:
    """The engine may seat the person elsewhere again. Unpinning twice is unpinning once."""
    if plan.places.filter(registration=registration, round=at, is_pinned=True).update(
        is_pinned=False
    ):
        _note(plan, "seating.unpinned", registration, by, round=at)


@_changing
def bar(plan: SeatingPlan, registration: Registration, table: Table, *, by: User) -> None:
    """The person is not to sit at the table. Who sits there stays until the next seating."""
    if _leads(plan, registration):
        raise StateError(_("Who leads a table sits there; please change the duty first."))
    if plan.places.filter(registration=registration, table=table, is_pinned=True).exists():
        raise StateError(_("The person is fixed at this table. Please take that back first."))
    _bar, is_new = SeatingBar.objects.get_or_create(
        registration=registration, table=table, defaults={"plan": plan}
    )
    if is_new:
        _note(plan, "seating.barred", registration, by, table=table.number)


@_changing
def unbar(plan: SeatingPlan, registration: Registration, table: Table, *, by: User) -> None:
    """The person may sit there again."""
    if plan.bars.filter(registration=registration, table=table).delete()[0]:
        _note(plan, "seating.unbarred", registration, by, table=table.number)


# --- What must hold -----------------------------------------------------------------------------


def require_free_to_sit(plan: SeatingPlan, registration: Registration, table: Table) -> None:
    """StateError for who leads a table, is kept from this one, or takes part no more."""
    if not registration.has_seat:
        raise StateError(_("This person does not take part any more."))
    if _leads(plan, registration):
        raise StateError(_("Who leads a table sits there; please change the duty first."))
    if plan.bars.filter(registration=registration, table=table).exists():
        raise StateError(_("This person is kept from the table. Please take that back first."))


def _leads(plan: SeatingPlan, registration: Registration) -> bool:
    return registration.pk in _leading(plan)


def _leading(plan: SeatingPlan) -> set[int]:
    """The registrations of those who lead a table."""
    duties = list(plan.event.duties.filter(kind__in=Duty.AT_TABLES, table__isnull=False))
    people = list(plan.event.registrations.registered().with_names())
    return {held.pk for _duty, held in leaders(duties, people)}


def _require_room(plan: SeatingPlan, at: int, table: Table) -> None:
    """A seat that is free, beside those of who leads the table."""
    sitting = plan.places.filter(round=at, table=table).exclude(registration__in=_leading(plan))
    taken = sitting.filter(registration__state=Registration.State.REGISTERED).count()
    if taken >= table.seats:
        raise StateError(
            _("No seat is free at table %(table)s. Let two people change places instead.")
            % {"table": table.label}
        )


# --- Doing it -----------------------------------------------------------------------------------


def _sit(plan: SeatingPlan, registration: Registration, at: int, table: Table) -> None:
    Place.objects.update_or_create(
        plan=plan,
        round=at,
        registration=registration,
        defaults={"table": table, "is_pinned": True},
    )
    if registration.pk in plan.left_out:
        plan.left_out = [pk for pk in plan.left_out if pk != registration.pk]
        plan.save(update_fields=["left_out"])


def look_anew(plan: SeatingPlan) -> None:
    """Figures and reasons of the places as they are now. Saves the plan."""
    plan.conflicts = []
    if not plan.is_computed:
        plan.save(update_fields=["conflicts", "updated_at"])
        return
    material = material_of(plan, left_out=plan.left_out)
    problem = problem_of(material)
    try:
        seating = judge(problem, places_of(material))
    except InfeasibleSeatingError as error:
        plan.conflicts = keeping.conflicts_of(error.conflicts)
        plan.save(update_fields=["conflicts", "updated_at"])
        return
    keeping.put_reasons(plan, seating)
    keeping.put_figures(plan, problem, seating)


def _note(plan: SeatingPlan, verb: str, registration: Registration, by: User, **data: int) -> None:
    city = plan.event.municipality
    record(by, verb, plan, municipality=city, registration=registration.pk, **data)
