"""After the deadline: choosing, deciding, doing, and telling what came of it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges import following
from challenges.lifecycle import take
from challenges.models import Challenge
from challenges.transitions import Step
from tomoni.accounts.models import User
from tomoni.journal import record
from tomoni.models import StateError

State = Challenge.State
RESULT, REPORT = "result", "report"


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
    following.tell_of_outcome(challenge)


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
    following.tell_of_outcome(challenge)


@transaction.atomic
def retell(challenge: Challenge, what: str, *, text: str, by: User, seen: int) -> None:
    """Put a result or report right that everybody reads; the page says since when.

    What stood there before stays in the journal. Raises StateError where it was not told yet, and
    LostUpdateError when somebody else has saved since version `seen`.
    """
    challenge.lock()
    if what not in told_so_far(challenge):
        raise StateError(_("This was not told yet."))
    challenge.claim_version(seen)
    was = getattr(challenge, what)
    if text == was:
        return
    setattr(challenge, what, text)
    setattr(challenge, f"{what}_changed_at", timezone.now())
    challenge.save(update_fields=[what, f"{what}_changed_at", "updated_at"])
    town, verb = challenge.municipality, f"challenge.{what}_changed"
    record.record(by, verb, challenge, municipality=town, was=was)


def told_so_far(challenge: Challenge) -> list[str]:
    """What everybody reads of its outcome: the result, the report."""
    return [what for what in (RESULT, REPORT) if getattr(challenge, what)]
