"""What is asked and reminded of after a meeting, once a day: gentle, and never more than said here.

A follow-up: on its day, once more after 21 days, then silence; after 60 days it is let go with a
kind word. The questionnaire: the day after the meeting, once more after a week. A look may be
repeated as often as it happens: it tells and counts in one transaction, under lock.
"""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from events.following import again, questionnaire, steps, telling
from events.models import AgainWish, Answer, Event, FollowUp
from events.models.afterwards import LAPSES_AFTER, REMINDED_AFTER
from tomoni.journal import ledger

DAY, FOLLOW_UP = "events.afterwards_day", "events.follow_up_look"
ASK, AGAIN = "events.questionnaire_ask", "events.again_look"
FROM_HOUR = 6
ASKED_AFTER = (timedelta(days=1), timedelta(days=8))
"""So long after the day of the meeting the questionnaire is asked for, and reminded of."""


def ask_for_looks() -> None:
    """Have everything that is due looked at, once a day; in the caller's transaction."""
    if timezone.localtime().hour >= FROM_HOUR:
        ledger.enqueue_once(DAY, timezone.localdate().isoformat())


# --- Follow-ups ---------------------------------------------------------------------------------


def due_follow_ups(today: date) -> list[int]:
    """Those of which somebody is to be reminded, or that are let go."""
    due = Q(due_on__lt=today - LAPSES_AFTER)
    for number, after in enumerate(REMINDED_AFTER):
        due |= Q(due_on__lte=today - after, reminders__lte=number)
    return list(FollowUp.objects.open().filter(due).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def look_at(pk: int) -> None:
    """Remind of one follow-up, or let it go when its last day is over."""
    rows = FollowUp.objects.select_for_update(of=("self",)).select_related("owner", "event")
    follow_up = rows.filter(pk=pk).first()
    if follow_up is None or not follow_up.is_open:
        return
    if steps.has_run_out(follow_up):
        steps.lapse(follow_up)
        return
    late = timezone.localdate() - follow_up.due_on
    number = sum(after <= late for after in REMINDED_AFTER)
    if number > follow_up.reminders:
        follow_up.reminders = number
        follow_up.save(update_fields=["reminders", "updated_at"])
        telling.remind(follow_up)


# --- The questionnaire --------------------------------------------------------------------------


def due_questionnaires(today: date) -> list[int]:
    """Meetings whose participants are to be asked, or reminded; a missed day is made up for."""
    first, last = (_midnight(today - after) for after in (timedelta(days=14), ASKED_AFTER[0]))
    held = Event.objects.filter(state=Event.State.ANNOUNCED)
    ended = held.filter(ends_at__gte=first, ends_at__lt=last + timedelta(days=1))
    return list(ended.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def ask(pk: int) -> None:
    """Ask all who were there and have not answered; each of them twice at most, ever."""
    event = Event.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if event is None or not questionnaire.takes_answers(event):
        return
    passed = timezone.localdate() - timezone.localdate(event.ends_at)
    number = sum(after <= passed for after in ASKED_AFTER)
    if not number:
        return
    answered = Answer.objects.filter(registration=OuterRef("pk"))
    seats = questionnaire.asked(event).filter(~Exists(answered)).select_related("user")
    for seat in seats.order_by("pk"):
        telling.ask_questions(event, seat, number)


# --- Talking again ------------------------------------------------------------------------------


def due_wishes(today: date) -> list[int]:
    """One of each two that wish it both, but have not been brought together yet."""
    back = AgainWish.objects.standing().filter(wisher=OuterRef("wished"), wished=OuterRef("wisher"))
    since = _midnight(today - again.WISHED_WITHIN)
    rows = AgainWish.objects.standing().filter(Exists(back), wisher__event__ends_at__gte=since)
    rows = rows.filter(wisher__lt=F("wished"))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def look_at_wish(pk: int) -> None:
    """Bring the two together, if that is possible now."""
    made = AgainWish.objects.select_related("wisher", "wished").filter(pk=pk).first()
    if made is not None:
        again.try_again(made)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
