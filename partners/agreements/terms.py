"""The term of an agreement: its parties are told before it ends, and it goes on or ends by itself.

Once a day the ledger asks for a look at every agreement whose term ends soon or is over. A look may
be repeated as often as it happens: a notice has one key per agreement, last day and person.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import DateField, ExpressionWrapper, F
from django.utils import timezone

from partners.agreements import telling
from partners.agreements.steps import note, take
from partners.agreements.transitions import Step
from partners.dates import months_later
from partners.models import Agreement
from partners.publishing.reviewing import FROM_HOUR
from tomoni.journal import ledger

DAY, AGREEMENT = "partners.agreement_day", "partners.agreement_look"


def ask_for_looks() -> None:
    """Have everything that is due looked at, once a day; in the caller's transaction."""
    if timezone.localtime().hour >= FROM_HOUR:
        ledger.enqueue_once(DAY, timezone.localdate().isoformat())


def due_agreements(today: date) -> list[int]:
    """Those whose parties are to be told that the term ends, and those whose term is over."""
    days = ExpressionWrapper(F("ends_on") - F("notice_days"), output_field=DateField())
    due = Agreement.objects.in_force().annotate(told_from=days).filter(told_from__lte=today)
    return list(due.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def look_at(pk: int) -> None:
    """Tell of the end of the term, or let it go on or end when its last day is over."""
    today = timezone.localdate()
    rows = Agreement.objects.in_force().select_for_update(of=["self"])
    agreement = rows.select_related("municipality").filter(pk=pk).first()
    if agreement is None or agreement.ends_on is None:
        return
    if agreement.ends_on < today:
        _go_on(agreement, today) if agreement.renews_for_months else _lapse(agreement)
    elif agreement.ends_on - timedelta(days=agreement.notice_days) <= today:
        telling.tell_of_end(agreement)


def _go_on(agreement: Agreement, today: date) -> None:
    """Another term, counted from the last day of the one before, until one holds today."""
    was = first = agreement.ends_on
    terms = 0
    assert was and first and agreement.renews_for_months  # noqa: S101 – the caller has looked
    while was < today:
        terms += 1
        was = months_later(first, terms * agreement.renews_for_months)
    take(agreement, Step.RENEW, ends_on=was)
    note(None, "agreement.renewed", agreement, was=first, until=was)


def _lapse(agreement: Agreement) -> None:
    """The term is over and nobody has written another: it ends with its last day."""
    take(agreement, Step.END, ended_on=agreement.ends_on, end_reason="")
    entry = note(None, "agreement.lapsed", agreement, ended_on=agreement.ended_on)
    telling.tell_all(agreement, telling.ENDED, entry, by=None)
