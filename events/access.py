"""Who may take part in a meeting, and where a reader stands with it."""

from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from events.models import Event, Registration
from partners.access import approved_membership
from partners.models import Membership, Partner


class Standing(StrEnum):
    """What the page of a meeting offers its reader, or why nothing."""

    DRAFT = "draft"
    CANCELLED = "cancelled"
    OVER = "over"
    REGISTERED = "registered"
    WAITING = "waiting"
    CLOSED = "closed"
    LOGIN = "login"
    NOT_A_PARTNER = "not_a_partner"
    FREE = "free"  # a seat is free
    FULL = "full"  # the waiting list is open


def standing(request: HttpRequest, event: Event, registration: Registration | None) -> Standing:
    """The first that holds, in the order in which it matters to the reader."""
    if event.is_draft or event.is_cancelled:
        return Standing(event.state)
    if event.is_over:
        return Standing.OVER
    if registration is not None:
        return Standing(registration.state)
    if not event.accepts_registrations:
        return Standing.CLOSED
    if not request.user.is_authenticated:
        return Standing.LOGIN
    if not event.is_open_to_citizens and not partners_taken_part_for(request):
        return Standing.NOT_A_PARTNER
    return Standing.FULL if event.is_full else Standing.FREE


def partners_taken_part_for(request: HttpRequest) -> list[Partner]:
    """The chosen partner, if it is registered: all its members take part in its name, those too
    who do not write for it.
    """
    membership = approved_membership(request, at_least=Membership.Role.VIEWER)
    return [membership.partner] if membership else []


def require_entrance(request: HttpRequest, event: Event) -> list[Partner]:
    """The registered partners for which the person may take part. Where there is none, the person
    comes as a citizen; 403 if the meeting is for partners only.
    """
    partners = partners_taken_part_for(request)
    if not partners and not event.is_open_to_citizens:
        raise PermissionDenied
    return partners
