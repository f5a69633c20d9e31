"""The links in the mails about an introduction that are good without login.

Each is signed for one person, one partner's place in one introduction, and one purpose. Who has it
has the mail, and may do what the person may do for the partner by then: nothing, where they have
left. Staff who act for an unclaimed partner get no such link: their desk asks for a second step.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.urls import reverse
from django.utils import timezone

from matching.models import FOLLOWED_UP_AFTER, Party
from partners.acting import capacity
from partners.models import Membership, Partner
from tomoni.accounts.models import User

_REPLY, _FOLLOW_UP = "matching.introduction_reply", "matching.introduction_follow_up"
_EDITOR = Membership.Role.EDITOR
FOLLOW_UP_LASTS = FOLLOWED_UP_AFTER[-1] + timedelta(days=90)
"""So long after all have agreed a link still takes what came of it."""


@dataclass(frozen=True)
class Held:
    """What a link is about, and to whom it was mailed."""

    party: Party
    person: User


def reply_path(party: Party, person: User) -> str:
    """Where the person answers for a partner that is asked."""
    return reverse("matching:introduction_reply", args=[reply_token(party, person)])


def reply_token(party: Party, person: User) -> str:
    """The part of the link that says who answers, and what."""
    return signing.dumps([party.pk, person.pk], salt=_REPLY)


def reply_of(token: str) -> Held | None:
    """None where the link is not ours, or its person may not answer for the partner any more."""
    return _held(token, _REPLY)


def follow_up_path(party: Party, person: User) -> str:
    """Where the person tells whether they have met, and what came of it."""
    return reverse("matching:introduction_follow_up", args=[follow_up_token(party, person)])


def follow_up_token(party: Party, person: User) -> str:
    """The part of the link that says who tells, and of what."""
    return signing.dumps([party.pk, person.pk], salt=_FOLLOW_UP)


def follow_up_of(token: str) -> Held | None:
    """None where the link is not ours, or its person may not act for the partner any more."""
    return _held(token, _FOLLOW_UP)


def is_follow_up_over(party: Party) -> bool:
    """Whether what came of it is told on the site alone by now, or there was never a talk."""
    agreed_at = party.introduction.accepted_at
    return agreed_at is None or timezone.now() > agreed_at + FOLLOW_UP_LASTS


def _held(token: str, purpose: str) -> Held | None:
    try:
        party_pk, person_pk = signing.loads(token, salt=purpose)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    person = User.objects.filter(pk=person_pk, is_active=True).first()
    rows = Party.objects.select_related("introduction__municipality", "partner", "listing")
    party = rows.filter(pk=party_pk).first()
    if person is None or party is None or not _may(person, party.partner):
        return None
    return Held(party, person)


def _may(person: User, partner: Partner) -> bool:
    membership = Membership.objects.filter(partner=partner, user=person).first()
    if membership:
        return membership.may(_EDITOR)
    acting = capacity(person, partner, at_least=_EDITOR) if partner.is_unclaimed else None
    return acting is not None and acting.federation is not None
