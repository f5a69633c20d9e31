"""How news is posted, edited, ended early, hidden by the city's staff and shown again."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from partners.mailing import mails
from partners.models import News, Partner
from partners.record import changes
from partners.record.changes import Chosen, choose, choose_first
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.journal.record import record
from tomoni.models import StateError

AT_ONCE = 5
"""So many pieces of news a partner may have shown at the same time …"""
PER_MONTH, MONTH = 10, timedelta(days=30)
"""… and post within thirty days: everybody's news is to be seen."""
CONTENT = ("kind", "title", "body", "link", "image", "image_alt", "visibility", "ends_on")
_SAVED = (*CONTENT, "search", "updated_at")


class TooMuchNewsError(StateError):
    """The partner has posted as much as it may for now."""


def has_room(partner: Partner) -> bool:
    """Whether the partner may post another piece of news now."""
    posted = News.objects.filter(partner=partner)
    lately = posted.filter(published_at__gt=timezone.now() - MONTH).count()
    return lately < PER_MONTH and posted.running().count() < AT_ONCE


@transaction.atomic
def post_news(news: News, *, by: User, chosen: Chosen | None = None) -> News:
    """Show a new piece of news to whom it is for.

    StateError unless its partner is registered, TooMuchNewsError where there is no room.
    """
    # Locked, so that two who post at the same moment do not both find the last place free.
    partner = Partner.objects.select_for_update(no_key=True).get(pk=news.partner_id)
    if not partner.is_approved:
        raise StateError(f"partner {partner.pk} is {partner.state}")
    if not has_room(partner):
        raise TooMuchNewsError(f"partner {partner.pk}")
    news.published_at = timezone.now()
    news.save()
    choose_first(news, chosen or {})
    _record(by, "news.posted", news)
    return news


@transaction.atomic
def update_news(news: News, *, by: User, seen_version: int, chosen: Chosen | None = None) -> None:
    """Change it while it is not over. Whoever mends what is hidden asks to have it shown again."""
    stored = _locked(news)
    if stored.is_over or not news.partner.takes_edits:
        raise StateError(f"{news.pk} is over")
    news.claim_version(seen_version)
    changed = changes.differences(news, CONTENT, chosen or {})
    news.save(update_fields=_SAVED)
    choose(news, chosen or {})
    changes.keep(changed, news, _record(by, "news.updated", news, changed=list(changed)))
    if stored.is_hidden:
        _ask(news, by)


@transaction.atomic
def end_news(news: News, *, by: User) -> None:
    """Take it down before its last day; it stays in the archive of its partner and city."""
    if _locked(news).is_over or not news.partner.takes_edits:
        raise StateError(f"{news.pk} is over")
    news.ended_at = timezone.now()
    news.save(update_fields=["ended_at", "updated_at"])
    _record(by, "news.ended", news)


@transaction.atomic
def hide_news(news: News, *, by: User, reason: str) -> None:
    """The staff of the city take it out of sight; the owners of the partner are told why."""
    if _locked(news).is_hidden:
        raise StateError(f"{news.pk} is hidden")
    news.hidden_at, news.hidden_reason, news.asked_at = timezone.now(), reason, None
    news.save(update_fields=["hidden_at", "hidden_reason", "asked_at", "updated_at"])
    entry = _record(by, "news.hidden", news, reason=reason)
    mails.tell_of_news(news, "news_hidden", entry)


@transaction.atomic
def ask_for_news(news: News, *, by: User) -> None:
    """The partner asks the city's staff to show it again."""
    stored = _locked(news)
    if not stored.is_hidden or stored.is_over or stored.asked_at:
        raise StateError(f"{news.pk} is not hidden, is over, or was asked for")
    _ask(news, by)


@transaction.atomic
def show_news(news: News, *, by: User) -> None:
    """The staff of the city show it again; the owners of the partner are told."""
    if not _locked(news).is_hidden:
        raise StateError(f"{news.pk} is not hidden")
    news.hidden_at, news.hidden_reason, news.asked_at = None, "", None
    news.save(update_fields=["hidden_at", "hidden_reason", "asked_at", "updated_at"])
    mails.tell_of_news(news, "news_shown", _record(by, "news.shown", news))


def _ask(news: News, by: User) -> None:
    news.asked_at = timezone.now()
    news.save(update_fields=["asked_at"])
    _record(by, "news.asked", news)


def _locked(news: News) -> News:
    """The row as it is now; others are kept off it until the transaction ends."""
    return News.objects.select_for_update(no_key=True).get(pk=news.pk)


def _record(by: User, verb: str, news: News, **data: object) -> Entry:
    return record(by, verb, news, municipality=news.partner.municipality, **data)
