"""Saved searches: kept within a limit, new since the last look, mailed once, only what is seen."""

import email.message
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.http import QueryDict
from django.utils import timezone

from partners.models import Listing, Partner
from tests.factories import (
    make_challenge,
    make_event,
    make_listing,
    make_member,
    make_news,
    make_partner,
    make_user,
)
from tomoni.accounts.models import User
from tomoni.journal import ledger
from tomoni.journal.models import Job
from tomoni.journal.record import record
from tomoni.portal import saving
from tomoni.portal.models import MOST, SavedSearch, Told
from tomoni.portal.places import Asked

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)


def run_jobs() -> None:
    """What a worker does with everything that is due, and with what that asks for."""
    done: set[int] = set()
    while rows := set(Job.objects.open().values_list("pk", flat=True)) - done:
        for pk in sorted(rows):
            ledger.run(pk)
        done |= rows


def save(user: User, place: str = "needs", query: str = "", when: str = "daily") -> SavedSearch:
    asked = Asked(place, QueryDict(query), user)
    search = saving.save_search(user, asked, name="題", mail=when)
    an_hour = timezone.now() - timedelta(hours=1)
    SavedSearch.objects.filter(pk=search.pk).update(seen_at=an_hour, mail_from=an_hour)
    search.refresh_from_db()
    return search


def mail_of(user: User, day: date = TUESDAY) -> Any:
    """Put the mail of the day together and send it; None where there is none."""
    before = len(mail.outbox)
    saving.mail_to(f"{day.isoformat()}:{user.pk}")()
    assert len(mail.outbox) - before <= 1
    return mail.outbox[-1] if len(mail.outbox) > before else None


# --- Keeping ----------------------------------------------------------------------------------


def test_only_what_means_something_is_kept() -> None:
    search = save(make_user(), "needs", "q=%E5%AE%B6&goal=11&goal=99&page=7&sort=due&evil=1")
    assert search.query == "q=%E5%AE%B6&goal=11"


def test_the_very_same_is_not_kept_twice() -> None:
    user = make_user()
    save(user, "needs", "goal=11")
    with pytest.raises(saving.SavedAlreadyError):
        save(user, "needs", "goal=11&page=2")
    assert save(user, "seeds", "goal=11")
    assert save(make_user(), "needs", "goal=11")


def test_so_many_and_no_more() -> None:
    user = make_user()
    for number in range(MOST):
        save(user, "search", f"q=x{number}")
    with pytest.raises(saving.TooManySearchesError):
        save(user, "search", "q=one-more")


def test_what_nobody_could_have_meant_is_not_kept() -> None:
    make_listing()
    words = (
        "&".join(f"q={'長' * 100}" for _ in range(2))
        + "&"
        + "&".join(f"goal={n}" for n in range(1, 18))
    )
    assert save(make_user(), "needs", words)  # long, and still fine


# --- New since the last look ------------------------------------------------------------------


@pytest.mark.parametrize("place", ["needs", "listings", "search"])
def test_counts_what_has_appeared_since_the_last_look(place: str) -> None:
    search = save(make_user(), place, "q=%E7%AB%B9%E6%9E%97")
    make_listing(title="竹林")
    make_listing(title="竹林の古い話", published_at=timezone.now() - timedelta(days=3))
    make_listing(title="茶畑", body="お茶")
    assert saving.new_counts([search]) == {search.pk: 1}
    saving.note_look(search)
    search.refresh_from_db()
    assert saving.new_counts([search]) == {}


def test_every_place_is_counted() -> None:
    user = make_user()
    searches = [save(user, place) for place in ("partners", "challenges", "events", "news")]
    searches.append(save(user, "search", "q=%E7%AB%B9%E6%9E%97"))
    make_news(make_partner("竹林の会"), title="竹林")
    make_challenge()
    make_event()
    new = saving.new_counts(searches)
    assert [new.get(search.pk) for search in searches] == [1, 1, 1, 1, 2]


def test_all_searches_are_counted_in_one_query(django_assert_num_queries: Any) -> None:
    user = make_user()
    searches = [save(user, "needs", f"goal={n}") for n in range(1, 6)]
    saving.new_counts(searches)
    with django_assert_num_queries(1):
        saving.new_counts(searches)


def test_meeting_is_new_when_it_is_announced() -> None:
    search = save(make_user(), "events")
    event = make_event()
    type(event).objects.update(created_at=timezone.now() - timedelta(days=9))
    assert saving.new_counts([search]) == {}
    record(None, "event.announced", event)
    assert saving.new_counts([search]) == {search.pk: 1}
    saving.note_look(search)
    search.refresh_from_db()
    assert saving.new_counts([search]) == {}


# --- The mail ---------------------------------------------------------------------------------


