"""A partner answers a challenge: 入力 → 確認 → 完了."""

from datetime import datetime

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from challenges.models import Challenge, Proposal, ProposalDraft
from challenges.proposing import sharing
from challenges.proposing.steps import submit_proposal
from challenges.views.writing import Writing, refusal
from partners.access import acting_membership, choose_partner, partners_acted_for
from tomoni.htmx import render

URLS = ("proposal_create", "proposal_confirm")


@require_http_methods(["GET", "POST"])
def proposal_create(request: HttpRequest, slug: str) -> HttpResponse:
    """The form, for editors and owners of registered partners while the challenge is open."""
    challenge, shared = _opened(request, slug)
    if shared is None:
        return refusal(request, challenge, _kept(request, challenge))
    own = Proposal.objects.filter(challenge=challenge, partner=shared.partner)
    context = {"earlier": list(own.order_by("pk"))}
    return Writing(request, shared, URLS, slug).fill_in("challenges/proposal_create.html", context)


@require_http_methods(["GET", "POST"])
def proposal_confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything once more; the POST sends the proposal in."""
    challenge, shared = _opened(request, slug)
    if shared is None:
        return refusal(request, challenge, _kept(request, challenge))

    def send(form: BaseForm, shared: ProposalDraft, begun_at: datetime) -> Proposal:
        person = writing.person
        return submit_proposal(shared, form.cleaned_data, by=person, begun_at=begun_at)

    writing = Writing(request, shared, URLS, slug)
    return writing.confirm("challenges/proposal_confirm.html", send)


@require_safe
def proposal_done(request: HttpRequest, receipt: str) -> HttpResponse:
    """The receipt number, and what happens next."""
    proposals = Proposal.objects.of_member(request.user).select_related("challenge", "municipality")
    proposal = get_object_or_404(proposals, receipt=receipt)
    return render(request, "challenges/proposal_done.html", {"proposal": proposal})


def _opened(request: HttpRequest, slug: str) -> tuple[Challenge, ProposalDraft | None]:
    """The challenge, and the draft where the person may write it now.

    A form that is posted names its draft, so that what was written for one partner never gets
    into the draft of another to which the person has switched meanwhile.
    """
    challenges = Challenge.objects.visible_to(request.user).select_related("municipality")
    challenge = get_object_or_404(challenges, slug=slug)
    choose_partner(request, request.GET.get("partner", ""))
    named = sharing.find(request, request.POST.get("draft", ""))
    if named and named.challenge_id == challenge.pk and not named.is_open:
        return challenge, named  # sent: the answer is where that led
    if named and named.challenge_id == challenge.pk and named.proposal is None:
        return challenge, named if _may_write(named) else None
    partners = partners_acted_for(request)
    if not partners:
        return challenge, None
    if challenge.accepts_proposals:
        return challenge, sharing.open_draft(challenge, partners[0])
    begun = _kept(request, challenge)
    return challenge, begun if begun and _may_write(begun) else None


def _may_write(shared: ProposalDraft) -> bool:
    """Open now, or open when the partner began to write, as long as the grace lasts."""
    return shared.challenge.accepts_proposal_begun_at(shared.draft.created_at)


def _kept(request: HttpRequest, challenge: Challenge) -> ProposalDraft | None:
    """What the partner has written so far, for whom the person acts."""
    membership = acting_membership(request)
    rows = sharing.with_rows().open().filter(challenge=challenge, proposal=None)
    return rows.filter(partner=membership.partner_id).first() if membership else None
