"""The messages on a proposal: its partner and the city write to each other."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from challenges.forms.talking import MessageForm
from challenges.models import Message, MessageFile, Proposal
from challenges.proposing import openings
from challenges.talking.messages import open_messages, send_message, takes_messages
from challenges.talking.sides import Place, place_of
from challenges.talking.threads import SHOWN, thread_of
from tomoni.accounts import drafts
from tomoni.accounts.models import Draft, User
from tomoni.accounts.signed_in import person_of
from tomoni.downloads import as_attachment
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError

KIND = "message"


@require_http_methods(["GET", "POST"])
@idempotent
def proposal_messages(request: HttpRequest, receipt: str) -> HttpResponse:
    """What was written so far, and the form; what is typed is kept until it is sent."""
    proposal, place = _talk(request, receipt)
    if request.method == "POST":
        return _write(request, proposal, place)
    openings.note(request, proposal, openings.MESSAGES)
    draft = Draft.objects.filter(
        user=request.user.pk, kind=KIND, target=receipt, sent_at=None
    ).first()
    return _show(request, proposal, place, _unsent(request, proposal, place, draft))


@require_safe
def message_file(request: HttpRequest, receipt: str, token: UUID) -> FileResponse:
    """A file that came with a message, to be saved."""
    proposal, _place = _talk(request, receipt)
    file = get_object_or_404(MessageFile, token=token, message__proposal=proposal)
    openings.note(request, proposal, f"file:m{file.pk}", file.name)
    return as_attachment(file)


def _talk(request: HttpRequest, receipt: str) -> tuple[Proposal, Place]:
    """The proposal and where the person stands; 404 for everybody outside."""
    rows = Proposal.objects.private_to(request.user).exclude(state=Proposal.State.DRAFT)
    proposal = get_object_or_404(
        rows.select_related("challenge", "municipality", "partner"), receipt=receipt
    )
    place = place_of(request, proposal)
    if place is None:
        raise Http404
    return proposal, place


def _write(request: HttpRequest, proposal: Proposal, place: Place) -> HttpResponse:
    if not place.may_write or not isinstance(request.user, User):
        raise PermissionDenied
    draft = drafts.open_draft(request.user, KIND, proposal.receipt)
    drafts.keep(draft, request.POST, form_url=_address(proposal))
    if request.htmx.target == "draft-state":  # type: ignore[attr-defined]
        return render(request, "components/_draft_state.html", {"saved_at": timezone.now()})
    own = proposal.messages.from_side(place.side)
    form = MessageForm(request.POST, request.FILES, own=own, draft=draft)
    form.is_valid()
    drafts.keep_files(draft, form)
    if form.is_valid() and (message := _send(form, proposal, place, draft, request.user)):
        _say_sent(request, proposal, place)
        return HttpResponseRedirect(f"{_address(proposal)}#m{message.pk}")
    return _show(request, proposal, place, form)


def _send(
    form: MessageForm, proposal: Proposal, place: Place, draft: Draft, by: User
) -> Message | None:
    """Send and forget the draft; where that is not possible, the form says why."""
    try:
        message = send_message(
            proposal,
            by=by,
            side=place.side,
            text=form.cleaned_data["text"],
            files=draft.files.all(),
            corrects=form.cleaned_data["corrects"],
        )
    except StateError as error:
        form.add_error(None, str(error))
        return None
    drafts.discard(draft)
    return message


def _say_sent(request: HttpRequest, proposal: Proposal, place: Place) -> None:
    is_partner = place.side == Message.Side.PARTNER
    to = proposal.municipality.name if is_partner else proposal.partner.name
    messages.success(request, _("Sent. %(to)s is told by mail.") % {"to": to})


def _unsent(
    request: HttpRequest, proposal: Proposal, place: Place, draft: Draft | None
) -> MessageForm:
    """What the person has typed and not sent; a message to be corrected may stand in the address.

    Where that is none of this side's, the form is an ordinary one.
    """
    typed = {name: values[-1] for name, values in draft.data.items() if values} if draft else {}
    asked = request.GET.get("corrects", "")
    initial = {"text": typed.get("text", ""), "corrects": asked or typed.get("corrects", "")}
    if not initial["corrects"].isdecimal() or len(initial["corrects"]) > 18:
        initial["corrects"] = ""
    return MessageForm(initial=initial, own=proposal.messages.from_side(place.side), draft=draft)


def _show(
    request: HttpRequest, proposal: Proposal, place: Place, form: MessageForm
) -> HttpResponse:
    lines = thread_of(proposal, place, whole="all" in request.GET)
    if request.method == "GET" and "Sec-Purpose" not in request.headers:  # no browser in advance
        open_messages([line.message for line in lines], by=person_of(request), side=place.side)
    corrected = str(form["corrects"].value() or "")
    context = {
        "proposal": proposal,
        "municipality": proposal.municipality,
        "place": place,
        "lines": lines,
        "has_earlier": len(lines) == SHOWN and "all" not in request.GET,
        "takes_messages": takes_messages(proposal),
        "form": form,
        "draft": form.draft,
        "files": drafts.files_of(form.draft, "attachments") if form.draft else [],
        "corrected": next(
            (line.message for line in lines if line.is_own and str(line.message.pk) == corrected),
            None,
        ),
    }
    return render(request, "challenges/proposal_messages.html", context)


def _address(proposal: Proposal) -> str:
    return reverse("challenges:proposal_messages", args=[proposal.receipt])
