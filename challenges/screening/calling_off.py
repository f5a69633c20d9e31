"""An interview falls away: there is nothing left to talk about."""

from django.utils import timezone

from challenges.models import Interview, Proposal
from challenges.screening import mails


def call_off(proposal: Proposal) -> None:
    """Take an interview that is still to come out of everybody's calendar, in the caller's
    transaction. Does nothing where there is none.
    """
    now = timezone.now()
    coming = Interview.objects.filter(proposal=proposal, called_off_at=None, starts_at__gt=now)
    for interview in coming.select_related("proposal__municipality", "proposal__partner"):
        interview.called_off_at, interview.sequence = now, interview.sequence + 1
        interview.save(update_fields=["called_off_at", "sequence", "updated_at"])
        mails.tell_of_call_off(interview)
