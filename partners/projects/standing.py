"""Where somebody stands towards a project: outside, asked to take part, or inside."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from partners.access import memberships
from partners.models import Membership, Participation, Partner, Project
from tomoni.accounts.models import User
from tomoni.municipalities.access import staff_roles
from tomoni.municipalities.models import StaffRole


@dataclass(frozen=True)
class Standing:
    """`partner` is for which of those that take part the person may write; `asked` is a partner
    that is asked and for which the person may answer.
    """

    places: Sequence[Participation]
    is_inside: bool
    partner: Partner | None
    is_office: bool
    asked: Participation | None

    @property
    def may_write(self) -> bool:
        """Post, plan, ask, complete and end: for a partner that takes part or the office."""
        return self.partner is not None or self.is_office

    @property
    def joined(self) -> list[Participation]:
        """Those who take part."""
        return [place for place in self.places if place.state == Participation.State.JOINED]

    @property
    def awaited(self) -> list[Participation]:
        """Those whose answer is awaited."""
        return [place for place in self.places if place.state == Participation.State.ASKED]


def standing_in(request: HttpRequest, project: Project) -> Standing:
    """Asks the places of the project; who is both of a partner and of the office is both."""
    places = list(project.participations.present().select_related("partner"))
    own = {membership.partner_id: membership for membership in memberships(request)}
    mine = [place for place in places if place.partner_id in own]
    joined = [place for place in mine if place.state == Participation.State.JOINED]
    writing = [place for place in mine if own[place.partner_id].may(Membership.Role.EDITOR)]
    roles = [r for r in staff_roles(request) if r.municipality_id == project.municipality_id]
    return Standing(
        places=places,
        is_inside=bool(joined or roles),
        partner=next((place.partner for place in writing if place in joined), None),
        is_office=any(StaffRole.Role(r.role).includes(StaffRole.Role.EDITOR) for r in roles),
        asked=next((place for place in writing if place not in joined), None),
    )


def writable(request: HttpRequest, pk: int) -> tuple[Project, Standing, User]:
    """The project, for who may write in it: 404 for whom it is not, 403 for mere readers."""
    rows = Project.objects.visible_to(request.user).select_related("municipality")
    project = get_object_or_404(rows, pk=pk)
    standing = standing_in(request, project)
    if not standing.may_write or not isinstance(request.user, User):
        raise PermissionDenied
    return project, standing, request.user
