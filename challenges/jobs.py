"""The work of challenges in the background: reminders, and what mails and notices say then."""

from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from challenges import changing, following
from challenges.inviting import mails as invitations
from challenges.screening import mails, replying
from challenges.talking import telling
from tomoni.journal import ledger, mail
from tomoni.notices import kinds
from tomoni.notices.kinds import Group, Kind


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


kinds.register(
    Kind(telling.ARRIVED, _("A message on a proposal"), Group.PROPOSALS),
    telling.words,
    rows=telling.messages_to,
)
kinds.register(
    Kind(
        invitations.INVITED,
        _("A municipality invites us to a challenge"),
        Group.CHALLENGES,
        is_public=True,
    ),
    invitations.words,
    rows=invitations.invitations_to,
)
kinds.register(
    Kind(
        changing.CHANGED,
        _("A challenge that I follow or that we answer was changed"),
        Group.CHALLENGES,
        is_public=True,
    ),
    changing.word_change,
    rows=changing.of_concern_to,
)
kinds.register(
    Kind(
        following.ANSWERED,
        _("An answer to a question on a challenge that I follow"),
        Group.CHALLENGES,
        is_public=True,
    ),
    following.word_answer,
    rows=following.answers_to,
)
kinds.register(
    Kind(
        following.MOVED,
        _("A challenge that I follow: more time, the result, what came of it, or its end"),
        Group.CHALLENGES,
        is_public=True,
    ),
    following.word_move,
    rows=following.followed_by,
)
