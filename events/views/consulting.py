"""The consultation desk: topics put to the office, their answers, and the needs they become."""

from datetime import UTC, datetime
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.consulting import steps, telling
from events.consulting.forms import AnswerForm, LiveForm, NeedForm, TopicForm
from events.models import Event, Topic
from events.views.of_meeting import may_edit, own_event, posted, shown_event
from partners.access import memberships
from partners.models import Membership, Partner
from tomoni.accounts.models import User
from tomoni.accounts.signed_in import person_of
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import LostUpdateError, StateError
from tomoni.municipalities.access import require_staff
from tomoni.municipalities.models import StaffRole
from tomoni.notices import reading


@login_not_required
@require_safe
def topic_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What others have brought up, with the answers and without names; and one's own."""
    event = shown_event(request, slug)
    own: list[Topic] = []
    if request.user.is_authenticated:
        own = list(Topic.objects.filter(event=event, user=request.user.pk))
    context = {
        "event": event,
        "own": own,
        "topics": list(Topic.objects.shown().filter(event=event)),
        "takes_topics": steps.takes_topics(event),
    }
    return render(request, "events/consulting/topic_list.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
def topic_put(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a topic to the office, before or during the meeting."""
    event = shown_event(request, slug)
    if request.method == "GET" and not steps.takes_topics(event):
        messages.warning(request, _("This meeting takes no topics at the moment."))
        return redirect(event)
    form = TopicForm(posted(request), partners=_partners(request))
    if form.is_valid():
        try:
            topic = _put(event, person_of(request), form)
        except StateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The office has your topic. A receipt comes by e-mail."))
            return redirect(topic)
    return render(request, "events/consulting/topic_put.html", {"event": event, "form": form})


def _put(event: Event, person: User, form: TopicForm) -> Topic:
    return steps.put(
        event,
        by=person,
        text=form.cleaned_data["text"],
        is_public=form.cleaned_data["is_public"],
        partner=form.chosen_partner(),
    )


@require_safe
def topic_detail(request: HttpRequest, receipt: str) -> HttpResponse:
    """One's own topic: the answer, taking it back, making a need of it."""
    topic = _own_topic(request, receipt)
    reading.settle(telling.ANSWERED, [topic.pk], reader=person_of(request))
    editing = _partners(request, at_least=Membership.Role.EDITOR)
    context = {
        "topic": topic,
        "event": topic.event,
        "form": NeedForm(partners=editing) if editing else None,
        "listing": topic.listing,
    }
    return render(request, "events/consulting/topic_detail.html", context)


@require_POST
@idempotent
def topic_take_back(request: HttpRequest, receipt: str) -> HttpResponse:
    """Take one's own topic back, as long as it was not answered."""
    topic = _own_topic(request, receipt)
    try:
        steps.take_back(topic, by=person_of(request))
    except StateError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your topic is taken back."))
    return redirect(topic)


@require_POST
@idempotent
def topic_make_private(request: HttpRequest, receipt: str) -> HttpResponse:
    """Let only the office read one's own topic."""
    topic = _own_topic(request, receipt)
    try:
        steps.make_private(topic, by=person_of(request))
    except StateError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Only the office reads your topic now."))
    return redirect(topic)


@require_POST
@idempotent
def topic_make_need(request: HttpRequest, receipt: str) -> HttpResponse:
    """Begin a need with the words of one's own topic."""
    topic = _own_topic(request, receipt)
    form = NeedForm(request.POST, partners=_partners(request, at_least=Membership.Role.EDITOR))
    if not form.is_valid():
        messages.error(request, _("Please choose for which partner the need is."))
        return redirect(topic)
    try:
        listing = steps.make_need(topic, form.chosen_partner(), by=person_of(request))
    except StateError as error:
        messages.error(request, str(error))
        return redirect(topic)
    messages.success(
        request, _("A draft of the need is ready. Add what is missing, and publish it.")
    )
    return redirect("partners:listing_edit", listing.pk)


# --- The desk -----------------------------------------------------------------------------------


@require_safe
def topic_queue(request: HttpRequest, slug: str) -> HttpResponse:
    """All topics of a meeting, those that wait first."""
    event = own_event(request, slug)
    rows = Topic.objects.filter(event=event).exclude(state=Topic.State.WITHDRAWN)
    topics = list(rows.select_related("user", "partner", "answered_by"))
    context = {
        "event": event,
        "waiting": [topic for topic in topics if topic.is_waiting],
        "answered": [topic for topic in topics if topic.is_answered],
        "may_edit": may_edit(request, event),
    }
    return render(request, "events/consulting/topic_queue.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
def topic_answer(request: HttpRequest, receipt: str) -> HttpResponse:
    """Answer in writing, or put an answer right."""
    topic = _topic_of_desk(request, receipt)
    form = AnswerForm(posted(request), initial={"answer": topic.answer})
    other = None
    if form.is_valid():
        said, seen = form.cleaned_data, _moment(form.cleaned_data["seen"])
        try:
            steps.answer(topic, by=person_of(request), words=said["answer"], seen=seen)
        except LostUpdateError:
            other = topic
        except StateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is answered. Who has asked is told."))
            return redirect("events:topic_queue", topic.event.slug)
    context = {"topic": topic, "event": topic.event, "form": form, "other": other}
    context["seen"] = form["seen"].value() if form.is_bound and not other else _mark(topic)
    return render(request, "events/consulting/topic_answer.html", context)


def _mark(topic: Topic) -> str:
    """When it was answered last, as the form carries it."""
    return topic.answered_at.isoformat() if topic.answered_at else ""


def _moment(typed: str) -> datetime | None:
    """The time that the form has carried; the beginning of all where that makes no sense."""
    if not typed:
        return None
    try:
        return datetime.fromisoformat(typed)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


@require_POST
@idempotent
def topic_answer_live(request: HttpRequest, receipt: str) -> HttpResponse:
    """One press at the meeting: it was answered; a few words, if one likes."""
    topic = _topic_of_desk(request, receipt)
    form = LiveForm(request.POST)
    if form.is_valid():
        try:
            steps.answer_live(topic, by=person_of(request), words=form.cleaned_data["words"])
        except StateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is noted as answered at the meeting."))
            return redirect("events:topic_queue", topic.event.slug)
    context = {"topic": topic, "event": topic.event, "form": form, "is_live": True}
    return render(request, "events/consulting/topic_answer.html", context)


@require_POST
@idempotent
def topic_show(request: HttpRequest, receipt: str) -> HttpResponse:
    """Keep a public topic to the office, or show it again."""
    topic = _topic_of_desk(request, receipt)
    step = steps.let_show if request.POST.get("step") == "show" else steps.hold_back
    try:
        step(topic, by=person_of(request))
    except StateError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is noted."))
    return redirect("events:topic_queue", topic.event.slug)


# --- What they share ----------------------------------------------------------------------------


def _own_topic(request: HttpRequest, receipt: str) -> Topic:
    rows = Topic.objects.filter(user=cast(User, request.user).pk)
    related = rows.select_related("event__municipality", "partner", "listing")
    return get_object_or_404(related, receipt=receipt.replace("\x00", ""))


def _topic_of_desk(request: HttpRequest, receipt: str) -> Topic:
    """For the editors and managers of the city: 404 for strangers, 403 for who only reads.

    What was taken back is not opened any more; who sends an answer to it gets that back.
    """
    rows = Topic.objects.all()
    if request.method == "GET":
        rows = rows.exclude(state=Topic.State.WITHDRAWN)
    related = rows.select_related("event__municipality", "user", "partner")
    topic = get_object_or_404(related, receipt=receipt.replace("\x00", ""))
    require_staff(request, topic.event.municipality_id, at_least=StaffRole.Role.EDITOR)
    return topic


def _partners(
    request: HttpRequest, *, at_least: Membership.Role = Membership.Role.VIEWER
) -> list[Partner]:
    """Those of the person in which the role suffices and that are still there."""
    able = [row.partner for row in memberships(request) if row.may(at_least)]
    return [partner for partner in able if partner.takes_edits]
