"""Who was invited to a challenge and what became of it; and the invitations of a partner."""

from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from challenges.audience import writing_partners
from challenges.inviting.steps import sent_proposals
from challenges.models import Challenge, ChallengeInvitation, CoAuthor, Follow, Proposal
from partners.models import Membership, Partner


class Fate(StrEnum):
    """How far an invited partner has come; what it writes is its own business."""

    PROPOSED = "proposed"
    WRITING = "writing"
    FOLLOWS = "follows"
    OPENED = "opened"
    UNOPENED = "unopened"


class Invited(NamedTuple):
    """An invitation and what became of it."""

    invitation: ChallengeInvitation
    fate: Fate


def invited(challenge: Challenge) -> list[Invited]:
    """All invitations to the challenge, the latest first, in one query."""
    rows = with_fate(challenge).select_related("partner", "by").defer("partner__search")
    return [Invited(row, _fate(row)) for row in rows]


def with_fate(challenge: Challenge) -> QuerySet[ChallengeInvitation]:
    """The invitations, annotated with whether the partner has proposed, is writing or follows."""
    members = Membership.objects.filter(partner=OuterRef("partner"))
    followers = Follow.objects.filter(challenge=challenge).values("user")
    sent = sent_proposals(challenge)
    joint = CoAuthor.objects.confirmed().filter(proposal__in=sent.values("pk"))
    began, joined = writing_partners(challenge)
    return challenge.invitations.annotate(
        has_proposed=Q(partner__in=sent.values("partner")) | Q(partner__in=joint.values("partner")),
        is_writing=Q(partner__in=began) | Q(partner__in=joined),
        is_following=Exists(members.filter(user__in=followers)),
    )


def _fate(row: Any) -> Fate:
    if row.has_proposed:
        return Fate.PROPOSED
    if row.is_writing:
        return Fate.WRITING
    if row.is_following:
        return Fate.FOLLOWS
    return Fate.OPENED if row.opened_at else Fate.UNOPENED


def waiting_for(partner: Partner) -> QuerySet[ChallengeInvitation]:
    """Invitations that the partner can still answer and has not, for its own page."""
    now = timezone.now()
    answered = Proposal.objects.of_partner(partner).filter(challenge=OuterRef("challenge"))
    rows = partner.challenge_invitations.filter(
        ~Exists(answered), challenge__state=Challenge.State.OPEN, challenge__closes_at__gt=now
    )
    return rows.order_by("challenge__closes_at")
