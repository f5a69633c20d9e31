"""Open challenges to which nobody has proposed are shown to staff, with what could be done."""

import re

import pytest
from django.test import Client

from challenges import asking
from challenges.models import Challenge
from tests.factories import (
    make_call,
    make_challenge,
    make_municipality,
    make_proposal,
    make_staff,
    make_user,
)
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.municipalities.models import Municipality, StaffRole
from tomoni.taxonomy.models import Goal

pytestmark = pytest.mark.django_db
URL = "/desk/unanswered/"


@pytest.mark.usefixtures("editor")
def test_only_open_ones_without_a_proposal_are_listed(client: Client, city: Municipality) -> None:
    lonely = make_challenge(city, title="だれも来ない課題")
    for other in (
        make_challenge(city, state="closed", title="終わった課題"),
        make_challenge(city, state="draft", title="まだの課題"),
        make_challenge(title="よその課題"),
        make_call(title="企業の呼びかけ"),
    ):
        assert other.title not in client.get(URL).content.decode()
    page = client.get(URL).content.decode()
    assert lonely.title in page
    assert lonely.title in client.get("/desk/").content.decode()
    make_proposal(lonely)
    assert lonely.title not in client.get(URL).content.decode()


@pytest.mark.usefixtures("editor")
def test_what_was_taken_back_is_no_answer(client: Client, city: Municipality) -> None:
    lonely = make_challenge(city, title="取り下げられた課題")
    make_proposal(lonely, state="withdrawn")
    for url in (URL, "/desk/"):
        assert f"/desk/challenges/{lonely.slug}/" in client.get(url).content.decode()
    assert list(Challenge.objects.unanswered()) == [lonely]


@pytest.mark.usefixtures("editor")
def test_it_says_what_could_be_done_each_in_one_click(client: Client, city: Municipality) -> None:
    challenge = make_challenge(city)
    for _ in range(2):
        asking.follow(challenge, by=make_user())
    page = client.get(URL).content.decode()
    desk = f"/desk/challenges/{challenge.slug}/"
    for way in ("#invitations", "extend/", "edit/#id_wish", "edit/#id_sub_themes"):
        assert f'href="{desk}{way}"' in page
    assert re.search(rf'href="mailto:\?[^"]*{challenge.slug}%2F"', page)
    assert "フォロー2人" in page
    assert "広すぎませんか" not in page


@pytest.mark.usefixtures("editor")
def test_a_challenge_that_ticks_everything_is_asked_whether_it_is_too_wide(
    client: Client, city: Municipality
) -> None:
    challenge = make_challenge(city)
    challenge.related_goals.set(Goal.objects.exclude(number=11))
    assert "広すぎませんか" in client.get(URL).content.decode()


def test_viewers_read_without_buttons(client: Client, city: Municipality) -> None:
    challenge = make_challenge(city)
    client.force_login(make_staff(city, StaffRole.Role.VIEWER))
    page = client.get(URL).content.decode()
    assert challenge.title in page
    assert "#invitations" not in page


def test_it_is_for_staff(client: Client, person: User) -> None:
    assert client.get(URL).status_code == 404


@pytest.mark.usefixtures("editor")
def test_what_ends_next_stands_on_top_and_it_comes_as_a_fragment(
    client: Client, city: Municipality
) -> None:
    late, soon = make_challenge(city), make_challenge(city)
    Challenge.objects.filter(pk=late.pk).update(closes_at=late.closes_at.replace(year=2030))
    headers = {"HX-Request": "true", "HX-Target": "unanswered-rows"}
    body = client.get(URL, headers=headers).content.decode()
    assert body.lstrip().startswith('<div id="unanswered-rows"')
    assert body.index(soon.title) < body.index(late.title)


def test_it_costs_the_same_with_more_rows(client: Client) -> None:
    city = make_municipality()
    client.force_login(make_staff(city))
    assert_constant_queries(client, URL, lambda: make_challenge(city), at_most=8)
