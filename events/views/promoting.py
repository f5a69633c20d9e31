"""Telling of meetings: poster, calendars, and the invitations of the office."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from events.models import Event, Table, timed
from events.preparing import calendars, inviting
from events.preparing.inviting_forms import InvitingForm
from events.registration import active_registration
from events.views.of_meeting import EDITOR, own_event
from events.views.public import FILTERS, SORTS
from partners.people.codes import qr
from tomoni.accounts.models import User
from tomoni.accounts.signed_in import person_of
from tomoni.conditional import conditional
from tomoni.filters import Found
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.limits import feed_limit
from tomoni.models import StateError

_SECONDS = 300  # a calendar need not ask more often


@login_not_required
@require_safe
def event_poster(request: HttpRequest, slug: str) -> HttpResponse:
    """A4, to be hung up: when, where, programme, themes, and the way to the page."""
    rows = Event.objects.visible_to(request.user).with_numbers()
    tables = Prefetch("tables", Table.objects.prefetch_related("duties"))
    related = rows.select_related("municipality", "series").prefetch_related("programme", tables)
    event = get_object_or_404(related, slug=slug)
    address = f"{settings.BASE_URL}{event.get_absolute_url()}"
    context = {
        "event": event,
        "programme": timed(list(event.programme.all()), event.starts_at),
        "address": address,
        "qr": qr(address),
    }
    return render(request, "events/preparing/event_poster.html", context)


@login_not_required
@require_safe
def event_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """One meeting for a calendar; who has a seat finds the online room in it."""
    rows = calendars.with_entries(Event.objects.visible_to(request.user))
    event = get_object_or_404(rows, slug=slug)
    link = event.online_link if _has_seat(request, event) else ""
    response = HttpResponse(
        calendars.file_for(event, link=link), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    response["Cache-Control"] = "private, no-store"
    return response


def _has_seat(request: HttpRequest, event: Event) -> bool:
    if not isinstance(request.user, User) or event.is_cancelled:
        return False
    registration = active_registration(event, request.user)
    return registration is not None and registration.has_seat


@login_not_required
@require_safe
@feed_limit
def event_list_calendar(request: HttpRequest) -> HttpResponse:
    """The meetings that are not over, narrowed as the list of them may be, for subscribing.

    Those that are called off stay until then: a calendar that has one strikes it out.
    """
    rows = calendars.with_entries(Event.objects.not_over())
    found = Found(request.path, request.GET, rows, FILTERS, SORTS)
    coming = found.narrowed.order_by("starts_at", "pk")[: calendars.MOST]
    content = calendars.calendar_of(coming, _("Meetings"))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    return conditional(request, response, _SECONDS, by_language=True)


@require_http_methods(["GET", "POST"])
@idempotent
def event_invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Whom to tell of the meeting, and with which words: looked at first, then sent."""
    event = own_event(request, slug, at_least=EDITOR)
    form = InvitingForm(request.POST or None)
    if form.is_valid() and request.POST.get("step") == "invite":
        try:
            _invite(request, event, form)
        except StateError as error:
            form.add_error(None, str(error))
        else:
            return redirect("events:event_invite", event.slug)
    context = {
        "event": event,
        "form": form,
        "found": form.found(event, request) if form.says_whom else None,
        "ticked": form.ticked,
        "invited": list(event.invitations.select_related("partner", "invited_by")),
    }
    return render(request, "events/preparing/event_invite.html", context)


def _invite(request: HttpRequest, event: Event, form: InvitingForm) -> None:
    answers = form.cleaned_data
    made = inviting.invite(
        event,
        answers["partners"],
        way=answers["way"],
        words=answers["words"],
        by=person_of(request),
    )
    words = ngettext("%(n)d partner is invited.", "%(n)d partners are invited.", len(made))
    messages.success(request, words % {"n": len(made)})
