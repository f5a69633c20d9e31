"""How a partner learns that a city has invited it to a challenge, and the link of earlier mails
that ends these.
"""

from typing import Any

from django.core import signing
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime

from challenges.models import Challenge, ChallengeInvitation
from partners.models import Membership, Partner
from tomoni.accounts.models import User
from tomoni.notices.models import Notice
from tomoni.notices.telling import tell

INVITED = "challenges.invited"
_SALT = "challenges.no-invitations"


def send_invitation(invitation: ChallengeInvitation) -> None:
    """To the editors and owners of the partner, at their pace."""
    page = invitation.challenge.get_absolute_url()
    for person in readers(invitation.partner):
        tell(
            person,
            INVITED,
            invitation,
            key=f"challenge.invited:{invitation.pk}",
            url=f"{page}?partner={invitation.partner.slug}",
        )


def invitations_to(reader: User) -> QuerySet[ChallengeInvitation]:
    """The invitations of partners for which the reader may answer."""
    writing = Membership.Role.at_least(Membership.Role.EDITOR)
    own = Membership.objects.filter(user=reader, role__in=writing).values("partner")
    rows = ChallengeInvitation.objects.filter(partner__in=own)
    return rows.select_related("challenge__municipality", "partner")


def words(notice: Notice) -> dict[str, Any] | None:
    """What an invitation says; nothing once the challenge takes no proposals any more."""
    invitation: ChallengeInvitation = notice.about
    challenge: Challenge = invitation.challenge
    if not challenge.accepts_proposals:
        return None
    return {
        "partner": invitation.partner.name,
        "municipality": challenge.municipality.name,
        "challenge": challenge.title,
        "line": invitation.line,
        "closes_at": date_format(localtime(challenge.closes_at), "DATETIME_FORMAT"),
    }


def readers(partner: Partner) -> QuerySet[User]:
    """Who may answer for the partner."""
    writing = Membership.Role.at_least(Membership.Role.EDITOR)
    members = Membership.objects.filter(partner=partner, role__in=writing)
    return User.objects.filter(pk__in=members.values("user"), is_active=True).order_by("pk")


def stop_token(person: int) -> str:
    """Signed, and good for one thing only: to end or resume these mails of this person."""
    return signing.dumps(person, salt=_SALT)


def person_of(token: str) -> User | None:
    """Whose mails the link ends; None where it is not ours or the account is closed."""
    try:
        pk = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=pk, is_active=True).first()
