"""Who sits where, as the office sees and changes it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events.models import Event, SeatingPlan
from events.seating import computing, moving, publishing
from events.seating.board import Board, board_of
from events.seating.computing import Asked
from events.seating.forms import ChangeForm, StepForm
from events.views.of_meeting import EDITOR, may_edit, own_event
from tomoni.accounts.models import User
from tomoni.accounts.signed_in import person_of
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import LostUpdateError, StateError


@require_safe
def event_seating(request: HttpRequest, slug: str) -> HttpResponse:
    """How good the seating is, and one round of it, table by table."""
    event = own_event(request, slug)
    board = board_of(event)
    at = _round(request, event)
    context = {
        "event": event,
        "board": board,
        "plan": board.plan,
        "round": at,
        "tables": board.tables_in(at),
        "warned": board.warned_in(at),
        "may_edit": may_edit(request, event) and not event.is_cancelled and not event.is_over,
    }
    partials = ["seating_progress"]
    return render(request, "events/seating/event_seating.html", context, partials=partials)


@require_safe
def seating_person(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Why one person sits where, and everything that can be changed about it."""
    event = own_event(request, slug, at_least=EDITOR)
    board = board_of(event)
    registration = board.by_pk.get(pk)
    if registration is None:
        raise Http404
    context = {
        "event": event,
        "board": board,
        "plan": board.plan,
        "registration": registration,
        "rounds": _rounds_of(board, pk),
        "barred": [bar.table for bar in board.bars if bar.registration_id == pk],
        "wishes": registration.wishes.select_related("table"),
        "may_edit": not event.is_cancelled and not event.is_over,
    }
    return render(request, "events/seating/seating_person.html", context)


def _rounds_of(board: Board, pk: int) -> list[dict[str, Any]]:
    """Each round with the person's place, the tables, and those with whom it could change."""
    by_round = {each.place.round: each for each in board.of_person(board.by_pk[pk])}
    return [
        {
            "number": at,
            "own": by_round.get(at),
            "tables": tables,
            "others": [
                sitter
                for seated in tables
                for sitter in seated.sitters
                if at in by_round
                and seated.table.pk != by_round[at].place.table_id
                and not sitter.is_leading
            ],
        }
        for at in board.rounds
        for tables in [board.tables_in(at)]
    ]


@require_safe
def seating_print(request: HttpRequest, slug: str) -> HttpResponse:
    """The lists for the hall: by table, to be put up there, or by name, for the reception."""
    event = own_event(request, slug)
    board = board_of(event)
    by_name = request.GET.get("by") == "name"
    context = {
        "event": event,
        "board": board,
        "by_name": by_name,
        "people": _by_name(board) if by_name else [],
        "rounds": [] if by_name else [(at, board.tables_in(at)) for at in board.rounds],
    }
    return render(request, "events/seating/seating_print.html", context)


def _by_name(board: Board) -> list[tuple[Any, list[Any]]]:
    """Everybody in the order of names, with the table of each round."""
    tables = {table.pk: table for table in board.tables}
    at = {(place.registration_id, place.round): tables[place.table_id] for place in board.places}
    people = sorted(board.people, key=lambda row: (row.person_name, row.pk))
    return [(row, [at.get((row.pk, number)) for number in board.rounds]) for row in people]


@require_POST
@idempotent
def seating_step(request: HttpRequest, slug: str) -> HttpResponse:
    """Seat everybody, seat again, show the tables, or take them out of sight."""
    event = own_event(request, slug, at_least=EDITOR)
    form = StepForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please press one of the buttons."))
        return redirect("events:event_seating", event.slug)
    step = _STEPS[form.cleaned_data["step"]]
    _tried(request, lambda: step(event, person_of(request)))
    return redirect("events:event_seating", event.slug)


@require_POST
@idempotent
def seating_change(request: HttpRequest, slug: str) -> HttpResponse:
    """One change by hand."""
    event = own_event(request, slug, at_least=EDITOR)
    form = ChangeForm(request.POST, event=event)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return redirect(_back(request, event))
    _tried(request, lambda: _change(event, form.cleaned_data, person_of(request)))
    return redirect(_back(request, event, form.cleaned_data))


def _round(request: HttpRequest, event: Event) -> int:
    """The round that is asked for, if there is one; else the first."""
    asked = request.GET.get("round", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1
    return number if 1 <= number <= event.rounds else 1


def _back(request: HttpRequest, event: Event, data: dict[str, Any] | None = None) -> str:
    """To the person's page if the change was made there, else to the round."""
    if data and request.POST.get("back") == "person":
        return reverse("events:seating_person", args=[event.slug, data["registration"].pk])
    url = reverse("events:event_seating", args=[event.slug])
    return f"{url}?round={data['round']}#tables" if data else url


def _tried(request: HttpRequest, step: Callable[[], str]) -> None:
    """Do it, and say what came of it."""
    try:
        said = step()
    except LostUpdateError:
        words = _("Somebody else has changed the seating meanwhile. This is how it stands now.")
        messages.warning(request, words)
    except StateError as error:
        messages.error(request, str(error))
    else:
        if said:
            messages.success(request, said)


# --- Steps of the whole -------------------------------------------------------------------------


def _compute(asked: Asked) -> Callable[[Event, User], str]:
    def step(event: Event, by: User) -> str:
        plan = computing.ask(event, asked, by)
        if plan.conflicts or plan.is_being_computed:
            return ""  # the page says it
        return _("Everybody has a table.")

    return step


def _publish(event: Event, by: User) -> str:
    publishing.publish(computing.plan_of(event), by)
    return _("The participants see their tables now, and are told.")


def _hide(event: Event, by: User) -> str:
    publishing.hide(computing.plan_of(event), by)
    return _("The participants do not see their tables any more.")


_STEPS: dict[str, Callable[[Event, User], str]] = {
    StepForm.ANEW: _compute(Asked()),
    StepForm.AGAIN: _compute(Asked(keeps=True)),
    StepForm.PRESENT: _compute(Asked(keeps=True, only_present=True)),
    StepForm.PUBLISH: _publish,
    StepForm.HIDE: _hide,
}


# --- Changes by hand ----------------------------------------------------------------------------


def _change(event: Event, data: dict[str, Any], by: User) -> str:
    """The step the form asks for, in words."""
    computing.require_seatable(event)
    plan: SeatingPlan = computing.plan_of(event)
    plan.version = data["version"]
    who, table, at = data["registration"], data["table"], data["round"]
    names = {"name": who.person_name, "table": table}
    match data["change"]:
        case ChangeForm.MOVE:
            moving.move(plan, who, at, table, by=by)
            return _("%(name)s sits at table %(table)s now.") % names
        case ChangeForm.SWAP:
            moving.swap(plan, who, data["other"], at, by=by)
            return _("The two have changed places.")
        case ChangeForm.PIN:
            moving.pin(plan, who, at, table, by=by)
            return _("%(name)s stays at table %(table)s.") % names
        case ChangeForm.UNPIN:
            moving.unpin(plan, who, at, by=by)
            return _("The seat is not fixed any more.")
        case ChangeForm.BAR:
            moving.bar(plan, who, table, by=by)
            return _("From the next seating on, %(name)s is kept from table %(table)s.") % names
        case _:
            moving.unbar(plan, who, table, by=by)
            return _("%(name)s may sit at table %(table)s again.") % names
