"""A seating on its way between the engine and the tables of the database."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from events.models import Place, SeatingPlan
from events.seating.material import Material
from events.seating.problem import first_wishes
from matching.engine.seating import Conflict, Problem, Seat, Seating

GIVEN = "given"


def put_places(plan: SeatingPlan, material: Material, seating: Seating) -> None:
    """The places of all in the stead of those before; who was pinned stays so."""
    pinned = {
        (each.registration_id, each.round, each.table_id)
        for each in material.places
        if each.is_pinned
    }
    plan.places.all().delete()
    Place.objects.bulk_create(_place(plan, seat, pinned) for seat in seating.seats)


def _place(plan: SeatingPlan, seat: Seat, pinned: set[tuple[int, int, int]]) -> Place:
    registration, table = int(seat.person), int(seat.table)
    return Place(
        plan=plan,
        round=seat.round,
        registration_id=registration,
        table_id=table,
        is_pinned=(registration, seat.round, table) in pinned,
        reasons=reasons_of(seat),
    )


def put_reasons(plan: SeatingPlan, seating: Seating) -> None:
    """The reasons of places that stand already; only those that have changed are written."""
    wanted = {(int(seat.person), seat.round): reasons_of(seat) for seat in seating.seats}
    changed = []
    for place in plan.places.all():
        reasons = wanted.get((place.registration_id, place.round), [])
        if place.reasons != reasons:
            place.reasons = reasons
            changed.append(place)
    Place.objects.bulk_update(changed, ["reasons"], batch_size=200)


def reasons_of(seat: Seat) -> list[dict[str, Any]]:
    """As JSON keeps them: without what is empty."""
    return [
        {name: _plain(value) for name, value in asdict(each).items() if value}
        for each in seat.reasons
    ]


def put_figures(plan: SeatingPlan, problem: Problem, seating: Seating) -> None:
    """How good it is. Saves that alone: whom the ledger has told meanwhile stays known."""
    wishes = first_wishes(problem)
    plan.quality = {
        **_plain(asdict(seating.quality)),
        "people": len(problem.people),
        "first_named": wishes.named,
        "first_possible": wishes.possible,
        "matched": sum(table.matched for table in seating.tables),
    }
    plan.method, plan.computed_at = seating.method, timezone.now()
    plan.conflicts, plan.asked_at = [], None
    names = ["quality", "method", "computed_at", "conflicts", "asked_at", "left_out", "updated_at"]
    plan.save(update_fields=names)


def conflicts_of(conflicts: Iterable[Conflict]) -> list[dict[str, Any]]:
    """As JSON keeps them."""
    return [_plain(asdict(each)) for each in conflicts]


def _plain(value: Any) -> Any:
    """Tuples are lists in JSON."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
