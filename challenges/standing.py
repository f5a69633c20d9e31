"""Whether a reader may propose on a challenge now, and if not, what to do about it."""

from enum import StrEnum

from django.http import HttpRequest

from challenges.models import Challenge
from partners.access import memberships, partners_acted_for
from partners.models import Partner
from tomoni.municipalities.access import staff_roles


class Standing(StrEnum):
    """What the page says beside the proposal button, or instead of it."""

    MAY_PROPOSE = "may_propose"
    CLOSED = "closed"
    LOG_IN = "log_in"
    STAFF = "staff"
    VIEWER = "viewer"
    WAITING = "waiting"
    RETURNED = "returned"
    REGISTER = "register"


def standing(request: HttpRequest, challenge: Challenge) -> Standing:
    """The first thing that stands in the way, or that nothing does."""
    if not challenge.accepts_proposals:
        return Standing.CLOSED
    if not request.user.is_authenticated:
        return Standing.LOG_IN
    return _standing_of_person(request, challenge)


def _standing_of_person(request: HttpRequest, challenge: Challenge) -> Standing:
    if partners_acted_for(request):
        return Standing.MAY_PROPOSE
    states = {membership.partner.state for membership in memberships(request)}
    if Partner.State.APPROVED in states:
        return Standing.VIEWER
    if Partner.State.SUBMITTED in states:
        return Standing.WAITING
    if Partner.State.RETURNED in states:
        return Standing.RETURNED
    works_here = challenge.municipality_id in {r.municipality_id for r in staff_roles(request)}
    return Standing.STAFF if works_here else Standing.REGISTER
