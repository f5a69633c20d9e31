"""What the worker asks of challenges: the secret part of a mail when it goes out."""

from typing import Any

from django.urls import reverse

from challenges.inviting.mails import STOP_LINK, stop_token
from challenges.models import ChallengeInvitation, NoInvitations
from tomoni.journal.mail import keeper


@keeper(STOP_LINK)
def stop_link(invitation: int, person: int) -> dict[str, Any] | None:
    """Where the mails that invite are ended, without login.

    None, so that none is sent, once the challenge is over or the person wants no more of them.
    """
    row = ChallengeInvitation.objects.select_related("challenge").filter(pk=invitation).first()
    if row is None or not row.challenge.accepts_proposals:
        return None
    if NoInvitations.objects.filter(user=person).exists():
        return None
    return {"stop": reverse("challenges:invitation_stop", args=[stop_token(person)])}
