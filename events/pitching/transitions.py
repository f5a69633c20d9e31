"""The life of a pitch as one table: each step, from where to where, and whose it is.

`steps.py` alone changes a state, and only as the table has it.
"""

from dataclasses import dataclass
from enum import StrEnum

from events.models import Pitch

State = Pitch.State


class Step(StrEnum):
    """What can be done with a pitch once it is handed in."""

    CHOOSE = "choose"
    TAKE_BACK = "take_back"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


class By(StrEnum):
    """Who takes a step."""

    OFFICE = "office"
    PARTNER = "partner"


@dataclass(frozen=True)
class Transition:
    """From which states a step can be taken, where it leads, and whose it is."""

    sources: tuple[State, ...]
    target: State
    by: By


TRANSITIONS: dict[Step, Transition] = {
    Step.CHOOSE: Transition((State.APPLIED,), State.CHOSEN, By.OFFICE),
    Step.TAKE_BACK: Transition((State.CHOSEN,), State.APPLIED, By.OFFICE),
    Step.DECLINE: Transition((State.APPLIED,), State.DECLINED, By.OFFICE),
    Step.WITHDRAW: Transition((State.APPLIED, State.CHOSEN), State.WITHDRAWN, By.PARTNER),
}


LATE = (Step.DECLINE, Step.WITHDRAW)
"""What can be done once the meeting has begun, with a pitch that is not in its programme."""


def is_in_time(pitch: Pitch, step: Step) -> bool:
    """Before the meeting, all; afterwards a pitch that waits can still be answered or withdrawn."""
    if pitch.event.is_cancelled:
        return False
    is_late = step in LATE and pitch.state == State.APPLIED
    return is_late or not pitch.event.has_started


def open_to(pitch: Pitch, by: By) -> list[Step]:
    """The steps that are theirs now."""
    return [
        step
        for step, each in TRANSITIONS.items()
        if each.by == by and pitch.state in each.sources and is_in_time(pitch, step)
    ]
