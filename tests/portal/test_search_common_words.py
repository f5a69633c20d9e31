"""A word that very many rows have: the newest are counted, every row can be reached."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from partners.models import Listing
from tests.factories import make_dated_listings, make_listing, make_news, make_partner
from tomoni import crowds
from tomoni.chosen import BLOCK
from tomoni.portal.finding import Finding, Group

pytestmark = pytest.mark.django_db

CAP = 6


@pytest.fixture(autouse=True)
def _few_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowds, "CAP", CAP)


def search(client: Client, query: str) -> Finding:
    found: Finding = client.get(f"/search/{query}").context["found"]
    return found


def groups(found: Finding) -> dict[str, Group]:
    return {group.name: group for group in found.groups}


def shown(found: Finding, parameter: str) -> dict[str, str]:
    """The counts of a filter as they are read."""
    return {
        option.value: option.shown
        for facet in found.facets
        if facet.parameter == parameter
        for option in facet.options
    }


def make_needs(number: int) -> list[int]:
    partner = make_partner()
    return [make_listing(partner, title=f"竹林{n}", goals=(15,)).pk for n in range(number)]


def test_more_than_are_counted_is_said(client: Client) -> None:
    make_needs(CAP + 2)
    make_news(title="竹林の日")
    found = search(client, "?q=竹林")
    assert (found.total, found.is_cut, found.is_partial) == (CAP + 1, True, True)
    assert [(group.name, group.is_cut) for group in found.groups] == [
        ("need", True),
        ("news", False),
        ("seed", True),
    ]
    assert shown(found, "kind") == {"need": f"{CAP}+", "seed": "", "news": "1"}
    html = client.get("/search/?q=竹林").content.decode()
    assert f"<b>{CAP + 1}</b>件より多く" in html
    assert f"新しいもの{CAP}件の中から" in html


def test_as_many_as_are_counted_is_exact(client: Client) -> None:
    make_needs(CAP)
    found = search(client, "?q=竹林")
    assert (found.total, found.is_cut, found.is_partial) == (CAP, False, False)
    assert "より多く" not in client.get("/search/?q=竹林").content.decode()


def test_kind_that_none_of_the_newest_is_of_can_be_reached(client: Client) -> None:
    seed = make_listing(title="竹林を貸す", side=Listing.Side.SEED)
    make_needs(CAP + 1)
    group = groups(search(client, "?q=竹林"))["seed"]
    assert (group.hits, group.has_more) == ([], True)
    found = search(client, group.url.removeprefix("/search/"))
    assert [hit.row.pk for hit in found.page] == [seed.pk]
    assert (found.total, found.is_cut) == (1, False)
    assert shown(found, "kind") == {"need": f"{CAP}+", "seed": "1"}


def test_chosen_kind_is_counted_apart_from_the_others(client: Client) -> None:
    partner = make_partner()
    for number in range(CAP):
        make_listing(partner, title=f"竹林を貸す{number}", side=Listing.Side.SEED)
    make_needs(2)
    found = search(client, "?q=竹林&kind=need")
    assert (found.total, found.is_cut) == (2, False)
    assert shown(found, "kind") == {"need": "2", "seed": str(CAP)}


def test_chosen_state_is_counted_apart_from_the_other(client: Client) -> None:
    for _number in range(2):
        make_listing(title="竹林を借りた", state=Listing.State.FULFILLED)
    make_needs(CAP + 1)
    found = search(client, "?q=竹林&state=open")
    assert (found.total, found.is_cut) == (CAP, True)
    assert shown(found, "state") == {"open": f"{CAP}+", "over": "2"}
    assert search(client, "?q=竹林&state=over").total == 2


def make_dated(days: Sequence[int], *, state: str = "published") -> list[int]:
    """Needs that were published so many days ago, and are to be looked at after as many."""
    now, partner = timezone.now(), make_partner()
    return [
        make_listing(
            partner,
            title=f"竹林{number}",
            state=Listing.State(state),
            published_at=now - timedelta(days=day),
            review_by=timezone.localdate() + timedelta(days=day),
        ).pk
        for number, day in enumerate(days)
    ]


def firsts(found: Finding) -> list[int]:
    return [hit.row.pk for hit in groups(found)["need"].hits]


@pytest.mark.parametrize("sort", ["new", "closing"])
def test_by_date_the_first_are_picked(client: Client, sort: str) -> None:
    pks = make_dated([9, 3, 8, 1, 7, 2, 6, 5, 4])
    (over,) = make_dated([0], state="fulfilled")
    found = search(client, f"?q=竹林&sort={sort}")
    assert (found.total, found.is_cut, found.is_partial) == (CAP, True, True)
    assert firsts(found) == [pks[place] for place in (3, 5, 1, 8, 7)]
    html = client.get(f"/search/?q=竹林&sort={sort}").content.decode()
    assert f"<b>{CAP}</b>件より多く" in html
    assert "よく合うものを先に" not in html
    found = search(client, f"?q=竹林&sort={sort}&kind=need&page=9999")
    assert (found.total, found.is_cut) == (10, False)
    assert [hit.row.pk for hit in found.page][-2:] == [pks[0], over]  # what is over comes last


@pytest.mark.parametrize("sort", ["new", "closing"])
def test_the_one_more_that_is_picked_is_the_last(client: Client, sort: str) -> None:
    make_dated(range(1, CAP + 1))
    make_dated([0], state="fulfilled")
    found = search(client, f"?q=竹林&sort={sort}")
    assert (found.total, found.is_cut) == (CAP, True)
    assert shown(found, "state") == {"open": f"{CAP}+", "over": ""}


def test_kind_that_none_of_the_first_is_of_can_be_reached(client: Client) -> None:
    make_listing(title="竹林", side=Listing.Side.SEED, review_by=date(2099, 1, 1))
    make_dated(range(1, CAP + 2))
    assert groups(search(client, "?q=竹林&sort=closing"))["seed"].has_more
    html = client.get("/search/?q=竹林&sort=closing").content.decode()
    assert "締切が近いものの中にはありません" in html


def test_without_words_totals_are_exact(client: Client) -> None:
    make_needs(CAP + 2)
    found = search(client, "?goal=15")
    assert (found.total, found.is_cut, found.cut_kinds) == (CAP + 2, False, set())


def make_need_in(block: int, place: int) -> int:
    key = block * BLOCK + place
    return make_listing(pk=key, title=f"竹林{place}", goals=(15,)).pk


LAST = 10_000
"""The last block of keys of the table. The newest are looked for in the last 126 blocks, then in as
many before them as should have those that are missing, as long as that is not half of all."""


@pytest.mark.parametrize(
    "blocks",
    [
        [LAST] * 9,
        [LAST - 1000] * 2 + [LAST - 100] * 7,  # as many as are counted, and one more, in the first
        [LAST - 1000] * 3 + [LAST - 100] * 6,  # as many, so that there might be no more
        [LAST - 5000] * 3 + [LAST - 300] * 2 + [LAST] * 4,  # too few in the 268 before them
        [LAST - 5000] * 2 + [LAST - 300] * 3 + [LAST] * 4,  # enough
        [LAST - 1000] * 5 + [LAST] * 4,
        [LAST - 5000] * 2 + [LAST - 1200] * 6 + [LAST],  # in the 1,260 before one
        [LAST - 5000] * 5 + [LAST - 1000] * 3 + [LAST],
        [LAST - 1000] * 9,
        [LAST - 5000] * 9,
        [LAST - 1000 * place for place in range(8, -1, -1)],
    ],
)
def test_where_the_newest_stand_makes_no_difference(client: Client, blocks: list[int]) -> None:
    """Some rows of the table do not have the word; one is over."""
    partner = make_partner()
    make_listing(partner, title="竹林を借りた", state=Listing.State.FULFILLED)
    pks = [make_need_in(block, place) for place, block in enumerate(blocks)]
    make_listing(partner, pk=LAST * BLOCK + 100, title="関係ない")
    found = search(client, "?q=竹林")
    assert (found.total, found.is_cut) == (CAP, True)
    assert [hit.row.pk for hit in groups(found)["need"].hits] == pks[:-6:-1]  # each is there once
    assert shown(found, "goal")["15"] == f"{CAP + 1}+"
    assert search(client, "?q=竹林4").total == 1
    for query, is_cut in (("?q=竹林&state=open", True), ("?q=竹林&state=over", False)):
        found = search(client, query)
        assert shown(found, "state") == {"open": f"{CAP}+", "over": "1"}
        assert (found.total, found.is_cut) == ((CAP, True) if is_cut else (1, False))


def test_what_has_been_written_since_is_among_the_newest(client: Client) -> None:
    """The greatest key is asked for once a minute."""
    for place in range(CAP + 3):
        make_need_in(LAST, place)
    assert search(client, "?q=竹林").is_cut
    newer = make_need_in(LAST + 1, 0)
    assert newer in {hit.row.pk for hit in groups(search(client, "?q=竹林"))["need"].hits}


DAYS = range(1, 441)
"""Days of rows without the word: the first 100th of all are the first five or six days, and of a
word with few there as many again are looked through as should have the others, up to half."""


@pytest.mark.parametrize(
    "days",
    [
        [1] * 9,
        [1, 1, 2, 2, 3, 3, 3, 5, 9],
        [1, 2, 3, 4, 20, 21, 22, 23, 24],
        [2, 3, 100, 110, 120, 130, 140, 150, 160],
        [2, 3, 200, 210, 220, 230, 240, 250, 260],
        [2, 2, 2, 2, 2, 2, 350, 351, 352],  # as many as are counted, and one more far away
        [3, 3, 3, 3, 3, 6, 7, 7, 8],
        [170, 171, 172, 173, 174, 175, 176, 177, 178],
        [300, 301, 302, 303, 304, 305, 306, 307, 308],
        [*range(40, 400, 40)],
    ],
)
@pytest.mark.parametrize("sort", ["new", "closing"])
def test_which_days_the_first_are_of_makes_no_difference(
    client: Client, days: list[int], sort: str
) -> None:
    make_dated_listings(DAYS)
    pks = make_dated(days)
    make_dated([1, 2, 5, 200], state="fulfilled")
    first = sorted(range(9), key=lambda place: (days[place], -pks[place]))
    found = search(client, f"?q=竹林&sort={sort}")
    assert (found.total, found.is_cut) == (CAP, True)
    assert firsts(found) == [pks[place] for place in first[:5]]
    found = search(client, f"?q=竹林&sort={sort}&state=open&goal=11")
    assert (found.total, found.is_cut) == (CAP, True)
    assert firsts(found) == [pks[place] for place in first[:5]]
    found = search(client, f"?q=竹林&sort={sort}&state=over")
    assert (found.total, found.is_cut) == (4, False)
    found = search(client, f"?q=竹林&sort={sort}&kind=need&page=9999")
    assert [hit.row.pk for hit in found.page][:9] == [pks[place] for place in first]


@pytest.mark.parametrize("sort", ["new", "closing"])
def test_what_comes_first_since_the_table_was_looked_at(client: Client, sort: str) -> None:
    """What is published now, or closes today, is looked for, though no statistics know of it."""
    make_dated_listings(DAYS)
    make_dated([1, 1, 2, 2, 2, 3, 3, 3, 3])
    assert search(client, f"?q=竹林&sort={sort}").is_cut
    (first,) = make_dated([0])
    assert firsts(search(client, f"?q=竹林&sort={sort}"))[0] == first


def test_few_under_a_filter_are_exact_though_many_have_the_word(client: Client) -> None:
    make_needs(CAP + 2)
    make_listing(title="竹林", goals=(3,))
    found = search(client, "?q=竹林&goal=3")
    assert (found.total, found.is_cut) == (1, False)
    assert [(group.name, group.is_cut) for group in found.groups] == [("need", False)]
    assert found.is_partial  # the other goals are counted of the newest alone
    goals = {value: count for value, count in shown(found, "goal").items() if count}
    assert goals == {"3": "1+", "15": f"{CAP}+"}
    assert search(client, "?q=竹林&goal=4").total == 0
    assert not search(client, "?q=竹林&goal=4").is_cut


@pytest.mark.parametrize("sort", ["best", "new", "closing"])
def test_every_row_is_on_some_page(
    client: Client, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    monkeypatch.setattr(crowds, "CAP", 20)
    pks = make_needs(43)
    address = f"?q=竹林&kind=need&sort={sort}"
    pages = [search(client, f"{address}&page={number}") for number in (1, 2, 3)]
    assert [found.total for found in pages] == [20, 40, 43]
    assert [found.page.paginator.num_pages for found in pages] == [2, 3, 3]
    assert sorted(hit.row.pk for found in pages for hit in found.page) == pks
    last = search(client, f"{address}&page=9999")
    assert (last.page.number, len(last.page)) == (3, 3)
