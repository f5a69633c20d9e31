"""Follow-ups: one's own, a single one with its steps, and those of a meeting at the desk."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.follow_up_states import HANDED_OVER, REMINDER
from events.following import steps, telling
from events.following.forms import FinishForm, HandOverForm, PlanForm
from events.models import FollowUp, HelpOffer
from events.views.of_meeting import own_event, own_seat, posted, shown_event
from matching.models import Introduction
from partners.models import Project
from partners.models.origin import origin_of
from tomoni.accounts.models import User
from tomoni.accounts.signed_in import person_of
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import LostUpdateError, StateError
from tomoni.notices import reading

_MOST = 200


@require_safe
def my_follow_ups(request: HttpRequest) -> HttpResponse:
    """What one looks after, what others do together with one's partner, and what is over."""
    person = person_of(request)
    rows = FollowUp.objects.of_person(person).select_related(
        "event", "partner", "counterpart", "owner"
    )
    found = list(rows.order_by("due_on", "pk")[:_MOST])
    own = set(FollowUp.objects.open().cared_for_by(person).values_list("pk", flat=True))
    context = {
        "own": [row for row in found if row.is_open and row.pk in own],
        "with_us": [row for row in found if row.is_open and row.pk not in own],
        "over": [row for row in reversed(found) if not row.is_open],
    }
    return render(request, "events/following/my_follow_ups.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
def follow_up_create(request: HttpRequest, slug: str) -> HttpResponse:
    """A participant writes one down."""
    event = shown_event(request, slug)
    seat = own_seat(request, event)
    initial = {"due_on": timezone.localdate() + steps.USUALLY_WITHIN}
    form = PlanForm(posted(request), event=event, own=seat.partner, initial=initial)
    if form.is_valid():
        try:
            made = steps.write_down(event, seat, form.plan(), by=person_of(request))
        except StateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is on your list. We remind you on the day."))
            return redirect(made)
    context = {"event": event, "form": form, "has_started": event.has_started}
    return render(request, "events/following/follow_up_create.html", context)


@require_safe
def follow_up_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One follow-up: for who looks after it with its steps, for others to read."""
    follow_up = _shown(request, pk)
    person = person_of(request)
    for kind in (REMINDER, telling.LAPSED, HANDED_OVER):
        reading.settle(kind, [follow_up.pk], reader=person)
    is_own = _is_own(request, follow_up)
    others = steps.successors(follow_up) if is_own and follow_up.is_open else []
    context = {
        "follow_up": follow_up,
        "event": follow_up.event,
        "is_own": is_own,
        "offer": _offer(follow_up) if is_own else None,
        "hand_over": HandOverForm(successors=others) if others else None,
        "may_introduce": is_own and follow_up.is_open and _may_introduce(follow_up, person),
        "may_propose": is_own and _may_propose(follow_up, person),
        **_came_of_it(request, follow_up),
    }
    return render(request, "events/following/follow_up_detail.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
def follow_up_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another day, title or partner."""
    follow_up = _own(request, pk)
    names = ("title", "due_on", "counterpart")
    initial = {name: getattr(follow_up, name) for name in names}
    form = PlanForm(
        posted(request),
        event=follow_up.event,
        own=follow_up.partner,
        initial={**initial, "seen_version": follow_up.version},
    )
    if form.is_valid():
        seen = form.cleaned_data["seen_version"] or 0
        try:
            steps.change(follow_up, form.plan(), by=person_of(request), seen=seen)
        except LostUpdateError:
            form.add_error(None, _("It has been changed meanwhile. Please open it once more."))
        except StateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is changed."))
            return redirect(follow_up)
    context = {"follow_up": follow_up, "form": form}
    return render(request, "events/following/follow_up_change.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
def follow_up_finish(request: HttpRequest, pk: int) -> HttpResponse:
    """It is done: what came of it."""
    follow_up = _own(request, pk)
    may_start = steps.starts_projects_for(follow_up, person_of(request)) is not None
    form = FinishForm(posted(request), may_start=may_start)
    if form.is_valid():
        try:
            project = steps.finish(
                follow_up,
                by=person_of(request),
                outcome=form.cleaned_data["outcome"],
                starts_project=form.cleaned_data.get("starts_project", False),
            )
        except StateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you for telling what came of it."))
            return redirect(project or follow_up)
    context = {"follow_up": follow_up, "form": form}
    return render(request, "events/following/follow_up_finish.html", context)


@require_POST
@idempotent
def follow_up_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Another participant of the same partner looks after it from now on."""
    follow_up = _own(request, pk)
    form = HandOverForm(request.POST, successors=steps.successors(follow_up))
    if not form.is_valid():
        messages.error(request, _("Please choose who looks after it from now on."))
        return redirect(follow_up)
    try:
        steps.hand_over(follow_up, form.cleaned_data["to"], by=person_of(request))
    except StateError as error:
        messages.error(request, str(error))
        return redirect(follow_up)
    messages.success(request, _("It is handed over, and the other is told."))
    return redirect("events:my_follow_ups")


@require_POST
@idempotent
def follow_up_let_go(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing comes of it for now."""
    return _step(request, pk, steps.let_go, _("It is off your list. Thank you for having tried."))


@require_POST
@idempotent
def follow_up_take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """After all."""
    return _step(request, pk, steps.take_up, _("It is on your list again."))


@require_safe
def follow_up_queue(request: HttpRequest, slug: str) -> HttpResponse:
    """All follow-ups of a meeting for its office: titles, partners and days, no more."""
    event = own_event(request, slug)
    rows = FollowUp.objects.filter(event=event).select_related("partner", "counterpart")
    found = list(rows.order_by("due_on", "pk"))
    context = {
        "event": event,
        "open": [row for row in found if row.is_open],
        "over": [row for row in found if not row.is_open],
        "overdue": sum(row.is_overdue for row in found),
        "done": sum(row.state == FollowUp.State.DONE for row in found),
        "dropped": sum(row.state == FollowUp.State.DROPPED for row in found),
    }
    return render(request, "events/following/follow_up_queue.html", context)


def _step(request: HttpRequest, pk: int, step: Callable[..., None], words: str) -> HttpResponse:
    follow_up = _own(request, pk)
    try:
        step(follow_up, by=person_of(request))
    except StateError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect(follow_up)


def _shown(request: HttpRequest, pk: int) -> FollowUp:
    rows = FollowUp.objects.visible_to(request.user)
    related = ("event__municipality", "partner", "counterpart", "owner", "help_offer__pitch")
    return get_object_or_404(rows.select_related(*related), pk=pk)


def _is_own(request: HttpRequest, follow_up: FollowUp) -> bool:
    rows = FollowUp.objects.cared_for_by(person_of(request))
    return rows.filter(pk=follow_up.pk).exists()


def _offer(follow_up: FollowUp) -> HelpOffer | None:
    """Who can help, for the side that has asked, unless it was taken back."""
    offer = follow_up.help_offer
    return offer if offer and offer.withdrawn_at is None else None


def _own(request: HttpRequest, pk: int) -> FollowUp:
    """404 for who may not see it, 403 for who only sees it."""
    follow_up = _shown(request, pk)
    if not _is_own(request, follow_up):
        raise PermissionDenied
    return follow_up


def _may_introduce(follow_up: FollowUp, person: User) -> bool:
    """There are two partners, and the person may write for its own."""
    return follow_up.counterpart_id is not None and bool(steps.acts_in(follow_up, person))


def _may_propose(follow_up: FollowUp, person: User) -> bool:
    """The municipality takes free proposals, and the person may write for its own partner."""
    if follow_up.state == FollowUp.State.DROPPED:
        return False
    town = follow_up.event.municipality
    return town.accepts_free_proposals and bool(steps.acts_in(follow_up, person))


def _came_of_it(request: HttpRequest, follow_up: FollowUp) -> dict[str, Any]:
    """Where it comes from, and what came out of it, as far as the reader may see that."""
    user, origin = request.user, origin_of(follow_up)
    introductions = Introduction.objects.visible_to(user).filter(**origin)
    return {
        "origins": follow_up.origins_for(user),
        "introduction": introductions.order_by("-pk").first(),
        "project": Project.objects.visible_to(user).filter(**origin).first(),
    }
