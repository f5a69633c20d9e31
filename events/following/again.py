"""“Whom would you like to talk to again?” Private, until the other wishes it, too.

Whoever says something holds the rows of both people, so that two who say it at the same moment
are one after the other, and the second finds what the first has said. Where one of their partners
takes no introductions of the other, nothing happens and nobody learns of it.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.following import telling
from events.models import AgainWish, Event, Registration
from matching.introducing.rules import takes_introductions
from matching.introducing.wishing import introduce
from matching.models import Introduction
from partners.mailing.responsible import still_acts
from tomoni.accounts.models import User
from tomoni.journal.record import record
from tomoni.models import StateError

WISHED_WITHIN = timedelta(days=90)
"""After a meeting; later nobody remembers."""


@dataclass(frozen=True)
class Said:
    """What goes with a wish."""

    words: str = ""
    office_may_ask: bool = False
    shares_contact: bool = False


def takes_wishes(event: Event) -> bool:
    """From the beginning of the meeting on, for ninety days."""
    is_held = event.has_started and event.state == Event.State.ANNOUNCED
    return is_held and timezone.now() < event.ends_at + WISHED_WITHIN


@transaction.atomic
def wish(seat: Registration, other: Registration, said: Said, *, by: User) -> AgainWish:
    """Say that one would like to talk to the other again; said anew, the words change.

    Raises StateError where the meeting takes no wishes, or the other cannot be wished for.
    """
    seat, other = _hold(seat, other)
    _check(seat, other, by)
    made, is_new = AgainWish.objects.get_or_create(wisher=seat, wished=other)
    if made.is_mutual:
        return made
    if not made.is_standing:
        made.created_at = timezone.now()
    made.words, made.taken_back_at = said.words, None
    made.office_may_ask, made.shares_contact = said.office_may_ask, said.shares_contact
    made.save()
    if is_new:  # not of whom: that is nobody's business
        record(by, "again.wished", seat.event, municipality=seat.event.municipality)
    _become_mutual(made)
    return made


@transaction.atomic
def take_back(made: AgainWish, *, by: User) -> None:
    """As if it had never been said; StateError once both have been told."""
    _hold(made.wisher, made.wished)
    made.refresh_from_db()
    if made.is_mutual:
        raise StateError(_("You both wish it, and both of you have been told."))
    if made.is_standing:
        made.taken_back_at, made.words = timezone.now(), ""
        made.office_may_ask = made.shares_contact = False
        made.save()


@transaction.atomic
def try_again(made: AgainWish) -> None:
    """What both wish and was not possible at the time: a pause may be over meanwhile."""
    _hold(made.wisher, made.wished)
    made.refresh_from_db()
    if made.is_standing and not made.is_mutual:
        _become_mutual(made)


def _hold(seat: Registration, other: Registration) -> tuple[Registration, Registration]:
    """Both people's rows, as they are now, in one order for everybody."""
    rows = Registration.objects.select_for_update(of=("self",)).order_by("pk")
    related = ("event__municipality", "user", "partner__municipality")
    held = {row.pk: row for row in rows.filter(pk__in=[seat.pk, other.pk])}
    known = Registration.objects.select_related(*related).in_bulk(list(held))
    return known[seat.pk], known[other.pk]


def _check(seat: Registration, other: Registration, by: User) -> None:
    if not takes_wishes(seat.event):
        raise StateError(_("This can be said from the beginning of the meeting on, for 90 days."))
    are_there = seat.has_seat and other.has_seat and seat.event_id == other.event_id
    if not are_there or seat.user_id != by.pk or not can_be_wished(seat, other):
        raise StateError(_("Please choose somebody else who took part in this meeting."))


def can_be_wished(seat: Registration, other: Registration) -> bool:
    """Somebody else with an account, and not of the same partner: they meet anyway."""
    is_colleague = seat.partner_id is not None and seat.partner_id == other.partner_id
    is_oneself = seat.pk == other.pk or seat.user_id == other.user_id
    return other.user_id is not None and not is_colleague and not is_oneself


def _become_mutual(made: AgainWish) -> None:
    back = AgainWish.objects.standing().filter(wisher=made.wished_id, wished=made.wisher_id)
    found = back.select_related("wisher", "wished").first()
    if found is None:
        return
    if speak_for_partners(*_hold(made.wisher, made.wished)):
        introduction = _introduced(made, found)
        if introduction is not None:
            _tell_both(made, found, introduction)
    elif made.shares_contact and found.shares_contact and not _are_kept_apart(made):
        _tell_both(made, found, None)


def speak_for_partners(*seats: Registration) -> bool:
    """All are there for a partner, and may say yes for it."""
    return all(
        seat.partner is not None and seat.user is not None and still_acts(seat.user, seat.partner)
        for seat in seats
    )


def _are_kept_apart(made: AgainWish) -> bool:
    """A partner has blocked the other, or takes no introductions: its people are left in peace."""
    one, other = made.wisher.partner, made.wished.partner
    if one is None or other is None:
        return False
    return not (takes_introductions(one, of=other) and takes_introductions(other, of=one))


def _introduced(made: AgainWish, back: AgainWish) -> Introduction | None:
    seats = _hold(made.wisher, made.wished)
    event = seats[0].event
    voices = [(seat.partner, seat.user) for seat in seats if seat.partner and seat.user]
    return introduce(
        voices, municipality=event.municipality, words=_how(event, seats, made, back), origin=event
    )


def _how(
    event: Event, seats: tuple[Registration, Registration], made: AgainWish, back: AgainWish
) -> str:
    """What the introduction says, in the language of the place; each one's words stand by name."""
    with translation.override("ja"):
        lines = [
            _("You met at “%(meeting)s” and both wish to talk again.") % {"meeting": event.title}
        ]
    for seat, said in zip(seats, (made, back), strict=True):
        if said.words:
            lines.append(f"{seat.person_name}（{seat.organisation}）：{said.words}")
    return "\n".join(lines)


def _tell_both(made: AgainWish, back: AgainWish, introduction: Introduction | None) -> None:
    """Each hears it once; where there is an introduction, its own notice says whom to call."""
    now = timezone.now()
    for each in (made, back):
        each.mutual_at, each.introduction = now, introduction
        each.save(update_fields=["mutual_at", "introduction"])
        if introduction is None:
            telling.tell_mutual(each)
    event = made.wisher.event
    record(None, "again.mutual", event, municipality=event.municipality)
