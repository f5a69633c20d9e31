"""The life of an agreement as one table: each step, from which states, and into which.

Editors of the municipality's office take them; editors of its parties tell how an item lives.
`steps.take` alone changes a state, and only as the table has it.
"""

from dataclasses import dataclass
from enum import StrEnum

from partners.models import Agreement

State = Agreement.State


class Step(StrEnum):
    """What can be done with an agreement, in the order of its life."""

    WRITE = "write"
    ATTACH = "attach"
    SIGN = "sign"
    DISCARD = "discard"
    TELL = "tell"
    MARK = "mark"
    RENEW = "renew"
    END = "end"


@dataclass(frozen=True)
class Transition:
    """From which states a step may be taken, and where it leads; None: it changes no state."""

    sources: tuple[State, ...]
    target: State | None = None


_ALWAYS = tuple(State)

TRANSITIONS: dict[Step, Transition] = {
    Step.WRITE: Transition((State.DRAFT, State.IN_FORCE)),
    Step.ATTACH: Transition(_ALWAYS),  # the scan of the paper may come late
    Step.SIGN: Transition((State.DRAFT,), State.IN_FORCE),
    Step.DISCARD: Transition((State.DRAFT,)),  # the row goes
    Step.TELL: Transition((State.IN_FORCE,)),
    Step.MARK: Transition((State.IN_FORCE,)),
    Step.RENEW: Transition((State.IN_FORCE,)),
    Step.END: Transition((State.IN_FORCE,), State.ENDED),
}


def open_to(state: str) -> set[Step]:
    """The steps that may be taken from the state."""
    return {step for step, transition in TRANSITIONS.items() if state in transition.sources}
