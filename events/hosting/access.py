"""Who may stand at the reception of a meeting, and what they may decide there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from events.models import Duty, Event
from tomoni.municipalities.access import staff_roles
from tomoni.municipalities.models import StaffRole

OPEN_FOR = timedelta(days=7)
"""How long after a meeting the list of who was there can still be put right."""
KEPT_FOR = timedelta(hours=12)
"""How long after a meeting a browser may keep the list; then it forgets everybody."""


@dataclass(frozen=True)
class Reception:
    """The reception of a meeting as one person works at it.

    `may_decide`: the office decides on seats beyond the capacity, and on who waits.
    """

    event: Event
    may_decide: bool

    @property
    def is_open(self) -> bool:
        """Somebody can be checked in now."""
        return takes_arrivals(self.event)

    @property
    def takes_walk_ins(self) -> bool:
        """Who has the duty writes people down from the day of the meeting on; the office always."""
        today = timezone.localdate()
        is_day = timezone.localdate(self.event.starts_at) <= today
        return self.is_open and (self.may_decide or is_day)

    @property
    def kept_until(self) -> datetime:
        """When browsers forget the list."""
        return self.event.ends_at + KEPT_FOR


def takes_arrivals(event: Event) -> bool:
    """Announced and not over for longer than a week; before its day one may rehearse."""
    return event.state == Event.State.ANNOUNCED and timezone.now() < event.ends_at + OPEN_FOR


def require_reception(request: HttpRequest, slug: str) -> Reception:
    """For editors of the city and who has the duty: 404 for strangers, 403 for who only reads."""
    rows = Event.objects.visible_to(request.user).with_numbers()
    event = get_object_or_404(rows.select_related("municipality", "series"), slug=slug)
    role = _role(request, event)
    if role and role.includes(StaffRole.Role.EDITOR):
        return Reception(event, may_decide=True)
    if has_duty(request, event):
        return Reception(event, may_decide=False)
    if role:
        raise PermissionDenied
    raise Http404


def may_receive(request: HttpRequest, event: Event) -> bool:
    """Whether a link to the reception makes sense to the reader."""
    if not request.user.is_authenticated or event.is_draft:
        return False
    role = _role(request, event)
    is_editor = role is not None and role.includes(StaffRole.Role.EDITOR)
    return is_editor or has_duty(request, event)


def has_duty(request: HttpRequest, event: Event) -> bool:
    """The person is named for the reception of the meeting. The duty ends with the reception: then
    its list is for the office alone.
    """
    if not request.user.is_authenticated or timezone.now() >= event.ends_at + OPEN_FOR:
        return False
    own = Duty.objects.of_user(request.user).filter(event=event, kind=Duty.Kind.RECEPTION)
    return own.exists()


def _role(request: HttpRequest, event: Event) -> StaffRole.Role | None:
    for role in staff_roles(request):
        if role.municipality_id == event.municipality_id:
            return StaffRole.Role(role.role)
    return None
