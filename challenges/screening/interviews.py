"""Inviting a partner to an interview, and changing its date."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from challenges.audience import DATE_CHANGED, INVITED
from challenges.models import Interview, Proposal
from challenges.proposing.steps import take
from challenges.proposing.transitions import Step
from challenges.screening import mails
from tomoni.accounts.models import User
from tomoni.journal import record
from tomoni.models import StateError

_COLUMNS = ("starts_at", "minutes", "place", "link", "word")


@transaction.atomic
def invite_to_interview(
    proposal: Proposal, answers: Mapping[str, Any], *, by: User, seen: int | None
) -> Interview:
    """Invite to it, or change it; who proposes and who invites get a mail for their calendar.

    `answers` has a value for every column; `seen` is the number of the date that was shown, None
    before there was one. Raises StateError where the proposal has its answer, or where somebody
    else has set another date since.
    """
    proposal.lock()
    interview = Interview.objects.filter(proposal=proposal).first()
    if (interview.sequence if interview else None) != seen:
        raise StateError(_("Somebody else has set a date in the meantime. Please look again."))
    if interview is None:
        interview = Interview(proposal=proposal, invited_by=by)
    else:
        proposal.require_state(*Proposal.UNDECIDED_STATES)
        interview.sequence += 1
    for name in _COLUMNS:
        setattr(interview, name, answers[name])
    interview.invited_by, interview.called_off_at = by, None
    interview.save()
    _tell(interview, by)
    return interview


def _tell(interview: Interview, by: User) -> None:
    proposal, said = interview.proposal, {"at": interview.starts_at, "place": interview.place}
    is_changed = proposal.state == Proposal.State.INTERVIEW
    if is_changed:
        record.record(by, DATE_CHANGED, proposal, municipality=proposal.municipality, **said)
    else:
        take(proposal, Step.INVITE, by, INVITED)
    mails.invite(interview, is_changed=is_changed)
