"""Who looks after an item is asked how it lives: before it turns yellow, and then once a year.

What was told since the last question counts anew: after an answer the next question comes eleven
months later.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import DateField, ExpressionWrapper, F, Q
from django.utils import timezone

from partners.agreements import telling
from partners.models import CooperationItem

ITEM = "partners.item_look"
_YEAR, _MONTH = timedelta(days=365), timedelta(days=30)


def due_items(today: date) -> list[int]:
    """Living items that have been quiet for eleven months, and were not asked for since then or
    within a year.
    """
    asked_from = ExpressionWrapper(F("last_on") + telling.ASKED_AFTER, output_field=DateField())
    quiet = CooperationItem.objects.quiet_since(today - telling.ASKED_AFTER)
    is_answered = Q(reminded_on__lt=asked_from, reminded_on__lte=today - _MONTH)
    due = quiet.filter(Q(reminded_on=None) | Q(reminded_on__lte=today - _YEAR) | is_answered)
    return list(due.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def look_at(pk: int) -> None:
    """Ask how one item lives, if that is still due."""
    today = timezone.localdate()
    item = CooperationItem.objects.select_for_update().filter(pk=pk).first()
    if item is None or pk not in due_items(today):
        return
    item.reminded_on = today
    item.save(update_fields=["reminded_on"])
    telling.tell_quiet(item, today=today.isoformat())
