"""The bell, the list, the preferences and the links that need no login."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from challenges.models import Challenge
from tests.bad_inputs import TYPEABLE
from tests.factories import make_challenge, make_municipality, make_staff, make_user
from tests.notices.told import ABOUT, DAILY, OWED, PLAIN, WEEKLY, Tell
from tests.queries import assert_constant_queries, count_queries
from tomoni.accounts.models import User
from tomoni.notices import bounces, choosing, kinds, links, unread
from tomoni.notices.kinds import Group, Kind, Pace
from tomoni.notices.models import Bounce, Notice, Preference, Weekday

pytestmark = pytest.mark.django_db
LIST, PACES = "/my/notices/", "/my/notices/preferences/"


def key(**fields: Any) -> dict[str, Any]:
    return {"idempotency_key": str(uuid4()), **fields}


def page(client: Client, url: str = LIST) -> str:
    return client.get(url).content.decode()


@pytest.fixture
def reader(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


# ----- the bell and the list ----------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_bell_counts_what_is_unread_in_words_too(reader: Client, alice: User, told: Tell) -> None:
    assert "bell-count" not in page(reader, "/accessibility/")
    first, _second = told(alice, "a"), told(alice, "b")
    assert "未読2件" in page(reader, "/accessibility/")
    reader.get(f"{LIST}{first.pk}/")
    assert "未読1件" in page(reader, "/accessibility/")
    reader.post(f"{LIST}read/", key())
    assert "bell-count" not in page(reader, "/accessibility/")


def test_bell_asks_the_database_once_and_not_for_every_page(
    reader: Client, alice: User, told: Tell
) -> None:
    before = count_queries(reader, "/accessibility/")
    told(alice)
    assert count_queries(reader, "/accessibility/") == before


def test_visitor_has_no_bell(client: Client) -> None:
    assert 'class="bell"' not in page(client, "/")


def test_number_counted_just_before_a_commit_is_not_believed_after_it(alice: User) -> None:
    """The page that has counted keeps its number after the stamp has changed."""
    stamp_key, count_key = unread._keys(alice.pk)
    unread._keep(count_key, ("old stamp", 7), 60)
    unread._keep(stamp_key, "new stamp", 60)
    assert unread.count(alice.pk) == 0


def test_cache_that_is_away_costs_no_page(
    reader: Client, alice: User, told: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any, **kwargs: Any) -> Any:
        raise ConnectionError("no cache")

    told(alice)
    monkeypatch.setattr(unread.cache, "get_many", away)
    monkeypatch.setattr(unread.cache, "set", away)
    assert "未読1件" in page(reader, "/accessibility/")


def test_opening_one_marks_it_read_and_leads_on(reader: Client, alice: User, told: Tell) -> None:
    notice = told(alice, "here")
    response = reader.get(f"{LIST}{notice.pk}/")
    assert response["Location"] == "/challenges/here/"
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_notice_of_somebody_else_is_not_found_and_stays_unread(
    reader: Client, bob: User, told: Tell
) -> None:
    notice = told(bob)
    assert reader.get(f"{LIST}{notice.pk}/").status_code == 404
    reader.post(f"{LIST}read/", key())
    notice.refresh_from_db()
    assert notice.read_at is None
    assert ABOUT not in page(reader)


def test_unread_ones_come_first_unless_by_time(reader: Client, alice: User, told: Tell) -> None:
    old, new = told(alice, "old", number=1), told(alice, "new", number=2)
    Notice.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=1))
    Notice.objects.filter(pk=new.pk).update(read_at=timezone.now())
    first = page(reader)
    assert first.index("plain 1") < first.index("plain 2")
    by_time = page(reader, f"{LIST}?order=time")
    assert by_time.index("plain 2") < by_time.index("plain 1")


def test_list_is_narrowed_to_a_kind_and_paged(reader: Client, alice: User, told: Tell) -> None:
    for number in range(22):
        told(alice, f"k{number}", number=number + 100)
    told(alice, "daily", DAILY, number=9)
    narrowed = page(reader, f"{LIST}?kind={DAILY.name}")
    assert "daily 9" in narrowed
    assert "plain 1" not in narrowed
    second = page(reader, f"{LIST}?kind={PLAIN.name}&page=2")
    assert second.count('<li class="row') == 2
    assert "daily 9" not in second
    assert page(reader, f"{LIST}?kind=nothing&page=99&order=x").count('<li class="row') == 3


def test_all_are_marked_as_read(reader: Client, alice: User, told: Tell) -> None:
    told(alice, "a")
    told(alice, "b")
    assert "すべて既読にする" in page(reader)
    assert reader.post(f"{LIST}read/", key())["Location"] == LIST
    assert not Notice.objects.unread().exists()
    assert "すべて既読にする" not in page(reader)


def test_what_is_over_says_nothing_and_needs_no_attention(
    reader: Client, alice: User, challenge: Challenge, told: Tell
) -> None:
    told(alice)
    Challenge.objects.filter(pk=challenge.pk).update(
        state=Challenge.State.CLOSED, closed_at=timezone.now()
    )
    shown = page(reader)
    assert ABOUT not in shown
    assert "すでに済んだか終わった" in shown
    assert not Notice.objects.unread().exists()


def test_kind_that_no_app_knows_any_more_does_no_harm(
    reader: Client, alice: User, told: Tell
) -> None:
    notice = told(alice)
    Notice.objects.update(kind="challenges.long_gone")
    assert "すでに済んだか終わった" in page(reader)
    assert reader.get(f"{LIST}{notice.pk}/").status_code == 302


def test_list_costs_the_same_for_one_notice_and_for_three(
    reader: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add() -> None:
        challenge = make_challenge()
        Notice.objects.create(
            recipient=alice,
            kind=PLAIN.name,
            key=f"n{challenge.pk}",
            subject_type="challenges.challenge",
            subject_id=str(challenge.pk),
            url="/",
        )

    assert_constant_queries(reader, LIST, add, at_most=12)


# ----- preferences --------------------------------------------------------------------------------


def chosen(user: User, **changes: str) -> dict[str, str]:
    """What the form sends when one changes nothing else."""
    known = [kind for kind in kinds.all_kinds() if len(kind.paces) > 1]
    paces = choosing.paces_of(user.pk, known)
    return {**paces, "weekday": "0", "language": user.language, **changes}


def test_paces_day_and_language_are_kept(reader: Client, alice: User) -> None:
    data = chosen(alice, **{PLAIN.name: "weekly", WEEKLY.name: "none"}, weekday="3", language="en")
    assert reader.post(PACES, key(**data))["Location"] == PACES
    alice.refresh_from_db()
    assert choosing.pace_of(alice.pk, PLAIN) == Pace.WEEKLY
    assert choosing.pace_of(alice.pk, WEEKLY) == Pace.NONE
    assert (choosing.weekday_of(alice.pk), alice.language) == (Weekday.THURSDAY, "en")


def test_owed_kinds_stand_there_without_a_choice(reader: Client) -> None:
    shown = page(reader, PACES)
    assert OWED.label in shown
    assert f'name="{OWED.name}"' not in shown
    assert f'name="{DAILY.name}"' in shown
    assert f'name="{DAILY.name}" value="none"' not in shown


@pytest.mark.parametrize("value", ["none", "", "hourly", *TYPEABLE.values()])
def test_pace_that_cannot_be_chosen_is_refused_in_words(
    value: str, reader: Client, alice: User
) -> None:
    data = chosen(alice, **{DAILY.name: value})
    response = reader.post(PACES, key(**data))
    assert response.status_code == 200
    assert 'id="error-summary"' in response.content.decode()
    assert not Preference.objects.exists()


def test_work_of_the_office_is_shown_to_who_has_one(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Kind("challenges.work", "机の上の仕事", Group.WORK)
    registered = kinds.Registered(work, lambda notice: None, None)
    monkeypatch.setitem(kinds.registered, work.name, registered)
    for person, is_shown in ((make_user(), False), (make_staff(make_municipality()), True)):
        client.force_login(person)
        assert ("机の上の仕事" in page(client, PACES)) == is_shown


def test_signed_link_opens_the_preferences_of_one_person(client: Client, alice: User) -> None:
    url = links.preferences_path(alice)
    response = client.get(url)
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert alice.email not in response.content.decode()
    data = chosen(alice, **{PLAIN.name: "daily"})
    assert client.post(url, key(**data))["Location"] == url
    assert choosing.pace_of(alice.pk, PLAIN) == Pace.DAILY
    assert not client.get(LIST).context  # nobody is logged in by it


# ----- one-click unsubscribing --------------------------------------------------------------------


def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def test_get_shows_a_page_and_post_acts_without_login_or_token(alice: User) -> None:
    url = links.stop_path(alice, PLAIN.name)
    shown = page(strict(), url)
    assert PLAIN.label in shown
    assert choosing.pace_of(alice.pk, PLAIN) == Pace.NOW
    assert strict().post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert choosing.pace_of(alice.pk, PLAIN) == Pace.NONE
    assert choosing.pace_of(alice.pk, WEEKLY) == Pace.WEEKLY
    assert strict().post(url).status_code == 200  # again


@pytest.mark.parametrize(
    ("scope", "paces"),
    [
        ("all", ["none", "now", "daily", "none"]),
        ("digest", ["now", "now", "daily", "none"]),
    ],
)
def test_what_is_owed_goes_on(scope: str, paces: list[str], alice: User) -> None:
    strict().post(links.stop_path(alice, scope))
    after = choosing.paces_of(alice.pk, [PLAIN, OWED, DAILY, WEEKLY])
    assert [after[kind.name] for kind in (PLAIN, OWED, DAILY, WEEKLY)] == paces


def test_link_that_is_not_ours_is_not_found(client: Client, alice: User, bob: User) -> None:
    owed = links.stop_token(alice, OWED.name)
    other = links.preferences_token(alice)
    for token in ("abc", owed, other, links.stop_token(alice, "challenges.unheard")):
        assert client.get(f"/notices/stop/{token}/").status_code == 404
        assert client.post(f"/notices/stop/{token}/").status_code == 404
    stop = links.stop_token(alice, "all")
    for token in ("abc", stop):
        assert client.get(f"/notices/preferences/{token}/").status_code == 404
    User.objects.filter(pk=alice.pk).update(is_active=False)
    for url in (f"/notices/stop/{stop}/", f"/notices/preferences/{other}/"):
        assert client.get(url).status_code == 404


# ----- addresses that refuse mail -----------------------------------------------------------------


def test_owner_of_a_marked_address_is_told_at_login(client: Client, alice: User) -> None:
    bounces.mark(alice, "550 5.1.1 no such user")
    alice.set_password("tomoni-test-2026")
    alice.save()
    data = {"login": alice.email, "password": "tomoni-test-2026"}
    response = client.post("/accounts/login/", data, follow=True)
    assert "届かず戻ってきています" in response.content.decode()


def test_owner_says_that_the_address_is_right(reader: Client, alice: User) -> None:
    bounces.mark(alice, "550 5.1.1 no such user")
    for url in (LIST, PACES):
        assert "550 5.1.1 no such user" in page(reader, url)
    reader.post("/my/notices/address/", key())
    assert not Bounce.objects.exists()
    assert "no such user" not in page(reader)


def test_signed_link_says_nothing_of_the_address(client: Client, alice: User) -> None:
    bounces.mark(alice, "550 5.1.1 no such user")
    assert "no such user" not in page(client, links.preferences_path(alice))
