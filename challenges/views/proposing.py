"""A partner answers a challenge, or proposes without one: 入力 → 確認 → 完了."""

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
from challenges.proposing.addressee import Addressee, addressee_of
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
    return fill_in(request, _challenge(request, slug))


@require_http_methods(["GET", "POST"])
def proposal_confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything once more; the POST sends the proposal in."""
    return confirm(request, _challenge(request, slug))


def fill_in(request: HttpRequest, to: Addressee) -> HttpResponse:
    """The form of a proposal to a challenge or a municipality, or why it is not possible now."""
    flow = _opened(request, to)
    if flow is None:
        return _refusal(request, to)
    if request.POST.get("step") == "discard":
        drafts.discard(flow.draft)
        return HttpResponseRedirect(flow.steps.form)
    own = to.proposals().filter(partner__in=partners_acted_for(request))
    context = {**_context(to, flow), "earlier": list(own.order_by("pk"))}
    return flow.fill_in("challenges/proposal_create.html", context)


def confirm(request: HttpRequest, to: Addressee) -> HttpResponse:
    """The confirmation of a proposal to a challenge or a municipality; the POST sends it in."""
    flow = _opened(request, to)
    if flow is None:
        return _refusal(request, to)

    def send(form: BaseForm, draft: Draft) -> str:
        partner: Partner = form.cleaned_data["partner"]
        proposal = submit_proposal(
            to,
            form.cleaned_data,
            partner=partner,
            by=draft.user,
            begun_at=draft.created_at,
            files=draft.files.all(),
        )
        return reverse("challenges:proposal_done", args=[proposal.receipt])

    try:
        return flow.confirm("challenges/proposal_confirm.html", send, _context(to, flow))
    except StateError:
        return _refusal(request, to)


@require_safe
def proposal_done(request: HttpRequest, receipt: str) -> HttpResponse:
    """The receipt number, and what happens next."""
    proposals = Proposal.objects.of_member(request.user).select_related("challenge", "municipality")
    proposal = get_object_or_404(proposals, receipt=receipt)
    return render(request, "challenges/proposal_done.html", {"proposal": proposal})


def _challenge(request: HttpRequest, slug: str) -> Addressee:
    challenges = Challenge.objects.visible_to(request.user).select_related("municipality", "caller")
    return addressee_of(get_object_or_404(challenges, slug=slug))


def _opened(request: HttpRequest, to: Addressee) -> DraftForm | None:
    """The form where the person may fill it in."""
    partners = partners_acted_for(request)
    if not partners or not _may_begin(request, to):
        return None
    return _flow(request, to, partners)


def _may_begin(request: HttpRequest, to: Addressee) -> bool:
    """Open now, or open when the person began to write, as long as the grace lasts."""
    begun_at = _begun_at(request, to)
    return to.accepts_proposals or (begun_at is not None and to.accepts_proposal_begun_at(begun_at))


def _begun_at(request: HttpRequest, to: Addressee) -> datetime | None:
    mine = Draft.objects.filter(user=request.user.pk, kind=PROPOSAL_DRAFT, target=to.key)
    return mine.order_by("-created_at").values_list("created_at", flat=True).first()


def _flow(request: HttpRequest, to: Addressee, partners: list[Partner]) -> DraftForm:
    if not request.user.is_authenticated:
        raise PermissionDenied
    draft = drafts.open_draft(request.user, PROPOSAL_DRAFT, to.key)
    return DraftForm(
        request,
        draft,
        ProposalForm,
        Steps(form=to.form_url, confirm=to.confirm_url),
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


def _context(to: Addressee, flow: DraftForm) -> dict[str, Any]:
    return {
        "to": to,
        "challenge": to.challenge,
        "municipality": to.municipality,
        "files": lambda: drafts.files_of(flow.draft, "attachments"),  # after the POST has kept them
        "grace_minutes": int(Challenge.GRACE.total_seconds() // 60),
    }


def _refusal(request: HttpRequest, to: Addressee) -> HttpResponse:
    """Why not, and what to do about it."""
    if to.challenge:
        to.challenge.refresh_from_db(fields=["state", "closes_at"])
    reason = standing(request, to)
    context = {
        "to": to,
        "challenge": to.challenge,
        "municipality": to.municipality,
        "standing": Standing.CLOSED if reason == Standing.MAY_PROPOSE else reason,
    }
    return render(request, "challenges/_proposal_refused.html", context, status=403)
