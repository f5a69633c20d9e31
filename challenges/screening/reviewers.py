"""Who scores the proposals to a challenge: people of the office, named and let go."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.models import Challenge, Reviewer
from challenges.screening import mails
from tomoni.accounts.models import User
from tomoni.journal import record
from tomoni.models import StateError
from tomoni.municipalities.models import Municipality


def colleagues(municipality: Municipality) -> QuerySet[User]:
    """Everybody who works in the office, in whatever role."""
    staff = municipality.staff.values("user")
    return User.objects.filter(pk__in=staff, is_active=True).order_by("name", "pk")


@transaction.atomic
def name_reviewers(challenge: Challenge, people: Iterable[User], *, by: User) -> None:
    """These are the reviewers from now on: who is new is told by mail, who is not among them goes.

    Raises StateError where the challenge is over, ValueError for who is not of the office.
    """
    challenge.lock()
    if challenge.state in Challenge.FINISHED_STATES:
        raise StateError(_("This challenge is over and can no longer be changed."))
    wanted = {person.pk: person for person in people}
    if colleagues(challenge.municipality).filter(pk__in=wanted).count() != len(wanted):
        raise ValueError("a reviewer is not of this office")
    for row in challenge.reviewers.select_related("user"):
        person = wanted.pop(row.user_id, None)
        if (person is None) == (row.left_at is None):
            _turn(row, by)
    for person in wanted.values():
        row = challenge.reviewers.create(user=person, named_by=by)
        _told(row, "reviewer.named", by)


def _turn(row: Reviewer, by: User) -> None:
    """Let somebody go, or take them back."""
    is_leaving = row.left_at is None
    row.left_at = timezone.now() if is_leaving else None
    row.save(update_fields=["left_at"])
    _told(row, "reviewer.let_go" if is_leaving else "reviewer.named", by)


def _told(row: Reviewer, verb: str, by: User) -> None:
    challenge = row.challenge
    entry = record.record(by, verb, row, municipality=challenge.municipality)
    if verb == "reviewer.named" and row.user_id != by.pk:
        mails.tell_reviewer(row, entry.pk, by)
