"""A partner sends a proposal anew, under the same number: 入力 → 確認 → 完了."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from challenges.models import Proposal, ProposalDraft, ProposalVersion
from challenges.proposing import openings, revising, sharing
from challenges.proposing.addressee import addressee_of
from challenges.proposing.saying import earlier_words
from challenges.views.writing import Writing
from partners.access import choose_partner, require_member
from partners.models import Membership
from tomoni.htmx import render

URLS = ("proposal_revise", "proposal_revise_confirm")


@require_http_methods(["GET", "POST"])
def proposal_revise(request: HttpRequest, receipt: str) -> HttpResponse:
    """The form with what was sent last, as long as the challenge takes proposals."""
    proposal, shared = _opened(request, receipt)
    if shared is None:
        return _refused(request, proposal)
    writing = Writing(request, shared, URLS, receipt)
    return writing.fill_in("challenges/proposal_revise.html", {"proposal": proposal})


@require_http_methods(["GET", "POST"])
def proposal_revise_confirm(request: HttpRequest, receipt: str) -> HttpResponse:
    """Everything once more; the POST sends it in."""
    proposal, shared = _opened(request, receipt)
    if shared is None:
        return _refused(request, proposal)

    def send(form: BaseForm, shared: ProposalDraft, begun_at: datetime) -> Proposal:
        person = writing.person
        return revising.send_revision(shared, form.cleaned_data, by=person, begun_at=begun_at)

    writing = Writing(request, shared, URLS, receipt)
    return writing.confirm("challenges/proposal_confirm.html", send)


@require_safe
def proposal_version(request: HttpRequest, receipt: str, number: int) -> HttpResponse:
    """A proposal as it was sent before, for its authors and the city."""
    proposals = Proposal.objects.private_to(request.user).select_related(
        "challenge", "municipality", "partner"
    )
    proposal = get_object_or_404(proposals, receipt=receipt)
    versions = ProposalVersion.objects.filter(proposal=proposal).select_related("submitted_by")
    version = get_object_or_404(versions, number=number)
    openings.note(request, proposal, f"version:{number}")
    later = versions.filter(number=number + 1).first() or proposal
    context = {
        "proposal": proposal,
        "municipality": proposal.municipality,
        "version": version,
        "words": earlier_words(version, later),
        "goals": list(version.goals.all()),
        "attachments": list(version.attachments.all()),
    }
    return render(request, "challenges/proposal_version.html", context)


def _opened(request: HttpRequest, receipt: str) -> tuple[Proposal, ProposalDraft | None]:
    """The proposal, and the draft where an editor may write it now."""
    visible = Proposal.objects.private_to(request.user).select_related(
        "challenge__municipality", "municipality", "partner"
    )
    proposal = get_object_or_404(visible, receipt=receipt)
    membership = require_member(request, proposal.partner, at_least=Membership.Role.EDITOR)
    if not membership.partner.is_approved:
        raise PermissionDenied
    choose_partner(request, proposal.partner.slug)
    named = sharing.find(request, request.POST.get("draft", ""))
    if named and named.proposal_id == proposal.pk and not named.is_open:
        return proposal, named  # sent: the answer is where that led
    if revising.step_of(proposal) is None:
        return proposal, None
    to = addressee_of(proposal)
    if to.accepts_proposals:
        return proposal, revising.open_revision(proposal)
    begun = sharing.with_rows().open().filter(proposal=proposal).first()
    in_time = begun and to.accepts_proposal_begun_at(begun.draft.created_at)
    return proposal, begun if in_time else None


def _refused(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    messages.error(request, why_not(proposal))
    return redirect(proposal)


def why_not(proposal: Proposal) -> str:
    """Why the proposal cannot be sent anew."""
    if revising.step_of(proposal) is None:
        return _("The city has begun to look at the proposal, so it cannot be changed any more.")
    if proposal.challenge is None:
        return _("The city takes no free proposals now, so this one cannot be sent anew.")
    return _("The challenge no longer takes proposals, so this one cannot be sent anew.")
