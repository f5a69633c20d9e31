"""The life of a follow-up as one table: each step, from where to where, and how one is taken.

`following` and, where an offer of help is taken back or made again, `pitching` change a state, and
only by what stands here: whoever looks after a row alone takes its steps, each raises its version,
and what waited for somebody waits no more.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import FollowUp
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.journal.record import record
from tomoni.models import StateError
from tomoni.notices import reading

State = FollowUp.State
REMINDER = "events.follow_up_reminder"
HANDED_OVER = "events.follow_up_handed_over"


class Step(StrEnum):
    """What can be done with a follow-up."""

    CHANGE = "change"
    HAND_OVER = "hand_over"
    FINISH = "finish"
    LET_GO = "let_go"
    LAPSE = "lapse"
    TAKE_UP = "take_up"


@dataclass(frozen=True)
class Transition:
    """From which state a step can be taken, and where it leads."""

    source: tuple[State, ...]
    target: State


TRANSITIONS: dict[Step, Transition] = {
    Step.CHANGE: Transition((State.OPEN,), State.OPEN),
    Step.HAND_OVER: Transition((State.OPEN,), State.OPEN),
    Step.FINISH: Transition((State.OPEN,), State.DONE),
    Step.LET_GO: Transition((State.OPEN,), State.DROPPED),
    Step.LAPSE: Transition((State.OPEN,), State.DROPPED),
    Step.TAKE_UP: Transition((State.DROPPED,), State.OPEN),
}


def begin(follow_up: FollowUp, step: Step, *, by: User | None, seen: int | None = None) -> None:
    """Hold the row for the step of a person, or of what happens by itself (`by` is None).

    Raises StateError where the step is not possible now or somebody else looks after it by now,
    and LostUpdateError where it has changed since version `seen`.
    """
    follow_up.lock()
    if by is not None and not FollowUp.objects.cared_for_by(by).filter(pk=follow_up.pk).exists():
        raise StateError(_("Somebody else looks after it by now."))
    follow_up.require_state(*TRANSITIONS[step].source)
    follow_up.claim_version(follow_up.version if seen is None else seen)


def end(follow_up: FollowUp, step: Step) -> None:
    """It is over, and nobody is reminded any more."""
    follow_up.state, follow_up.ended_at = TRANSITIONS[step].target, timezone.now()
    follow_up.save()
    settle(follow_up)


def reopen(follow_up: FollowUp, *, due_on: date) -> None:
    """It is to be done after all; its clock begins anew."""
    follow_up.state, follow_up.ended_at = TRANSITIONS[Step.TAKE_UP].target, None
    follow_up.reminders, follow_up.due_on = 0, due_on
    follow_up.save()


def settle(follow_up: FollowUp) -> None:
    """What has moved on waits for nobody any more."""
    for kind in (REMINDER, HANDED_OVER):
        reading.settle(kind, [follow_up.pk])


def note(by: User | None, verb: str, follow_up: FollowUp, **data: Any) -> Entry:
    """Into the journal."""
    return record(by, verb, follow_up, municipality=follow_up.event.municipality, **data)
