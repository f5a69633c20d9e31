"""How a partner is left in peace: a pause from introductions, and partners that it blocks.

A pause ends nothing that is under way. A block does: what is open between the two is taken back or
declined, as if the partner had done so itself; the other is not told that it is blocked.
"""

from datetime import date

from django.db import transaction

from matching.introducing import steps
from matching.models import Block, Introduction, Party, Pause
from partners.models import Partner
from tomoni.accounts.models import User
from tomoni.journal.record import record
from tomoni.models import StateError


@transaction.atomic
def pause(partner: Partner, *, by: User, until: date | None = None) -> Pause:
    """Take no introductions up to and with this day, or until it is ended; said anew it counts."""
    made, _is_new = Pause.objects.update_or_create(
        partner=partner, defaults={"until": until, "by": by}
    )
    record(by, "introductions.paused", partner, municipality=partner.municipality, until=until)
    return made


@transaction.atomic
def resume(partner: Partner, *, by: User) -> None:
    """Take introductions again; nothing happens where there is no pause."""
    gone, _rows = Pause.objects.filter(partner=partner).delete()
    if gone:
        record(by, "introductions.resumed", partner, municipality=partner.municipality)


@transaction.atomic
def block(partner: Partner, blocked: Partner, *, by: User, reason: str = "") -> Block:
    """Neither is suggested to the other from now on, nor can ask it. A second time only the reason
    changes. Raises StateError where a partner would block itself.
    """
    if partner == blocked:
        raise StateError("no partner blocks itself")
    steps.hold([partner, blocked])
    made, is_new = Block.objects.get_or_create(
        partner=partner, blocked=blocked, defaults={"by": by, "reason": reason}
    )
    if is_new:
        record(by, "introductions.blocked", made, municipality=partner.municipality)
        _end_what_is_open(partner, blocked, by)
    elif reason != made.reason:
        made.reason = reason
        made.save(update_fields=["reason"])
    return made


@transaction.atomic
def unblock(partner: Partner, blocked: Partner, *, by: User) -> None:
    """They may meet again; nothing happens where there is no block."""
    made = Block.objects.filter(partner=partner, blocked=blocked).first()
    if made:
        record(by, "introductions.unblocked", made, municipality=partner.municipality)
        made.delete()


def _end_what_is_open(partner: Partner, blocked: Partner, by: User) -> None:
    """What the partner has asked for is taken back, what it was asked declined, also where it has
    said yes and others have not answered yet. Of what a broker has not passed on it knows nothing,
    so that stays: it cannot be passed on any more.
    """
    theirs = Introduction.objects.open().of_partners([partner]).filter(parties__partner=blocked)
    for introduction in theirs.order_by("pk"):
        own = introduction.parties.get(partner=partner)
        if own.is_asking:
            steps.withdraw(introduction, by=by)
        elif own.state in (Party.State.ASKED, Party.State.AGREED):
            steps.decline(introduction, partner, by=by)
