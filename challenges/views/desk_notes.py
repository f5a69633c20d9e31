"""The desk: notes that the staff of a city keep for themselves, on a proposal or a challenge."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from challenges.forms.talking import NoteForm
from challenges.models import Challenge, Proposal
from challenges.talking.notes import notes_on, write_note
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.municipalities.access import require_staff
from tomoni.municipalities.models import StaffRole


@require_http_methods(["GET", "POST"])
@idempotent
def proposal_notes(request: HttpRequest, receipt: str) -> HttpResponse:
    """The notes on a proposal."""
    rows = Proposal.objects.on_desk_of(request.user).exclude(state=Proposal.State.DRAFT)
    proposal = get_object_or_404(rows.select_related("municipality", "partner"), receipt=receipt)
    return _notes(request, proposal, "challenges/proposal_notes.html", {"proposal": proposal})


@require_http_methods(["GET", "POST"])
@idempotent
def challenge_notes(request: HttpRequest, slug: str) -> HttpResponse:
    """The notes on a challenge."""
    rows = Challenge.objects.on_desk_of(request.user).select_related("municipality")
    challenge = get_object_or_404(rows, slug=slug)
    return _notes(request, challenge, "challenges/challenge_notes.html", {"challenge": challenge})


def _notes(
    request: HttpRequest,
    subject: Proposal | Challenge,
    page: str,
    context: dict[str, Proposal | Challenge],
) -> HttpResponse:
    """Read them as any of the staff; write as an editor."""
    least = StaffRole.Role.EDITOR if request.method == "POST" else StaffRole.Role.VIEWER
    role = require_staff(request, subject.municipality_id, at_least=least)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        write_note(subject, by=role.user, text=form.cleaned_data["text"])
        messages.success(request, _("The note is kept. Only your office reads it."))
        return redirect(request.path)
    own = {
        "municipality": subject.municipality,
        "form": form,
        "notes": list(notes_on(subject, request.user)),
        "may_write": StaffRole.Role(role.role).includes(StaffRole.Role.EDITOR),
    }
    return render(request, page, {**own, **context})
