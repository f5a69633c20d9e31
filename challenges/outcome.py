"""After the deadline: choosing, deciding, doing, and telling what came of it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges import mails
from challenges.lifecycle import take
from challenges.models import Challenge
from challenges.transitions import Step
from tomoni.accounts.models import User
from tomoni.models import StateError

State = Challenge.State


@transaction.atomic
def start_selecting(challenge: Challenge, *, by: User) -> None:
    """The office looks at what came in."""
    challenge.lock()
    take(challenge, Step.SELECT, State.SELECTING, by, "challenge.selecting")


@transaction.atomic
def decide_challenge(challenge: Challenge, *, by: User, result: str) -> None:
    """Everybody has had a reply; `result` tells the public what was chosen and why."""
    challenge.lock()
    if challenge.state == State.SELECTING and challenge.proposals.awaiting_decision().exists():
        raise StateError(_("Some proposals still wait for a reply. Please answer them first."))
    if challenge.state == State.SELECTING and challenge.offers.awaiting_decision().exists():
        raise StateError(_("Some offers still wait for a reply. Please answer them first."))
    now = timezone.now()
    take(
        challenge,
        Step.DECIDE,
        State.DECIDED,
        by,
        "challenge.decided",
        result=result,
        decided_at=now,
    )
    mails.tell_followers_of_outcome(challenge)


@transaction.atomic
def start_work(challenge: Challenge, *, by: User) -> None:
    """The city and the chosen partners have begun."""
    challenge.lock()
    take(challenge, Step.START, State.UNDER_WAY, by, "challenge.started")


@transaction.atomic
def complete_challenge(challenge: Challenge, *, by: User, report: str) -> None:
    """It is over; `report` tells the public what came of it, also where nothing did."""
    challenge.lock()
    now = timezone.now()
    take(
        challenge,
        Step.COMPLETE,
        State.COMPLETED,
        by,
        "challenge.completed",
        report=report,
        completed_at=now,
    )
    mails.tell_followers_of_outcome(challenge)
