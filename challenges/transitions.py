"""The life of a challenge as one table: each step, from where to where, and who may take it.

`lifecycle.take` alone changes a state, and only as the table has it. The desk shows the buttons
that `open_to` gives; docs/challenges.md tells the same in words.
"""

from dataclasses import dataclass
from enum import StrEnum

from challenges.models import Challenge
from tomoni.municipalities.models import StaffRole

State = Challenge.State


class Step(StrEnum):
    """What can be done with a challenge, in the order of its life."""

    ASK_REVIEW = "ask_review"
    TAKE_BACK = "take_back"
    RETURN = "return"
    PUBLISH = "publish"
    OPEN = "open"
    CLOSE = "close"
    REOPEN = "reopen"
    EXTEND = "extend"
    SELECT = "select"
    DECIDE = "decide"
    START = "start"
    COMPLETE = "complete"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Transition:
    """From which states a step leads where; `takers` are roles of staff, the clock beside them."""

    sources: tuple[State, ...]
    targets: tuple[State, ...]
    least_role: StaffRole.Role | None  # None: the clock alone
    by_clock: bool = False


EDITOR, MANAGER = StaffRole.Role.EDITOR, StaffRole.Role.MANAGER
_UNFINISHED = tuple(state for state in State if state not in Challenge.FINISHED_STATES)

TRANSITIONS: dict[Step, Transition] = {
    Step.ASK_REVIEW: Transition((State.DRAFT,), (State.IN_REVIEW,), EDITOR),
    Step.TAKE_BACK: Transition((State.IN_REVIEW, State.SCHEDULED), (State.DRAFT,), EDITOR),
    Step.RETURN: Transition((State.IN_REVIEW,), (State.DRAFT,), MANAGER),
    Step.PUBLISH: Transition(
        (State.DRAFT, State.IN_REVIEW), (State.OPEN, State.SCHEDULED), MANAGER
    ),
    Step.OPEN: Transition((State.SCHEDULED,), (State.OPEN,), None, by_clock=True),
    Step.CLOSE: Transition((State.OPEN,), (State.CLOSED,), MANAGER, by_clock=True),
    Step.REOPEN: Transition((State.CLOSED,), (State.OPEN,), EDITOR),
    Step.EXTEND: Transition((State.OPEN, State.CLOSED), (State.OPEN,), EDITOR),
    Step.SELECT: Transition((State.CLOSED,), (State.SELECTING,), EDITOR),
    Step.DECIDE: Transition((State.SELECTING,), (State.DECIDED,), MANAGER),
    Step.START: Transition((State.DECIDED,), (State.UNDER_WAY,), EDITOR),
    Step.COMPLETE: Transition((State.DECIDED, State.UNDER_WAY), (State.COMPLETED,), EDITOR),
    Step.CANCEL: Transition(_UNFINISHED, (State.CANCELLED,), EDITOR),
}


def open_to(state: str, role: StaffRole.Role | None) -> set[Step]:
    """The steps that somebody with this role may take from the state; None is the clock."""
    return {
        step
        for step, transition in TRANSITIONS.items()
        if state in transition.sources and _may(transition, role)
    }


def _may(transition: Transition, role: StaffRole.Role | None) -> bool:
    if role is None:
        return transition.by_clock
    return transition.least_role is not None and role.includes(transition.least_role)
