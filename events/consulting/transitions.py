"""The life of a topic as one table: each step, from where to where, and whose it is.

`steps.py` alone changes a state, and only as the table has it.
"""

from dataclasses import dataclass
from enum import StrEnum

from events.models import Topic

State = Topic.State


class Step(StrEnum):
    """What can be done with a topic."""

    ANSWER_LIVE = "answer_live"
    ANSWER = "answer"
    TAKE_BACK = "take_back"
    MAKE_NEED = "make_need"
    MAKE_PRIVATE = "make_private"
    HOLD_BACK = "hold_back"
    LET_SHOW = "let_show"


_ANY = (State.ASKED, State.LIVE, State.ANSWERED)


class By(StrEnum):
    """Who takes a step."""

    ASKER = "asker"
    OFFICE = "office"


@dataclass(frozen=True)
class Transition:
    """From which states a step is taken, where it leads (nowhere, if empty), and whose it is."""

    sources: tuple[State, ...]
    target: State | None
    by: By


TRANSITIONS: dict[Step, Transition] = {
    Step.ANSWER_LIVE: Transition((State.ASKED,), State.LIVE, By.OFFICE),
    # What was answered at the meeting may be written down afterwards, and put right.
    Step.ANSWER: Transition(_ANY, State.ANSWERED, By.OFFICE),
    Step.TAKE_BACK: Transition((State.ASKED,), State.WITHDRAWN, By.ASKER),
    Step.MAKE_NEED: Transition(_ANY, None, By.ASKER),
    # Only what its asker allows is ever shown: the office cannot undo the first of these.
    Step.MAKE_PRIVATE: Transition(_ANY, None, By.ASKER),
    Step.HOLD_BACK: Transition(_ANY, None, By.OFFICE),
    Step.LET_SHOW: Transition(_ANY, None, By.OFFICE),
}
