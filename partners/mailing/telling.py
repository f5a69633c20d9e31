"""Owners are told what others have done in their partner's name: one mail for an hour of it.

The first deed asks the ledger for a look in an hour; further ones only confirm it. The look tells
of everything since the last, so nothing is told twice and nothing is left out.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from partners.mailing import mails
from partners.mailing.responsible import people_of
from partners.models import Partner, ToldOwners
from partners.record.history import entries_on_behalf
from tomoni.journal import ledger
from tomoni.journal.models import Entry

TELL = "partners.tell_owners"
TOGETHER = timedelta(hours=1)
"""Everything within an hour of the first deed goes into one mail."""


def tell_later(partner: Partner, entry: Entry) -> None:
    """A deed on the partner's behalf was written down; in the caller's transaction."""
    if not has_owner(partner):
        return
    # What was done before there was an owner was read when the pages were taken over.
    ToldOwners.objects.get_or_create(partner=partner, defaults={"entry": entry.pk - 1})
    # A look waits for deeds that are not committed yet, so that none falls behind its mark.
    ToldOwners.objects.select_for_update().get(partner=partner)
    ledger.enqueue(TELL, f"partner:{partner.pk}", delay=TOGETHER)


def has_owner(partner: Partner) -> bool:
    """Whether there is somebody to be told."""
    return bool(people_of(partner))


@transaction.atomic
def tell(pk: int) -> None:
    """One mail to each owner about what was not told yet; nothing where there is nothing."""
    rows = ToldOwners.objects.select_for_update(of=("self",)).select_related(
        "partner__municipality"
    )
    told = rows.filter(partner=pk).first()
    if told is None:
        return
    entries = list(_since(told))
    if not entries:
        return
    told.entry = max(entry.pk for entry in entries)
    told.save(update_fields=["entry"])
    mails.tell_of_deeds(told.partner, entries)


def _since(told: ToldOwners) -> QuerySet[Entry]:
    return entries_on_behalf(told.partner).filter(pk__gt=told.entry)
