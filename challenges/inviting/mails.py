"""The mail that invites a partner to a challenge, and the link that ends such mails."""

from django.core import signing
from django.db.models import QuerySet
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime

from challenges.models import ChallengeInvitation, NoInvitations
from partners.models import Membership, Partner
from tomoni.accounts.models import User
from tomoni.journal.mail import send_mail_later

STOP_LINK = "challenges.invitation"
_SALT = "challenges.no-invitations"


def send_invitation(invitation: ChallengeInvitation) -> None:
    """To the editors and owners of the partner, but for those who want no such mails."""
    challenge = invitation.challenge
    unwilling = NoInvitations.objects.values("user")
    for person in readers(invitation.partner).exclude(pk__in=unwilling):
        with translation.override(person.language):
            send_mail_later(
                to=person,
                template="challenge_invited",
                context={
                    "name": str(person),
                    "partner": invitation.partner.name,
                    "municipality": challenge.municipality.name,
                    "challenge": challenge.title,
                    "line": invitation.line,
                    "closes_at": date_format(localtime(challenge.closes_at), "DATETIME_FORMAT"),
                    "path": f"{challenge.get_absolute_url()}?partner={invitation.partner.slug}",
                },
                language=person.language,
                dedupe_key=f"challenge.invited:{invitation.pk}:{person.pk}",
                secret=[STOP_LINK, invitation.pk, person.pk],
            )


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
