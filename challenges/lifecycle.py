"""How a challenge comes to be, and moves from draft to open to closed."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges import mails
from challenges.models import Challenge
from challenges.signals import challenge_changed
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
    slug = _new_slug(municipality)
    challenge = Challenge(municipality=municipality, created_by=by, slug=slug)
    _fill(challenge, answers)
    record.record(by, "challenge.written", challenge, municipality=municipality)
    return challenge


@transaction.atomic
def rewrite_challenge(
    challenge: Challenge, answers: Mapping[str, Any], *, by: User, seen: int
) -> None:
    """Change the texts of a challenge that is not over.

    Raises LostUpdateError when somebody else has saved since version `seen`.
    """
    challenge.lock()
    if challenge.state in Challenge.FINISHED_STATES:
        raise StateError(_("This challenge is over and can no longer be changed."))
    challenge.claim_version(seen)
    if challenge.state == State.SCHEDULED and not answers["opens_at"]:
        challenge.state = State.DRAFT
    _fill(challenge, answers)
    record.record(by, "challenge.rewritten", challenge, municipality=challenge.municipality)
    challenge_changed.send(Challenge, challenge=challenge)


def _fill(challenge: Challenge, answers: Mapping[str, Any]) -> None:
    for name in _COLUMNS:
        setattr(challenge, name, answers[name])
    challenge.save()
    for name in _SETS:
        getattr(challenge, name).set(answers[name])
    _write_rows(challenge.sub_themes, answers["sub_themes"])
    _write_rows(challenge.contacts, answers["contacts"])


def _write_rows(rows: Any, answers: list[dict[str, str]]) -> None:
    rows.all().delete()
    for order, answer in enumerate(answers):
        rows.create(order=order, **answer)


def _new_slug(municipality: Municipality) -> str:
    """The city's name with the year and a running number, e.g. kakegawa-2026-3."""
    Municipality.objects.select_for_update().get(pk=municipality.pk)  # one number at a time
    start = f"{municipality.slug[:48]}-{timezone.localdate().year}-"
    taken = Challenge.objects.filter(slug__startswith=start).values_list("slug", flat=True)
    numbers = [int(end) for slug in taken if (end := slug.removeprefix(start)).isdecimal()]
    return f"{start}{max(numbers, default=0) + 1}"


@transaction.atomic
def open_challenge(challenge: Challenge, *, by: User | None) -> None:
    """Show it to the public and take proposals; before `opens_at` it is scheduled instead.

    `by` is None where the clock does it.
    """
    challenge.lock()
    challenge.require_state(*Challenge.UNOPENED_STATES)
    now = timezone.now()
    if challenge.closes_at <= now:
        raise StateError(_("The deadline for proposals is past. Please set a later one first."))
    if challenge.opens_at and challenge.opens_at > now:
        _move(challenge, State.SCHEDULED, by, "challenge.scheduled")
        return
    challenge.opened_at = now
    _move(challenge, State.OPEN, by, "challenge.opened")


@transaction.atomic
def close_challenge(challenge: Challenge, *, by: User | None) -> None:
    """Take no more proposals. `by` is None where the clock does it."""
    challenge.lock()
    challenge.require_state(State.OPEN)
    challenge.closed_at = timezone.now()
    _move(challenge, State.CLOSED, by, "challenge.closed")


@transaction.atomic
def reopen_challenge(challenge: Challenge, *, by: User) -> None:
    """Take proposals again after it was closed, before its deadline."""
    challenge.lock()
    challenge.require_state(State.CLOSED)
    if challenge.closes_at <= timezone.now():
        raise StateError(_("The deadline for proposals is past. Please set a later one first."))
    challenge.closed_at = None
    _move(challenge, State.OPEN, by, "challenge.reopened")


@transaction.atomic
def cancel_challenge(challenge: Challenge, *, by: User, reason: str) -> None:
    """Call it off for good; whoever waits for an answer is told why."""
    challenge.lock()
    challenge.require_state(*(state for state in State if state not in Challenge.FINISHED_STATES))
    challenge.cancel_reason = reason
    _move(challenge, State.CANCELLED, by, "challenge.cancelled", reason=reason)
    for proposal in challenge.proposals.awaiting_decision().select_related("submitted_by"):
        mails.tell_of_cancellation(challenge, proposal)


def _move(
    challenge: Challenge, state: Challenge.State, by: User | None, verb: str, **data: Any
) -> None:
    challenge.state = state
    dates = ["opened_at", "closed_at", "cancel_reason", "updated_at"]
    challenge.save(update_fields=["state", *dates])
    record.record(by, verb, challenge, municipality=challenge.municipality, **data)
    challenge_changed.send(Challenge, challenge=challenge)


def follow_the_clock() -> int:
    """Open what is due to open, close what is past its deadline; how many moved.

    Safe to run at any time, and by two workers at once: who comes second finds nothing to do.
    """
    opened = [_try(open_challenge, challenge) for challenge in Challenge.objects.due_to_open()]
    closed = [_try(close_challenge, challenge) for challenge in Challenge.objects.due_to_close()]
    return sum(opened) + sum(closed)


def _try(step: Any, challenge: Challenge) -> bool:
    try:
        step(challenge, by=None)
    except StateError:  # another worker, or a person, has been here in the meantime
        return False
    return True
