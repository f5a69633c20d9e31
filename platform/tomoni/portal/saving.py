"""How a search is saved, renamed, deleted and mailed: once a day, only what is new.

Once a day the ledger asks for a mail to everybody who wants one, and each is put together by a
worker at the moment at which it is sent: what the person may not see by then is not in it, and
nothing of which a mail has told them before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Count, F, Value
from django.db.models.functions import Greatest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation

from tomoni.accounts.models import User
from tomoni.journal import ledger
from tomoni.journal.mail import compose
from tomoni.models import StateError
from tomoni.portal.models import MOST, SavedSearch, Told
from tomoni.portal.places import Asked
from tomoni.portal.sources import OVERLAP, Reader

DAY, MAIL = "portal.saved_day", "portal.saved_mail"
FROM_HOUR = 6
"""Mails are there when people begin to work."""
LONGEST = 2_000
IN_MAIL = 10
"""So many of one search stand in a mail; the rest is behind its link."""
KEPT = timedelta(days=60)
"""For so long it is remembered of what a mail has told; older things are not new any more."""
MOST_NEW = 5_000
"""No more than so many are counted as new of one search on one day."""
_SALT = "portal.saved_searches_stop"


class TooManySearchesError(StateError):
    """The person has saved as many as there may be."""


class LongSearchError(StateError):
    """So much is ticked that nobody could have meant it."""


class SavedAlreadyError(StateError):
    """The very same search is there under another name."""


def asked_by(search: SavedSearch, reader: Reader | None = None) -> Asked:
    """What the search asks for, for its own person."""
    return Asked(search.place, QueryDict(search.query), reader or search.user)


@transaction.atomic
def save_search(user: User, asked: Asked, *, name: str, mail: str) -> SavedSearch:
    """Keep a search under a name.

    SavedAlreadyError where it is there, TooManySearchesError where there is no room.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # one at a time
    if SavedSearch.objects.of(user).count() >= MOST:
        raise TooManySearchesError(f"person {user.pk}")
    query = asked.cleaned
    if len(query) > LONGEST:
        raise LongSearchError(f"{len(query)} characters")
    if SavedSearch.objects.of(user).filter(place=asked.place, query=query).exists():
        raise SavedAlreadyError(f"person {user.pk}")
    return SavedSearch.objects.create(
        user=user, name=name, place=asked.place, query=query, mail=mail
    )


@transaction.atomic
def change_search(search: SavedSearch, *, name: str, mail: str) -> None:
    """Another name, or mail at other times; whoever asks for mail gets what is new from now on."""
    if search.mail == SavedSearch.Mail.NONE and mail != SavedSearch.Mail.NONE:
        search.mail_from = timezone.now()
    search.name, search.mail = name, mail
    search.save(update_fields=["name", "mail", "mail_from"])


def note_look(search: SavedSearch) -> None:
    """The person has looked at it: what is there now is not new any more."""
    SavedSearch.objects.filter(pk=search.pk).update(seen_at=timezone.now())


def stop_mails(user: User) -> int:
    """No search of the person is mailed any more; how many were."""
    mailed = SavedSearch.objects.of(user).exclude(mail=SavedSearch.Mail.NONE)
    return mailed.update(mail=SavedSearch.Mail.NONE)


# --- What is new ------------------------------------------------------------------------------


def new_counts(searches: Iterable[SavedSearch]) -> dict[int, int]:
    """{id of the search: how many have appeared since its last look}, if any, in one query."""
    counts = [
        source_rows.filter(source.appeared_after(search.seen_at))
        .order_by()
        .annotate(of_search=Value(search.pk))
        .values("of_search")
        .annotate(n=Count("pk"))
        .values_list("of_search", "n")
        for search in searches
        for source, source_rows in asked_by(search).rows
    ]
    new: dict[int, int] = {}
    if counts:
        first, *others = counts
        for pk, number in first.union(*others, all=True) if others else first:
            new[pk] = new.get(pk, 0) + number
    return {pk: number for pk, number in new.items() if number}


@dataclass(frozen=True)
class News:
    """What is new of a search: the first few, and the keys of all."""

    search: SavedSearch
    items: list[dict[str, str]]
    keys: list[str]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.keys)


