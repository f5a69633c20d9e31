"""What members do with a project as a whole: describe, ask others, complete, end."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partners.forms.project import EndForm, InviteForm, ProjectForm, ReportForm
from partners.models import Membership, Partner, Project
from partners.models.partner import PartnerQuerySet
from partners.projects import people, steps
from partners.projects.standing import Standing, standing_in, writable
from partners.projects.transitions import Step, open_to
from partners.views.stepping import show_or_step
from tomoni import text
from tomoni.accounts.models import User
from tomoni.accounts.signed_in import person_of
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError, Versioned

FOUND = 10
"""Partners shown for the words looked for."""


@require_http_methods(["GET", "POST"])
@idempotent
def project_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What is told of it, and to whom."""
    project, standing, by = writable(request, pk)
    initial = {name: getattr(project, name) for name in ("title", "summary", "visibility")}
    initial |= {
        "version": project.version,
        "goals": project.goals.all(),
        "fields": project.fields.all(),
    }
    form = ProjectForm(_posted(request), initial=initial)
    context = {"may_show": standing.partner is not None or project.is_public}

    def step() -> str:
        steps.describe_project(
            project,
            form.cleaned_data,
            by=by,
            by_partner=standing.partner is not None,
            seen=form.cleaned_data["version"],
        )
        return _("Saved.")

    return answer_form(request, project, form, step, "partners/project_edit.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
def project_complete(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of it: the first time this completes the project, later it mends the result."""
    project, _standing, by = writable(request, pk)
    figures = list(project.figures.values("label", "value", "unit"))
    names = ("outcome", "lessons", "people_reached", "people_counted", "version")
    initial = {name: getattr(project, name) for name in names}
    initial["figures"] = [_typed(row) for row in figures]
    by_goal = project.goal_outcomes.values("goal", "text", "value", "unit")
    initial["goal_outcomes"] = [_typed(row) for row in by_goal]
    form = ReportForm(_posted(request), initial=initial)

    def step() -> str:
        told, seen = form.cleaned_data, form.cleaned_data["version"]
        if project.is_under_way:
            steps.complete_project(project, told, by=by, seen=seen)
            return _("The project is completed. Thank you for telling what came of it.")
        steps.rewrite_report(project, told, by=by, seen=seen)
        return _("The result is saved.")

    return answer_form(request, project, form, step, "partners/project_complete.html")


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as it would be typed."""
    value = row["value"]
    return {**row, "value": "" if value is None else f"{value.normalize():f}"}


@require_http_methods(["GET", "POST"])
@idempotent
def project_end(request: HttpRequest, pk: int) -> HttpResponse:
    """It does not go on."""
    project, _standing, by = writable(request, pk)
    if Step.END not in open_to(project.state):
        return redirect(project)
    form = EndForm(_posted(request))

    def step() -> str:
        steps.end_project(project, by=by, reason=form.cleaned_data["reason"])
        return _("The project has ended. It can be taken up again.")

    return answer_form(request, project, form, step, "partners/project_end.html")


@require_POST
@idempotent
def project_resume(request: HttpRequest, pk: int) -> HttpResponse:
    """It goes on after all."""
    project, _standing, by = writable(request, pk)
    return done(
        request,
        project,
        lambda: steps.resume_project(project, by=by),
        _("The project is under way again."),
    )


@require_http_methods(["GET", "POST"])
@idempotent
def project_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Look for a partner and ask it to take part."""
    project, standing, by = writable(request, pk)
    if Step.ASK not in open_to(project.state):
        return redirect(project)
    form = InviteForm(_posted(request))
    partner = _chosen(request)

    def step() -> str:
        if partner is None:
            raise StateError(_("Please choose a partner from the list."))
        people.ask_partner(project, partner, by=by, message=form.cleaned_data["message"])
        return _("%(partner)s is asked by mail.") % {"partner": partner.name}

    words = text.one_line(request.GET.get("q", ""))[:60]
    context = {
        "words": words,
        "partner": partner,
        "found": _found(words, standing) if words and partner is None else [],
    }
    return answer_form(request, project, form, step, "partners/project_ask.html", context)


def _chosen(request: HttpRequest) -> Partner | None:
    slug = request.POST.get("partner") or request.GET.get("partner", "")
    return _with_people().filter(slug=slug[:60].replace("\x00", "")).first()


def _with_people() -> PartnerQuerySet:
    """Only who has people of its own gets the mail, and can answer it."""
    own = Membership.objects.filter(user__is_active=True).values("partner")
    return Partner.objects.approved().filter(pk__in=own)


def _found(words: str, standing: Standing) -> list[Partner]:
    rows = _with_people().exclude(pk__in=[place.partner_id for place in standing.places])
    named = rows.filter(name__icontains=words) | rows.filter(kana__icontains=text.katakana(words))
    return list(named.select_related("type", "municipality").order_by("kana")[:FOUND])


@require_POST
@idempotent
def project_recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back that has no answer yet."""
    project, standing, by = writable(request, pk)
    slug = request.POST.get("partner", "")
    asked = next((place.partner for place in standing.awaited if place.partner.slug == slug), None)
    if asked is None:
        messages.error(request, _("An answer of this partner is not awaited."))
        return redirect(project)
    words = _("%(partner)s is not asked any more, and is told so.") % {"partner": asked.name}
    return done(request, project, lambda: people.recall(project, asked, by=by), words)


@require_POST
@idempotent
def project_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The partner that is asked says yes or no."""
    project, standing, by = _as_member(request, pk)
    partner = _named(request, [place.partner for place in standing.answering])
    joins = request.POST.get("answer") == "yes"
    words = _("You take part now.") if joins else _("Declined. Who asked you is told.")
    response = done(
        request, project, lambda: people.answer(project, partner, by=by, joins=joins), words
    )
    return response if joins else redirect("partners:my_projects")


@require_POST
@idempotent
def project_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """The partner takes part no longer."""
    project, standing, by = _as_member(request, pk)
    partner = _named(request, standing.leaving)
    try:
        people.leave(project, partner, by=by)
    except StateError as error:
        messages.error(request, str(error))
        return redirect(project)
    messages.success(request, _("Your partner takes part no longer. What it has written stays."))
    return redirect("partners:my_projects")


def _named(request: HttpRequest, partners: Sequence[Partner]) -> Partner:
    """The one that the form names, or the only one: 403 where the person may do it for none, 404
    where the form names none of several.
    """
    if not partners:
        raise PermissionDenied
    slug = request.POST.get("partner", "")
    if not slug and len(partners) == 1:
        return partners[0]
    named = next((partner for partner in partners if partner.slug == slug), None)
    if named is None:
        raise Http404
    return named


def _as_member(request: HttpRequest, pk: int) -> tuple[Project, Standing, User]:
    rows = Project.objects.visible_to(request.user).select_related("municipality")
    project = get_object_or_404(rows, pk=pk)
    return project, standing_in(request, project), person_of(request)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def answer_form(
    request: HttpRequest,
    project: Project,
    form: forms.Form,
    step: Callable[[], str],
    page: str,
    context: Mapping[str, Any] | None = None,
    *,
    row: Versioned | None = None,
) -> HttpResponse:
    """Show the form, or take the step and lead back to the project."""
    own = {"project": project, "municipality": project.municipality, "form": form}
    whole = {**own, **(context or {})}
    leads_to = project.get_absolute_url()
    return show_or_step(request, form, step, page, whole, row=row or project, leads_to=leads_to)


def done(
    request: HttpRequest, project: Project, step: Callable[[], object], words: str
) -> HttpResponse:
    """Take the step and say so, or why it is not possible; back to the project."""
    try:
        step()
        messages.success(request, words)
    except StateError as error:
        messages.error(request, str(error))
    return redirect(project)
