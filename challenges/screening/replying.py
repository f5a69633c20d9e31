"""Replies are due: the office is reminded before the day and once after it, never after the reply.

Once a day the ledger asks for a look at every proposal whose reply is due soon or overdue. A look
may be repeated as often as it happens: a mail has one key per proposal, day and person, and is not
sent where the proposal has its answer by then.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from challenges.models import Assignment, Proposal
from challenges.screening import mails
from challenges.screening.assigning import able
from tomoni.accounts.models import User
from tomoni.journal import ledger

DAY, PROPOSAL = "challenges.reply_day", "challenges.reply_look"
FROM_HOUR = 5
"""Mails are there when the office opens."""


def ask_for_reminders() -> None:
    """Have every reply that is due looked at, once a day; in the caller's transaction."""
    if timezone.localtime().hour >= FROM_HOUR:
        ledger.enqueue_once(DAY, timezone.localdate().isoformat())


def due_proposals(today: date) -> list[int]:
    """Those of whose reply the office is to be reminded."""
    return list(Proposal.objects.with_reply_due(today).values_list("pk", flat=True))


def ask_for_looks(pks: list[int]) -> None:
    """One piece of work for each, so that none can hold up the others."""
    for pk in pks:
        ledger.enqueue(PROPOSAL, f"proposal:{pk}")


@transaction.atomic
def look_at(pk: int) -> None:
    """Remind who is in charge, or else everybody in the office who can reply."""
    today = timezone.localdate()
    due = Proposal.objects.with_reply_due(today).select_related("municipality", "partner")
    proposal = due.filter(pk=pk).first()
    if proposal is None:
        return
    assert proposal.reply_due_on  # noqa: S101 – it is due
    is_over = proposal.reply_due_on < today
    which = "over" if is_over else "before"
    for person in _answerable(proposal):
        key = f"{which}:{proposal.pk}:{proposal.reply_due_on}:{person.pk}"
        mails.remind_of_reply(proposal, person, key, is_over=is_over)


def _answerable(proposal: Proposal) -> list[User]:
    office = able(proposal.municipality)
    assigned = Assignment.objects.filter(proposal=proposal).values("assignee")
    return list(office.filter(pk__in=assigned)) or list(office)


def is_waited_for(pk: int) -> bool:
    """Whether the reply is still owed: asked when a reminder goes out."""
    return Proposal.objects.awaiting_decision().filter(pk=pk).exists()
