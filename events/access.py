"""Who may take part in a meeting, and where a reader stands with it."""

from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from events.models import Event, Registration
from partners.access import partners_acted_for
from partners.models import Partner


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
    if not partners_acted_for(request):
        return Standing.NOT_A_PARTNER
    return Standing.FULL if event.is_full else Standing.FREE


def require_partner(request: HttpRequest) -> list[Partner]:
    """The registered partners for which the person may take part; 403 where there is none."""
    partners = partners_acted_for(request)
    if not partners:
        raise PermissionDenied
    return partners
