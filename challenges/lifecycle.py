"""How a challenge is written, opened, closed and called off.

The steps before it is shown stand in `review.py`, those of its deadline in `deadlines.py`, those
after it in `outcome.py`. All of them go through `take`, which keeps to `transitions.py`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges import changing, following, mails
from challenges.models import Challenge
from challenges.proposing import mails as proposal_mails
from challenges.reverse import mails as reverse_mails
from challenges.screening.calling_off import call_off
from challenges.signals import challenge_changed
from challenges.transitions import TRANSITIONS, Step
from tomoni.accounts.models import User
from tomoni.journal import record
from tomoni.models import StateError
from tomoni.municipalities.models import Municipality

State = Challenge.State
_COLUMNS = (
    "title",
    "wish",
    "background",
    "project_name",
    "project_content",
    "expected_outcomes",
    "offered",
    "asked_of_advisers",
    "remarks",
    "category",
    "call_type",
    "mode",
    "opens_at",
    "closes_at",
    "reply_days",
)
_SETS = (
    "offered_resources",
    "sought_resources",
    "primary_goals",
    "related_goals",
    "fields",
    "visions",
)


@transaction.atomic
def write_challenge(
    answers: Mapping[str, Any], *, municipality: Municipality, by: User
) -> Challenge:
    """A new draft from the `cleaned_data` of a ChallengeForm."""
    challenge = new_challenge(answers, municipality=municipality, by=by)
    record.record(by, "challenge.written", challenge, municipality=municipality)
    return challenge


@transaction.atomic
def new_challenge(answers: Mapping[str, Any], *, municipality: Municipality, by: User) -> Challenge:
    """The rows of a new draft alone; whoever asks for them says in the journal when it was."""
    slug = new_slug(municipality)
    challenge = Challenge(municipality=municipality, created_by=by, slug=slug)
    _fill(challenge, answers, by)
    return challenge


@transaction.atomic
def rewrite_challenge(
    challenge: Challenge, answers: Mapping[str, Any], *, by: User, seen: int
) -> None:
    """Change the texts of a challenge that is not over; a planned one is a draft again.

    What is public already keeps its rules (StateError), and its changes are on record and told.
    Raises LostUpdateError when somebody else has saved since version `seen`.
    """
    challenge.lock()
    if challenge.state in Challenge.FINISHED_STATES:
        raise StateError(_("This challenge is over and can no longer be changed."))
    changing.require_same_rules(challenge, answers)
    challenge.claim_version(seen)
    if challenge.state == State.SCHEDULED:
        challenge.state = State.DRAFT  # what a second person has read is not what it says now
    before = changing.words_of(challenge) if challenge.is_public else None
    _fill(challenge, answers, by)
    change = changing.remember(challenge, before, by=by) if before else None
    data = {"parts": change.parts} if change else {}
    record.record(by, "challenge.rewritten", challenge, municipality=challenge.municipality, **data)
    challenge_changed.send(Challenge, challenge=challenge)


def _fill(challenge: Challenge, answers: Mapping[str, Any], by: User) -> None:
    for name in _COLUMNS:
        setattr(challenge, name, answers[name])
    challenge.saved_by = by
    challenge.save()
    for name in _SETS:
        getattr(challenge, name).set(answers[name])
    write_rows(challenge.sub_themes, answers["sub_themes"])
    write_rows(challenge.contacts, answers["contacts"])


def write_rows(rows: Any, answers: list[dict[str, str]]) -> None:
    """Put these in the place of the rows there were, in this order."""
    rows.all().delete()
    for order, answer in enumerate(answers):
        rows.create(order=order, **answer)


def new_slug(municipality: Municipality) -> str:
    """The city's name with the year and a running number, e.g. kakegawa-2026-3."""
    Municipality.objects.select_for_update().get(pk=municipality.pk)  # one number at a time
    start = f"{municipality.slug[:48]}-{timezone.localdate().year}-"
    taken = Challenge.objects.filter(slug__startswith=start).values_list("slug", flat=True)
    numbers = [int(end) for slug in taken if (end := slug.removeprefix(start)).isdecimal()]
    return f"{start}{max(numbers, default=0) + 1}"


