"""Calls for supporters: members open and close them, other partners answer."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partners.access import approved_membership
from partners.forms.project import CallForm, SupportForm
from partners.models import Membership, Partner, Project
from partners.projects import calling
from partners.projects.standing import writable
from partners.projects.transitions import Step, open_to
from partners.views.project_steps import answer_form, done
from tomoni.accounts.models import User
from tomoni.accounts.signed_in import person_of
from tomoni.journal.idempotency import idempotent


@require_http_methods(["GET", "POST"])
@idempotent
def supporters_call(request: HttpRequest, pk: int) -> HttpResponse:
    """What supporters are asked for, and until when."""
    project, _standing, by = writable(request, pk)
    if Step.CALL not in open_to(project.state):
        return redirect(project)
    form = CallForm(request.POST if request.method == "POST" else None)

    def step() -> str:
        told = form.cleaned_data
        calling.open_call(project, by=by, sought=told["sought"], until=told["until"])
        return _("Supporters are looked for now. Everybody sees it on the page of the project.")

    return answer_form(request, project, form, step, "partners/supporters_call.html")


@require_POST
@idempotent
def supporters_call_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask no more; who has answered stays."""
    project, _standing, by = writable(request, pk)
    words = _("Supporters are looked for no more. Those you have stay on the page.")
    return done(request, project, lambda: calling.close_call(project, by=by), words)


@require_http_methods(["GET", "POST"])
@idempotent
def supporter_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A partner says that it supports the project."""
    project, partner, by = _as_supporter(request, pk)
    if Step.SUPPORT not in open_to(project.state):
        return redirect(project)
    form = SupportForm(request.POST if request.method == "POST" else None)

    def step() -> str:
        told = form.cleaned_data
        calling.support(project, partner, by=by, line=told["line"], shows_name=told["shows_name"])
        return _("Thank you. Those who take part are told that you support the project.")

    context = {"partner": partner, "call": project.support_calls.open().first()}
    return answer_form(request, project, form, step, "partners/supporter_add.html", context)


@require_POST
@idempotent
def supporter_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The partner supports it no longer."""
    project, partner, by = _as_supporter(request, pk)
    words = _("You support the project no longer. Your name is taken off its page.")
    return done(request, project, lambda: calling.withdraw_support(project, partner, by=by), words)


def _as_supporter(request: HttpRequest, pk: int) -> tuple[Project, Partner, User]:
    """404 for whom the project is not, 403 for who may not write for a registered partner."""
    rows = Project.objects.visible_to(request.user).select_related("municipality")
    project = get_object_or_404(rows, pk=pk)
    acting = approved_membership(request, at_least=Membership.Role.EDITOR)
    if acting is None:
        raise PermissionDenied
    return project, acting.partner, person_of(request)
