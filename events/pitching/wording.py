"""What the notices about pitches say, from the rows as they are when they are read.

None where it is no longer true: decided otherwise since, taken back, called off.
"""

from typing import Any

from django.db.models import Q, QuerySet

from events.models import HelpOffer, Pitch
from events.pitching import telling
from partners.models import Membership
from tomoni.accounts.models import User
from tomoni.municipalities.models import Municipality, StaffRole
from tomoni.notices.models import Notice

_EDITING = Membership.Role.at_least(Membership.Role.EDITOR)
_TRUE_IN = {
    telling.HANDED_IN: Pitch.State.APPLIED,
    telling.TAKEN_BACK: Pitch.State.APPLIED,
    telling.CHOSEN: Pitch.State.CHOSEN,
    telling.DECLINED: Pitch.State.DECLINED,
    telling.CHANGED: Pitch.State.CHOSEN,
    telling.WITHDRAWN: Pitch.State.WITHDRAWN,
}
_UNTIL_BEGUN = (telling.HANDED_IN, telling.CHANGED)


def pitches_of(reader: User) -> QuerySet[Pitch]:
    """Those of partners for which the reader may write."""
    own = Membership.objects.filter(user=reader.pk, role__in=_EDITING).values("partner")
    return Pitch.objects.filter(partner__in=own).select_related("event", "partner")


def pitches_to_office(reader: User) -> QuerySet[Pitch]:
    """Those of meetings that the reader may change."""
    cities = Municipality.objects.staffed_by(reader, at_least=StaffRole.Role.EDITOR).values("pk")
    return Pitch.objects.filter(event__municipality__in=cities).select_related("event", "partner")


def help_for(reader: User) -> QuerySet[HelpOffer]:
    """What was offered to partners for which the reader may write, and not taken back."""
    own = Membership.objects.filter(user=reader.pk, role__in=_EDITING).values("partner")
    rows = HelpOffer.objects.filter(Q(pitch__partner__in=own), withdrawn_at=None)
    return rows.select_related("pitch__event", "registration__user", "registration__partner")


def word_pitch(notice: Notice) -> dict[str, Any] | None:
    """A decision, or what the partner has done, while it stands."""
    pitch: Pitch = notice.about
    if pitch.state != _TRUE_IN[notice.kind] or pitch.event.is_cancelled:
        return None
    if notice.kind in _UNTIL_BEGUN and pitch.event.has_started:
        return None
    return {"pitch": pitch, "event": pitch.event, "partner": pitch.partner}


def word_help(notice: Notice) -> dict[str, Any] | None:
    """Who can help, and how."""
    offer: HelpOffer = notice.about
    return {"offer": offer, "pitch": offer.pitch, "helper": offer.registration}
