"""Who looks after an item is asked how it lives: before it turns yellow, and then once a year."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from partners.agreements import telling
from partners.models import CooperationItem

ITEM = "partners.item_look"
_YEAR = timedelta(days=365)


def due_items(today: date) -> list[int]:
    """Living items that have been quiet for eleven months and were not asked for within a year."""
    quiet = CooperationItem.objects.quiet_since(today - telling.ASKED_AFTER)
    due = quiet.filter(Q(reminded_on=None) | Q(reminded_on__lte=today - _YEAR))
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
