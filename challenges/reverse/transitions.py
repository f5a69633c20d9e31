"""Who takes which step of a reverse call, and the life of an offer as one table.

From where to where the steps of a call lead stands in `challenges/transitions.py`, as for every
challenge. Here a partner asks, so its members take the steps that staff take elsewhere; a manager
of its own municipality, or the operator, reads the call before it is shown.
"""

from dataclasses import dataclass
from enum import StrEnum

from challenges.models import Offer
from challenges.transitions import TRANSITIONS, Step
from partners.models import Membership
from tomoni.municipalities.models import StaffRole

_MEMBER, _CHECKER = Membership.Role.EDITOR, StaffRole.Role.MANAGER
_OFFERS = StaffRole.Role.EDITOR
Role = Membership.Role | StaffRole.Role

TAKERS: dict[Step, Role] = {
    Step.ASK_REVIEW: _MEMBER,
    Step.TAKE_BACK: _MEMBER,
    Step.RETURN: _CHECKER,
    Step.PUBLISH: _CHECKER,
    Step.CLOSE: _MEMBER,
    Step.REOPEN: _MEMBER,
    Step.EXTEND: _MEMBER,
    Step.SELECT: _MEMBER,
    Step.DECIDE: _MEMBER,
    Step.START: _MEMBER,
    Step.COMPLETE: _MEMBER,
    Step.CANCEL: _MEMBER,
}
# A call is always read before it is shown: what is a draft goes to the checker first.
_NOT_FROM_DRAFT = {Step.PUBLISH}


def open_to(state: str, role: Role | None) -> set[Step]:
    """The steps that somebody with this role may take with a call in the state; None is nobody."""
    return {
        step
        for step, needed in TAKERS.items()
        if state in TRANSITIONS[step].sources
        and not (step in _NOT_FROM_DRAFT and state == "draft")
        and role is not None
        and _includes(role, needed)
    }


class OfferStep(StrEnum):
    """What can be done with an offer once it is sent in."""

    CHOOSE = "choose"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class Transition:
    """From which states a step leads where, and the least role of the side that takes it."""

    sources: tuple[Offer.State, ...]
    target: Offer.State
    least_role: Role


_OPEN = (Offer.State.SUBMITTED,)
OFFER_TRANSITIONS: dict[OfferStep, Transition] = {
    OfferStep.CHOOSE: Transition(_OPEN, Offer.State.ACCEPTED, _MEMBER),
    OfferStep.DECLINE: Transition(_OPEN, Offer.State.DECLINED, _MEMBER),
    OfferStep.WITHDRAW: Transition(_OPEN, Offer.State.WITHDRAWN, _OFFERS),
}


def offer_open_to(state: str, role: Role) -> set[OfferStep]:
    """The steps that somebody with this role, of either side, may take from the state."""
    return {
        step
        for step, transition in OFFER_TRANSITIONS.items()
        if state in transition.sources and _includes(role, transition.least_role)
    }


def _includes(role: Role, needed: Role) -> bool:
    if isinstance(role, Membership.Role):
        return isinstance(needed, Membership.Role) and role.includes(needed)
    return isinstance(needed, StaffRole.Role) and role.includes(needed)
