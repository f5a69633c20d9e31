"""The desk: putting somebody in charge of a task."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from challenges.forms.screening import AssignForm
from challenges.models.desk import TASKS
from challenges.screening.assigning import (
    MINE,
    NOBODY,
    able,
    assign,
    on_desk_of,
    path_of,
    town_of,
    whose,
)
from tomoni.accounts.models import User
from tomoni.accounts.signed_in import person_of
from tomoni.filters import Cases
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.municipalities.access import require_staff
from tomoni.municipalities.models import StaffRole


@require_http_methods(["GET", "POST"])
@idempotent
def task_assign(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Take it oneself, give it to a colleague, or to nobody; back to where one was."""
    if kind not in TASKS:
        raise Http404
    rows = on_desk_of(kind, person_of(request))
    task = get_object_or_404(rows.select_related("assignment"), pk=pk)
    town = town_of(task)
    role = require_staff(request, town.pk, at_least=StaffRole.Role.EDITOR)
    assignment = getattr(task, "assignment", None)
    form = AssignForm(
        request.POST if request.method == "POST" else None,
        people=able(town),
        initial={"person": assignment.assignee_id if assignment else None},
    )
    if form.is_valid():
        to: User | None = form.cleaned_data["person"]
        assign(task, to=to, by=role.user)
        said = _("%(person)s is in charge now.") if to else _("Nobody is in charge now.")
        messages.success(request, said % {"person": to})
        return redirect(_back(request) or path_of(task))
    context = {"form": form, "title": str(task), "back": path_of(task), "municipality": town}
    return render(request, "challenges/task_assign.html", context)


def _back(request: HttpRequest) -> str:
    """The page of ours on which the button was; "" where none is named."""
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return back if is_ours else ""


def by_charge(reader: Any) -> Cases:
    """`?whose=mine`, `?whose=nobody`: rows with an `assignment`."""
    return Cases(
        "whose",
        gettext_lazy("In charge"),
        (
            (MINE, pgettext_lazy("in charge", "me"), lambda: whose(MINE, reader)),
            (NOBODY, pgettext_lazy("in charge", "nobody yet"), lambda: whose(NOBODY, reader)),
        ),
    )
