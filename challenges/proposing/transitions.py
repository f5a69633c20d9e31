"""The life of a proposal as one table: each step, from where to where, and whose it is.

`steps.take` alone changes a state, and only as the table has it. The sides are the partner, whose
members write and take back, and the municipality, whose staff screen and answer.
"""

from dataclasses import dataclass
from enum import StrEnum

from challenges.models import Proposal
from partners.models import Membership
from tomoni.municipalities.models import StaffRole

State = Proposal.State
UNDECIDED = Proposal.UNDECIDED_STATES


class Step(StrEnum):
    """What can be done with a proposal, in the order of its life."""

    SUBMIT = "submit"
    SCREEN = "screen"
    INVITE = "invite"
    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    CORRECT = "correct"
    RESUBMIT = "resubmit"


@dataclass(frozen=True)
class Transition:
    """From which states a step leads where, and the least role of the side that takes it."""

    sources: tuple[State, ...]
    target: State
    least_role: Membership.Role | StaffRole.Role


_MEMBER, _STAFF = Membership.Role.EDITOR, StaffRole.Role.EDITOR

TRANSITIONS: dict[Step, Transition] = {
    Step.SUBMIT: Transition((State.DRAFT,), State.SUBMITTED, _MEMBER),
    Step.SCREEN: Transition((State.SUBMITTED,), State.SCREENING, _STAFF),
    Step.INVITE: Transition((State.SUBMITTED, State.SCREENING), State.INTERVIEW, _STAFF),
    Step.ACCEPT: Transition(UNDECIDED, State.ACCEPTED, _STAFF),
    Step.DECLINE: Transition(UNDECIDED, State.DECLINED, _STAFF),
    Step.WITHDRAW: Transition(UNDECIDED, State.WITHDRAWN, _MEMBER),
    # Sent anew under the same number, while the challenge takes proposals (revising.py).
    Step.CORRECT: Transition((State.SUBMITTED,), State.SUBMITTED, _MEMBER),
    Step.RESUBMIT: Transition((State.WITHDRAWN,), State.SUBMITTED, _MEMBER),
}


def open_to(state: str, role: Membership.Role | StaffRole.Role) -> set[Step]:
    """The steps that somebody with this role, of either side, may take from the state."""
    return {
        step
        for step, transition in TRANSITIONS.items()
        if state in transition.sources and _may(transition, role)
    }


def _may(transition: Transition, role: Membership.Role | StaffRole.Role) -> bool:
    if isinstance(role, Membership.Role):
        needed = transition.least_role
        return isinstance(needed, Membership.Role) and role.includes(needed)
    needed = transition.least_role
    return isinstance(needed, StaffRole.Role) and role.includes(needed)
