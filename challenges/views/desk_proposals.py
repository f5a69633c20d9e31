"""The desk: what the city owes whom, and its answers."""

from collections.abc import Callable

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from challenges.audience import told_of
from challenges.forms.decisions import AcceptForm, DeclineForm
from challenges.kinds import BY_ANSWERED
from challenges.models import Challenge, Proposal
from challenges.proposing import mails, steps
from challenges.views.desk_assigning import by_charge
from tomoni.accounts.models import User
from tomoni.filters import Cases, Filter, Sort, browse
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError
from tomoni.municipalities.access import require_staff
from tomoni.municipalities.models import StaffRole

SORTS = (
    Sort("due", gettext_lazy("most urgent first"), "is_decided", "reply_due_on", "pk"),
    Sort("new", gettext_lazy("newest first"), "-submitted_at", "-pk"),
)
_STATES = tuple(choice for choice in Proposal.State.choices if choice[0] != Proposal.State.DRAFT)


@require_safe
def proposal_queue(request: HttpRequest) -> HttpResponse:
    """Everything that has come in, what is due first on top."""
    require_staff(request)
    rows = Proposal.objects.on_desk_of(request.user).select_related(
        "challenge", "partner", "assignment__assignee"
    )
    titles = Challenge.objects.on_desk_of(request.user).order_by("-opened_at", "-pk")
    filters = (
        Cases("waiting", gettext_lazy("Reply"), (("yes", gettext_lazy("owed"), _is_owed),)),
        by_charge(request.user),
        Filter("state", gettext_lazy("State"), ("state",), choices=_STATES),
        Filter(
            "challenge",
            gettext_lazy("Challenge"),
            ("challenge__slug",),
            choices=tuple(titles.values_list("slug", "title")),
        ),
        BY_ANSWERED,
    )
    context = {"found": browse(request, rows.by_urgency(), filters, SORTS)}
    return render(request, "challenges/proposal_queue.html", context, partials=["proposal_rows"])


def _is_owed() -> Q:
    return Q(state__in=Proposal.UNDECIDED_STATES)


@require_POST
@idempotent
def proposal_screen(request: HttpRequest, receipt: str) -> HttpResponse:
    """The office has begun to look at it."""
    proposal, by = _for_editor(request, receipt)
    try:
        steps.start_screening(proposal, by=by)
        messages.success(request, _("The partner sees that you are looking at the proposal."))
    except StateError as error:
        messages.error(request, str(error))
    return redirect(proposal)


@require_http_methods(["GET", "POST"])
@idempotent
def proposal_accept(request: HttpRequest, receipt: str) -> HttpResponse:
    """Go on with it, with a word to the partner."""
    proposal, by = _for_editor(request, receipt)
    form = AcceptForm(request.POST or None, initial={"text": _first_words(proposal, "accepted")})

    def step() -> str:
        steps.accept_proposal(proposal, by=by, text=form.cleaned_data["text"])
        return _("Accepted. The partner gets your message by mail.")

    return _decide(request, proposal, form, step, "challenges/proposal_accept.html")


@require_http_methods(["GET", "POST"])
@idempotent
def proposal_decline(request: HttpRequest, receipt: str) -> HttpResponse:
    """Do not go on with it: ground, and reason in words."""
    proposal, by = _for_editor(request, receipt)
    form = DeclineForm(
        request.POST or None,
        municipality=proposal.municipality,
        initial={"text": _first_words(proposal, "declined")},
    )

    def step() -> str:
        answers = form.cleaned_data
        steps.decline_proposal(proposal, by=by, ground=answers["ground"], text=answers["text"])
        return _("Declined. The partner gets your reasons by mail.")

    return _decide(request, proposal, form, step, "challenges/proposal_decline.html")


def _decide(
    request: HttpRequest,
    proposal: Proposal,
    form: forms.Form,
    step: Callable[[], str],
    page: str,
) -> HttpResponse:
    """Show the form with its mail, or take the step; what another has decided meanwhile stays."""
    status = 200 if proposal.is_undecided else 409
    wants_preview = request.POST.get("step") == "preview"
    if form.is_valid() and not wants_preview:
        try:
            messages.success(request, step())
            return redirect(proposal)
        except StateError:
            status = 409
            proposal.refresh_from_db()
    context = {
        "proposal": proposal,
        "municipality": proposal.municipality,
        "form": form,
        "has_grounds": lambda: proposal.municipality.refusal_grounds.exists(),
        "mail": _mail(proposal, form, is_accepted=page.endswith("accept.html")),
    }
    return render(request, page, context, status=status)


def _mail(proposal: Proposal, form: forms.Form, *, is_accepted: bool) -> dict[str, str]:
    """The mail as the partner will get it, with what is typed so far."""
    to = _reader(proposal)
    ground = getattr(form, "cleaned_data", {}).get("ground")
    with translation.override(to.language):
        context = {
            "name": str(to),
            **mails.facts(proposal),
            "is_accepted": is_accepted,
            "ground": ground.name if ground else "",
            "text": form["text"].value(),
            "base_url": settings.BASE_URL,
        }
        return {
            part: mails.worded(f"mail/proposal_decided{suffix}.txt", context)
            for part, suffix in (("subject", "_subject"), ("body", ""))
        }


def _first_words(proposal: Proposal, decision: str) -> str:
    """A friendly beginning in the language of the reader of the mail."""
    with translation.override(_reader(proposal).language):
        context = {"partner": proposal.partner.name, "title": proposal.title}
        return mails.worded(f"challenges/first_words_{decision}.txt", context).strip()


def _reader(proposal: Proposal) -> User:
    """Of those who get the mail, the one who sent the proposal in, or else another."""
    authors = told_of(proposal).authors
    sender = [person for person in authors if person.pk == proposal.submitted_by_id]
    return next(iter([*sender, *authors]), proposal.submitted_by)


def _for_editor(request: HttpRequest, receipt: str) -> tuple[Proposal, User]:
    rows = Proposal.objects.on_desk_of(request.user).select_related(
        "challenge", "municipality", "partner", "submitted_by", "decided_by"
    )
    proposal = get_object_or_404(rows, receipt=receipt)
    role = require_staff(request, proposal.municipality_id, at_least=StaffRole.Role.EDITOR)
    return proposal, role.user
