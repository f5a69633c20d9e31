"""What all steps of a registration share: the lock, the term, the entry in the journal."""

from typing import Any

from django.utils import timezone

from partners.dates import months_later
from partners.models import Partner
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.journal.record import record
from tomoni.models import StateError


def lock(partner: Partner, *states: Partner.State) -> None:
    """Keep others off the row until the transaction ends; its state must be one of these now."""
    current = Partner.objects.select_for_update(no_key=True).only("state").get(pk=partner.pk)
    if current.state not in states:
        raise StateError(f"{partner.pk} is {current.state}")


def admit(partner: Partner) -> None:
    """Set what a registered partner has; for as long as its municipality registers."""
    now = timezone.now()
    partner.state, partner.approved_at = Partner.State.APPROVED, now
    months = partner.municipality.renewal_months
    partner.expires_on = months_later(timezone.localdate(now), months)
    partner.return_remarks = {}


def some(**data: Any) -> dict[str, Any]:
    """Only what says something: the journal keeps no empty lists."""
    return {name: value for name, value in data.items() if value}


def note(by: User | None, verb: str, partner: Partner, **data: object) -> Entry:
    """The entry in the journal, under the partner's municipality."""
    return record(by, verb, partner, municipality=partner.municipality, **data)
