"""Whether a reader may propose or offer something now, and if not, what to do about it."""

from enum import StrEnum

from django.http import HttpRequest

from challenges.models import Challenge
from challenges.proposing.addressee import Addressee, addressee_of
from partners.access import acting_membership, partners_acted_for
from partners.models import Partner
from tomoni.municipalities.access import staff_roles
from tomoni.municipalities.models import Municipality


class Standing(StrEnum):
    """What the page says beside the proposal button, or instead of it."""

    MAY_PROPOSE = "may_propose"
    CLOSED = "closed"
    LOG_IN = "log_in"
    STAFF = "staff"
    VIEWER = "viewer"
    WAITING = "waiting"
    RETURNED = "returned"
    LAPSED = "lapsed"
    REGISTER = "register"


_STANDINGS = {
    Partner.State.APPROVED: Standing.VIEWER,
    Partner.State.SUBMITTED: Standing.WAITING,
    Partner.State.RETURNED: Standing.RETURNED,
    Partner.State.LAPSED: Standing.LAPSED,
}


def standing(request: HttpRequest, answered: Challenge | Addressee) -> Standing:
    """The first thing that stands in the way, or that nothing does."""
    to = addressee_of(answered)
    if not to.accepts_proposals:
        return Standing.CLOSED
    if not request.user.is_authenticated:
        return Standing.LOG_IN
    return _standing_of_person(request, to.municipality)


def _standing_of_person(request: HttpRequest, municipality: Municipality) -> Standing:
    if partners_acted_for(request):
        return Standing.MAY_PROPOSE
    acting = acting_membership(request)
    if acting and acting.partner.state in _STANDINGS:
        return _STANDINGS[Partner.State(acting.partner.state)]
    works_here = municipality.pk in {r.municipality_id for r in staff_roles(request)}
    return Standing.STAFF if works_here else Standing.REGISTER
