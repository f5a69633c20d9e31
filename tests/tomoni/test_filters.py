"""Narrowing lists: what fits, how many, and addresses that can be kept."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Q
from django.test import RequestFactory
from django.utils import translation

from partners.models import Listing, Partner
from tests.factories import make_listing, make_municipality, make_partner
from tomoni import counting
from tomoni.crowds import Crowd
from tomoni.facets import Filter
from tomoni.filters import (
    Cases,
    Found,
    Sort,
    browse,
    by_choices,
    by_field,
    by_goal,
    by_municipality,
)
from tomoni.municipalities.models import Vision
from tomoni.polls import Poll
from tomoni.taxonomy.models import Goal

pytestmark = pytest.mark.django_db

FILTERS = (
    by_goal("primary_goals", "related_goals"),
    by_field("fields"),
    by_municipality("partner__municipality"),
    by_choices("side", "Need or seed", Listing.Side, "side"),
)
SORTS = (Sort("new", "newest", "-published_at", "-pk"), Sort("title", "by title", "title", "pk"))


def found(query: str = "", filters: Any = FILTERS) -> Found:
    request = RequestFactory().get(f"/listings/{query}")
    return browse(request, Listing.objects.with_card(), filters, SORTS)


def titles(query: str = "") -> set[str]:
    return {listing.title for listing in found(query).page}


def counts(query: str, parameter: str) -> dict[str, int]:
    facets = {facet.parameter: facet for facet in found(query).facets}
    return {option.value: option.count for option in facets[parameter].options}


@pytest.fixture
def town() -> None:
    """Three listings: houses (goals 11, further 8), tea (2, 12), school (4)."""
    kakegawa = make_municipality("掛川市", slug="kakegawa", code="222135")
    kanazawa = make_municipality("金沢市", slug="kanazawa", code="172014")
    tea = make_partner("茶園", municipality=kakegawa)
    make_listing(tea, title="茶", goals=(2, 12), field_slugs=("agriculture", "tourism"))
    houses = make_listing(tea, Listing.Side.SEED, title="家", field_slugs=("housing",))
    houses.related_goals.set(Goal.objects.filter(number=8))
    make_listing(
        make_partner(municipality=kanazawa), title="学校", goals=(4,), field_slugs=("education",)
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"茶", "家", "学校"}),
        ("?goal=2", {"茶"}),
        ("?goal=8", {"家"}),
        ("?goal=2&goal=4", {"茶", "学校"}),
        ("?goal=2&goal=12", {"茶"}),
        ("?field=tourism&field=housing", {"茶", "家"}),
        ("?municipality=kakegawa", {"茶", "家"}),
        ("?municipality=kakegawa&side=seed", {"家"}),
        ("?goal=4&municipality=kakegawa", set()),
        ("?q=学校", {"学校"}),
        ("?q=学校&side=seed", set()),
    ],
)
def test_filters_combine(town: None, query: str, expected: set[str]) -> None:
    assert titles(query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "?goal=abc",
        "?goal=99",
        "?goal=",
        "?goal=%00",
        "?goal=1%27--",
        "?goal=11.0",
        "?side=NEED",
        "?field=%F0%A0%AE%B7",
        "?municipality=" + "x" * 5000,
        "?sort=evil",
        "?page=abc",
        "?page=0",
        "?page=-1",
        "?page=99999",
        "?page=" + "9" * 5000,
        "?q=%00",
        "?q=" + "あ" * 3000,
        "?q=%27%5C%20%26%7C%21",
        "?" + "&".join(f"goal={n}" for n in range(400)),
    ],
)
def test_mistyped_address_shows_a_list(town: None, query: str) -> None:
    list_shown = found(query)
    assert list(list_shown.page) is not None
    assert list_shown.facets is not None
    assert list_shown.page.number == 1


def test_value_that_does_not_exist_is_no_filter(town: None) -> None:
    assert titles("?goal=99&field=nothing&page=99999") == {"茶", "家", "学校"}
    assert found("?goal=99").chips == []


def test_total_counts_each_row_once(town: None) -> None:
    assert (found("?goal=2&goal=12").total, found().total) == (1, 3)


def test_counts_are_under_the_other_filters(town: None) -> None:
    assert counts("", "goal") == {"2": 1, "4": 1, "8": 1, "11": 1, "12": 1}
    assert counts("?municipality=kakegawa", "goal") == {"2": 1, "8": 1, "11": 1, "12": 1}
    assert counts("?municipality=kakegawa", "municipality") == {"kanazawa": 1, "kakegawa": 2}
    assert counts("?municipality=kakegawa", "side") == {"need": 1, "seed": 1}


def test_each_count_is_what_choosing_it_gives(town: None) -> None:
    for query in ("?", "?side=need&", "?municipality=kakegawa&"):
        for facet in found(query).facets:
            if facet.is_chosen:
                continue
            for option in facet.options:
                chosen = found(f"{query}{facet.parameter}={option.value}")
                assert chosen.total == option.count, (query, option)


def test_chosen_value_without_rows_stays_to_be_taken_away(town: None) -> None:
    nothing = found("?goal=17")
    assert list(nothing.page) == []
    assert [(chip.label, chip.url) for chip in nothing.chips] == [
        ("17 パートナーシップで目標を達成しよう", "/listings/")
    ]
    (goal,) = [facet for facet in nothing.facets if facet.parameter == "goal"]
    assert [(o.value, o.count) for o in goal.options if o.is_chosen] == [("17", 0)]


def test_filter_that_could_not_narrow_is_left_out(town: None) -> None:
    assert "municipality" in {facet.parameter for facet in found().facets}
    Listing.objects.filter(title="学校").update(partner=Partner.objects.get(name="茶園"))
    assert "municipality" not in {facet.parameter for facet in found().facets}


def test_option_url_adds_and_takes_away(town: None) -> None:
    (side,) = [
        f for f in found("?goal=2&goal=11&sort=title&page=3").facets if f.parameter == "side"
    ]
    assert side.options[0].url == "/listings/?goal=2&goal=11&side=need&sort=title"
    (goal,) = [facet for facet in found("?goal=2&goal=4").facets if facet.parameter == "goal"]
    urls = {option.value: option.url for option in goal.options}
    assert urls["2"] == "/listings/?goal=4"
    assert urls["11"] == "/listings/?goal=2&goal=4&goal=11"


def test_chips_name_what_is_chosen(town: None) -> None:
    chips = found("?q=家&goal=11&municipality=kakegawa").chips
    assert [(str(chip.title), chip.label) for chip in chips][1:] == [
        ("SDGsの目標", "11 住み続けられるまちづくりを"),
        ("自治体", "掛川市"),
    ]
    assert chips[0].label == "家"
    assert chips[0].url == "/listings/?goal=11&municipality=kakegawa"


def test_labels_speak_the_readers_language(town: None) -> None:
    with translation.override("en"):
        (chip,) = found("?goal=11").chips
    assert chip.label == "11 Sustainable Cities and Communities"


def test_sorting(town: None) -> None:
    assert [listing.title for listing in found("?sort=title").page] == sorted(titles())
    sorts = found("?goal=2&sort=title").sorts
    assert [(s.value, s.url, s.is_current) for s in sorts] == [
        ("new", "/listings/?goal=2", False),
        ("title", "/listings/?goal=2&sort=title", True),
    ]


def test_pages_keep_the_filters() -> None:
    partner = make_partner()
    for number in range(45):
        make_listing(partner, title=f"{number:02}")
    first, second, last = found("?goal=11"), found("?goal=11&page=2"), found("?goal=11&page=9999")
    assert (len(first.page), len(last.page), last.page.number) == (20, 5, 3)
    assert (first.previous_url, first.next_url) == ("", "/listings/?goal=11&page=2")
    assert second.previous_url == "/listings/?goal=11"
    assert last.next_url == ""
    assert found("?page=２").page.number == 2


def test_words_and_filters_survive_in_the_search_form(town: None) -> None:
    assert found("?q=茶&goal=2&sort=title&page=2").kept == [("goal", "2"), ("sort", "title")]
    assert found("?goal=2&q=茶").query_string == "q=%E8%8C%B6&goal=2"
    assert found("?goal=2&q=茶&sort=title").clear_url == "/listings/?sort=title"


def test_cases_narrow_by_conditions(town: None) -> None:
    cases = Cases(
        "now",
        "Now",
        (("tea", "Tea", lambda: Q(title="茶")), ("rest", "Rest", lambda: ~Q(title="茶"))),
    )
    narrowed = found("?now=rest", (cases,))
    assert {listing.title for listing in narrowed.page} == {"家", "学校"}
    assert [(o.value, o.count) for o in narrowed.facets[0].options] == [("tea", 1), ("rest", 2)]


def test_two_queries_whatever_is_narrowed(
    town: None, django_assert_num_queries: Callable[..., Any]
) -> None:
    assert found("?goal=11").total  # vocabularies and the greatest key are remembered
    for query in ("", "?goal=11", "?goal=11&goal=2&municipality=kakegawa&side=seed&q=家"):
        with django_assert_num_queries(5):  # counts, rows, and three prefetches
            shown = found(query)
            assert (shown.facets, shown.chips, shown.total, list(shown.page)) is not None
            [listing.primary_goals.all() for listing in shown.page]


def test_several_crowds_are_counted_by_what_their_rows_keep_alone(town: None) -> None:
    rows = Listing.objects.order_by()
    alike = [Crowd(rows.needs(), (by_goal("primary_goals", "related_goals"),))] * 2
    whole = counting.ask(counting.question([Poll(alike)]))[0]
    assert whole.total == 2 * rows.needs().count()
    assert sum(whole.values.values()) > 0
    visions = Filter("vision", "Vision", ("visions__id",), Vision, value="id")
    with pytest.raises(ValueError, match="do not keep"):
        Poll([Crowd(rows, (visions,))] * 2)
