"""How notices are mailed, each once: by itself at once, or with others in a digest.

The mail is worded in the transaction that closes its ledger row, from the rows as they are then.
SMTP cannot take part in that transaction: if the worker dies between the server's "250" and our
commit, the mail goes out again under the same Message-ID. docs/notices.md tells the whole story.
"""

from collections.abc import Collection
from datetime import date, timedelta
from functools import partial
from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone, translation

from tomoni.accounts.models import User
from tomoni.journal import ledger
from tomoni.journal.mail import refusal_of
from tomoni.notices import bounces, letters
from tomoni.notices.choosing import pace_of, paces_of, weekday_of
from tomoni.notices.kinds import Pace, registered
from tomoni.notices.models import Notice
from tomoni.notices.wording import worded

MAIL, DAY, DIGEST = "notices.mail", "notices.day", "notices.digest"
FROM_HOUR = 6
"""Digests are there when people begin to work."""
MOST = 60
"""So many notices stand in one digest; the rest is on the site."""
_OWN_MAIL = timedelta(hours=4)
"""After so long the ledger has given up a mail that was to go out at once: the digest has it."""
_WEEK = timedelta(days=7)

# A mail server may be slower than an idle transaction is let live; the worker's own limit is less.
_PATIENCE = "SET LOCAL idle_in_transaction_session_timeout = '150s'"
_HOLD = """
    SELECT id FROM unnest(%s::bigint[]) AS id
     WHERE pg_try_advisory_xact_lock(hashtextextended('notices.mail:' || id, 0))
"""


def mail_one(key: str) -> ledger.Write:
    """Mail the notice with this id by itself, if there is still a reason to."""
    return partial(_mail_one, int(key))


def _mail_one(pk: int) -> None:
    notice = _held([pk]).first()
    if notice is None or notice.kind not in registered:
        return
    to, pace = notice.recipient, pace_of(notice.recipient_id, notice.kind_row)
    if notice.read_at or not to.is_active or pace == Pace.NONE:
        _settle([pk], Notice.Mail.LEFT_OUT)
    elif pace == Pace.NOW and not bounces.bounce_of(to):
        with translation.override(to.language):
            said = worded([notice])
            message = letters.letter(said[0], f"{MAIL}:{pk}") if said else None
        if message is None:
            _settle([pk], Notice.Mail.LEFT_OUT)
        elif _is_sent(message, to):
            _settle([pk], Notice.Mail.SENT)


def _held(pks: Collection[int]) -> QuerySet[Notice]:
    """Those that wait to be mailed and that nobody else is mailing, until the transaction ends.

    Rows are not locked: who reads a notice at this moment must not wait for a mail server.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PATIENCE)
        cursor.execute(_HOLD, [list(pks)])
        ours = [row[0] for row in cursor.fetchall()]
    # Asked anew: who had it before may have mailed it meanwhile.
    return Notice.objects.waiting().filter(pk__in=ours).select_related("recipient")


def _is_sent(message: EmailMultiAlternatives, to: User) -> bool:
    """Whether the mail server took it; an address that it refuses for good is marked."""
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        reply = refusal_of(error)
        if reply is None:
            raise  # for now: the ledger tries again
        bounces.mark(to, reply)
        return False
    return True


def _settle(pks: Collection[int], outcome: Notice.Mail) -> None:
    Notice.objects.filter(pk__in=pks).update(mail=outcome, mailed_at=timezone.now())


# --- The digest -------------------------------------------------------------------------------


def ask_for_day() -> None:
    """Have the digests of the day written, once; in the caller's transaction."""
    if timezone.localtime().hour >= FROM_HOUR:
        ledger.enqueue_once(DAY, timezone.localdate().isoformat())


def ask_each(day: date) -> None:
    """One piece of work for each person for whom anything waits."""
    waiting = Notice.objects.waiting().filter(recipient__is_active=True)
    people = waiting.exclude(recipient__in=bounces.refused_people())
    for pk in people.order_by("recipient").values_list("recipient", flat=True).distinct():
        ledger.enqueue(DIGEST, f"{day.isoformat()}:{pk}")


def mail_digest(key: str) -> ledger.Write:
    """Mail the digest of "2026-11-28:12", day and person, if anything is due on that day."""
    day, _, pk = key.partition(":")
    return partial(_mail_digest, date.fromisoformat(day), int(pk), f"{DIGEST}:{key}")


def _mail_digest(day: date, pk: int, key: str) -> None:
    to = User.objects.filter(pk=pk, is_active=True).first()
    if to is None or bounces.bounce_of(to):
        return
    held = list(_held(_due(to, day)).order_by("created_at", "pk"))
    unread = [notice for notice in held if notice.read_at is None]
    with translation.override(to.language):
        found = worded(unread)
        shown, more = found[:MOST], max(len(found) - MOST, 0)
        message = letters.digest(to, shown, more, key) if found else None
    if message is not None and not _is_sent(message, to):
        return
    told = {said.notice.pk for said in found}
    _settle(told, Notice.Mail.SENT)
    _settle({notice.pk for notice in held} - told, Notice.Mail.LEFT_OUT)


def _due(to: User, day: date) -> list[int]:
    """Which of the person's waiting notices are dealt with on this day, oldest first."""
    waiting = Notice.objects.waiting().of(to).filter(kind__in=list(registered))
    rows = list(waiting.order_by("created_at", "pk").only("kind", "created_at"))
    kinds = {row.kind_row.name: row.kind_row for row in rows}
    paces = paces_of(to.pk, list(kinds.values()))
    is_their_day, now = day.weekday() == weekday_of(to.pk), timezone.now()
    return [row.pk for row in rows if _is_due(paces[row.kind], is_their_day, now - row.created_at)]


def _is_due(pace: Pace, is_their_day: bool, age: timedelta) -> bool:
    match pace:
        case Pace.NOW:
            return age >= _OWN_MAIL
        case Pace.WEEKLY:
            return is_their_day or age >= _WEEK
    return True
