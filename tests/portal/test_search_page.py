"""One search box over everything the reader may see."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from challenges.models import Challenge
from events.reporting.steps import begin, publish
from partners.models import Listing, News
from tests.bad_inputs import TYPEABLE
from tests.events.past import make_past
from tests.factories import (
    make_agreement,
    make_challenge,
    make_event,
    make_listing,
    make_member,
    make_municipality,
    make_news,
    make_partner,
    make_project,
    make_user,
)
from tests.queries import assert_constant_queries
from tomoni import crowds
from tomoni.journal.record import record
from tomoni.portal.finding import Finding
from tomoni.portal.sources import AGREEMENTS
from tomoni.taxonomy.models import ResourceKind

pytestmark = pytest.mark.django_db


def search(client: Client, query: str) -> Finding:
    found: Finding = client.get(f"/search/{query}").context["found"]
    return found


def titles(client: Client, query: str) -> set[str]:
    """Everything the search shows."""
    return {str(row) for group in search(client, query).groups for row in group.rows}


def facet(found: Finding, parameter: str) -> dict[str, int]:
    """The counts of a filter."""
    return {
        option.value: option.count
        for each in found.facets
        if each.parameter == parameter
        for option in each.options
    }


@pytest.fixture
def world() -> None:
    """One of each kind about 防災, and a need about tea."""
    make_listing(title="防災倉庫がほしい")
    make_listing(title="防災食を出せます", side=Listing.Side.SEED)
    make_challenge(title="防災のまち")
    make_partner(name="防災の会")
    make_event(title="防災を話す会")
    make_news(title="防災フェア")
    make_project(title="防災の井戸", visibility="public")
    make_project(title="防災の内々")
    make_agreement(make_partner(), title="防災の協定")
    make_agreement(make_partner(), title="防災の約束", visibility="parties")
    make_listing(title="関係ない", body="お茶")


def test_two_characters_find_every_kind(client: Client, world: None) -> None:
    found = search(client, "?q=防災")
    assert titles(client, "?q=防災") == {
        "防災倉庫がほしい",
        "防災食を出せます",
        "防災のまち",
        "防災の会",
        "防災を話す会",
        "防災フェア",
        "防災の井戸",
        "防災の協定",
    }
    kinds = dict.fromkeys(
        ("need", "seed", "challenge", "project", "agreement", "event", "news", "partner"), 1
    )
    assert (found.counts, found.total) == ({**kinds, "report": 0}, 8)


def test_reports_are_found_once_they_are_published(client: Client) -> None:
    report = begin(make_past(title="堤防を歩く会"), by=make_user())
    assert search(client, "?q=堤防&kind=report").total == 0
    publish(report, by=make_user())
    [hit] = search(client, "?q=堤防&kind=report").hits
    assert hit.row == report
    assert report.get_absolute_url() in client.get("/search/?q=堤防&kind=report").content.decode()


def test_kinds_are_chosen_and_still_counted(client: Client, world: None) -> None:
    found = search(client, "?q=防災&kind=need&kind=news")
    assert {group.name for group in found.groups} == {"need", "news"}
    assert (found.total, facet(found, "kind")["seed"]) == (2, 1)


def test_filters_combine(client: Client) -> None:
    city = make_municipality()
    partner = make_partner(municipality=city)
    make_listing(partner, title="合う", goals=(13,), field_slugs=("energy",))
    make_listing(partner, title="目標が違う", goals=(1,), field_slugs=("energy",))
    make_listing(partner, title="分野が違う", goals=(13,), field_slugs=("tourism",))
    make_listing(title="街が違う", goals=(13,), field_slugs=("energy",))
    assert titles(client, f"?goal=13&field=energy&municipality={city.slug}") == {"合う"}
    found = search(client, f"?goal=13&field=energy&municipality={city.slug}")
    assert facet(found, "goal") == {"1": 1, "13": 1}
    assert facet(found, "field") == {"energy": 1, "tourism": 1}
    assert sum(facet(found, "municipality").values()) == 2


def test_every_count_is_what_choosing_it_gives(client: Client, world: None) -> None:
    needs = Listing.objects.filter(side="need")
    needs[0].resources.set(ResourceKind.objects.filter(slug="place"))
    for query in ("?q=防災", "?q=防災&goal=11", "?q=防災&kind=need", "?goal=11&state=open"):
        for each in search(client, query).facets:
            for option in each.options:
                if not each.is_chosen:
                    chosen = search(client, option.url.removeprefix("/search/"))
                    assert chosen.total == option.count, (query, option)


def test_a_kind_without_the_filter_is_left_out(client: Client, world: None) -> None:
    found = search(client, "?q=防災&type=company")
    assert {group.name for group in found.groups} == {
        "need",
        "seed",
        "agreement",
        "news",
        "partner",
    }


def test_state_tells_open_from_over(client: Client) -> None:
    make_listing(title="竹林を貸す")
    make_listing(title="竹林を借りた", state=Listing.State.FULFILLED)
    make_challenge(title="竹林の道", closes_at=timezone.now() - timedelta(days=1))
    assert titles(client, "?q=竹林&state=open") == {"竹林を貸す"}
    assert titles(client, "?q=竹林&state=over") == {"竹林を借りた", "竹林の道"}
    assert facet(search(client, "?q=竹林&state=over"), "state") == {"open": 1, "over": 2}


def test_nobody_finds_what_is_hidden(client: Client) -> None:
    make_listing(title="職員だけ", visibility=Listing.Visibility.STAFF)
    make_listing(title="仲間だけ", visibility=Listing.Visibility.PARTNERS)
    make_listing(title="休み中だけ", state=Listing.State.PAUSED)
    make_listing(title="期限切れだけ", review_by=timezone.localdate() - timedelta(days=1))
    make_challenge(title="下書きだけ", state=Challenge.State.DRAFT, opened_at=None)
    make_news(title="お知らせだけ", visibility=News.Visibility.PARTNERS)
    assert titles(client, "?q=だけ") == set()
    assert search(client, "?q=だけ").total == 0


def test_partners_find_what_is_for_partners(client: Client) -> None:
    make_listing(title="仲間だけ", visibility=Listing.Visibility.PARTNERS)
    make_news(title="お知らせだけ", visibility=News.Visibility.PARTNERS)
    client.force_login(make_member(make_partner()))
    assert titles(client, "?q=だけ") == {"仲間だけ", "お知らせだけ"}


def test_hidden_address_is_neither_found_nor_shown(client: Client) -> None:
    make_partner(name="個人の会", address="掛川市秘密町1", shows_address=False)
    make_partner(name="店", address="掛川市公開町1", shows_address=True)
    assert titles(client, "?q=秘密町") == set()
    assert titles(client, "?q=公開町") == {"店"}


def test_one_kind_is_shown_page_by_page(client: Client) -> None:
    partner = make_partner()
    for number in range(27):
        make_listing(partner, title=f"竹林{number}")
    group = search(client, "?q=竹林").groups[0]
    assert (group.count, len(group.rows)) == (27, 5)
    first, second = search(client, "?q=竹林&kind=need"), search(client, "?q=竹林&kind=need&page=2")
    assert (len(first.page), len(second.page), second.page.number) == (20, 7, 2)
    shown = {hit.row.pk for found in (first, second) for hit in found.hits}
    assert len(shown) == 27
    assert search(client, "?q=竹林&kind=need&page=999999").page.number == 2


def test_words_stand_marked_in_a_piece_of_the_text(client: Client) -> None:
    make_listing(title="倉庫", body="地域の<b>防災倉庫</b>を探しています。")
    html = client.get("/search/?q=防災").content.decode()
    assert "地域の&lt;b&gt;<mark>防災</mark>倉庫&lt;/b&gt;を探しています。" in html


def test_sorted_by_relevance_newest_or_end(client: Client) -> None:
    now, today = timezone.now(), timezone.localdate()
    make_listing(title="道具", body="竹林の", published_at=now, review_by=today + timedelta(days=9))
    make_listing(
        title="竹林の道",
        published_at=now - timedelta(days=5),
        review_by=today + timedelta(days=30),
    )
    make_listing(
        title="林道",
        body="竹林へ",
        published_at=now - timedelta(days=9),
        review_by=today + timedelta(days=2),
    )

    def order(query: str) -> list[str]:
        return [str(row) for row in search(client, query).groups[0].rows]

    assert order("?q=竹林")[0] == "竹林の道"
    assert order("?q=竹林&sort=new") == ["道具", "竹林の道", "林道"]
    assert order("?q=竹林&sort=closing") == ["林道", "道具", "竹林の道"]


def test_chips_lead_to_the_search_without_them(client: Client, world: None) -> None:
    found = search(client, "?q=防災&goal=11&kind=need")
    assert [chip.label for chip in found.chips] == [
        "防災",
        "ニーズ",
        "11 住み続けられるまちづくりを",
    ]
    assert found.chips[0].url == "/search/?kind=need&goal=11"


def test_nothing_found_shows_ways_on(client: Client) -> None:
    response = client.get("/search/?q=竹林 防災&goal=11")
    html = response.content.decode()
    assert response.context["found"].fewer_words == [
        ("竹林", "/search/?q=%E7%AB%B9%E6%9E%97&goal=11"),
        ("防災", "/search/?q=%E9%98%B2%E7%81%BD&goal=11"),
    ]
    assert "/my/listings/new/need/" in html
    assert "/my/searches/new/?list=search" in html


def test_very_common_words_are_counted_by_their_newest_and_it_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowds, "CAP", 3)
    partner = make_partner()
    for number in range(5):
        make_listing(partner, title=f"竹林{number}", goals=(15,))
    response = client.get("/search/?q=竹林")
    found = response.context["found"]
    assert (found.total, found.is_partial) == (5, True)
    (goal,) = [each for each in found.facets if each.parameter == "goal"]
    assert {option.value: option.shown for option in goal.options}["15"] == "4+"
    assert "そのうち3件で数えています" in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?goal=abc",
        "?goal=99",
        "?goal=１３",
        "?field=%00",
        "?municipality='",
        "?q=%00%F0%90",
        "?q=" + "長" * 500,
        "?q=" + "a%20" * 400,
        "?q='防災' %26 !'x' | <-> :*",
        "?q=防災' OR 1=1; DROP TABLE partners_listing; --",
        "?q=%E2%80%AE%07",
        "?q=!!!、。",
        "?q=🍵",
        "?q=anyword",
        "?q=防災&page=999999",
        "?q=防災&kind=need&page=999999",
        "?q=防災&kind=need&page=-1",
        "?q=防災&kind=need&page=%00",
        "?kind=need&page=" + "9" * 500,
        "?kind=nothing&state=x&sort=evil",
        "?sort=best",
        "?goal=-1",
        "?goal=" + "9" * 400,
        "?" + "&".join(f"goal={n}" for n in range(400)),
    ],
)
def test_strange_parameters_are_no_error(client: Client, world: None, query: str) -> None:
    assert client.get(f"/search/{query}").status_code == 200


@pytest.mark.parametrize("case", TYPEABLE)
def test_anything_may_be_looked_for(client: Client, case: str) -> None:
    response: Any = client.get("/search/", {"q": TYPEABLE[case][:3000]})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_the_word_that_stands_for_any_is_an_ordinary_word(client: Client) -> None:
    make_listing(title="anyword")
    make_listing(title="竹林")
    assert titles(client, "?q=竹林") == {"竹林"}
    assert titles(client, "?q=anyword") == {"anyword"}


def test_fragment_is_only_the_results(client: Client) -> None:
    response = client.get(
        "/search/?q=x", headers={"HX-Request": "true", "HX-Target": "search-results"}
    )
    html = response.content.decode().strip()
    assert 'id="search-results"' in html.partition(">")[0]
    assert "HX-Target" in response.headers["Vary"]


def test_history_restore_gets_the_whole_page(client: Client) -> None:
    headers = {
        "HX-Request": "true",
        "HX-Target": "search-results",
        "HX-History-Restore-Request": "true",
    }
    assert "<html" in client.get("/search/?q=x", headers=headers).content.decode()


def test_search_asks_as_often_for_three_rows_as_for_one(client: Client) -> None:
    assert_constant_queries(
        client, "/search/?q=空き家", lambda: make_listing(title="空き家"), at_most=8
    )


def test_search_over_all_kinds_stays_in_its_queries(client: Client, world: None) -> None:
    client.force_login(make_member(make_partner()))
    assert_constant_queries(
        client, "/search/?q=防災", lambda: make_challenge(title="防災"), at_most=12
    )


def test_beyond_the_newest_that_are_ranked_the_others_follow_and_none_twice(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowds, "CAP", 20)
    old = make_listing(title="古い話", body="防災")
    rows = [make_listing(title="話", body="防災") for _row in range(23)]
    best = make_listing(title="防災", body="防災")
    first, second = (search(client, f"?q=防災&kind=need&page={n}").page for n in (1, 2))
    assert next(hit.row.pk for hit in first) == best.pk
    shown = [hit.row.pk for page in (first, second) for hit in page]
    assert sorted(shown) == sorted(row.pk for row in (old, *rows, best))
    assert shown[-1] == old.pk


def test_an_agreement_is_new_when_it_is_signed_or_shown_to_everybody() -> None:
    yesterday = timezone.now() - timedelta(days=1)
    old, new = make_agreement("甲", "乙"), make_agreement("甲", "乙")
    type(old).objects.filter(pk=old.pk).update(entered_at=yesterday - timedelta(days=1))
    is_new = AGREEMENTS.appeared_after(yesterday)
    assert list(type(old).objects.filter(is_new)) == [new]
    record(None, "agreement.shown", old)
    assert set(type(old).objects.filter(is_new)) == {old, new}
