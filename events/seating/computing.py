"""Seating a meeting: at once where that is quick, else by a worker while a page follows.

Nobody is kept waiting by a lock: the engine computes from rows as they were, and what it found is
kept only if nobody has changed the seating meanwhile. Otherwise it computes anew.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Event, Registration, SeatingPlan
from events.seating import keeping, publishing
from events.seating.material import Material, material_of
from events.seating.problem import problem_of
from matching.engine.seating import InfeasibleSeatingError, Problem, Seating, seat
from tomoni.accounts.models import User
from tomoni.journal import ledger
from tomoni.journal.record import record
from tomoni.models import LostUpdateError, StateError

COMPUTE = "events.seating"
AT_ONCE = 120 * 120 * 3
"""Guests times guests times rounds: up to about a second; docs/seating.md has the figures."""
TRIES = 2


@dataclass(frozen=True)
class Asked:
    """What is wanted: all anew, or as few changes as can be; with those only who are here."""

    keeps: bool = False
    only_present: bool = False

    @property
    def verb(self) -> str:
        return "seating.again" if self.keeps else "seating.made"


@dataclass(frozen=True)
class Found:
    """What came of it: a seating, or why there can be none."""

    plan: SeatingPlan
    left_out: list[int]
    material: Material
    problem: Problem
    seating: Seating | None
    conflicts: list[dict[str, Any]]


def seat_event(event: Event, by: User) -> SeatingPlan:
    """Everybody with a seat at a table in every round, whatever the seating before; pins hold."""
    return compute(event, Asked(), by)


def seat_again(event: Event, by: User, *, only_present: bool = False) -> SeatingPlan:
    """New people are seated and gone ones leave, and only who must moves.

    `only_present` also frees the places of those whom the reception has not seen.
    """
    return compute(event, Asked(keeps=True, only_present=only_present), by)


def plan_of(event: Event) -> SeatingPlan:
    """The seating of the meeting, made where there is none."""
    plan, _is_new = SeatingPlan.objects.get_or_create(event=event)
    plan.event = event
    return plan


def _is_anybody_here(event: Event) -> bool:
    return event.registrations.registered().filter(checked_in_at__isnull=False).exists()


def _require_possible(event: Event, asked: Asked) -> None:
    """StateError also where everybody would lose their place."""
    require_seatable(event)
    if asked.only_present and not _is_anybody_here(event):
        raise StateError(_("Nobody is checked in yet: nobody would keep a place."))


def require_seatable(event: Event) -> None:
    """StateError where there is nothing to seat any more."""
    if event.is_cancelled:
        raise StateError(_("The meeting is called off."))
    if event.is_over:
        raise StateError(_("The meeting is over; the seating stays as it was."))
    if not event.tables.exists():
        raise StateError(_("The meeting has no tables yet."))


# --- At once, or in the background --------------------------------------------------------------


def ask(event: Event, asked: Asked, by: User) -> SeatingPlan:
    """Compute at once, or have a worker do it where a reader would wait too long."""
    _require_possible(event, asked)
    people = event.registrations.registered().count()
    if people * people * event.rounds <= AT_ONCE:
        return compute(event, asked, by)
    return _later(event, asked, by)


@transaction.atomic
def _later(event: Event, asked: Asked, by: User) -> SeatingPlan:
    plan = plan_of(event)
    plan.asked_at, plan.conflicts = timezone.now(), []
    plan.save(update_fields=["asked_at", "conflicts"])
    said = {"keeps": asked.keeps, "only_present": asked.only_present, "by": by.pk}
    ledger.enqueue(COMPUTE, str(plan.pk), said)
    return plan


def work(key: str, payload: dict[str, Any]) -> Callable[[], None]:
    """What a worker does; a seating that was changed meanwhile is computed once more."""
    plan = SeatingPlan.objects.select_related("event__municipality").get(pk=key)
    by = User.objects.get(pk=payload["by"])
    asked = Asked(keeps=payload["keeps"], only_present=payload["only_present"])
    try:
        _require_possible(plan.event, asked)
    except StateError:
        return partial(_give_up, key)
    found = work_out(plan, asked)

    def write() -> None:
        try:
            keep(found, asked, by)
        except LostUpdateError:
            ledger.enqueue(COMPUTE, key, payload)

    return write


def _give_up(key: str) -> None:
    """It cannot be any more; whoever looks at the page sees the seating as it was."""
    SeatingPlan.objects.filter(pk=key).update(asked_at=None)


# --- Computing ----------------------------------------------------------------------------------


def compute(event: Event, asked: Asked, by: User) -> SeatingPlan:
    """Compute now and keep it. Where others come first again and again, they are made to wait."""
    _require_possible(event, asked)
    for _turn in range(TRIES):
        found = work_out(plan_of(event), asked)
        with suppress(LostUpdateError):
            return keep(found, asked, by)
    return _compute_alone(event, asked, by)


@transaction.atomic
def _compute_alone(event: Event, asked: Asked, by: User) -> SeatingPlan:
    plan = SeatingPlan.objects.select_for_update().get(event=event)
    plan.event = event
    return keep(work_out(plan, asked), asked, by)


def work_out(plan: SeatingPlan, asked: Asked) -> Found:
    """The version of the plan was read before anything else."""
    left_out = _left_out(plan, asked)
    material = material_of(plan, left_out=left_out)
    problem = problem_of(material, keeps=asked.keeps)
    try:
        seating = seat(problem, seed=plan.seed)
    except InfeasibleSeatingError as error:
        conflicts = keeping.conflicts_of(error.conflicts)
        return Found(plan, left_out, material, problem, None, conflicts)
    return Found(plan, left_out, material, problem, seating, [])


def _left_out(plan: SeatingPlan, asked: Asked) -> list[int]:
    """Whoever has not come and is not waited for; who has come meanwhile is seated again."""
    if not (asked.keeps or asked.only_present):
        return []
    absent = Registration.objects.registered().filter(event=plan.event_id, checked_in_at=None)
    if not asked.only_present:
        absent = absent.filter(pk__in=plan.left_out)
    return sorted(absent.values_list("pk", flat=True))


@transaction.atomic
def keep(found: Found, asked: Asked, by: User) -> SeatingPlan:
    """Store it; LostUpdateError where the seating has changed since it was read."""
    plan = found.plan
    plan.claim_version(plan.version)
    if found.seating is None:
        plan.conflicts, plan.asked_at = found.conflicts, None
        plan.save(update_fields=["conflicts", "asked_at", "updated_at"])
        return plan
    plan.left_out = found.left_out
    keeping.put_places(plan, found.material, found.seating)
    keeping.put_figures(plan, found.problem, found.seating)
    city, people = plan.event.municipality, len(found.problem.people)
    record(by, asked.verb, plan, municipality=city, people=people, method=plan.method)
    publishing.ask_to_tell(plan)
    return plan
