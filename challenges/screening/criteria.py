"""The criteria of a challenge: proposed, written, and written anew once scores were given.

As long as there is no score, criteria are simply written over. After the first one a score says
something about these words and these weights only; so a manager who wants others sets all scores
aside, the criteria retire with them, and the reviewers score anew. Nothing is deleted.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from challenges import changing
from challenges.models import Assessment, Challenge, Score, Screening
from challenges.screening import mails
from tomoni.accounts.models import User
from tomoni.journal import record
from tomoni.models import LostUpdateError, StateError
from tomoni.municipalities.models import StaffRole

Row = Mapping[str, Any]
"""name, meaning and weight of a criterion"""
_COLUMNS = ("name", "meaning", "weight")


class ScoresGivenError(StateError):
    """The criteria have scores: they change only by setting these aside."""


def proposed() -> list[dict[str, Any]]:
    """Criteria to begin with, in the reader's language; their weights add up to 100."""
    return [
        {
            "name": pgettext("criterion", "Effect"),
            "meaning": _("Does it bring the challenge forward, and for whom?"),
            "weight": 30,
        },
        {
            "name": pgettext("criterion", "Feasibility"),
            "meaning": _("Are people, schedule and means there to do it?"),
            "weight": 25,
        },
        {
            "name": pgettext("criterion", "Working together"),
            "meaning": _("Do the partner and the city each do what they do best?"),
            "weight": 20,
        },
        {
            "name": pgettext("criterion", "Ideas"),
            "meaning": _("Is there something in it that the city would not have thought of?"),
            "weight": 15,
        },
        {
            "name": pgettext("criterion", "Staying power"),
            "meaning": _("Can it go on when the project is over?"),
            "weight": 10,
        },
    ]


def rows_of(challenge: Challenge) -> list[dict[str, Any]]:
    """The criteria in force, as the form shows them."""
    return list(challenge.criteria.all().current().values(*_COLUMNS))


def have_scores(challenge: Challenge) -> bool:
    """Whether somebody has scored by the criteria in force."""
    return Score.objects.filter(criterion__challenge=challenge, criterion__retired_at=None).exists()


@transaction.atomic
def write_criteria(
    challenge: Challenge, rows: Sequence[Row], *, by: User, seen: int, sets_aside: bool = False
) -> None:
    """Put the rows in the place of the criteria in force.

    `seen` is the version that was shown, 0 before the first. Raises LostUpdateError where somebody
    else has written since, ScoresGivenError where there are scores that are not to be set aside,
    and StateError where the challenge is over, or where criteria that partners have read are to be
    changed by who is no manager.
    """
    challenge.lock()
    if challenge.state in Challenge.FINISHED_STATES:
        raise StateError(_("This challenge is over and can no longer be changed."))
    screening = _claimed(challenge, seen)
    if rows_of(challenge) == [dict(row) for row in rows]:
        return
    before = changing.words_of(challenge) if challenge.is_public else None
    if have_scores(challenge):
        if not sets_aside:
            raise ScoresGivenError(
                _("Somebody has scored by these criteria. A manager can set the scores aside.")
            )
        _set_aside(screening, by)
    elif are_promised(challenge) and not _is_manager(challenge, by):
        raise StateError(_("Partners have read these criteria. A manager can change them."))
    else:
        challenge.criteria.all().current().delete()
        record.record(by, "criteria.written", challenge, municipality=challenge.municipality)
    for order, row in enumerate(rows):
        challenge.criteria.create(order=order, **row)
    if before:
        changing.remember(challenge, before, by=by)


def are_promised(challenge: Challenge) -> bool:
    """Whether partners have read the criteria in force, and rely on them."""
    return challenge.is_public and challenge.criteria.all().current().exists()


def _is_manager(challenge: Challenge, person: User) -> bool:
    roles = StaffRole.objects.filter(municipality=challenge.municipality_id, user=person)
    return roles.filter(role=StaffRole.Role.MANAGER).exists()


def _claimed(challenge: Challenge, seen: int) -> Screening:
    screening, is_new = Screening.objects.get_or_create(challenge=challenge)
    if not is_new:
        screening.claim_version(seen)
    elif seen:
        raise LostUpdateError
    return screening


def _set_aside(screening: Screening, by: User) -> None:
    """Scores and criteria retire together; conflicts of interest go on."""
    challenge, now = screening.challenge, timezone.now()
    scored = Assessment.objects.current().filter(proposal__challenge=challenge, conflict="")
    number = scored.update(retired_at=now)
    challenge.criteria.all().current().update(retired_at=now)
    screening.closed_at = screening.closed_by = None
    screening.save(update_fields=["closed_at", "closed_by", "updated_at"])
    entry = record.record(
        by, "criteria.renewed", challenge, municipality=challenge.municipality, scores=number
    )
    mails.tell_reviewers_of_criteria(challenge, entry.pk, by)
