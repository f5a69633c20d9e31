"""A partner calls on municipalities (逆公募): writing, 入力 → 確認 → 完了, and its workplace."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from challenges import reading
from challenges.comparing import compare
from challenges.forms.call import CallForm, answers_of
from challenges.history import history
from challenges.models import Challenge, Offer
from challenges.parts import part_name
from challenges.reverse.calling import rewrite_call, write_call
from challenges.reverse.transitions import open_to
from partners.access import memberships, require_approved_member, require_member
from partners.models import Membership
from tomoni.accounts import drafts
from tomoni.accounts.models import Draft
from tomoni.accounts.signed_in import person_of
from tomoni.draft_forms import DraftForm, Steps
from tomoni.htmx import render
from tomoni.models import StateError

KIND = "call"
EDITOR = Membership.Role.EDITOR


@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    """The calls of the person's partners, drafts too."""
    rows = Challenge.objects.called_by(request.user).select_related("caller")
    context = {
        "calls": list(reading.with_offer_counts(rows).order_by("-created_at", "-pk")),
        "may_write": any(m.partner.is_approved and m.may(EDITOR) for m in memberships(request)),
    }
    return render(request, "challenges/call_list.html", context)


@require_safe
def call_workplace(request: HttpRequest, slug: str) -> HttpResponse:
    """How a call stands, what municipalities have offered, and what to do next."""
    rows = reading.whole(Challenge.objects.called_by(request.user))
    call = get_object_or_404(rows, slug=slug)
    assert call.caller  # noqa: S101 – it is called by one
    membership = require_member(request, call.caller)
    remarks = call.review_remarks.open().select_related("author")
    shown = call.offers.exclude(state=Offer.State.WITHDRAWN).select_related("municipality")
    offers = list(shown.order_by("submitted_at", "pk"))
    context = {
        "challenge": call,
        "parts": reading.parts_of(call),
        "may_write": membership.may(EDITOR),
        "steps_open": {str(step) for step in open_to(call.state, Membership.Role(membership.role))},
        "remarks": [(part_name(remark.part), remark) for remark in remarks],
        "offers": offers,
        "waiting": [offer for offer in offers if offer.state == Offer.State.SUBMITTED],
        "history": history(call),
    }
    return render(request, "challenges/call_workplace.html", context)


@require_http_methods(["GET", "POST"])
def call_create(request: HttpRequest) -> HttpResponse:
    """Write a new call."""
    flow = _new_flow(request)
    return _kept(flow) or flow.fill_in("challenges/call_create.html")


@require_http_methods(["GET", "POST"])
def call_create_confirm(request: HttpRequest) -> HttpResponse:
    """Everything once more; the POST saves it as a draft."""
    partner = require_approved_member(request).partner
    flow = _new_flow(request)

    def send(form: BaseForm, draft: Draft) -> str:
        return write_call(form.cleaned_data, partner=partner, by=person_of(request)).get_work_url()

    return flow.confirm("challenges/call_create_confirm.html", send)


@require_http_methods(["GET", "POST"])
def call_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a call that is a draft."""
    call = _editable(request, slug)
    if call.state != Challenge.State.DRAFT:
        return _no_draft(request, call)
    flow = _edit_flow(request, call)
    if request.POST.get("step") == "take_mine":
        return _go_on_with_mine(request, flow, call)
    if request.POST.get("step") == "take_theirs":
        drafts.discard(flow.draft)
        return HttpResponseRedirect(call.get_work_url())
    return _kept(flow) or flow.fill_in("challenges/call_edit.html", {"challenge": call})


@require_http_methods(["GET", "POST"])
def call_edit_confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything once more; the POST saves it, unless somebody else has in the meantime."""
    call = _editable(request, slug)
    flow = _edit_flow(request, call)

    def send(form: BaseForm, draft: Draft) -> str:
        rewrite_call(call, form.cleaned_data, by=person_of(request), seen=draft.seen_version or 0)
        return call.get_work_url()

    context = {"challenge": call, "comparison": lambda: _comparison(call, flow)}
    try:
        return flow.confirm("challenges/call_edit_confirm.html", send, context)
    except StateError:
        return _no_draft(request, call)


def _no_draft(request: HttpRequest, call: Challenge) -> HttpResponse:
    messages.error(request, _("Only a draft can be changed. Please take it back first."))
    return redirect(call.get_work_url())


def _editable(request: HttpRequest, slug: str) -> Challenge:
    rows = Challenge.objects.called_by(request.user).select_related("caller", "municipality")
    call = get_object_or_404(rows, slug=slug)
    assert call.caller  # noqa: S101 – it is called by one
    require_member(request, call.caller, at_least=EDITOR)
    return call


def _comparison(call: Challenge, flow: DraftForm) -> list[Any]:
    form = flow.checked()
    assert isinstance(form, CallForm)  # noqa: S101 – the flow's own form class
    return compare(call, form) if form.is_valid() else []


def _new_flow(request: HttpRequest) -> DraftForm:
    partner = require_approved_member(request).partner
    steps = Steps(
        form=reverse("challenges:call_create"), confirm=reverse("challenges:call_create_confirm")
    )
    draft = drafts.open_draft(person_of(request), KIND, f"new:{partner.pk}")
    return DraftForm(request, draft, CallForm, steps, initial={"reply_days": 30})


def _edit_flow(request: HttpRequest, call: Challenge) -> DraftForm:
    draft = drafts.open_draft(person_of(request), KIND, call.slug, version=call.version)
    if request.method == "GET" and not draft.data and draft.seen_version != call.version:
        draft.seen_version = call.version  # nothing typed yet: what is shown is what is seen
        draft.save(update_fields=["seen_version"])
    steps = Steps(
        form=reverse("challenges:call_edit", args=[call.slug]),
        confirm=reverse("challenges:call_edit_confirm", args=[call.slug]),
    )
    return DraftForm(
        request,
        draft,
        CallForm,
        steps,
        form_kwargs={"call": call},
        initial=answers_of(call) if request.method == "GET" else {},
    )


def _kept(flow: DraftForm) -> HttpResponse | None:
    """More lines were asked for, or to begin anew: show the form again, without complaint."""
    step = flow.request.POST.get("step", "")
    if step == "discard":
        drafts.discard(flow.draft)
        return HttpResponseRedirect(flow.steps.form)
    if step != "contacts":
        return None
    drafts.keep(flow.draft, flow.request.POST, form_url=flow.steps.form)
    return HttpResponseRedirect(f"{flow.steps.form}#id_contacts")


def _go_on_with_mine(request: HttpRequest, flow: DraftForm, call: Challenge) -> HttpResponse:
    """The person has seen what the other has saved; from there on theirs counts."""
    if request.POST.get("version", "") == str(call.version):
        flow.draft.seen_version = call.version
        flow.draft.save(update_fields=["seen_version"])
    return HttpResponseRedirect(flow.steps.confirm)
