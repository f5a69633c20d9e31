"""How a registration stops for a while or for good: suspended and lifted, withdrawn and taken
in again, lapsed.

Nothing is deleted by any of them. Whoever is not registered takes part in nothing: its pages and
listings are out of sight, and matching leaves it out; so the listings keep their own states.
"""

from django.db import transaction
from django.utils import timezone

from partners.acting import capacity, on_behalf
from partners.life import awaiting
from partners.life.steps import lock, note
from partners.mailing import mails
from partners.mailing.telling import tell_later
from partners.models import Claim, Membership, OnBehalf, Partner
from partners.people.members import owners_of
from partners.signals import partner_changed
from tomoni.accounts.models import User
from tomoni.models import StateError

_State = Partner.State
_SUSPENSION = ("suspend_reason", "lift_words", "lift_asked_at")
ENDABLE = tuple(state for state in _State if state != _State.WITHDRAWN)
WITHDRAWABLE = tuple(state for state in ENDABLE if state != _State.DRAFT)


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
def ask_to_lift(partner: Partner, *, by: User, words: str) -> None:
    """A suspended partner says what it has done, and asks its municipality to look again."""
    if not words.strip():
        raise ValueError("whoever asks again says what was done")
    lock(partner, _State.SUSPENDED)
    partner.lift_words, partner.lift_asked_at = words, timezone.now()
    partner.save(update_fields=["lift_words", "lift_asked_at", "updated_at"])
    entry = note(by, "partner.lift_asked", partner, reason=words, **on_behalf(by, partner))
    awaiting.tell_office(partner, entry, by=by)
    if on_behalf(by, partner):
        tell_later(partner, entry)


@transaction.atomic
def lift_suspension(partner: Partner, *, by: User) -> None:
    """Take a suspended partner in again, for the rest of its term; if that is over, it has lapsed
    and may be renewed.
    """
    lock(partner, _State.SUSPENDED)
    is_over = partner.expires_on is None or partner.expires_on < timezone.localdate()
    partner.state = _State.LAPSED if is_over else _State.APPROVED
    partner.suspend_reason, partner.lift_words, partner.lift_asked_at = "", "", None
    partner.save(update_fields=["state", *_SUSPENSION, "updated_at"])
    entry = note(by, "partner.suspension_lifted", partner, expires_on=partner.expires_on)
    mails.tell_owners(partner, "partner_suspension_lifted", entry)
    awaiting.is_answered(partner)
    partner_changed.send(Partner, partner=partner)


@transaction.atomic
def withdraw_partner(partner: Partner, *, by: User, reason: str = "") -> None:
    """End the registration, as its owner wishes. Its people can still read what it has; only the
    municipality can take it in again.
    """
    lock(partner, *WITHDRAWABLE)
    partner.state = _State.WITHDRAWN
    partner.save(update_fields=["state", "updated_at"])
    entry = note(by, "partner.withdrawn", partner, reason=reason)
    mails.tell_owners(partner, "partner_withdrawn", entry)
    partner_changed.send(Partner, partner=partner)


@transaction.atomic
def end_on_behalf(partner: Partner, *, by: User, reason: str) -> None:
    """End a registration that nobody has claimed, or throw out a draft of a list: its office, or
    the federation that acts for it. Who registered it is told; a code that is out stops working.

    StateError where it has an owner, or the person may not act for it (any more).
    """
    if not reason.strip():
        raise ValueError("whoever ends a registration for others says why")
    lock(partner, *ENDABLE)
    acting = capacity(by, partner, at_least=Membership.Role.OWNER)
    if acting is None or not partner.is_unclaimed:
        raise StateError(f"{partner.pk} is for others to end")
    partner.state = _State.WITHDRAWN
    partner.save(update_fields=["state", "updated_at"])
    Claim.objects.open().filter(partner=partner).update(withdrawn_at=timezone.now())
    entry = note(by, "partner.withdrawn", partner, reason=reason, **on_behalf(by, partner))
    mails.tell_owners(partner, "partner_ended", entry, ended_by=acting.name, end_reason=reason)
    partner_changed.send(Partner, partner=partner)


@transaction.atomic
def undo_withdrawal(partner: Partner, *, by: User, agreed: str = "") -> None:
    """Staff take a withdrawn partner in again, as what it was: see `state_before`.

    Where nobody is left who could act for it, it is on behalf from now on, and `agreed` says how
    it has agreed to that; StateError without it.
    """
    lock(partner, _State.WITHDRAWN)
    if not owners_of(partner).exists() and not partner.is_unclaimed:
        if agreed not in OnBehalf.SAID:
            raise StateError(f"{partner.pk} has nobody who acts for it")
        OnBehalf.objects.create(partner=partner, by=by, agreed=agreed)
    partner.state = state_before(partner)
    partner.save(update_fields=["state", "updated_at"])
    entry = note(by, "partner.withdrawal_undone", partner)
    mails.tell_owners(partner, "partner_withdrawal_undone", entry)
    partner_changed.send(Partner, partner=partner)


def state_before(partner: Partner) -> Partner.State:
    """What a withdrawn partner becomes when that is taken back: suspended where it was; never
    registered, it waits for the office; else registered for the rest of its term, or lapsed.
    """
    if partner.suspend_reason:
        return _State.SUSPENDED
    if partner.approved_at is None:
        said = OnBehalf.objects.filter(partner=partner, agreed=OnBehalf.Agreed.LIST)
        return _State.DRAFT if said.exists() and partner.is_unclaimed else _State.SUBMITTED
    is_over = partner.expires_on is None or partner.expires_on < timezone.localdate()
    return _State.LAPSED if is_over else _State.APPROVED


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
