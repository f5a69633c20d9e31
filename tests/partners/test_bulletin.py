"""News: posted within a fair limit, ended, hidden with a reason, shown again; who sees it when."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from partners.models import Membership, News, Partner
from partners.publishing import bulletin
from tests.factories import make_member, make_news, make_partner, make_staff, make_user
from tomoni.journal.models import Entry, Job
from tomoni.models import LostUpdateError, StateError

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.localdate() - timedelta(days=1)


def unsaved(partner: Partner, **fields: Any) -> News:
    end = timezone.localdate() + timedelta(days=30)
    return News(partner=partner, kind="call", title="題", body="文", ends_on=end, **fields)


def is_seen(news: News, user: Any) -> bool:
    return News.objects.visible_to(user).filter(pk=news.pk).exists()


def test_posting_shows_it_and_is_written_down() -> None:
    partner = make_partner()
    by = make_member(partner)
    news = bulletin.post_news(unsaved(partner), by=by)
    assert News.objects.current().get() == news
    entry = Entry.objects.get(verb="news.posted")
    assert (entry.actor, entry.municipality) == (by, partner.municipality)


@pytest.mark.parametrize("state", [Partner.State.SUSPENDED, Partner.State.WITHDRAWN])
def test_only_a_registered_partner_posts(state: Partner.State) -> None:
    partner = make_partner(state=state)
    with pytest.raises(StateError):
        bulletin.post_news(unsaved(partner), by=make_member(partner))
    assert not News.objects.exists()


def test_so_many_at_once_and_no_more() -> None:
    partner = make_partner()
    by = make_member(partner)
    rows = [bulletin.post_news(unsaved(partner), by=by) for _ in range(bulletin.AT_ONCE)]
    with pytest.raises(bulletin.TooMuchNewsError):
        bulletin.post_news(unsaved(partner), by=by)
    bulletin.end_news(rows[0], by=by)
    assert bulletin.post_news(unsaved(partner), by=by).pk


def test_so_many_a_month_and_no_more() -> None:
    partner = make_partner()
    for _ in range(bulletin.PER_MONTH):
        make_news(partner, ends_on=YESTERDAY)
    assert not bulletin.has_room(partner)
    News.objects.update(published_at=timezone.now() - timedelta(days=31))
    assert bulletin.has_room(partner)


def test_hidden_news_counts_against_the_limit() -> None:
    partner = make_partner()
    for _ in range(bulletin.AT_ONCE):
        make_news(partner, hidden_at=timezone.now(), hidden_reason="名前")
    assert not bulletin.has_room(partner)


@pytest.mark.parametrize(
    ("fields", "seen_by_all"),
    [
        ({}, True),
        ({"visibility": "partners"}, False),
        ({"ends_on": YESTERDAY}, False),
        ({"ended_at": timezone.now()}, False),
        ({"hidden_at": timezone.now(), "hidden_reason": "名前"}, False),
    ],
)
def test_who_sees_it(fields: dict[str, Any], seen_by_all: bool) -> None:
    partner = make_partner()
    news = make_news(partner, **fields)
    member, city = make_member(partner, Membership.Role.VIEWER), make_staff(partner.municipality)
    other = make_member(make_partner())
    assert is_seen(news, AnonymousUser()) == seen_by_all
    assert is_seen(news, make_user()) == seen_by_all
    assert is_seen(news, other) == (seen_by_all or fields == {"visibility": "partners"})
    assert is_seen(news, member)
    assert is_seen(news, city)


@pytest.mark.parametrize("state", [Partner.State.SUSPENDED, Partner.State.WITHDRAWN])
def test_news_of_a_partner_that_is_no_longer_registered_disappears(state: Partner.State) -> None:
    news = make_news(make_partner(state=state))
    assert not is_seen(news, AnonymousUser())
    assert not is_seen(news, make_member(make_partner()))
    assert is_seen(news, make_member(news.partner))
    assert not News.objects.current().exists()


def test_edit_claims_the_version_and_names_what_was_changed() -> None:
    news = make_news()
    by = make_member(news.partner)
    news.title = "新しい題"
    bulletin.update_news(news, by=by, seen_version=1)
    assert Entry.objects.get(verb="news.updated").data["changed"] == ["title"]
    with pytest.raises(LostUpdateError):
        bulletin.update_news(news, by=by, seen_version=1)


def test_what_is_over_stays_as_it_was() -> None:
    news = make_news(ends_on=YESTERDAY)
    by = make_member(news.partner)
    for step in (bulletin.end_news, bulletin.ask_for_news):
        with pytest.raises(StateError):
            step(news, by=by)
    with pytest.raises(StateError):
        bulletin.update_news(news, by=by, seen_version=1)


def test_hidden_with_a_reason_that_the_owners_get_by_mail() -> None:
    news = make_news()
    owner = make_member(news.partner)
    make_member(news.partner, Membership.Role.EDITOR)
    bulletin.hide_news(news, by=make_staff(news.partner.municipality), reason="名前を消して")
    assert Entry.objects.get(verb="news.hidden").data["reason"] == "名前を消して"
    (job,) = Job.objects.filter(kind="journal.mail")
    assert (job.payload["to"], job.payload["template"]) == (owner.pk, "news_hidden")
    assert job.payload["context"]["reason"] == "名前を消して"
    with pytest.raises(StateError):
        bulletin.hide_news(news, by=owner, reason="もう一度")


def test_asking_again_and_being_shown_again() -> None:
    news = make_news()
    owner, city = make_member(news.partner), make_staff(news.partner.municipality)
    with pytest.raises(StateError):
        bulletin.ask_for_news(news, by=owner)
    bulletin.hide_news(news, by=city, reason="名前を消して")
    bulletin.ask_for_news(news, by=owner)
    with pytest.raises(StateError):  # asked once is enough
        bulletin.ask_for_news(news, by=owner)
    bulletin.show_news(news, by=city)
    news.refresh_from_db()
    assert (news.is_current, news.asked_at, news.hidden_reason) == (True, None, "")
    assert Job.objects.filter(payload__template="news_shown").count() == 1


def test_mending_what_is_hidden_asks_again() -> None:
    news = make_news()
    owner, city = make_member(news.partner), make_staff(news.partner.municipality)
    bulletin.hide_news(news, by=city, reason="名前を消して")
    news.body = "名前のない文"
    bulletin.update_news(news, by=owner, seen_version=1)
    news.refresh_from_db()
    assert news.asked_at is not None
    assert news.is_hidden
