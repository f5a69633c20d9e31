"""How a project goes on: posts and milestones, written by its members."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partners.forms.post import PostEditForm, PostForm
from partners.forms.project import PEOPLE, MilestoneEditForm, MilestoneForm
from partners.models import Milestone, Post, Project
from partners.projects import progress
from partners.projects.standing import Standing, standing_in, writable
from partners.projects.transitions import Step, open_to
from partners.views.project_steps import answer_form, done
from tomoni.accounts.models import User
from tomoni.journal.idempotency import idempotent


@require_http_methods(["GET", "POST"])
@idempotent
def post_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell how it goes on."""
    project, standing, by = writable(request, pk)
    if Step.POST not in open_to(project.state):
        return _over(request, project)
    initial = {"is_public": project.is_public}
    form = PostForm(*_posted(request), initial=initial)

    def step() -> str:
        progress.write_post(project, form.cleaned_data, by=by, partner=standing.partner)
        return _("Posted.")

    return answer_form(request, project, form, step, "partners/post_create.html")


@require_http_methods(["GET", "POST"])
@idempotent
def post_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a post right, by the side that has written it."""
    post, by = _own_post(request, pk)
    names = ("title", "text", "is_public", "version", *PEOPLE)
    form = PostEditForm(
        *_posted(request),
        initial={name: getattr(post, name) for name in names},
        pictures=list(post.pictures.all()),
    )

    def step() -> str:
        seen = form.cleaned_data["version"]
        progress.rewrite_post(post, form.cleaned_data, by=by, seen=seen)
        return _("Saved.")

    page = "partners/post_edit.html"
    return answer_form(request, post.project, form, step, page, row=post)


def _own_post(request: HttpRequest, pk: int) -> tuple[Post, User]:
    """A post of one's partner, or of the office; 403 for those of others that one may read."""
    projects = Project.objects.visible_to(request.user)
    rows = Post.objects.filter(project__in=projects)
    post = get_object_or_404(rows.select_related("project__municipality"), pk=pk)
    standing = standing_in(request, post.project)
    shown = Post.objects.filter(project=post.project).readable(inside=standing.is_inside)
    get_object_or_404(shown, pk=pk)
    if not _may_edit(standing, post) or not isinstance(request.user, User):
        raise PermissionDenied
    return post, request.user


def _may_edit(standing: Standing, post: Post) -> bool:
    if post.partner_id is None:
        return standing.is_office
    return any(partner.pk == post.partner_id for partner in standing.writing)


@require_http_methods(["GET", "POST"])
@idempotent
def milestone_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Something to be reached by a day."""
    project, _standing, by = writable(request, pk)
    if Step.PLAN not in open_to(project.state):
        return _over(request, project)
    initial = {"is_public": project.is_public}
    form = MilestoneForm(_posted(request)[0], initial=initial)

    def step() -> str:
        progress.add_milestone(project, form.cleaned_data, by=by)
        return _("The milestone is kept.")

    return answer_form(request, project, form, step, "partners/milestone_add.html")


@require_http_methods(["GET", "POST"])
@idempotent
def milestone_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words or another day, with the reason."""
    milestone, by = _milestone(request, pk)
    project = milestone.project
    if Step.PLAN not in open_to(project.state):
        return _over(request, project)
    names = ("title", "due_on", "is_public", "version")
    form = MilestoneEditForm(
        _posted(request)[0],
        initial={name: getattr(milestone, name) for name in names},
        was=milestone.due_on,
    )

    def step() -> str:
        seen = form.cleaned_data["version"]
        progress.change_milestone(milestone, form.cleaned_data, by=by, seen=seen)
        return _("Saved.")

    context = {"milestone": milestone}
    page = "partners/milestone_change.html"
    return answer_form(request, project, form, step, page, context, row=milestone)


@require_POST
@idempotent
def milestone_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Reached today, or not reached after all."""
    milestone, by = _milestone(request, pk)
    is_done = request.POST.get("done") == "yes"
    words = _("Reached: well done.") if is_done else _("The milestone is open again.")
    return done(
        request,
        milestone.project,
        lambda: progress.mark_milestone(milestone, by=by, is_done=is_done),
        words,
    )


def _milestone(request: HttpRequest, pk: int) -> tuple[Milestone, User]:
    """A milestone of a project in which one writes; 403 where one only reads it."""
    projects = Project.objects.visible_to(request.user)
    rows = Milestone.objects.filter(project__in=projects)
    milestone = get_object_or_404(rows.select_related("project__municipality"), pk=pk)
    standing = standing_in(request, milestone.project)
    shown = milestone.project.milestones.readable(inside=standing.is_inside)
    get_object_or_404(shown, pk=pk)
    if not standing.may_write or not isinstance(request.user, User):
        raise PermissionDenied
    return milestone, request.user


def _posted(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _over(request: HttpRequest, project: Project) -> HttpResponse:
    messages.warning(request, _("The project is over, so this is not possible any more."))
    return redirect(project)
