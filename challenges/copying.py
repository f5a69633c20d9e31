"""A new challenge from an earlier one: its texts and parts, not its dates and what became of it."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from challenges.forms.challenge import answers_of
from challenges.lifecycle import write_challenge
from challenges.models import Challenge
from challenges.screening.criteria import rows_of
from tomoni.accounts.models import User
from tomoni.journal import record

COPY_RUNS = timedelta(days=60)


@transaction.atomic
def copy_challenge(challenge: Challenge, *, by: User) -> Challenge:
    """A draft of the same municipality, open for two months from now unless somebody says else."""
    answers = answers_of(challenge)
    closes_at = timezone.localtime() + COPY_RUNS
    answers |= {
        "category": challenge.category,
        "opens_at": None,
        "closes_at": closes_at.replace(hour=17, minute=0, second=0, microsecond=0),
    }
    copied = write_challenge(answers, municipality=challenge.municipality, by=by)
    for order, row in enumerate(rows_of(challenge)):
        copied.criteria.create(order=order, **row)
    record.record(
        by, "challenge.copied", copied, municipality=copied.municipality, origin=challenge.slug
    )
    return copied
