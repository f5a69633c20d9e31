"""Taking part without the form: the link in the mails, and what the office does for others."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events.attending import links
from events.forms import ChangeForm, GuestForm
from events.models import Event, Registration
from events.registration import cancel_registration, change_registration, register_guest
from events.views.of_meeting import EDITOR, own_event, posted
from tomoni.accounts.signed_in import person_of
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
@idempotent
def cancel_link(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button; only the button acts, so a mail scanner may follow the link."""
    registration = links.registration_of(token)
    if registration is None:
        raise Http404
    if request.method != "POST":
        return _link_page(request, registration, 200 if _may_still(registration) else 410)
    assert registration.user  # noqa: S101 – links are mailed to accounts alone
    try:
        cancel_registration(registration, registration.user)
    except StateError:  # it has begun, or was called off, since the page was opened
        registration.event.refresh_from_db()
        return _link_page(request, registration, 409)
    return redirect("events:cancel_link", token)


def _may_still(registration: Registration) -> bool:
    is_over = registration.state == Registration.State.CANCELLED
    return is_over or registration.may_be_cancelled


def _link_page(request: HttpRequest, registration: Registration, status: int) -> HttpResponse:
    context = {
        "registration": registration,
        "event": registration.event,
        "is_cancelled": registration.state == Registration.State.CANCELLED,
    }
    response = render(request, "events/attending/cancel_link.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_http_methods(["GET", "POST"])
@idempotent
def guest_register(request: HttpRequest, slug: str) -> HttpResponse:
    """Register somebody who has telephoned or written to the office."""
    event = own_event(request, slug, at_least=EDITOR)
    form = GuestForm(request.POST or None, event=event, tables=list(event.tables.all()))
    if form.is_valid():
        try:
            made = register_guest(event, form.guest(), form.answers(), by=person_of(request))
        except StateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _registered(made))
            return redirect("events:event_participants", event.slug)
    context = {"event": event, "form": form, "is_open": _takes_guests(event)}
    return render(request, "events/attending/guest_register.html", context)


def _takes_guests(event: Event) -> bool:
    return event.state == Event.State.ANNOUNCED and not event.has_started


def _registered(registration: Registration) -> str:
    said = {"name": registration.person_name, "receipt": registration.receipt}
    if registration.is_waiting:
        return _("%(name)s is on the waiting list. Receipt number: %(receipt)s") % said
    return _("%(name)s has a seat. Receipt number: %(receipt)s") % said


@require_http_methods(["GET", "POST"])
@idempotent
def guest_cancel(request: HttpRequest, slug: str, receipt: str) -> HttpResponse:
    """Cancel for somebody who has telephoned; asked once more before."""
    event = own_event(request, slug, at_least=EDITOR)
    rows = event.registrations.active().select_related("event", "user", "partner")
    registration = get_object_or_404(rows, receipt=receipt)
    if request.method != "POST":
        context = {"event": event, "registration": registration}
        return render(request, "events/attending/guest_cancel.html", context)
    try:
        cancel_registration(registration, person_of(request))
    except StateError as error:
        messages.error(request, str(error))
    else:
        said = {"name": registration.person_name}
        messages.success(request, _("The registration of %(name)s is cancelled.") % said)
    return redirect("events:event_participants", event.slug)


@require_http_methods(["GET", "POST"])
@idempotent
def registration_change(request: HttpRequest, slug: str) -> HttpResponse:
    """What the person has told when registering, and whether photos may show them."""
    rows = Registration.objects.active().of_user(person_of(request)).filter(event__slug=slug)
    registration = get_object_or_404(_of_announced(rows))
    return _change(request, registration, reverse("events:event_registered", args=[slug]))


@require_http_methods(["GET", "POST"])
@idempotent
def guest_change(request: HttpRequest, slug: str, receipt: str) -> HttpResponse:
    """The same for the office, when somebody telephones."""
    event = own_event(request, slug, at_least=EDITOR)
    rows = event.registrations.active()
    registration = get_object_or_404(_of_announced(rows), receipt=receipt)
    return _change(request, registration, reverse("events:event_participants", args=[slug]))


def _of_announced(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    announced = rows.filter(event__state=Event.State.ANNOUNCED)
    return announced.select_related("event__municipality", "user", "partner")


def _change(request: HttpRequest, registration: Registration, then: str) -> HttpResponse:
    event = registration.event
    tables = list(event.tables.all())
    form = ChangeForm(posted(request), registration=registration, tables=tables)
    if form.is_valid():
        try:
            by = person_of(request)
            change_registration(registration, form.told(), form.wished(), by=by)
        except StateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The registration is changed."))
            return redirect(then)
    is_own = registration.user_id == request.user.pk
    context = {"event": event, "registration": registration, "form": form, "back": then}
    page = "events/attending/registration_change.html"
    return render(request, page, {**context, "is_own": is_own})
