"""Four eyes: an editor asks for a reading, a manager publishes or returns with remarks."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges import mails
from challenges.lifecycle import require_time, take
from challenges.models import Challenge, Remark
from challenges.reverse import mails as reverse_mails
from challenges.transitions import Step
from tomoni.accounts.models import User
from tomoni.models import LostUpdateError, StateError
from tomoni.municipalities.models import StaffRole

State = Challenge.State


@transaction.atomic
def ask_for_review(challenge: Challenge, *, by: User) -> None:
    """The writer thinks it is ready; the city's managers are told. Remarks so far are settled."""
    challenge.lock()
    require_time(challenge.closes_at)
    take(
        challenge,
        Step.ASK_REVIEW,
        State.IN_REVIEW,
        by,
        "challenge.review_asked",
        review_asked_by=by,
        review_asked_at=timezone.now(),
        saved_by=by,  # whoever asks stands for the words, whose hand they may be in
    )
    challenge.review_remarks.open().update(settled_at=timezone.now())
    mails.ask_managers(challenge, by)


@transaction.atomic
def take_back(challenge: Challenge, *, by: User) -> None:
    """Go on writing before anybody has answered, or before the planned opening."""
    challenge.lock()
    take(challenge, Step.TAKE_BACK, State.DRAFT, by, "challenge.taken_back")


@transaction.atomic
def return_challenge(
    challenge: Challenge, *, by: User, remarks: Mapping[str, str], seen: int
) -> None:
    """Back to the writers; `remarks` are texts by the name of the part, "" for the whole.

    Raises ValueError without a remark, LostUpdateError where it was changed since version `seen`.
    """
    if not any(remarks.values()):
        raise ValueError("a challenge is returned with at least one remark")
    challenge.lock()
    _require_version(challenge, seen)
    take(challenge, Step.RETURN, State.DRAFT, by, "challenge.returned")
    rows = [
        Remark(challenge=challenge, part=part, text=text, author=by)
        for part, text in remarks.items()
        if text
    ]
    Remark.objects.bulk_create(rows)
    mails.tell_of_return(challenge, rows)


@transaction.atomic
def publish_challenge(challenge: Challenge, *, by: User, seen: int) -> None:
    """Show it to the public and take proposals; before `opens_at` it is scheduled instead.

    By another person than who asked for the review, unless the rules of the municipality let
    managers publish alone; then from a draft too. Raises LostUpdateError where it was changed
    since version `seen`.
    """
    challenge.lock()
    if challenge.state in (State.DRAFT, State.IN_REVIEW):
        _require_version(challenge, seen)
        _require_second_person(challenge, by)
        require_time(challenge.closes_at)
    now = timezone.now()
    challenge.review_remarks.open().update(settled_at=now)
    if challenge.opens_at and challenge.opens_at > now:
        take(challenge, Step.PUBLISH, State.SCHEDULED, by, "challenge.scheduled")
    else:
        take(challenge, Step.PUBLISH, State.OPEN, by, "challenge.opened", opened_at=now)
        reverse_mails.tell_called(challenge)
    reverse_mails.tell_of_publication(challenge)
    mails.tell_of_publication(challenge, by)


def may_publish(challenge: Challenge, person: User) -> bool:
    """Whether it is this person's turn, as far as a second one has to read it: neither who asked
    for the review nor who has changed it since then.

    What a partner wrote is always read before it is shown, whatever managers may do by themselves.
    """
    if challenge.municipality.publishes_alone and not challenge.is_reverse:
        return True
    if challenge.state != State.IN_REVIEW:
        return False
    return person.pk not in (challenge.review_asked_by_id, challenge.saved_by_id)


def is_to_review_by(person: User) -> Q:
    """What a manager has to read before it is public: challenges of the office, and calls of its
    partners; only those that are this person's turn.
    """
    own = StaffRole.objects.filter(user=person, role=StaffRole.Role.MANAGER)
    waits = Q(state=State.IN_REVIEW, municipality__in=own.values("municipality"))
    saved_by_another = Q(saved_by=None) | ~Q(saved_by=person)
    return waits & ~Q(review_asked_by=person) & saved_by_another


def _require_version(challenge: Challenge, seen: int) -> None:
    if challenge.version != seen:
        raise LostUpdateError


def _require_second_person(challenge: Challenge, by: User) -> None:
    if may_publish(challenge, by):
        return
    if challenge.state == State.DRAFT:
        raise StateError(_("Please ask for a review first: a second person publishes it."))
    if challenge.review_asked_by_id != by.pk:
        raise StateError(
            _(
                "You have changed it yourself during the review, so another manager has to publish"
                " it. Or return it, so that its writer can ask for a review of your words."
            )
        )
    raise StateError(
        _("You have asked for the review yourself, so another manager has to publish it.")
    )
