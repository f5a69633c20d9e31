"""Projects: what everybody sees of them, and one's own."""

from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from partners.access import acting_membership, approved_membership, memberships
from partners.models import Figure, GoalOutcome, Partner, PostPicture, Project
from partners.models.supporting import seeks_supporters
from partners.projects.calling import Support, support_for
from partners.projects.feed import answer
from partners.projects.history import history
from partners.projects.standing import Standing, standing_in
from partners.projects.transitions import Step, open_to
from partners.views.pictures import picture_response
from tomoni.filters import Cases, Sort, browse, by_choices, by_field, by_goal, by_municipality
from tomoni.htmx import render
from tomoni.journal import searches
from tomoni.limits import feed_limit
from tomoni.municipalities.access import require_staff
from tomoni.taxonomy.models import Field
from tomoni.taxonomy.vocabulary import all_goals

FILTERS = (
    by_choices("state", _("State"), Project.State, "state"),
    Cases(
        "supporters",
        _("Supporters"),
        (("sought", _("Looking for supporters"), seeks_supporters),),
    ),
    by_goal("goals"),
    by_field("fields"),
    by_municipality("municipality"),
)
SORTS = (
    Sort("new", _("newest"), "-started_at", "-pk"),
    Sort("closing", _("lately completed"), "-ended_at", "-pk"),
)
POSTS_PER_PAGE = 20


@login_not_required
@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    """What partners and municipalities do together, as far as the reader may see it."""
    rows = Project.objects.visible_to(request.user).with_card()
    found = browse(request, rows, FILTERS, SORTS)
    searches.note(request, found)
    return render(
        request, "partners/project_list.html", {"found": found}, partials=["project_rows"]
    )


@login_not_required
@require_safe
def project_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One project: what it is about, how it goes on, and what came of it."""
    project = Project.objects.visible_to(request.user).with_detail().filter(pk=pk).first()
    if project is None and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())  # the link came in a mail
    if project is None:
        raise Http404
    standing = standing_in(request, project)
    goals = all_goals()
    context = {
        "project": project,
        "municipality": project.municipality,
        "standing": standing,
        "joined_partners": [place.partner for place in standing.joined],
        "origins": project.origins_for(request.user),
        "goals": [goals[number - 1] for number in project.main_goals],
        "figures": [_figure(row) for row in project.figure_rows],
        "by_goal": [_by_goal(row) for row in project.by_goal_rows],
        "support": _support(request, project, standing),
        "may_support": _may_support(request, standing),
        "fields": list(Field.objects.filter(pk__in=project.field_ids)),
        "registered": Partner.State.APPROVED,
        **_course(request, project, standing),
    }
    return render(request, "partners/project_detail.html", context)


def _figure(row: dict[str, Any]) -> Figure:
    return Figure(label=row["label"], value=Decimal(str(row["value"])), unit=row["unit"])


def _by_goal(row: dict[str, Any]) -> GoalOutcome:
    value = None if row["value"] is None else Decimal(str(row["value"]))
    return GoalOutcome(goal_id=row["goal_id"], text=row["text"], value=value, unit=row["unit"])


def _support(request: HttpRequest, project: Project, standing: Standing) -> Support:
    """Names as all partners of the person may read them, buttons as the acting one may press."""
    own = {membership.partner_id for membership in memberships(request)}
    acting = acting_membership(request)
    acting_id = acting.partner_id if acting else None
    return support_for(project, inside=standing.is_inside, own=own, acting=acting_id)


def _may_support(request: HttpRequest, standing: Standing) -> bool:
    """The person may write for a registered partner that does not take part."""
    acting = approved_membership(request)
    joined = {place.partner_id for place in standing.joined}
    return acting is not None and acting.partner_id not in joined


def _course(request: HttpRequest, project: Project, standing: Standing) -> dict[str, Any]:
    """What the reader may read of its course, and the steps that are open to who may write."""
    inside, steps = standing.is_inside, {str(step) for step in open_to(project.state)}
    posts = project.posts.readable(inside=inside).with_pictures().select_related("partner")
    may_leave = Step.LEAVE in steps and len(standing.joined) > 1
    return {
        "posts": Paginator(posts, POSTS_PER_PAGE).get_page(request.GET.get("page")),
        "history": history(project, for_office=standing.is_office) if inside else [],
        "milestones": list(project.milestones.readable(inside=inside).with_moves()),
        "steps_open": steps if standing.may_write else set(),
        "leaving": standing.leaving if may_leave else [],
    }


@login_not_required
@require_safe
@feed_limit
def project_feed(request: HttpRequest, pk: int) -> HttpResponse:
    """The posts that everybody may read, for a feed reader."""
    return answer(request, get_object_or_404(Project.objects.public(), pk=pk))


@login_not_required
@require_safe
def post_picture(request: HttpRequest, pk: int) -> FileResponse:
    """A picture of a post, to who may read the post."""
    projects = Project.objects.visible_to(request.user)
    rows = PostPicture.objects.filter(post__project__in=projects)
    picture = get_object_or_404(rows.select_related("post__project"), pk=pk)
    post = picture.post
    is_public = post.is_public and post.project.is_public
    if not is_public and not standing_in(request, post.project).is_inside:
        raise Http404
    return picture_response(request, picture.image, is_public=is_public)


@require_safe
def my_projects(request: HttpRequest) -> HttpResponse:
    """Those in which the person's partners take part or are asked to."""
    rows = Project.objects.of_member(request.user).with_card()
    return _own(request, rows, "partners/my_projects.html")


@require_safe
def project_queue(request: HttpRequest) -> HttpResponse:
    """All projects of the office."""
    require_staff(request)
    rows = Project.objects.on_desk_of(request.user).with_card()
    return _own(request, rows, "partners/project_queue.html")


def _own(request: HttpRequest, rows: Any, page: str) -> HttpResponse:
    context = {"found": browse(request, rows, FILTERS, SORTS)}
    return render(request, page, context, partials=["project_rows"])
