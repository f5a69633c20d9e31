"""Every sub-theme of a challenge has its own closest seeds, whoever fits the whole."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from challenges.models import Challenge, SubTheme
from matching.engine.pool import Member
from matching.reading import themes
from matching.storing import store
from matching.storing.keys import key_of
from matching.suggestions import own_list
from partners.models import Listing
from tests.factories import make_member, make_municipality, make_staff
from tests.matching.visitors import request_of
from tests.matching.world import (
    ABOUT_EVERYTHING,
    TOPICS,
    make_challenge,
    make_need,
    make_partner,
    make_seed,
    make_seeds,
    settle,
)
from tests.queries import count_queries
from tomoni.taxonomy.models import Field

pytestmark = pytest.mark.django_db
PAGE = "/challenges/{}/suggestions/"


def make_themed(*titles: str, **fields: Any) -> Challenge:
    """A challenge that says little beside its themes."""
    fields = {
        "title": "交流会",
        "wish": "話す",
        "background": "人",
        "project_content": "場",
    } | fields
    challenge = make_challenge(**fields)
    for order, title in enumerate(titles):
        SubTheme.objects.create(challenge=challenge, title=title, order=order)
    return challenge


def staff_of(challenge: Challenge) -> HttpRequest:
    return request_of(make_staff(challenge.municipality))


def answers(challenge: Challenge, request: HttpRequest | None = None) -> dict[str, list[str]]:
    """The titles of what each theme is answered by."""
    found = themes.themes(challenge, request or staff_of(challenge))
    return {theme["title"]: [answer["title"] for answer in theme["answers"]] for theme in found}


def test_each_theme_has_its_closest_seeds_in_the_order_of_the_challenge() -> None:
    houses = make_seed(title="空き家を直します", body="大工が改修します。")
    tea = make_seed(title="茶工場を貸します", body="茶畑の横です。")
    challenge = make_themed("防災", "茶", "空き家")
    settle(challenge, houses, tea)
    assert answers(challenge) == {"防災": [], "茶": [tea.title], "空き家": [houses.title]}


def test_seed_may_answer_several_themes_and_each_says_its_own_reason() -> None:
    seed = make_seed(title="空き家と茶畑", body="見に来てください。")
    challenge = make_themed("空き家", "茶畑")
    settle(challenge, seed)
    houses, tea = themes.themes(challenge, staff_of(challenge))
    assert [houses["answers"][0]["url"], tea["answers"][0]["url"]] == [f"/listings/{seed.pk}/"] * 2
    assert houses["answers"][0]["who"] == seed.partner.name
    first, second = (theme["answers"][0]["reasons"][0]["words"] for theme in (houses, tea))
    assert ("空き家" in first, "茶畑" in first) == (True, False)
    assert ("空き家" in second, "茶畑" in second) == (False, True)


def test_field_that_the_theme_speaks_of_counts_and_not_what_the_challenge_ticked() -> None:
    fits = make_seed(title="歌と踊り", body="楽しい。", field_slugs=("childcare",))
    make_seed(title="山と川", body="静か。", field_slugs=("housing",))
    challenge = make_themed("子育て")
    challenge.fields.set(Field.objects.filter(slug="housing"))
    settle(challenge, fits)
    [theme] = themes.themes(challenge, staff_of(challenge))
    [answer] = theme["answers"]
    assert answer["title"] == fits.title
    assert [reason["words"] for reason in answer["reasons"]] == ["テーマと同じ行政分野：子育て支援"]


def test_narrow_theme_is_not_answered_by_its_field_alone() -> None:
    """囲碁 speaks of culture, but so do pottery and song."""
    settle(make_seed(title="歌と踊り", body="楽しい。", field_slugs=("culture-sports",)))
    go, culture = make_themed("囲碁"), make_themed("文化財")
    settle(go, culture)
    assert (answers(go), answers(culture)) == ({"囲碁": []}, {"文化財": ["歌と踊り"]})


def test_closest_are_three_even_where_others_fit_the_whole_better() -> None:
    """Forty rivals of the whole leave no room for the theme."""
    make_seeds(len(TOPICS))
    for number in range(45):
        make_seed(title=f"会場の進行役 {number}", body="会場の進行役を務めます。")
    own = [make_seed(title=f"猫の世話 {n}", body="猫を預かります。" * (5 - n)) for n in range(4)]
    challenge = make_themed("猫", project_content="会場の進行役を募集します。" * 5)
    settle(challenge)
    shown = answers(challenge)["猫"]
    assert len(shown) == themes.CLOSEST
    assert set(shown) < {*(seed.title for seed in own), "猫"}


def test_whom_a_seed_wants_to_meet_counts() -> None:
    make_seed(accepts=("npo",))
    for_cities = make_seed(accepts=("administration",), title="空き家を市に貸します")
    challenge = make_themed("空き家")
    settle(challenge)
    assert answers(challenge) == {"空き家": [for_cities.title]}


def test_only_what_the_reader_may_see_and_what_takes_part_now() -> None:
    challenge = make_themed("空き家")
    near = make_partner(municipality=challenge.municipality)
    own, far = make_seed(near, title="空き家 近く"), make_seed(title="空き家 遠く")
    hidden = {"visibility": Listing.Visibility.PARTNERS}
    Listing.objects.filter(pk__in=[own.pk, far.pk]).update(**hidden)
    settle(challenge, own, far)
    assert answers(challenge) == {"空き家": [own.title]}
    partner = request_of(make_member(make_partner()))
    assert sorted(answers(challenge, partner)["空き家"]) == sorted([own.title, far.title])
    Listing.objects.filter(pk=own.pk).update(state=Listing.State.PAUSED)
    assert answers(challenge) == {"空き家": []}


def test_who_may_not_see_suggestions_sees_none_by_theme() -> None:
    challenge = make_themed("空き家")
    settle(challenge, make_seed())
    for stranger in (AnonymousUser(), make_staff(make_municipality())):
        assert themes.themes(challenge, request_of(stranger)) == []


def test_nothing_where_the_challenge_has_no_themes_is_over_or_not_read_yet() -> None:
    plain, early = make_themed(), make_themed("空き家")
    assert answers(early) == {}
    settle(plain, early, make_seed())
    assert (answers(plain), len(answers(early)["空き家"])) == ({}, 1)
    SubTheme.objects.create(challenge=early, title="茶", order=2)
    assert answers(early) == {}
    settle(early)
    assert list(answers(early)) == ["空き家", "茶"]
    Challenge.objects.update(closes_at=timezone.now())
    early.refresh_from_db()
    assert answers(early) == {}


def test_looked_up_together_they_are_what_each_finds_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    make_seeds(len(TOPICS))
    challenge = make_themed("空き家と大工", *TOPICS[1:6], project_content=ABOUT_EVERYTHING["body"])
    for number in range(8):
        make_seed(body="空き家を改修する。" * (number + 1))
    settle(challenge)
    version = store.current()
    assert version
    key = key_of(challenge)
    stored = store.profiles(version.slot, [key])[key]
    alone = [Member(key, [row], stored.facts) for row in Member.of(stored).rows[1:]]
    expected = [own_list(version.slot, "seed", member) for member in alone]
    together = themes.nearest(version.slot, alone)
    assert [each.candidates for each in together] == [each.candidates[:40] for each in expected]
    monkeypatch.setattr(themes, "LOOKED_AT", 1)
    assert [each.candidates[:3] for each in themes.nearest(version.slot, alone)] == [
        each.candidates[:3] for each in expected
    ]


def test_page_asks_as_often_for_three_themes_as_for_one(client: Client) -> None:
    challenge = make_themed("空き家")
    client.force_login(make_staff(challenge.municipality))
    make_seeds(6, field_slugs=("housing",))
    counts = []
    for title in ("", "給食", "茶畑"):
        if title:
            SubTheme.objects.create(challenge=challenge, title=title, order=9)
        settle(challenge)
        counts.append(count_queries(client, PAGE.format(challenge.slug)))
    assert counts[0] == counts[2] <= 17, counts


def test_page_shows_themes_first_and_on_its_first_page_only(client: Client) -> None:
    challenge = make_themed("空き家", "宇宙", project_content=ABOUT_EVERYTHING["body"])
    make_seeds(12, field_slugs=("housing",))
    settle(challenge, make_seed(title="大工が直します"))
    client.force_login(make_staff(challenge.municipality))
    page = client.get(PAGE.format(challenge.slug)).content.decode()
    head, _, rest = page.partition("テーマ別の候補")
    by_theme, _, whole = rest.partition("このチャレンジに合いそうなパートナー</h2>")
    assert "大工が直します" in by_theme
    assert by_theme.count("このテーマに近いシーズは、まだありません") == 1
    assert 'href="#seeds"' in head and 'id="seeds"' in whole
    second = client.get(PAGE.format(challenge.slug) + "?page=2").content.decode()
    assert ("テーマ別の候補" in second, 'id="seeds"' in second) == (False, True)


def test_section_on_the_page_of_the_challenge_asks_nothing_about_themes(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    challenge = make_themed("空き家")
    settle(challenge, make_seed())
    client.force_login(make_staff(challenge.municipality))

    def refuse(*_args: object) -> list[themes.Theme]:
        raise AssertionError

    monkeypatch.setattr("matching.views.suggestions.themes", refuse)
    for url in (challenge.get_absolute_url(), PAGE.format(challenge.slug) + "?few"):
        assert client.get(url).status_code == 200


def test_needs_have_no_themes(client: Client) -> None:
    need = make_need()
    settle(need, make_seed())
    client.force_login(make_member(need.partner))
    page = client.get(f"/listings/{need.pk}/suggestions/").content.decode()
    assert "テーマ別" not in page
