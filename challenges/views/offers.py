"""A municipality answers the call of a partner: 入力 → 確認 → 完了; and the partner's reply."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from challenges.audience import OFFER_DRAFT
from challenges.forms.call import OfferForm, OfferReplyForm
from challenges.history import history
from challenges.models import Challenge, Offer
from challenges.proposing.saying import said_of_form
from challenges.reverse import offering
from challenges.reverse.transitions import OfferStep, Role, offer_open_to
from challenges.standing import Standing, may_offer_for, standing
from partners.access import memberships, require_member
from partners.models import Membership
from tomoni.accounts import drafts
from tomoni.accounts.models import Draft, User
from tomoni.accounts.signed_in import person_of
from tomoni.draft_forms import DraftForm, Steps
from tomoni.filters import Sort, browse, by_choices
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError
from tomoni.municipalities.access import municipalities_of_staff, require_staff, staff_roles
from tomoni.municipalities.models import Municipality, StaffRole

FILTERS = (by_choices("state", gettext_lazy("State"), Offer.State, "state"),)
SORTS = (Sort("new", gettext_lazy("newest first"), "-submitted_at", "-pk"),)


@require_safe
def call_queue(request: HttpRequest) -> HttpResponse:
    """The desk: calls to check, calls the municipality may answer, and what it has offered."""
    is_operator = isinstance(request.user, User) and request.user.is_operator
    if not is_operator:
        require_staff(request)
    rows = Challenge.objects.to_check_by(request.user).filter(state=Challenge.State.IN_REVIEW)
    towns = municipalities_of_staff(request)
    offers = Offer.objects.on_desk_of(request.user)
    context = {
        "to_check": list(rows.select_related("caller").order_by("review_asked_at", "pk")),
        "answerable": [(town, _answerable(town)) for town in towns],
        "found": browse(
            request, offers.select_related("challenge__caller", "municipality"), FILTERS, SORTS
        ),
        "has_desk": bool(towns),
    }
    return render(request, "challenges/call_queue.html", context, partials=["offer_rows"])


def _answerable(town: Municipality) -> list[Challenge]:
    answered = Offer.objects.filter(municipality=town).exclude(state=Offer.State.WITHDRAWN)
    rows = Challenge.objects.answerable_by(town).exclude(pk__in=answered.values("challenge"))
    return list(rows.select_related("caller").order_by("closes_at", "pk")[:50])


@require_http_methods(["GET", "POST"])
def offer_create(request: HttpRequest, slug: str) -> HttpResponse:
    """The form, for editors of a municipality that is asked, while the call is open."""
    call, flow = _opened(request, slug)
    if flow is None:
        return _refusal(request, call)
    if request.POST.get("step") == "discard":
        drafts.discard(flow.draft)
        return HttpResponseRedirect(flow.steps.form)
    return flow.fill_in("challenges/offer_create.html", _context(call))


@require_http_methods(["GET", "POST"])
def offer_confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything once more; the POST sends the offer in."""
    if url := _sent_to(request):
        return HttpResponseRedirect(url)
    call, flow = _opened(request, slug)
    if flow is None and request.method == "GET" and (url := _sent_by(request, call)):
        return HttpResponseRedirect(url)  # the browser's way back
    if flow is None:
        return _refusal(request, call)

    def send(form: BaseForm, draft: Draft) -> str:
        town: Municipality = form.cleaned_data["municipality"]
        answers, begun_at = form.cleaned_data, draft.created_at
        offer = offering.submit_offer(
            call, answers, municipality=town, by=person_of(request), begun_at=begun_at
        )
        return reverse("challenges:offer_done", args=[offer.receipt])

    try:
        return flow.confirm("challenges/offer_confirm.html", send, _context(call))
    except StateError as error:  # a colleague was faster, or the deadline
        messages.error(request, str(error))
        return _refusal(request, call)


@transaction.atomic
def _sent_to(request: HttpRequest) -> str:
    """Where the offer of this very page went, when its button is pressed once more."""
    draft = drafts.lock(request, request.POST.get("draft", ""))
    return draft.result_url if draft and draft.kind == OFFER_DRAFT and draft.sent_at else ""


def _sent_by(request: HttpRequest, call: Challenge) -> str:
    """Where the last offer went that the person has sent to the call."""
    mine = Draft.objects.filter(user=request.user.pk, kind=OFFER_DRAFT, target=call.slug)
    sent = mine.exclude(sent_at=None).order_by("-sent_at")
    return sent.values_list("result_url", flat=True).first() or ""


@require_safe
def offer_done(request: HttpRequest, receipt: str) -> HttpResponse:
    """The receipt number, and what happens next."""
    offers = Offer.objects.on_desk_of(request.user).select_related("challenge__caller")
    return render(
        request, "challenges/offer_done.html", {"offer": get_object_or_404(offers, receipt=receipt)}
    )


@require_safe
def offer_detail(request: HttpRequest, receipt: str) -> HttpResponse:
    """All of it, for the municipality and the partner alone, with what each can do next."""
    offer = _offer(request, receipt)
    steps = {step for role in _roles(request, offer) for step in offer_open_to(offer.state, role)}
    is_choosing = offer.challenge.state in ("closed", "selecting")
    context = {
        "offer": offer,
        "challenge": offer.challenge,
        "is_caller": _is_caller(request, offer),
        "may_withdraw": OfferStep.WITHDRAW in steps,
        "may_reply": OfferStep.CHOOSE in steps and is_choosing,
        "waits_for_end": OfferStep.CHOOSE in steps and not is_choosing,
        "history": history(offer),
    }
    return render(request, "challenges/offer_detail.html", context)


