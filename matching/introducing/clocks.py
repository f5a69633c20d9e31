"""Who owes an answer is reminded after 9, 21 and 45 days; after 60 an introduction closes itself.

Days are counted in the calendar, so that the day a mail names is the last on which an answer
counts. Once a day the ledger asks for a look at every introduction that is due. A look may be
repeated as often as it happens: under lock it tells and counts in one transaction, and a notice has
one key per introduction, state, number and person. After nights without a look only the latest of
the reminders that are due goes out.
"""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from matching.introducing import steps, telling
from matching.models import CLOSES_AFTER, REMINDED_AFTER, Introduction
from partners.publishing.reviewing import FROM_HOUR
from tomoni.journal import ledger

DAY, INTRODUCTION = "matching.introductions_day", "matching.introduction_look"


def ask_for_looks() -> None:
    """Have everything that is due looked at, once a day; in the caller's transaction."""
    if timezone.localtime().hour >= FROM_HOUR:
        ledger.enqueue_once(DAY, timezone.localdate().isoformat())


def due_introductions(today: date) -> list[int]:
    """Those whose next reminder is due, or that close."""
    due = Q(waits__lt=midnight_after(today - CLOSES_AFTER - timedelta(days=1)))
    for number, after in enumerate(REMINDED_AFTER):
        due |= Q(waits__lt=midnight_after(today - after), reminders__lte=number)
    waiting = Introduction.objects.open().annotate(waits=Coalesce("forwarded_at", "requested_at"))
    return list(waiting.filter(due).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def look_at(pk: int) -> None:
    """Remind of one introduction, or close it when its last day is over."""
    introduction = locked(pk)
    if introduction is None or not introduction.is_open:
        return
    if introduction.has_run_out:
        steps.close(introduction)
        return
    number = passed(REMINDED_AFTER, introduction.waits_since)
    if number > introduction.reminders:
        introduction.reminders = number
        introduction.save(update_fields=["reminders", "updated_at"])
        telling.remind(introduction)


# --- Days ---------------------------------------------------------------------------------------


def locked(pk: int) -> Introduction | None:
    """The introduction, held until the transaction ends."""
    rows = Introduction.objects.select_for_update(of=("self",))
    return rows.select_related("municipality", "federation").filter(pk=pk).first()


def passed(marks: tuple[timedelta, ...], since: datetime) -> int:
    """How many of the marks have passed today, counted from the day of the beginning."""
    days = timezone.localdate() - timezone.localdate(since)
    return sum(mark <= days for mark in marks)


def midnight_after(day: date) -> datetime:
    """When the day is over where we are."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
