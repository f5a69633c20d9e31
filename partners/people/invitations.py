"""How somebody is invited to act for a partner: asked by mail, asked again, taken back, accepted.

The link in the mail carries a token of which the row keeps the hash (`onetime.py`), so nobody who
reads the database can follow it. One invitation is open per partner and address.
"""

import uuid

from django.db import transaction
from django.utils import timezone

from partners.mailing import mails
from partners.models import Invitation, Membership, Partner
from partners.models.people import INVITATION_LASTS, lasts
from partners.people.onetime import hash_of, token_of
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.journal.record import record
from tomoni.models import StateError


@transaction.atomic
def invite(partner: Partner, email: str, role: Membership.Role, *, by: User) -> Invitation:
    """Ask somebody by mail. One that is open for the address already is replaced."""
    _lock(partner)
    if earlier := open_for(partner, email):
        _close(earlier)
    return _send(partner, email, role, by)


@transaction.atomic
def resend(invitation: Invitation, *, by: User) -> Invitation:
    """Send a new link, good for another week; the old one says that there is a newer."""
    current = _open(invitation)
    _close(current)
    return _send(current.partner, current.email, Membership.Role(current.role), by)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> None:
    """Take it back: the link stops working."""
    current = _open(invitation)
    _close(current)
    _record(by, "partner.invitation_withdrawn", current)


@transaction.atomic
def accept(invitation: Invitation, user: User) -> Membership:
    """The person acts for the partner from now on; who has a stronger role already keeps it."""
    current = _open(invitation)
    if not current.is_good:
        raise StateError(f"invitation {current.pk} is over")
    membership = _join(current, user)
    current.used_at, current.used_by = timezone.now(), user
    current.save(update_fields=["used_at", "used_by", "updated_at"])
    entry = _record(user, "partner.member_joined", current)
    mails.tell_of_joining(current, user, entry)
    return membership


def open_for(partner: Partner, email: str) -> Invitation | None:
    """The open invitation of the address, expired or not."""
    return Invitation.objects.open().filter(partner=partner, email__iexact=email).first()


def found_by(token: str) -> Invitation | None:
    """The invitation to which a link leads, whatever has become of it."""
    rows = Invitation.objects.select_related("partner__municipality", "invited_by")
    return rows.filter(token_hash=hash_of(token)).first()


def link_of(pk: int) -> str | None:
    """The token of an invitation that is good now; None where nobody is to be written to any more.

    StateError where the key of the installation is another than when it was made.
    """
    invitation = Invitation.objects.filter(pk=pk).first()
    if invitation is None or not invitation.is_good:
        return None
    token = token_of(invitation.nonce)
    if hash_of(token) != invitation.token_hash:
        raise StateError(f"invitation {pk} was made with another key: withdraw it and invite again")
    return token


def _lock(partner: Partner) -> None:
    Partner.objects.select_for_update(no_key=True).only("pk").get(pk=partner.pk)


def _open(invitation: Invitation) -> Invitation:
    """The row, locked; StateError where it was used or taken back meanwhile."""
    rows = Invitation.objects.select_for_update(of=("self",)).select_related(
        "partner__municipality", "invited_by"
    )
    current = rows.get(pk=invitation.pk)
    if current.used_at or current.withdrawn_at:
        raise StateError(f"invitation {current.pk} is over")
    return current


def _join(invitation: Invitation, user: User) -> Membership:
    _lock(invitation.partner)
    role = Membership.Role(invitation.role)
    membership, is_new = Membership.objects.get_or_create(
        partner=invitation.partner, user=user, defaults={"role": role}
    )
    if not is_new and not membership.may(role):
        membership.role = role
        membership.save(update_fields=["role"])
    return membership


def _close(invitation: Invitation) -> None:
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at", "updated_at"])


def _send(partner: Partner, email: str, role: Membership.Role, by: User) -> Invitation:
    nonce = uuid.uuid4()
    invitation = Invitation.objects.create(
        partner=partner,
        email=email.lower(),
        role=role,
        invited_by=by,
        nonce=nonce,
        token_hash=hash_of(token_of(nonce)),
        expires_at=lasts(INVITATION_LASTS),
    )
    mails.invite(invitation, _record(by, "partner.member_invited", invitation))
    return invitation


def _record(by: User, verb: str, invitation: Invitation) -> Entry:
    """Addresses are not kept in the journal: it is never erased."""
    partner = invitation.partner
    return record(by, verb, partner, municipality=partner.municipality, role=invitation.role)
