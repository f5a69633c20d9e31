"""The work of challenges in the background: reminders, and what mails say when they go out."""

from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse

from challenges import changing
from challenges.inviting.mails import STOP_LINK, stop_token
from challenges.models import ChallengeInvitation, NoInvitations
from challenges.screening import mails, replying
from challenges.talking import telling
from tomoni.journal import ledger, mail


@ledger.handler(replying.DAY)
def reply_day(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Once a day: have every reply that is due looked at."""
    return partial(replying.ask_for_looks, replying.due_proposals(date.fromisoformat(key)))


@ledger.handler(replying.PROPOSAL)
def reply_look(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Remind the office of one reply."""
    return partial(replying.look_at, int(key.removeprefix("proposal:")))


@ledger.handler(changing.TELL)
def tell_changes(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Write of what was changed on a public page to those who rely on it."""
    return partial(changing.tell, int(key.removeprefix("challenge:")))


@mail.keeper(mails.REPLY_DUE)
def still_due(pk: int) -> dict[str, Any] | None:
    """No reminder of what has been answered between asking for the mail and sending it."""
    return {} if replying.is_waited_for(pk) else None


mail.keeper(telling.TEXT)(telling.word_message)


@mail.keeper(STOP_LINK)
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
