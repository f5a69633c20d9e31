"""The desk: writing a meeting, 入力 → 確認 → 完了, and beginning the next one from it."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from events.models import Event
from events.preparing.comparing import Part, compare
from events.preparing.forms import EventForm, answers_of
from events.preparing.writing import copy_event, rewrite_event, write_event
from events.views.of_meeting import EDITOR, ask_to_telephone, own_event
from tomoni.accounts import drafts
from tomoni.accounts.models import Draft
from tomoni.accounts.signed_in import person_of
from tomoni.draft_forms import DraftForm, Steps
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError
from tomoni.municipalities.access import municipalities_of_staff, require_staff

KIND = "event"
_DIGITS = 10  # of no version that there is


@require_http_methods(["GET", "POST"])
def event_create(request: HttpRequest) -> HttpResponse:
    """Write a new meeting."""
    flow = _new_flow(request)
    return _discarded(flow) or flow.fill_in("events/preparing/event_create.html")


@require_http_methods(["GET", "POST"])
def event_create_confirm(request: HttpRequest) -> HttpResponse:
    """All answers once more; the POST saves the meeting as a draft."""
    flow = _new_flow(request)

    def send(form: BaseForm, draft: Draft) -> str:
        town = form.cleaned_data["municipality"]
        event = write_event(form.cleaned_data, municipality=town, by=person_of(request))
        messages.success(
            request, _("The meeting is saved as a draft. Next: the programme and the tables.")
        )
        return reverse("events:programme_edit", args=[event.slug])

    try:
        return flow.confirm("events/preparing/event_create_confirm.html", send)
    except StateError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(flow.steps.form)


@require_http_methods(["GET", "POST"])
def event_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a meeting."""
    event = own_event(request, slug, at_least=EDITOR)
    if event.is_cancelled:
        return called_off(request, event)
    flow = _edit_flow(request, event)
    step = request.POST.get("step")
    if step == "take_mine":
        return _go_on_with_mine(request, flow, event)
    if step == "take_theirs":
        drafts.discard(flow.draft)
        return redirect("events:event_participants", event.slug)
    return _discarded(flow) or flow.fill_in("events/preparing/event_edit.html", {"event": event})


@require_http_methods(["GET", "POST"])
def event_edit_confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """All answers once more; the POST saves them, unless somebody else has in the meantime."""
    event = own_event(request, slug, at_least=EDITOR)
    if event.is_cancelled:
        return called_off(request, event)
    flow = _edit_flow(request, event)

    def send(form: BaseForm, draft: Draft) -> str:
        seen, moved_at = draft.seen_version or 0, event.moved_at
        told = rewrite_event(event, form.cleaned_data, by=person_of(request), seen=seen)
        messages.success(request, _saved(told))
        if event.moved_at != moved_at:
            ask_to_telephone(request, event)
        return reverse("events:event_participants", args=[event.slug])

    context = {"event": event, "comparison": lambda: _comparison(event, flow)}
    try:
        return flow.confirm("events/preparing/event_edit_confirm.html", send, context)
    except StateError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(flow.steps.form)


@require_POST
@idempotent
def event_copy(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin the next meeting of the series, and go on in its form."""
    event = own_event(request, slug, at_least=EDITOR)
    try:
        copied = copy_event(event, by=person_of(request))
    except StateError as error:  # a colleague has pressed in the same moment
        messages.error(request, str(error))
        return redirect("events:event_participants", event.slug)
    next_one = _("This is the next meeting, as a draft, with the same programme and tables.")
    still_to_do = _("Please check the dates, and name who leads a table.")
    messages.success(request, f"{next_one} {still_to_do}")
    return redirect("events:event_edit", copied.slug)


def called_off(request: HttpRequest, event: Event) -> HttpResponse:
    """Back to the desk: what does not take place is not changed any more."""
    messages.error(request, _("This meeting was called off and can no longer be changed."))
    return redirect("events:event_participants", event.slug)


def _saved(told: int) -> str:
    if not told:
        return _("The meeting is saved.")
    words = ngettext(
        "The meeting is saved. %(told)d person who has registered is told of the change.",
        "The meeting is saved. %(told)d people who have registered are told of the change.",
        told,
    )
    return words % {"told": told}


def _comparison(event: Event, flow: DraftForm) -> list[Part]:
    form = flow.checked()
    assert isinstance(form, EventForm)  # noqa: S101 – the flow's own form class
    return compare(event, form) if form.is_valid() else []


def _new_flow(request: HttpRequest) -> DraftForm:
    require_staff(request, at_least=EDITOR)
    municipalities = municipalities_of_staff(request, at_least=EDITOR)
    return DraftForm(
        request,
        drafts.open_draft(person_of(request), KIND),
        EventForm,
        Steps(form=reverse("events:event_create"), confirm=reverse("events:event_create_confirm")),
        form_kwargs={"municipalities": municipalities},
        initial={"form": Event.Form.VENUE, "rounds": 1, "organisers": municipalities[0].name},
    )


def _edit_flow(request: HttpRequest, event: Event) -> DraftForm:
    person, target = person_of(request), str(event.pk)
    draft = drafts.open_draft(person, KIND, target, version=event.version)
    if request.method == "GET" and not draft.data and draft.seen_version != event.version:
        draft.seen_version = event.version  # nothing typed yet: what is shown is what is seen
        draft.save(update_fields=["seen_version"])
    if request.method == "POST":
        _keep_seen(draft, request.POST.get("base", ""))
    initial: dict[str, Any] = answers_of(event) if request.method == "GET" else {}
    return DraftForm(
        request,
        draft,
        EventForm,
        Steps(
            form=reverse("events:event_edit", args=[event.slug]),
            confirm=reverse("events:event_edit_confirm", args=[event.slug]),
        ),
        form_kwargs={"municipalities": [event.municipality], "event": event},
        initial=initial,
    )


def _keep_seen(draft: Draft, shown: str) -> None:
    """The version that the page showed which is sent: a later one was opened in another tab."""
    if shown.isascii() and shown.isdecimal() and len(shown) < _DIGITS:
        draft.seen_version = int(shown)
        draft.save(update_fields=["seen_version"])


def _discarded(flow: DraftForm) -> HttpResponse | None:
    """What was typed is thrown away, to begin anew."""
    if flow.request.POST.get("step") != "discard":
        return None
    drafts.discard(flow.draft)
    return HttpResponseRedirect(flow.steps.form)


def _go_on_with_mine(request: HttpRequest, flow: DraftForm, event: Event) -> HttpResponse:
    """The person has seen what the other has saved; from there on theirs counts."""
    if request.POST.get("version", "") == str(event.version):
        flow.draft.seen_version = event.version
        flow.draft.save(update_fields=["seen_version"])
    return HttpResponseRedirect(flow.steps.confirm)
