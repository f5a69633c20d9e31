"""The items of an agreement and what is told of them, and its files."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partners.agreements import attaching, living, steps
from partners.agreements.standing import Standing, of_office, seen
from partners.agreements.transitions import Step, open_to
from partners.forms.agreement import items_form
from partners.forms.agreement_steps import AgreementFilesForm, TellForm
from partners.models import CooperationItem
from partners.views.agreement_steps import answer_form, over, posted
from tomoni.accounts.models import User
from tomoni.accounts.signed_in import person_of
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError


@require_http_methods(["GET", "POST"])
@idempotent
def agreement_items(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what is to be done together, and who looks after it."""
    agreement, standing, by = of_office(request, pk)
    if Step.WRITE not in open_to(agreement.state):
        return over(request, agreement)
    columns = {"goal": "goal_id", "field": "field_id", "owner": "owner_id"}
    rows = [
        {name: getattr(item, columns.get(name, name)) for name in ("id", "title", "body", *columns)}
        for item in agreement.items.all()
    ]
    initial = {"version": agreement.version, "items": rows}
    form: Any = items_form(list(standing.parties))(posted(request), initial=initial)

    def step() -> str:
        answers = form.cleaned_data
        steps.rewrite_items(agreement, answers["items"], by=by, seen=answers["version"])
        return _("Saved.")

    return answer_form(request, agreement, form, step, "partners/agreement_items.html")


@require_http_methods(["GET", "POST"])
@idempotent
def item_tell(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell how an item lives: a few words, and its light is green again."""
    item, standing, by = _item(request, pk)
    agreement = item.agreement
    if not standing.may_tell:
        raise PermissionDenied
    if Step.TELL not in open_to(agreement.state) or item.done_on:
        return over(request, agreement)
    initial = {"on": timezone.localdate(), "is_public": agreement.is_public}
    form = TellForm(posted(request), initial=initial)
    party = None if standing.is_office else standing.party

    def step() -> str:
        living.tell_item(item, form.cleaned_data, by=by, party=party)
        return _("Thank you. It stands on the page of the agreement.")

    context = {"item": item, "last": item.activities.first()}
    return answer_form(request, agreement, form, step, "partners/item_tell.html", context)


@require_POST
@idempotent
def item_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Finished, or taken up again."""
    item, standing, by = _item(request, pk)
    if not standing.is_office:
        raise PermissionDenied
    is_done = request.POST.get("done") == "yes"
    try:
        living.mark_item(item, by=by, is_done=is_done)
        messages.success(request, _("Finished: well done.") if is_done else _("It goes on."))
    except StateError as error:
        messages.error(request, str(error))
    return redirect(item.agreement)


def _item(request: HttpRequest, pk: int) -> tuple[CooperationItem, Standing, User]:
    """An item of an agreement that the person may see, and where they stand."""
    item = get_object_or_404(CooperationItem, pk=pk)
    item.agreement, standing, _person = seen(request, item.agreement_id)
    return item, standing, person_of(request)


@require_http_methods(["GET", "POST"])
@idempotent
def agreement_files(request: HttpRequest, pk: int) -> HttpResponse:
    """Add files, and see which there are."""
    agreement, _standing, by = of_office(request, pk)
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = AgreementFilesForm(*data)

    def step() -> str:
        answers = form.cleaned_data
        attaching.attach(agreement, answers["attachments"], by=by, is_public=answers["is_public"])
        return _("The files are kept.")

    here = reverse("partners:agreement_files", args=[pk])
    context = {"files": list(agreement.files.all())}
    page = "partners/agreement_files.html"
    return answer_form(request, agreement, form, step, page, context, leads_to=here)


@require_POST
@idempotent
def agreement_file_change(request: HttpRequest, pk: int, token: UUID) -> HttpResponse:
    """Take a file away, show it to everybody, or keep it for the parties and the office."""
    agreement, _standing, by = of_office(request, pk)
    file = get_object_or_404(agreement.files.select_related("agreement"), token=token)
    step = request.POST.get("step")
    try:
        if step == "remove":
            attaching.detach(file, by=by)
            messages.success(request, _("The file is taken away."))
        elif step in ("show", "hide"):
            attaching.show_file(file, by=by, is_public=step == "show")
            messages.success(request, _("Saved."))
    except StateError as error:
        messages.error(request, str(error))
    return redirect("partners:agreement_files", agreement.pk)
