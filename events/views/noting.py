"""The notes of a table: written by several at once, agreed on, and what of them everybody reads."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.models import Event, NoteEntry
from events.noting import agreeing, sprouting, writing
from events.noting.access import Reader, reader_of, table_of, tables_open_to
from events.noting.agreeing import marker
from events.noting.forms import EditEntryForm, NewEntryForm
from events.noting.reading import Sheet, published_of, sheet_of
from tomoni.htmx import render
from tomoni.journal.idempotency import FIELD, idempotent
from tomoni.models import LostUpdateError, StateError

ENTRIES = "note-entries"


@login_not_required
@require_safe
def event_notes(request: HttpRequest, slug: str) -> HttpResponse:
    """What the tables have published, without names; and for who sits there, the way to write."""
    rows = Event.objects.visible_to(request.user).select_related("municipality", "series")
    event = get_object_or_404(rows, slug=slug)
    context = {
        "event": event,
        "published": published_of(event),
        "own": tables_open_to(request, event, list(event.tables.all())),
    }
    return render(request, "events/noting/event_notes.html", context)


@require_safe
def table_notes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The notes of a table in a round. Who asks again with the marker that it had gets nothing
    where nothing has changed.
    """
    reader = _reader(request, slug, number)
    since = request.GET.get("since")
    if since and _asks_for_entries(request) and since == marker(reader.table):
        return HttpResponse(status=204)
    return _page(request, reader, _round(request.GET.get("round"), reader))


