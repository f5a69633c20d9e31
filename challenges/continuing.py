"""What comes of an accepted proposal: a project of its partner and the city."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from challenges.models import Challenge, Proposal
from partners.models import Project
from partners.projects.steps import start_project
from tomoni.accounts.models import User

_ORIGIN = Proposal._meta.label_lower


@transaction.atomic
def continue_proposal(proposal: Proposal, *, by: User) -> Project:
    """Begin its project, or find the one that has begun. StateError unless it is accepted.

    Only what was public is shown to everybody from the beginning.
    """
    proposal.lock()
    proposal.require_state(Proposal.State.ACCEPTED)
    return start_project(
        proposal,
        municipality=proposal.municipality,
        partners=list(proposal.authors().order_by("pk")),
        by=by,
        title=proposal.title,
        summary=proposal.summary,
        goals=proposal.goals.all(),
        fields=proposal.fields.all(),
        is_public=proposal.confidentiality == Proposal.Confidentiality.PUBLIC,
    )


def project_of(proposal: Proposal) -> Project | None:
    """The project that has come of it."""
    return Project.objects.filter(origin_type=_ORIGIN, origin_id=proposal.pk).first()


def with_projects(challenges: QuerySet[Challenge]) -> QuerySet[Challenge]:
    """The challenges with everything that `projects_of` needs."""
    proposals = Proposal.objects.filter(challenge=OuterRef(OuterRef("pk"))).values("pk")
    projects = Project.objects.public().filter(origin_type=_ORIGIN, origin_id__in=proposals)
    columns = {name: name for name in ("pk", "title", "state")}
    rows = projects.order_by("started_at", "pk").values(row=JSONObject(**columns))
    return challenges.annotate(all_projects=ArraySubquery(rows))


def projects_of(challenge: Challenge) -> list[Project]:
    """What has come of the proposals to a challenge that came through `with_projects`, as far as
    everybody may see it.
    """
    rows: list[dict[str, object]] = challenge.all_projects  # type: ignore[attr-defined]
    return [Project(**row) for row in rows]