def test_mail_tells_what_is_new_once() -> None:
    user = make_user("掛川 花子")
    save(user, "needs", "q=%E7%AB%B9%E6%9E%97")
    listing = make_listing(make_partner("竹の会"), title="竹林を手入れしたい")
    sent = mail_of(user)
    assert "竹林を手入れしたい – 竹の会" in sent.body
    assert f"/listings/{listing.pk}/" in sent.body
    assert sent.to == [user.email]
    assert mail_of(user) is None
    listing.title = "竹林の新しい題"
    listing.save()
    assert mail_of(user) is None
    make_listing(title="竹林をもう一つ")
    assert "竹林をもう一つ" in mail_of(user).body
    assert "手入れ" not in mail.outbox[-1].body


def test_nothing_is_told_twice_by_two_searches() -> None:
    user = make_user()
    save(user, "needs", "q=%E7%AB%B9%E6%9E%97")
    save(user, "search", "q=%E7%AB%B9%E6%9E%97")
    make_listing(title="竹林を手入れしたい")
    assert mail_of(user).body.count("竹林を手入れしたい") == 1


def test_without_news_there_is_no_mail() -> None:
    user = make_user()
    save(user)
    make_listing(published_at=timezone.now() - timedelta(days=3))
    assert mail_of(user) is None


def test_what_is_written_while_the_mail_goes_out_comes_with_the_next() -> None:
    user = make_user()
    save(user)
    assert mail_of(user) is None
    # It says that it appeared before the mail, but could not be seen at that moment.
    make_listing(title="遅れて見える", published_at=timezone.now() - timedelta(minutes=5))
    assert "遅れて見える" in mail_of(user).body


@pytest.mark.parametrize(
    "hide",
    [
        lambda listing: Listing.objects.update(state=Listing.State.PAUSED),
        lambda listing: Listing.objects.update(visibility=Listing.Visibility.STAFF),
        lambda listing: Partner.objects.update(state=Partner.State.SUSPENDED),
    ],
)
def test_what_is_hidden_when_the_mail_is_sent_is_not_in_it(hide: Any) -> None:
    user = make_user()
    save(user)
    hide(make_listing())
    assert mail_of(user) is None


def test_only_a_registered_partner_is_told_what_is_for_partners() -> None:
    member, stranger = make_member(make_partner()), make_user()
    save(member)
    save(stranger)
    make_listing(visibility=Listing.Visibility.PARTNERS)
    assert mail_of(member) is not None
    assert mail_of(stranger) is None


def test_long_news_is_cut_and_counted() -> None:
    user = make_user()
    save(user)
    partner = make_partner()
    for number in range(saving.IN_MAIL + 4):
        make_listing(partner, title=f"竹林{number}")
    body = mail_of(user).body
    assert body.count("・") == saving.IN_MAIL
    assert "ほか4件" in body
    assert Told.objects.count() == saving.IN_MAIL + 4
    assert mail_of(user) is None


@pytest.mark.parametrize(
    ("when", "day", "is_sent"),
    [
        ("daily", MONDAY, True),
        ("daily", TUESDAY, True),
        ("weekly", MONDAY, True),
        ("weekly", TUESDAY, False),
        ("none", MONDAY, False),
    ],
)
def test_mailed_when_it_was_asked_for(when: str, day: date, is_sent: bool) -> None:
    user = make_user()
    save(user, when=when)
    make_listing()
    assert (user.pk in saving.due_people(day)) == is_sent
    assert (mail_of(user, day) is not None) == is_sent


def test_mail_speaks_the_persons_language() -> None:
    user = make_user(language="en")
    save(user)
    make_listing()
    assert mail_of(user).subject == "1 new result in your saved searches"


def test_closed_account_gets_no_mail() -> None:
    user = make_user()
    save(user)
    make_listing()
    User.objects.update(is_active=False)
    assert mail_of(user) is None


def test_whoever_asks_for_mail_later_is_not_told_of_the_past() -> None:
    user = make_user()
    search = save(user, when="none")
    make_listing()
    saving.change_search(search, name="題", mail="daily")
    assert mail_of(user) is None


def test_failed_sending_leaves_everything_to_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_user()
    save(user)
    make_listing()

    def refuse(message: email.message.Message) -> None:
        raise OSError("the mail server is away")

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", refuse)
        saving.ask_for_mails(TUESDAY, [user.pk])
        run_jobs()
    assert Job.objects.open().filter(kind=saving.MAIL).count() == 1
    assert not Told.objects.exists()
    assert mail_of(user) is not None


def test_day_is_asked_for_once_and_reaches_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "FROM_HOUR", 0)
    people = [make_user(), make_user()]
    for user in people:
        save(user)
    make_listing()
    for _ in range(2):
        saving.ask_for_day()
        run_jobs()
    assert sorted(message.to[0] for message in mail.outbox) == sorted(u.email for u in people)


def test_mail_can_be_stopped_with_one_click() -> None:
    user = make_user()
    save(user)
    make_listing()
    sent = mail_of(user)
    link = sent.extra_headers["List-Unsubscribe"]
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link == f"<http://127.0.0.1:8000/searches/stop/{saving.stop_token(user)}/>"
    assert link.strip("<>") in sent.body
