"""Telling a person something: one row for ever, on the site at once, by mail as the person wishes.

tell(person, "challenges.invited", invitation, key=f"invited:{invitation.pk}", url=…)
"""

from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from tomoni.accounts.models import User
from tomoni.journal import ledger
from tomoni.notices import unread
from tomoni.notices.choosing import pace_of
from tomoni.notices.kinds import Pace, kind_of
from tomoni.notices.mailing import MAIL
from tomoni.notices.models import Notice


def tell(
    to: User,
    kind: str,
    about: Model,
    *,
    key: str,
    url: str,
    data: dict[str, Any] | None = None,
) -> Notice:
    """Tell the person, in the transaction of the step; RuntimeError outside one.

    There is one row per person and key for ever: a repeat changes nothing and gives the first.
    `url` is the path it leads to. `data` keeps what the rows will not say any more by the time at
    which it is read, and nothing that not everybody may read who can read the database.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{kind}: a notice is written inside the transaction of its step")
    known = kind_of(kind)
    pace = pace_of(to.pk, known)
    notice, is_new = Notice.objects.get_or_create(
        recipient=to,
        key=key,
        defaults={
            "kind": known.name,
            "subject_type": about._meta.label_lower,
            "subject_id": str(about.pk),
            "url": url,
            "data": data or {},
            **_left_out_if(pace == Pace.NONE),
        },
    )
    if is_new:
        unread.forget(to.pk)
        if pace == Pace.NOW:
            ledger.enqueue(MAIL, str(notice.pk))
    return notice


def _left_out_if(is_unwanted: bool) -> dict[str, Any]:
    """Who wants no mail now does not get one later, after a change of mind, about old things."""
    return {"mail": Notice.Mail.LEFT_OUT, "mailed_at": timezone.now()} if is_unwanted else {}
