"""How a registration stops for a while or for good: suspended and lifted, withdrawn, lapsed.

Nothing is deleted by any of them. Whoever is not registered takes part in nothing: its pages and
listings are out of sight, and matching leaves it out; so the listings keep their own states.
"""

from django.db import transaction
from django.utils import timezone

from partners.life.steps import lock, note
from partners.mailing import mails
from partners.models import Partner
from partners.signals import partner_changed
from tomoni.accounts.models import User
from tomoni.models import StateError

_State = Partner.State
WITHDRAWABLE = tuple(state for state in _State if state not in (_State.DRAFT, _State.WITHDRAWN))


@transaction.atomic
def suspend_partner(partner: Partner, *, by: User, reason: str) -> None:
    """Take a registered partner and its listings out of sight; its owners read the reason."""
    if not reason.strip():
        raise ValueError("whoever suspends a partner says why")
    lock(partner, _State.APPROVED)
    partner.state, partner.suspend_reason = _State.SUSPENDED, reason
    partner.save(update_fields=["state", "suspend_reason", "updated_at"])
    entry = note(by, "partner.suspended", partner, reason=reason)
    mails.tell_owners(partner, "partner_suspended", entry)
    partner_changed.send(Partner, partner=partner)


@transaction.atomic
def lift_suspension(partner: Partner, *, by: User) -> None:
    """Take a suspended partner in again, for the rest of its term; if that is over, it has lapsed
    and may be renewed.
    """
    lock(partner, _State.SUSPENDED)
    is_over = partner.expires_on is None or partner.expires_on < timezone.localdate()
    partner.state = _State.LAPSED if is_over else _State.APPROVED
    partner.suspend_reason = ""
    partner.save(update_fields=["state", "suspend_reason", "updated_at"])
    entry = note(by, "partner.suspension_lifted", partner, expires_on=partner.expires_on)
    mails.tell_owners(partner, "partner_suspension_lifted", entry)
    partner_changed.send(Partner, partner=partner)


@transaction.atomic
def withdraw_partner(partner: Partner, *, by: User, reason: str = "") -> None:
    """End the registration for good, as its owner wishes. Its people can still read what it has."""
    lock(partner, *WITHDRAWABLE)
    partner.state = _State.WITHDRAWN
    partner.save(update_fields=["state", "updated_at"])
    entry = note(by, "partner.withdrawn", partner, reason=reason)
    mails.tell_owners(partner, "partner_withdrawn", entry)
    partner_changed.send(Partner, partner=partner)


@transaction.atomic
def lapse_partner(partner: Partner) -> None:
    """Nobody has renewed it in time. StateError where somebody did meanwhile."""
    lock(partner, _State.APPROVED)
    partner.refresh_from_db(fields=["state", "expires_on"])
    if partner.expires_on is None or partner.expires_on >= timezone.localdate():
        raise StateError(f"{partner.pk} is registered until {partner.expires_on}")
    partner.state = _State.LAPSED
    partner.save(update_fields=["state", "updated_at"])
    note(None, "partner.lapsed", partner, expires_on=partner.expires_on)
    partner_changed.send(Partner, partner=partner)
