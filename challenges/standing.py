"""Whether a reader may propose or offer something now, and if not, what to do about it."""

from enum import StrEnum

from django.http import HttpRequest

from challenges.models import Challenge
from challenges.proposing.addressee import Addressee, addressee_of
from challenges.reverse.offering import asks, earlier_offer
from partners.access import acting_membership, memberships, partners_acted_for
from partners.models import Partner
from tomoni.municipalities.access import municipalities_of_staff, staff_roles
from tomoni.municipalities.models import Municipality, StaffRole


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
    MAY_OFFER = "may_offer"
    OFFERED = "offered"
    OWN_CALL = "own_call"
    CALLS_CITIES = "calls_cities"


_STANDINGS = {
    Partner.State.APPROVED: Standing.VIEWER,
    Partner.State.SUBMITTED: Standing.WAITING,
    Partner.State.RETURNED: Standing.RETURNED,
    Partner.State.LAPSED: Standing.LAPSED,
}


def standing(request: HttpRequest, answered: Challenge | Addressee) -> Standing:
    """The first thing that stands in the way, or that nothing does."""
    to = addressee_of(answered)
    if to.challenge and to.challenge.is_reverse:
        return _standing_on_call(request, to.challenge)
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


def _standing_on_call(request: HttpRequest, call: Challenge) -> Standing:
    """Municipalities answer the call of a partner; everybody else reads it."""
    if any(m.partner_id == call.caller_id for m in memberships(request)):
        return Standing.OWN_CALL
    if not call.accepts_proposals:
        return Standing.CLOSED
    if may_offer_for(request, call):
        return Standing.MAY_OFFER
    return Standing.OFFERED if _editing_for(request, call) else Standing.CALLS_CITIES


def may_offer_for(request: HttpRequest, call: Challenge) -> list[Municipality]:
    """The municipalities for which the person may answer the call, and that have not done so."""
    return [town for town in _editing_for(request, call) if not earlier_offer(call, town)]


def _editing_for(request: HttpRequest, call: Challenge) -> list[Municipality]:
    towns = municipalities_of_staff(request, at_least=StaffRole.Role.EDITOR)
    return [town for town in towns if asks(call, town)]