def news_of(search: SavedSearch, known: set[str]) -> News:
    """What the person was not told of and may see now."""
    items: list[dict[str, str]] = []
    keys: list[str] = []
    for source, rows in asked_by(search).rows:
        fresh = rows.filter(source.appeared_after(search.mail_from))
        newest = fresh.order_by(f"-{source.appeared}", "-pk").values_list("pk", flat=True)
        pks = [pk for pk in newest[:MOST_NEW] if f"{source.name}:{pk}" not in known]
        keys += [f"{source.name}:{pk}" for pk in pks]
        shown = pks[: max(IN_MAIL - len(items), 0)]
        cards = {row.pk: row for row in source.cards(rows.filter(pk__in=shown))} if shown else {}
        items += [_item(cards[pk]) for pk in shown if pk in cards]
    return News(search, items, keys)


def _item(row: Any) -> dict[str, str]:
    partner = getattr(row, "partner", None)
    return {
        "title": " ".join(str(row).split()),
        "who": partner.name if partner else "",
        "link": row.get_absolute_url(),
    }


# --- The mail ---------------------------------------------------------------------------------


def ask_for_day() -> None:
    """Have the mails of the day written, once; in the caller's transaction."""
    if timezone.localtime().hour >= FROM_HOUR:
        ledger.enqueue_once(DAY, timezone.localdate().isoformat())


def due_people(day: date) -> list[int]:
    """Who gets a mail on this day, if there is something new."""
    due = SavedSearch.objects.mailed(is_monday=day.weekday() == 0)
    return list(due.order_by("user").values_list("user", flat=True).distinct())


def ask_for_mails(day: date, people: list[int]) -> None:
    """One piece of work for each person; what was told long ago is forgotten on the way."""
    for pk in people:
        ledger.enqueue(MAIL, f"{day.isoformat()}:{pk}")
    Told.objects.filter(at__lt=timezone.now() - KEPT).delete()


def mail_to(key: str) -> ledger.Write:
    """Put the mail of "2026-11-28:12" together; what is returned sends it, if there is a reason."""
    day, _, pk = key.partition(":")
    user = User.objects.filter(pk=int(pk), is_active=True).first()
    if user is None:
        return lambda: None
    now = timezone.now()
    searches = SavedSearch.objects.of(user).mailed(is_monday=date.fromisoformat(day).weekday() == 0)
    told = set(Told.objects.filter(user=user).values_list("key", flat=True))
    found = []
    for search in searches.select_related("user"):
        news = news_of(search, told)
        told |= set(news.keys)
        found.append(news)
    return lambda: _send(user, key, [news for news in found if news.count], found, now)


def _send(user: User, key: str, found: list[News], looked: list[News], at: datetime) -> None:
    """In one transaction: what was told, until when, and the mail last of all."""
    # A little before now: what is being written at this moment says that it appeared already.
    SavedSearch.objects.filter(pk__in=[news.search.pk for news in looked]).update(
        mail_from=Greatest(F("mail_from"), Value(at - OVERLAP))
    )
    if not found:
        return
    Told.objects.bulk_create(
        (Told(user=user, key=each) for news in found for each in news.keys),
        ignore_conflicts=True,
    )
    _worded(user, key, found).send()


def _worded(user: User, key: str, found: list[News]) -> EmailMessage:
    stop = reverse("portal:saved_stop", args=[stop_token(user)])
    context = {
        "name": str(user),
        "found": [
            {
                "name": news.search.name,
                "items": news.items,
                "more": news.count - len(news.items),
                "link": reverse("portal:saved_open", args=[news.search.pk]),
            }
            for news in found
        ],
        "count": sum(news.count for news in found),
        "stop": stop,
        "searches": reverse("portal:saved_list"),
    }
    headers = {
        "List-Unsubscribe": f"<{settings.BASE_URL}{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    with translation.override(user.language):
        return compose(
            user.email,
            "saved_searches",
            context,
            language=user.language,
            key=f"{MAIL}:{key}",
            headers=headers,
        )


def stop_token(user: User) -> str:
    """Signed, and good for one thing only: to stop the mails of this person's searches."""
    return signing.dumps(user.pk, salt=_SALT)


def person_of(token: str) -> User | None:
    """Whose mails the link stops; None where it is not ours or the account is closed."""
    try:
        pk = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=pk, is_active=True).first()
