"""How the people of a partner change: another role, removed, left, ownership handed over.

Every step locks the partner first, so two at the same moment never leave it without an owner.
"""

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from partners.mailing import mails, people_mails
from partners.models import Membership, Partner
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.journal.record import record
from tomoni.models import StateError

_Role = Membership.Role


class LastOwnerError(StateError):
    """The partner would be left without an owner."""


@transaction.atomic
def change_role(membership: Membership, role: Membership.Role, *, by: User) -> None:
    """Give a member another role, and tell them. LastOwnerError where it is the last owner's."""
    _lock_as_owner(membership.partner, by)
    current = _current(membership)
    if current.role == role:
        return
    if role != _Role.OWNER:
        _require_another_owner(current)
    _set_role(current, role)
    people_mails.tell_of_role(current, _record(by, "partner.role_changed", current))


@transaction.atomic
def remove_member(membership: Membership, *, by: User) -> None:
    """Take somebody out of the partner, and tell them."""
    _lock_as_owner(membership.partner, by)
    current = _current(membership)
    _require_another_owner(current)
    current.delete()
    entry = _record(by, "partner.member_removed", current)
    mails.tell_member(current, "partner_member_removed", entry)


@transaction.atomic
def leave(membership: Membership) -> None:
    """Leave the partner; its owners are told. LastOwnerError for its last owner: hand it over
    first.
    """
    _lock(membership.partner)
    current = _current(membership)
    _require_another_owner(current)
    current.delete()
    entry = _record(current.user, "partner.member_left", current)
    people_mails.tell_of_leaving(current.partner, current.user, entry)


@transaction.atomic
def hand_over(membership: Membership, *, by: User) -> None:
    """Make another member the owner in one's own place; one stays as an editor. Both get a mail."""
    _lock_as_owner(membership.partner, by)
    current = _current(membership)
    former = Membership.objects.select_related("user").get(partner=current.partner_id, user=by)
    if former == current:
        raise StateError("nobody hands over to themselves")
    _set_role(current, _Role.OWNER)
    _set_role(former, _Role.EDITOR)
    entry = _record(by, "partner.handed_over", current)
    mails.tell_of_hand_over(current, former, entry)


def owners_of(partner: Partner) -> QuerySet[Membership]:
    """Its owners, as far as they can still log in."""
    return Membership.objects.filter(partner=partner, role=_Role.OWNER, user__is_active=True)


def without_whom(user: User) -> str:
    """In words, which partners would have no owner if the person went; nothing where all have.

    In the transaction in which the account is closed, so that no other owner goes meanwhile.
    """
    if connection.in_atomic_block:
        owned = Membership.objects.filter(user=user, role=_Role.OWNER).values("partner")
        rows = Partner.objects.select_for_update(no_key=True).filter(pk__in=owned).order_by("pk")
        list(rows.values_list("pk", flat=True))
    last = Membership.objects.filter(user=user).last_owners()
    names = _(", ").join(row.partner.name for row in last)
    words = _("Without this person nobody could act for %(names)s. Make somebody else the owner.")
    return words % {"names": names} if names else ""


def _lock(partner: Partner) -> None:
    """Keep every other step about the people of the partner waiting until this one is over."""
    Partner.objects.select_for_update(no_key=True).only("pk").get(pk=partner.pk)


def _lock_as_owner(partner: Partner, by: User) -> None:
    """Lock, and believe nobody who has stopped being an owner while waiting."""
    _lock(partner)
    if not owners_of(partner).filter(user=by).exists():
        raise StateError(f"{by.pk} owns {partner.pk} no more")


def _current(membership: Membership) -> Membership:
    """The row as it is now; StateError where somebody has taken it away meanwhile."""
    rows = Membership.objects.select_related("user", "partner__municipality")
    current = rows.filter(pk=membership.pk).first()
    if current is None:
        raise StateError(f"membership {membership.pk} is gone")
    return current


def _require_another_owner(membership: Membership) -> None:
    """Whoever has withdrawn may be left by everybody."""
    others = owners_of(membership.partner).exclude(pk=membership.pk)
    is_last = membership.role == _Role.OWNER and not others.exists()
    if is_last and not membership.partner.is_withdrawn:
        raise LastOwnerError(f"{membership.partner_id} has one owner")


def _set_role(membership: Membership, role: Membership.Role) -> None:
    membership.role = role
    membership.save(update_fields=["role"])


def _record(by: User, verb: str, membership: Membership) -> Entry:
    """The journal keeps ids and roles; names and addresses are not for ever."""
    partner, member = membership.partner, membership.user_id
    municipality = partner.municipality
    return record(by, verb, partner, municipality=municipality, member=member, role=membership.role)
