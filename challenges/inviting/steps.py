"""A city asks partners to look at a challenge (声かけ): once each, and nobody who asked not to."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.audience import writing_partners
from challenges.inviting import mails
from challenges.models import Challenge, ChallengeInvitation, CoAuthor, Proposal
from partners.models import Membership, Partner
from tomoni.accounts.models import User
from tomoni.journal import record
from tomoni.models import StateError
from tomoni.notices import choosing
from tomoni.notices.kinds import Pace, kind_of


@transaction.atomic
def invite(
    challenge: Challenge, partner: Partner, *, by: User, line: str = ""
) -> ChallengeInvitation:
    """Ask the partner's editors and owners by mail, with a personal line where there is one.

    Raises StateError, worded for staff, where the challenge takes no proposals, or the partner was
    invited, is writing, or has proposed already.
    """
    challenge.lock()
    if not challenge.takes_questions:
        raise StateError(_("Partners are invited while the challenge takes proposals."))
    if why_not := obstacle(challenge, partner):
        raise StateError(why_not)
    invitation = challenge.invitations.create(partner=partner, by=by, line=line)
    record.record(
        by,
        "challenge.partner_invited",
        challenge,
        municipality=challenge.municipality,
        partner=partner.pk,
    )
    mails.send_invitation(invitation)
    return invitation


def obstacle(challenge: Challenge, partner: Partner) -> str:
    """Why the partner is not to be invited; empty where nothing stands in the way."""
    said = {"partner": partner.name}
    if not partner.is_approved:
        return _("%(partner)s is not registered now.") % said
    if challenge.invitations.filter(partner=partner).exists():
        return _("%(partner)s was invited already.") % said
    if partner.pk in answering_partners(challenge, [partner.pk]):
        return _("%(partner)s has begun a proposal or sent one already.") % said
    if not mails.readers(partner).exists():
        return _("%(partner)s has nobody who reads mails here yet.") % said
    return ""


def known_partners(challenge: Challenge, partners: list[int]) -> set[int]:
    """Those of the partners that were invited, have begun to write, or have sent something in."""
    invited = challenge.invitations.filter(partner__in=partners).values_list("partner")
    return {pk for (pk,) in invited.union(*_answering(challenge, partners))}


def answering_partners(challenge: Challenge, partners: list[int]) -> set[int]:
    """Those of the partners that have sent something in, or have begun to write."""
    sent, writing = _answering(challenge, partners)
    return {pk for (pk,) in sent.union(writing)}


def _answering(challenge: Challenge, partners: list[int]) -> tuple[Any, Any]:
    """Alone or together with others: who proposes already is not invited to do so."""
    sent = sent_proposals(challenge)
    joint = CoAuthor.objects.confirmed().filter(proposal__in=sent.values("pk"))
    began, joined = writing_partners(challenge)
    sending = Q(pk__in=sent.values("partner")) | Q(pk__in=joint.values("partner"))
    writing = Q(pk__in=began) | Q(pk__in=joined)
    rows = Partner.objects.filter(pk__in=partners)
    return rows.filter(sending).values_list("pk"), rows.filter(writing).values_list("pk")


def sent_proposals(challenge: Challenge) -> QuerySet[Proposal]:
    """What has come in and was not taken back."""
    rows = Proposal.objects.filter(challenge=challenge)
    return rows.exclude(state__in=[Proposal.State.DRAFT, Proposal.State.WITHDRAWN])


@transaction.atomic
def note_opened(challenge: Challenge, by: User) -> None:
    """A member of an invited partner has read the page; only the first time counts."""
    mine = Membership.objects.filter(user=by).values("partner")
    unread = challenge.invitations.filter(partner__in=mine, opened_at=None)
    unread.update(opened_at=timezone.now())


def stop_invitations(user: User) -> None:
    """No more mails of this kind; other mails go on."""
    choosing.choose_paces(user, {mails.INVITED: Pace.NONE})


def resume_invitations(user: User) -> None:
    """Such mails are welcome again."""
    choosing.choose_paces(user, {mails.INVITED: Pace.NOW})


def wants_none(user: User) -> bool:
    """Whether the person has ended these mails."""
    return choosing.pace_of(user.pk, kind_of(mails.INVITED)) == Pace.NONE
