"""The desk: programme, theme tables and duties of a meeting."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.models import Event, Table
from events.preparing import parts
from events.preparing.part_forms import (
    DutiesForm,
    ProgrammeForm,
    TableForm,
    answers_of_table,
    renumbered,
    rows_of_duties,
    rows_of_programme,
)
from events.views.of_meeting import EDITOR, own_event
from events.views.preparing import called_off
from tomoni.accounts.signed_in import person_of
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import LostUpdateError, StateError

MORE = "more"
"""The button that adds lines and reckons the times, and saves nothing."""


@require_http_methods(["GET", "POST"])
@idempotent
def programme_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """The lines of the programme."""
    event = own_event(request, slug, at_least=EDITOR)
    if event.is_cancelled:
        return called_off(request, event)
    form = _programme_form(request, event)

    def save(seen: int) -> None:
        parts.write_programme(event, form.cleaned_data["items"], by=person_of(request), seen=seen)

    saved = _("The programme is saved.")
    return _saved_or_shown(request, event, form, save, saved, "programme_edit")


def _programme_form(request: HttpRequest, event: Event) -> ProgrammeForm:
    hours = {"begins": event.starts_at, "ends": event.ends_at}
    if request.method != "POST":
        initial = {"version": event.version, "items": rows_of_programme(event)}
        return ProgrammeForm(initial=initial, **hours)
    typed = ProgrammeForm(request.POST, **hours)
    if request.POST.get("step") != MORE:
        return typed
    shown = {"version": typed["version"].value(), "items": renumbered(typed["items"].value())}
    return ProgrammeForm(initial=shown, **hours)


@require_http_methods(["GET", "POST"])
@idempotent
def duties_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Who leads a table, receives people, takes notes."""
    event = own_event(request, slug, at_least=EDITOR)
    if event.is_cancelled:
        return called_off(request, event)
    form = _duties_form(request, event)

    def save(seen: int) -> None:
        parts.write_duties(event, form.cleaned_data["duties"], by=person_of(request), seen=seen)

    return _saved_or_shown(request, event, form, save, _("The duties are saved."), "duties_edit")


def _duties_form(request: HttpRequest, event: Event) -> DutiesForm:
    tables = list(event.tables.all())
    if request.method != "POST":
        initial = {"version": event.version, "duties": rows_of_duties(event)}
        return DutiesForm(initial=initial, tables=tables)
    typed = DutiesForm(request.POST, tables=tables)
    if request.POST.get("step") != MORE:
        return typed
    shown = {name: typed[name].value() for name in ("version", "duties")}
    return DutiesForm(initial=shown, tables=tables)


@require_safe
def table_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The theme tables, with what they have to do with and who leads them."""
    event = own_event(request, slug, at_least=EDITOR)
    tables = event.tables.select_related("challenge").prefetch_related("duties", "goals", "fields")
    context = {"event": event, "tables": list(tables)}
    return render(request, "events/preparing/table_list.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
def table_create(request: HttpRequest, slug: str) -> HttpResponse:
    """One more table."""
    event = own_event(request, slug, at_least=EDITOR)
    last = event.tables.last()
    initial = {"number": last.number + 1 if last else 1, "seats": last.seats if last else 6}
    return _table_form(request, event, None, initial)


@require_http_methods(["GET", "POST"])
@idempotent
def table_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a table."""
    event = own_event(request, slug, at_least=EDITOR)
    table = get_object_or_404(event.tables, pk=pk)
    return _table_form(request, event, table, answers_of_table(table))


@require_POST
@idempotent
def table_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a table away."""
    event = own_event(request, slug, at_least=EDITOR)
    table = get_object_or_404(event.tables.select_related("event__municipality"), pk=pk)
    label = table.label
    try:
        parts.remove_table(table, by=person_of(request))
    except StateError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Table %(table)s is taken away.") % {"table": label})
    return redirect("events:table_list", event.slug)


def _table_form(
    request: HttpRequest, event: Event, table: Table | None, initial: dict[str, Any]
) -> HttpResponse:
    if event.is_cancelled:
        return called_off(request, event)
    form = TableForm(
        request.POST if request.method == "POST" else None,
        event=event,
        table=table,
        initial={**initial, "version": event.version},
    )

    def save(seen: int) -> None:
        by = person_of(request)
        parts.write_table(event, form.cleaned_data, by=by, seen=seen, table=table)

    context = {"table": table}
    page, then = "table_edit" if table else "table_create", "table_list"
    saved = _("The table is saved.")
    return _saved_or_shown(request, event, form, save, saved, page, then, **context)


def _saved_or_shown(
    request: HttpRequest,
    event: Event,
    form: Form,
    save: Callable[[int], None],
    saved: str,
    page: str,
    then: str = "",
    **context: Any,
) -> HttpResponse:
    """Save what is valid and go on, or show what to mend; 409 where somebody was faster."""
    status = 200
    if form.is_valid():
        try:
            save(form.cleaned_data["version"])
        except LostUpdateError:
            form.add_error(None, _lost_update())
            status = 409
        except StateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, saved)
            return redirect(f"events:{then or page}", event.slug)
    context = {"event": event, "form": form, **context}
    return render(request, f"events/preparing/{page}.html", context, status=status)


def _lost_update() -> str:
    return _(
        "Somebody else has saved this meeting in the meantime. What you have typed stands here "
        "still: open this page in a second tab to compare, and write it there."
    )
