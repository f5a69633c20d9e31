"""A partner answers a challenge: 入力 → 確認 → 完了."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from challenges.forms.proposal import ProposalForm
from challenges.mails import PROPOSAL_DRAFT
from challenges.models import Challenge, Proposal
from challenges.proposing.steps import submit_proposal
from challenges.standing import Standing, standing
from partners.access import memberships, partners_acted_for
from partners.models import Partner
from tomoni.accounts import drafts
from tomoni.accounts.models import Draft
from tomoni.draft_forms import DraftForm, Steps
from tomoni.htmx import render
from tomoni.models import StateError


@require_http_methods(["GET", "POST"])
def proposal_create(request: HttpRequest, slug: str) -> HttpResponse:
    """The form, for editors and owners of registered partners while the challenge is open."""
    challenge, flow = _opened(request, slug)
    if flow is None:
        return _refusal(request, challenge)
    if request.POST.get("step") == "discard":
        drafts.discard(flow.draft)
        return HttpResponseRedirect(flow.steps.form)
    own = Proposal.objects.filter(challenge=challenge, partner__in=partners_acted_for(request))
    context = {**_context(challenge, flow), "earlier": list(own.order_by("pk"))}
    return flow.fill_in("challenges/proposal_create.html", context)


@require_http_methods(["GET", "POST"])
def proposal_confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything once more; the POST sends the proposal in."""
    challenge, flow = _opened(request, slug)
    if flow is None:
        return _refusal(request, challenge)

    def send(form: BaseForm, draft: Draft) -> str:
        partner: Partner = form.cleaned_data["partner"]
        proposal = submit_proposal(
            challenge,
            form.cleaned_data,
            partner=partner,
            by=draft.user,
            begun_at=draft.created_at,
            files=draft.files.all(),
        )
        return reverse("challenges:proposal_done", args=[proposal.receipt])

    try:
        return flow.confirm("challenges/proposal_confirm.html", send, _context(challenge, flow))
    except StateError:
        return _refusal(request, challenge)


@require_safe
def proposal_done(request: HttpRequest, receipt: str) -> HttpResponse:
    """The receipt number, and what happens next."""
    proposals = Proposal.objects.of_member(request.user).select_related("challenge", "municipality")
    proposal = get_object_or_404(proposals, receipt=receipt)
    return render(request, "challenges/proposal_done.html", {"proposal": proposal})


def _opened(request: HttpRequest, slug: str) -> tuple[Challenge, DraftForm | None]:
    """The challenge, and the form where the person may fill it in."""
    challenges = Challenge.objects.visible_to(request.user).select_related("municipality")
    challenge = get_object_or_404(challenges, slug=slug)
    partners = partners_acted_for(request)
    if not partners or not _may_begin(request, challenge):
        return challenge, None
    return challenge, _flow(request, challenge, partners)


def _may_begin(request: HttpRequest, challenge: Challenge) -> bool:
    """Open now, or open when the person began to write, as long as the grace lasts."""
    begun_at = _begun_at(request, challenge)
    return challenge.accepts_proposals or (
        begun_at is not None and challenge.accepts_proposal_begun_at(begun_at)
    )


def _begun_at(request: HttpRequest, challenge: Challenge) -> datetime | None:
    mine = Draft.objects.filter(user=request.user.pk, kind=PROPOSAL_DRAFT, target=challenge.slug)
    return mine.order_by("-created_at").values_list("created_at", flat=True).first()


def _flow(request: HttpRequest, challenge: Challenge, partners: list[Partner]) -> DraftForm:
    if not request.user.is_authenticated:
        raise PermissionDenied
    draft = drafts.open_draft(request.user, PROPOSAL_DRAFT, challenge.slug)
    steps = Steps(
        form=reverse("challenges:proposal_create", args=[challenge.slug]),
        confirm=reverse("challenges:proposal_confirm", args=[challenge.slug]),
    )
    return DraftForm(
        request,
        draft,
        ProposalForm,
        steps,
        form_kwargs={
            "partners": partners,
            "draft": draft,
            "names_partner": len(memberships(request)) > 1,
        },
        initial={
            "confidentiality": Proposal.Confidentiality.CITY,
            "partner": partners[0].pk,
        },
    )


def _context(challenge: Challenge, flow: DraftForm) -> dict[str, Any]:
    return {
        "challenge": challenge,
        "municipality": challenge.municipality,
        "files": lambda: drafts.files_of(flow.draft, "attachments"),  # after the POST has kept them
        "grace_minutes": int(Challenge.GRACE.total_seconds() // 60),
    }


def _refusal(request: HttpRequest, challenge: Challenge) -> HttpResponse:
    """Why not, and what to do about it."""
    challenge.refresh_from_db(fields=["state", "closes_at"])
    reason = standing(request, challenge)
    context = {
        "challenge": challenge,
        "municipality": challenge.municipality,
        "standing": Standing.CLOSED if reason == Standing.MAY_PROPOSE else reason,
    }
    return render(request, "challenges/_proposal_refused.html", context, status=403)
