"""Where somebody stands towards a project: outside, asked to take part, or inside."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from partners.models import Participation, Partner, Project
from partners.sides import sides_of
from tomoni.accounts.models import User
from tomoni.municipalities.access import staff_roles
from tomoni.municipalities.models import StaffRole


@dataclass(frozen=True)
class Standing:
    """`writing` are those of the partners that take part for which the person may write, the acting
    one first; `leaving` those that they may take out of the project, registered or not; `answering`
    the places of partners that are asked and for which they may answer.
    """

    places: Sequence[Participation]
    is_inside: bool
    is_office: bool
    writing: Sequence[Partner]
    leaving: Sequence[Partner]
    answering: Sequence[Participation]

    @property
    def partner(self) -> Partner | None:
        """For which of those that take part the person writes now."""
        return next(iter(self.writing), None)

    @property
    def asked(self) -> Participation | None:
        """The place of a partner for which the person may answer now."""
        return next(iter(self.answering), None)

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
    """Asks the places of the project; who is both of a partner and of the office is both.

    The office's editors write for the office, never for a partner for which they act on its behalf.
    """
    places = list(project.participations.present().select_related("partner__on_behalf"))
    place_of = {place.partner_id: place for place in places}
    joined = {place.partner_id for place in places if place.state == Participation.State.JOINED}
    roles = [r for r in staff_roles(request) if r.municipality_id == project.municipality_id]
    is_office = any(StaffRole.Role(r.role).includes(StaffRole.Role.EDITOR) for r in roles)
    sides = sides_of(request, [place.partner for place in places])
    acting = [side for side in sides if side.acts and not (side.is_on_behalf and is_office)]
    return Standing(
        places=places,
        is_inside=bool(roles) or any(side.partner.pk in joined for side in sides),
        is_office=is_office,
        writing=[side.partner for side in acting if side.writes and side.partner.pk in joined],
        leaving=[side.partner for side in acting if side.partner.pk in joined],
        answering=[place_of[s.partner.pk] for s in acting if s.partner.pk not in joined],
    )


def writable(request: HttpRequest, pk: int) -> tuple[Project, Standing, User]:
    """The project, for who may write in it: 404 for whom it is not, 403 for mere readers."""
    rows = Project.objects.visible_to(request.user).select_related("municipality")
    project = get_object_or_404(rows, pk=pk)
    standing = standing_in(request, project)
    if not standing.may_write or not isinstance(request.user, User):
        raise PermissionDenied
    return project, standing, request.user