@require_POST
@idempotent
def note_write(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Write something down. The key of the form is that of the entry: sent twice is written once,
    also hours later, when a phone has found its network again.
    """
    reader = _require_writing(_reader(request, slug, number))
    form = NewEntryForm(request.POST, rounds=reader.rounds, auto_id="new_%s")
    at = _round(request.POST.get("round"), reader)
    if not form.is_valid():
        return _refused(request, reader, at, form)
    data = form.cleaned_data
    try:
        writing.write_entry(
            reader,
            key=UUID(request.POST[FIELD]),
            at=at,
            part=data["part"],
            text=data["text"],
            is_shareable=data["is_shareable"],
        )
    except StateError as error:
        form.add_error(None, str(error))
        return _refused(request, reader, at, form)
    return _answer(request, reader, at)


@require_http_methods(["GET", "POST"])
@idempotent
def note_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One's own entry anew. Where it was changed elsewhere meanwhile, both texts are shown."""
    entry, reader = _entry(request, slug, pk)
    if entry.writer_id != reader.user.pk:
        raise Http404
    said = {"text": entry.text, "is_shareable": entry.is_shareable, "version": entry.version}
    form = EditEntryForm(request.POST if request.method == "POST" else None, initial=said)
    other = None
    if form.is_valid():
        try:
            _edit(entry, reader, form.cleaned_data)
            return redirect(_url(reader, entry.round))
        except LostUpdateError:
            entry.refresh_from_db()
            other = entry
        except StateError as error:
            form.add_error(None, str(error))
    context = {"event": reader.event, "reader": reader, "entry": entry, "form": form}
    return render(request, "events/noting/note_edit.html", {**context, "other": other})


def _edit(entry: NoteEntry, reader: Reader, data: dict[str, Any]) -> None:
    text, is_shareable = data["text"], data["is_shareable"]
    seen = data["version"] or 0
    writing.edit_entry(entry, reader, seen=seen, text=text, is_shareable=is_shareable)


@require_POST
@idempotent
def note_step(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take out or put back one's own entry, object to publishing one, or look after a sprout."""
    entry, reader = _entry(request, slug, pk)
    _require_writing(reader)
    step = _STEPS.get(request.POST.get("step", ""))
    said = _tried(lambda: step(entry, reader)) if step else _("Please press one of the buttons.")
    return _answer(request, reader, entry.round, said)


@require_POST
@idempotent
def notes_agree(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The table has agreed to what it sees, or has changed its mind."""
    reader = _reader(request, slug, number)
    if not reader.may_agree:
        raise PermissionDenied
    at = _round(request.POST.get("round"), reader)
    seen = request.POST.get("seen", "")

    def step() -> str:
        if request.POST.get("step") == "take_back":
            agreeing.take_back(reader)
            return _("Nothing of this table is published any more.")
        agreeing.agree(reader, seen=seen)
        return _("Noted: the table has agreed.")

    return _answer(request, reader, at, _tried(step))


# --- Fetching -----------------------------------------------------------------------------------


def _reader(request: HttpRequest, slug: str, number: int) -> Reader:
    event, table = table_of(request, slug, number)
    return reader_of(request, event, table)


def _entry(request: HttpRequest, slug: str, pk: int) -> tuple[NoteEntry, Reader]:
    """An entry that the person sees, and as what."""
    rows = NoteEntry.objects.select_related("table__event__municipality")
    events = Event.objects.visible_to(request.user)
    entry = get_object_or_404(rows, pk=pk, table__event__slug=slug, table__event__in=events)
    reader = reader_of(request, entry.table.event, entry.table)
    if not reader.sees(entry.round) or (entry.is_deleted and entry.writer_id != reader.user.pk):
        raise Http404
    return entry, reader


def _require_writing(reader: Reader) -> Reader:
    """403 for staff who only read."""
    if not reader.may_write:
        raise PermissionDenied
    return reader


def _round(asked: str | None, reader: Reader) -> int:
    """The round that is asked for, if it is one of the reader's; else the first of these."""
    known = {str(at): at for at in reader.rounds}
    return known.get(asked or "", reader.rounds[0])


# --- Answering ----------------------------------------------------------------------------------


def _url(reader: Reader, at: int) -> str:
    url = reverse("events:table_notes", args=[reader.event.slug, reader.table.number])
    return f"{url}?round={at}"


def _asks_for_entries(request: HttpRequest) -> bool:
    return bool(request.htmx.target == ENTRIES)  # type: ignore[attr-defined]


def _page(
    request: HttpRequest, reader: Reader, at: int, form: NewEntryForm | None = None, said: str = ""
) -> HttpResponse:
    sheet: Sheet = sheet_of(reader, at)
    begun = {"round": at, "part": NoteEntry.Part.COMMON, "is_shareable": True}
    context = {
        "event": reader.event,
        "table": reader.table,
        "reader": reader,
        "sheet": sheet,
        "form": form or NewEntryForm(rounds=reader.rounds, initial=begun, auto_id="new_%s"),
        "said": said,
    }
    return render(request, "events/noting/table_notes.html", context, partials=["note_entries"])


def _answer(request: HttpRequest, reader: Reader, at: int, said: str = "") -> HttpResponse:
    """The entries for who writes with scripts, else the way back to the page."""
    if _asks_for_entries(request):
        return _page(request, reader, at, said=said)
    if said:
        messages.info(request, said)
    return redirect(_url(reader, at))


def _refused(request: HttpRequest, reader: Reader, at: int, form: NewEntryForm) -> HttpResponse:
    """Why it was not written: in plain words for the script, which keeps the text, else beside
    the field."""
    if _asks_for_entries(request):
        words = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return HttpResponse(words, status=422, content_type="text/plain; charset=utf-8")
    return _page(request, reader, at, form)


def _tried(step: Callable[[], str]) -> str:
    """What came of it, in words."""
    try:
        return step()
    except StateError as error:
        return str(error)


# --- Steps of an entry --------------------------------------------------------------------------


def _delete(entry: NoteEntry, reader: Reader) -> str:
    writing.delete_entry(entry, reader)
    return _("Your entry is taken out. You can put it back.")


def _restore(entry: NoteEntry, reader: Reader) -> str:
    writing.restore_entry(entry, reader)
    return _("Your entry is back.")


def _object(entry: NoteEntry, reader: Reader) -> str:
    agreeing.object_to(entry, reader)
    return _("This entry is not published. Nobody is told who wished so.")


def _withdraw(entry: NoteEntry, reader: Reader) -> str:
    agreeing.withdraw_objection(entry, reader)
    return _("You do not object any more.")


def _sprout(entry: NoteEntry, reader: Reader) -> str:
    follow_up = sprouting.sprout(entry, reader)
    if follow_up.owner_id != reader.user.pk:
        return _("%(name)s looks after it already.") % {"name": follow_up.owner.name}
    return _("You look after it. Day and counterpart can be changed at any time.")


_STEPS: dict[str, Callable[[NoteEntry, Reader], str]] = {
    "delete": _delete,
    "restore": _restore,
    "object": _object,
    "withdraw": _withdraw,
    "sprout": _sprout,
}
