"""An interview about a proposal: the office sets it, both sides read it and have it as a file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from challenges.forms.screening import InterviewForm, answers_of
from challenges.models import Interview, Proposal
from challenges.screening.ics import FILE_NAME, entry_of
from challenges.screening.interviews import invite_to_interview
from challenges.screening.mails import CALENDAR
from challenges.views.desk_acts import proposal_on_desk
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError
from tomoni.municipalities.models import StaffRole


@require_http_methods(["GET", "POST"])
@idempotent
def proposal_interview(request: HttpRequest, receipt: str) -> HttpResponse:
    """Invite the partner, or change the date."""
    proposal, role = proposal_on_desk(request, receipt, at_least=StaffRole.Role.EDITOR)
    if not proposal.is_undecided:
        messages.error(request, _("This proposal has its answer, or was withdrawn."))
        return redirect(proposal)
    interview = Interview.objects.filter(proposal=proposal).first()
    form = InterviewForm(
        request.POST if request.method == "POST" else None, initial=answers_of(interview)
    )
    status = 200
    if form.is_valid():
        seen = request.POST.get("seen", "")
        try:
            invite_to_interview(
                proposal,
                form.cleaned_data,
                by=role.user,
                seen=int(seen) if seen.isdecimal() else None,
            )
            messages.success(request, _("The partner gets the date by mail, and so do you."))
            return redirect(proposal)
        except StateError as error:
            form.add_error(None, str(error))
            status = 409
    context = {
        "proposal": proposal,
        "municipality": proposal.municipality,
        "form": form,
        "is_change": proposal.state == Proposal.State.INTERVIEW,
        "seen": request.POST.get("seen", "") if form.is_bound else _number(interview),
    }
    return render(request, "challenges/proposal_interview.html", context, status=status)


def _number(interview: Interview | None) -> str:
    return str(interview.sequence) if interview else ""


@require_safe
def proposal_calendar(request: HttpRequest, receipt: str) -> HttpResponse:
    """The interview as an entry for a calendar; for the partner and the office."""
    proposals = Proposal.objects.private_to(request.user).filter(receipt=receipt)
    rows = Interview.objects.select_related("proposal__municipality", "proposal__partner")
    interview = get_object_or_404(rows, proposal__in=proposals)
    response = HttpResponse(entry_of(interview), content_type=f"{CALENDAR}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    response["Cache-Control"] = "private, no-store"
    return response
