"""A later deadline, and who is told of it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges import following, mails
from challenges.lifecycle import take
from challenges.models import Challenge, Extension
from challenges.transitions import Step
from tomoni.accounts.models import User
from tomoni.models import StateError


@transaction.atomic
def extend_deadline(
    challenge: Challenge, *, until: datetime, by: User, reason: str = ""
) -> Extension:
    """Take proposals for longer; one that is closed is opened again.

    The page says so from then on, and whoever is writing a proposal is told. Never earlier than
    before: those who trusted the first date would be locked out.
    """
    challenge.lock()
    was = challenge.closes_at
    if until <= max(was, timezone.now()):
        raise StateError(_("The new deadline must be later than the present one."))
    take(
        challenge,
        Step.EXTEND,
        Challenge.State.OPEN,
        by,
        "challenge.extended",
        closes_at=until,
        closed_at=None,
        close_reason="",
    )
    extension = challenge.extensions.create(was=was, until=until, reason=reason, by=by)
    mails.tell_writers_of_extension(extension)
    following.tell_of_extension(extension)
    return extension
