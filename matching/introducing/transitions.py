"""The life of an introduction as one table: each step, from where to where, and whose it is.

`steps.py` alone changes a state, and only as the table has it. Where several partners are asked,
the introduction moves on when the last of them has answered, or can be no other than it will be.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from matching.models import Introduction, Party

State = Introduction.State


class Step(StrEnum):
    """What can be done with an introduction, in the order of its life."""

    FORWARD = "forward"
    REFUSE = "refuse"
    AGREE = "agree"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    MEET = "meet"
    CONCLUDE = "conclude"


class By(StrEnum):
    """Who takes a step."""

    ASKING = "asking"
    ASKED = "asked"
    EITHER = "either"
    BROKER = "broker"
    CLOCK = "clock"


@dataclass(frozen=True)
class Transition:
    """From which states a step can be taken, where it may lead, and whose it is."""

    sources: tuple[State, ...]
    targets: tuple[State, ...]
    by: By


_AGREED = (State.ACCEPTED, State.MET, State.OUTCOME)

TRANSITIONS: dict[Step, Transition] = {
    Step.FORWARD: Transition((State.REQUESTED,), (State.FORWARDED,), By.BROKER),
    Step.REFUSE: Transition((State.REQUESTED,), (State.DECLINED,), By.BROKER),
    Step.AGREE: Transition((State.FORWARDED,), (State.FORWARDED, State.ACCEPTED), By.ASKED),
    Step.DECLINE: Transition(
        (State.FORWARDED,), (State.FORWARDED, State.ACCEPTED, State.DECLINED), By.ASKED
    ),
    Step.WITHDRAW: Transition((State.REQUESTED, State.FORWARDED), (State.WITHDRAWN,), By.ASKING),
    Step.CLOSE: Transition(
        (State.REQUESTED, State.FORWARDED), (State.UNANSWERED, State.ACCEPTED), By.CLOCK
    ),
    Step.MEET: Transition((State.ACCEPTED,), (State.MET,), By.EITHER),
    # What came of it may be told without a word about the meeting, and told anew when more has.
    Step.CONCLUDE: Transition(_AGREED, (State.OUTCOME,), By.EITHER),
}


def leads_to(answers: Collection[str]) -> State:
    """Where the answers of all its parties lead: two who agree are enough for a talk.

    >>> leads_to(["agreed", "asked"]).value
    'forwarded'
    """
    agreed, waiting = (sum(each == state for each in answers) for state in _COUNTED)
    if agreed + waiting < 2:
        return State.DECLINED
    return State.FORWARDED if waiting else State.ACCEPTED


_COUNTED = (Party.State.AGREED, Party.State.ASKED)
