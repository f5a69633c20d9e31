"""How partners with like needs come to ask together: one offers, the other agrees or declines.

Neither learns anything of the other's people before both have said yes; the offer shows only what
both may read of each other anyway. How alike two needs must be is said by the matcher, above.
"""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from partners.acting import on_behalf
from partners.mailing import request_mails
from partners.mailing.responsible import has_people
from partners.mailing.telling import tell_later
from partners.models import Alliance, Listing, Membership
from partners.models.asked import ASKED_LASTS, AskedQuerySet
from partners.models.people import lasts
from partners.signals import partners_approach
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.journal.record import record
from tomoni.models import StateError

OFFERS_A_WEEK = 5
_State = Alliance.State
_WEEK = timedelta(days=7)


_ANSWERS = {"alliance.agreed", "alliance.declined"}


class TooManyError(StateError):
    """The partner has offered as many alliances within a week as it may."""


@transaction.atomic
def offer(need: Listing, other: Listing, *, by: User, message: str = "") -> Alliance:
    """Offer to ask together. StateError where either does not take part, or it was settled."""
    partner = need.partner
    type(partner).objects.select_for_update(no_key=True).only("pk").get(pk=partner.pk)
    _require_both_take_part(need, other)
    past = settled(need, other)
    past.overdue().update(state=_State.EXPIRED)
    if past.declined_lately().exists():
        raise StateError(f"{need.pk} and {other.pk} have settled that lately")
    if offers_left(need) < 1:
        raise TooManyError(f"{partner.pk} has offered {OFFERS_A_WEEK} within a week")
    try:
        with transaction.atomic():
            alliance = Alliance.objects.create(
                need=need, other=other, asked_by=by, message=message, expires_at=lasts(ASKED_LASTS)
            )
    except IntegrityError as error:
        raise StateError(f"{need.pk} and {other.pk}: offered already") from error
    request_mails.tell_of_alliance(
        alliance, "alliance_offered", _record(by, "alliance.offered", alliance)
    )
    return alliance


@transaction.atomic
def agree(alliance: Alliance, *, by: User) -> None:
    """Yes: from now on both know who the other person is, and how to write to them."""
    current = _answered(alliance, _State.AGREED, by)
    _require_both_take_part(current.need, current.other)
    current.save()
    request_mails.tell_of_agreement(current, _record(by, "alliance.agreed", current))


@transaction.atomic
def decline(alliance: Alliance, *, by: User, reason: str = "") -> None:
    """No. Nobody's name is told, and the same is not offered for a while."""
    current = _answered(alliance, _State.DECLINED, by)
    current.reason = reason
    current.save()
    entry = _record(by, "alliance.declined", current)
    request_mails.tell_of_alliance(current, "alliance_declined", entry)


@transaction.atomic
def withdraw(alliance: Alliance, *, by: User) -> None:
    """Who has offered it takes it back; nobody is told."""
    _answered(alliance, _State.WITHDRAWN, by).save()
    _record(by, "alliance.withdrawn", alliance)


def offers_left(need: Listing) -> int:
    """How many alliances the partner may still offer this week."""
    since = timezone.now() - _WEEK
    made = Alliance.objects.filter(need__partner=need.partner_id, created_at__gt=since)
    return max(0, OFFERS_A_WEEK - made.count())


def settled(need: Listing, other: Listing) -> AskedQuerySet:
    """Everything that was ever offered between the two, whoever began."""
    pair = Q(need=need, other=other) | Q(need=other, other=need)
    return Alliance.objects.filter(pair)


def both_take_part(need: Listing, other: Listing) -> bool:
    """Two needs of two partners, both shown, valid and readable for other partners; and each has
    somebody who can answer, so that nothing is offered to nobody: of its own, or where nobody has
    claimed it who acts for it.
    """
    are_needs = need.is_need and other.is_need and need.partner_id != other.partner_id
    return are_needs and all(
        each.is_live
        and each.partner.is_approved
        and each.visibility != Listing.Visibility.STAFF
        and (each.partner.is_unclaimed or has_people(each.partner, at_least=Membership.Role.EDITOR))
        for each in (need, other)
    )


def _require_both_take_part(need: Listing, other: Listing) -> None:
    if not both_take_part(need, other):
        raise StateError(f"{need.pk} and {other.pk} do not both take part")
    partners_approach.send(sender=Alliance, partners=(need.partner, other.partner))


def _answered(alliance: Alliance, state: str, by: User) -> Alliance:
    """The row, locked, with its answer; StateError where it was answered or is over."""
    rows = Alliance.objects.select_for_update(of=("self",)).select_related(
        "need__partner__municipality", "other__partner__municipality", "asked_by"
    )
    current = rows.get(pk=alliance.pk)
    if not current.is_open:
        raise StateError(f"alliance {current.pk} is {current.state}")
    current.state, current.answered_by, current.answered_at = state, by, timezone.now()
    return current


def _record(by: User, verb: str, alliance: Alliance) -> Entry:
    """Kept with the need that began it, an answer on behalf with the need it is given for, so that
    the partner reads what was done in its name. Messages and reasons are not for ever.
    """
    need, other = alliance.need, alliance.other
    town = need.partner.municipality
    side, beside = (other, need) if verb in _ANSWERS else (need, other)
    if acting := on_behalf(by, side.partner):
        about: dict[str, Any] = {"other": beside.pk, "alliance": alliance.pk, **acting}
        entry = record(by, verb, side, municipality=side.partner.municipality, **about)
        tell_later(side.partner, entry)
        return entry
    return record(by, verb, need, municipality=town, other=other.pk, alliance=alliance.pk)
