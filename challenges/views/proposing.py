"""A partner answers a challenge: 入力 → 確認 → 完了."""

from datetime import datetime

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from challenges.models import Challenge, Proposal, ProposalDraft
from challenges.proposing import sharing
from challenges.proposing.addressee import Addressee, addressee_of
from challenges.proposing.beginnings import begin_with
from challenges.proposing.steps import submit_proposal
from challenges.views.writing import Writing, refusal
from partners.access import acting_membership, choose_partner, partners_acted_for
from tomoni.accounts.signed_in import person_of
from tomoni.htmx import render


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
    shared = _opened(request, to)
    if shared is None:
        return refusal(request, to, _kept(request, to))
    if shared.is_open and request.method == "GET":
        begin_with(shared, request.GET.get("from", ""), by=person_of(request))
    own = to.proposals().filter(partner=shared.partner)
    writing = Writing(request, shared, to.names, to.slug)
    return writing.fill_in("challenges/proposal_create.html", {"earlier": list(own.order_by("pk"))})


def confirm(request: HttpRequest, to: Addressee) -> HttpResponse:
    """The confirmation of a proposal to a challenge or a municipality; the POST sends it in."""
    shared = _opened(request, to)
    if shared is None:
        return refusal(request, to, _kept(request, to))

    def send(form: BaseForm, shared: ProposalDraft, begun_at: datetime) -> Proposal:
        person = writing.person
        return submit_proposal(shared, form.cleaned_data, by=person, begun_at=begun_at)

    writing = Writing(request, shared, to.names, to.slug)
    return writing.confirm("challenges/proposal_confirm.html", send)


@require_safe
def proposal_done(request: HttpRequest, receipt: str) -> HttpResponse:
    """The receipt number, and what happens next."""
    proposals = Proposal.objects.of_member(request.user).select_related("challenge", "municipality")
    proposal = get_object_or_404(proposals, receipt=receipt)
    return render(request, "challenges/proposal_done.html", {"proposal": proposal})


def _challenge(request: HttpRequest, slug: str) -> Addressee:
    challenges = Challenge.objects.visible_to(request.user).select_related("municipality", "caller")
    return addressee_of(get_object_or_404(challenges, slug=slug))


def _opened(request: HttpRequest, to: Addressee) -> ProposalDraft | None:
    """The draft where the person may write it now.

    A form that is posted names its draft, so that what was written for one partner never gets
    into the draft of another to which the person has switched meanwhile.
    """
    choose_partner(request, request.GET.get("partner", ""))
    named = sharing.find(request, request.POST.get("draft", ""))
    if named and addressee_of(named) == to:
        if not named.is_open:
            return named  # sent: the answer is where that led
        if named.proposal is None:
            return named if _may_write(named) else None
    partners = partners_acted_for(request)
    if not partners:
        return None
    if to.accepts_proposals:
        return sharing.open_draft(to, partners[0])
    begun = _kept(request, to)
    return begun if begun and _may_write(begun) else None


def _may_write(shared: ProposalDraft) -> bool:
    """Open now, or open when the partner began to write, as long as the grace lasts."""
    return addressee_of(shared).accepts_proposal_begun_at(shared.draft.created_at)


def _kept(request: HttpRequest, to: Addressee) -> ProposalDraft | None:
    """What the partner has written so far, for whom the person acts."""
    membership = acting_membership(request)
    rows = sharing.drafts_to(to).filter(proposal=None)
    return rows.filter(partner=membership.partner_id).first() if membership else None
