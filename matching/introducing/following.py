"""Each side is asked on three days after all have agreed: have they met, what came of it?

Never again once that is told; only where they were to meet again, on the last of the days.

It is asked of the person who has asked or agreed, and by the same clock as the reminders.
"""

from datetime import date

from django.db import transaction
from django.db.models import Q

from matching.introducing import steps, telling
from matching.introducing.clocks import locked, midnight_after, passed
from matching.introducing.wording import asks_again
from matching.models import FOLLOWED_UP_AFTER, Introduction, Party
from partners.mailing.responsible import contact_of
from partners.models import Partner
from tomoni.accounts.models import User
from tomoni.models import StateError

INTRODUCTION = "matching.introduction_follow_up_look"


def due_introductions(today: date) -> list[int]:
    """Those of which nobody has told yet what came of it, and whose next day has come."""
    due = Q(pk=None)
    for number, after in enumerate(FOLLOWED_UP_AFTER):
        due |= Q(accepted_at__lt=midnight_after(today - after), follow_ups__lte=number)
    told = Q(state=Introduction.State.OUTCOME) & ~Q(outcome=Introduction.Outcome.NEXT_MEETING)
    agreed = Introduction.objects.agreed().exclude(told)
    return list(agreed.filter(due).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def look_at(pk: int) -> None:
    """Ask those who have agreed, if the day of the next question has come."""
    introduction = locked(pk)
    if introduction is None or introduction.accepted_at is None or not introduction.is_agreed:
        return
    number = passed(FOLLOWED_UP_AFTER, introduction.accepted_at)
    if number <= introduction.follow_ups:
        return
    introduction.follow_ups = number
    introduction.save(update_fields=["follow_ups", "updated_at"])
    if asks_again(introduction, number):
        _ask_each(introduction, number)


def _ask_each(introduction: Introduction, number: int) -> None:
    agreed = introduction.parties.filter(state=Party.State.AGREED).order_by("pk")
    for party in agreed.select_related("partner", "answered_by"):
        person = contact_of(party.partner, party.answered_by)
        if person is not None and party.partner.is_approved:
            telling.follow_up(party, person, number)


@transaction.atomic
def not_yet(introduction: Introduction, partner: Partner, *, by: User) -> None:
    """One of them says that they have not met so far: on record, and asked again next time."""
    introduction.lock()
    if introduction.state != Introduction.State.ACCEPTED:
        raise StateError(f"introduction {introduction.pk} is {introduction.state}")
    steps.note(by, "introduction.not_met_yet", introduction, acting_for=partner)