@transaction.atomic
def open_scheduled(challenge: Challenge) -> None:
    """Show what was published for a later hour, once that has come."""
    challenge.lock()
    if challenge.state == State.SCHEDULED:
        require_time(challenge.closes_at)
    take(challenge, Step.OPEN, State.OPEN, None, "challenge.opened", opened_at=timezone.now())
    reverse_mails.tell_called(challenge)


@transaction.atomic
def close_challenge(challenge: Challenge, *, by: User | None, reason: str = "") -> None:
    """Take no more proposals. `by` is None where the clock does it.

    Before the deadline that was promised it needs a reason, which everybody reads; who is writing
    and who follows is told. Raises StateError without one.
    """
    challenge.lock()
    closed_at = timezone.now()
    is_early = closed_at < challenge.closes_at
    if challenge.state == State.OPEN and is_early and not reason:
        raise StateError(_("Before its deadline a challenge is closed with a reason only."))
    changes = {"closed_at": closed_at, "close_reason": reason if is_early else ""}
    take(challenge, Step.CLOSE, State.CLOSED, by, "challenge.closed", reason=reason, **changes)
    if is_early:
        mails.tell_of_early_end(challenge)


@transaction.atomic
def reopen_challenge(challenge: Challenge, *, by: User) -> None:
    """Take proposals again after it was closed, before its deadline. Who was told of the end is
    told of this, too.
    """
    challenge.lock()
    if challenge.state == State.CLOSED:
        require_time(challenge.closes_at)
    take(
        challenge,
        Step.REOPEN,
        State.OPEN,
        by,
        "challenge.reopened",
        closed_at=None,
        close_reason="",
    )
    mails.tell_of_reopening(challenge)


@transaction.atomic
def cancel_challenge(challenge: Challenge, *, by: User, reason: str) -> None:
    """Call it off for good; whoever waits for an answer or is writing one is told why."""
    challenge.lock()
    written = {"cancel_reason": reason}
    take(
        challenge, Step.CANCEL, State.CANCELLED, by, "challenge.cancelled", reason=reason, **written
    )
    for proposal in challenge.proposals.undecided().select_related("partner"):
        proposal_mails.tell_of_cancellation(challenge, proposal)
        call_off(proposal)
    reverse_mails.tell_of_cancellation(challenge)
    mails.tell_writers_of_cancellation(challenge)
    following.tell_of_cancellation(challenge)


def take(
    challenge: Challenge,
    step: Step,
    to: Challenge.State,
    by: User | None,
    verb: str,
    *,
    reason: str = "",
    **changes: Any,
) -> None:
    """Bring a locked challenge into another state, as the table of transitions allows.

    `changes` are saved with the state; `reason` goes into the journal. Raises StateError where the
    step is not possible from the state it is in.
    """
    transition = TRANSITIONS[step]
    challenge.require_state(*transition.sources)
    if to not in transition.targets:
        raise ValueError(f"{step} does not lead to {to}")
    for name, value in {**changes, "state": to}.items():
        setattr(challenge, name, value)
    challenge.save(update_fields=["state", "updated_at", *changes])
    data = {"reason": reason} if reason else {}
    record.record(by, verb, challenge, municipality=challenge.municipality, **data)
    challenge_changed.send(Challenge, challenge=challenge)


def require_time(closes_at: datetime) -> None:
    """Raise StateError unless the deadline is still to come."""
    if closes_at <= timezone.now():
        raise StateError(_("The deadline for proposals is past. Please set a later one first."))


def follow_the_clock() -> int:
    """Open what is due to open, close what is past its deadline; how many moved.

    Safe to run at any time, and by two workers at once: who comes second finds nothing to do.
    """
    close = partial(close_challenge, by=None)
    opened = [_try(open_scheduled, challenge) for challenge in Challenge.objects.due_to_open()]
    closed = [_try(close, challenge) for challenge in Challenge.objects.due_to_close()]
    return sum(opened) + sum(closed)


def _try(step: Callable[[Challenge], None], challenge: Challenge) -> bool:
    try:
        step(challenge)
    except StateError:  # another worker, or a person, has been here in the meantime
        return False
    return True