@require_POST
@idempotent
def offer_withdraw(request: HttpRequest, receipt: str) -> HttpResponse:
    """The municipality takes it back."""
    offer = get_object_or_404(Offer.objects.on_desk_of(request.user), receipt=receipt)
    role = require_staff(request, offer.municipality_id, at_least=StaffRole.Role.EDITOR)
    try:
        offering.withdraw_offer(offer, by=role.user)
        messages.success(request, _("The offer is withdrawn. The company sees it, too."))
    except StateError as error:
        messages.error(request, str(error))
    return redirect(offer)


@require_http_methods(["GET", "POST"])
@idempotent
def offer_reply(request: HttpRequest, receipt: str) -> HttpResponse:
    """The company chooses, or not, with a reason."""
    offers = Offer.objects.of_caller(request.user)
    rows = offers.select_related("challenge__caller", "municipality", "submitted_by")
    offer = get_object_or_404(rows, receipt=receipt)
    assert offer.challenge.caller  # noqa: S101 – offers answer calls
    member = require_member(request, offer.challenge.caller, at_least=Membership.Role.EDITOR)
    form = OfferReplyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        step, text = OfferStep(form.cleaned_data["answer"]), form.cleaned_data["text"]
        try:
            offering.reply_to_offer(offer, step, by=member.user, text=text)
            messages.success(request, _("The municipality gets your message by mail."))
            return redirect(offer)
        except StateError as error:
            form.add_error(None, str(error))
    context = {"offer": offer, "challenge": offer.challenge, "form": form}
    return render(request, "challenges/offer_reply.html", context)


def _offer(request: HttpRequest, receipt: str) -> Offer:
    rows = Offer.objects.visible_to(request.user).select_related(
        "challenge__caller", "municipality", "submitted_by", "decided_by"
    )
    return get_object_or_404(rows, receipt=receipt)


def _roles(request: HttpRequest, offer: Offer) -> list[Role]:
    mine = [m for m in memberships(request) if m.partner_id == offer.challenge.caller_id]
    staff = [r for r in staff_roles(request) if r.municipality_id == offer.municipality_id]
    return [Membership.Role(m.role) for m in mine] + [StaffRole.Role(r.role) for r in staff]


def _is_caller(request: HttpRequest, offer: Offer) -> bool:
    return any(isinstance(role, Membership.Role) for role in _roles(request, offer))


def _opened(request: HttpRequest, slug: str) -> tuple[Challenge, DraftForm | None]:
    """The call, and the form where the person may fill it in; 404 for who works for no city."""
    require_staff(request)
    calls = Challenge.objects.visible_to(request.user).of_partners()
    call = get_object_or_404(calls.select_related("municipality", "caller"), slug=slug)
    towns = may_offer_for(request, call)
    begun_at = _begun_at(request, call)
    is_open = call.accepts_proposals or (begun_at and call.accepts_proposal_begun_at(begun_at))
    return call, _flow(request, call, towns) if towns and is_open else None


def _begun_at(request: HttpRequest, call: Challenge) -> datetime | None:
    mine = Draft.objects.filter(user=request.user.pk, kind=OFFER_DRAFT, target=call.slug)
    return mine.order_by("-created_at").values_list("created_at", flat=True).first()


def _flow(request: HttpRequest, call: Challenge, towns: list[Municipality]) -> DraftForm:
    if not request.user.is_authenticated:
        raise PermissionDenied
    steps = Steps(
        form=reverse("challenges:offer_create", args=[call.slug]),
        confirm=reverse("challenges:offer_confirm", args=[call.slug]),
    )
    draft = drafts.open_draft(request.user, OFFER_DRAFT, call.slug)
    kwargs = {"municipalities": towns}
    return DraftForm(request, draft, OfferForm, steps, form_kwargs=kwargs)


def _context(call: Challenge) -> dict[str, Any]:
    grace = int(Challenge.GRACE.total_seconds() // 60)
    return {"challenge": call, "grace_minutes": grace}


def _refusal(request: HttpRequest, call: Challenge) -> HttpResponse:
    """Why not, what to do about it, and what was typed, to be copied."""
    call.refresh_from_db(fields=["state", "closes_at"])
    reason = standing(request, call)
    context = {
        "challenge": call,
        "standing": Standing.CLOSED if reason == Standing.MAY_OFFER else reason,
        "answers": said_of_form(OfferForm(municipalities=[]), _typed(request, call)),
    }
    return render(request, "challenges/_offer_refused.html", context, status=403)


def _typed(request: HttpRequest, call: Challenge) -> dict[str, list[str]]:
    """What the person has begun; a form that comes too late is still kept."""
    mine = Draft.objects.filter(user=request.user.pk, kind=OFFER_DRAFT, target=call.slug)
    draft = mine.filter(sent_at=None).first()
    if draft is None:
        return {}
    if request.method == "POST" and "title" in request.POST:  # the form, not the confirmation
        drafts.keep(draft, request.POST, form_url=draft.form_url)
    return draft.data
