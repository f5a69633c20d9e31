"""The life of a project as one table: each step, from which states, and into which.

Editors of the partners that take part and of the municipality's office take them alike: a project
is of all of them; SUPPORT is taken by partners that do not take part. `steps.take` alone changes a
state, and only as the table has it.
"""

from dataclasses import dataclass
from enum import StrEnum

from partners.models import Project

State = Project.State


class Step(StrEnum):
    """What can be done with a project, in the order of its life."""

    DESCRIBE = "describe"
    ASK = "ask"
    LEAVE = "leave"
    PLAN = "plan"
    POST = "post"
    CALL = "call"
    SUPPORT = "support"
    COMPLETE = "complete"
    END = "end"
    REPORT = "report"
    RESUME = "resume"


@dataclass(frozen=True)
class Transition:
    """From which states a step may be taken, and where it leads; None: it changes no state."""

    sources: tuple[State, ...]
    target: State | None = None


_ALWAYS = tuple(State)
_OVER = (State.COMPLETED, State.ENDED)

TRANSITIONS: dict[Step, Transition] = {
    Step.DESCRIBE: Transition(_ALWAYS),
    Step.ASK: Transition((State.UNDER_WAY,)),
    Step.LEAVE: Transition((State.UNDER_WAY,)),
    Step.PLAN: Transition((State.UNDER_WAY,)),
    Step.POST: Transition((State.UNDER_WAY, State.COMPLETED)),  # there is something to tell later
    Step.CALL: Transition((State.UNDER_WAY,)),
    Step.SUPPORT: Transition((State.UNDER_WAY,)),
    Step.COMPLETE: Transition((State.UNDER_WAY,), State.COMPLETED),
    Step.END: Transition((State.UNDER_WAY,), State.ENDED),
    Step.REPORT: Transition(_OVER),
    Step.RESUME: Transition((State.ENDED,), State.UNDER_WAY),
}


def open_to(state: str) -> set[Step]:
    """The steps that may be taken from the state."""
    return {step for step, transition in TRANSITIONS.items() if state in transition.sources}
