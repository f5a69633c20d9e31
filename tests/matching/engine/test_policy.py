"""Small addends for who two sides are, within bounds, and who may meet at all."""

from dataclasses import fields, replace
from datetime import date, timedelta
from math import exp, inf, nan
from typing import Any

import pytest

from matching.engine import BOUNDS, DEFAULT, Policy
from matching.engine.documents import Facts
from matching.engine.policy import Bonus, bonuses, freshness, may_meet

TODAY = date(2026, 4, 1)
KAKEGAWA = Facts(sector="city", prefecture="静岡県", municipality="1", owner_type="government")


def names(one: Facts, other: Facts, policy: Policy = DEFAULT) -> list[str]:
    return [bonus.name for bonus in bonuses(one, other, policy, None)]


def facts(**given: Any) -> Facts:
    return Facts(**{**given, "accepts": frozenset(given.get("accepts", ()))})


@pytest.mark.parametrize("name", [field.name for field in fields(Policy)])
def test_every_number_has_bounds_and_the_usual_one_is_within(name: str) -> None:
    least, most = BOUNDS[name]
    assert (replace(DEFAULT, **{name: least}), replace(DEFAULT, **{name: most})) == (
        Policy(**{name: least}),
        Policy(**{name: most}),
    )
    for value in (least - 0.001, most + 0.001, nan, inf, -inf):
        with pytest.raises(ValueError, match=f"{name} is a number from {least} to {most}"):
            Policy(**{name: value})


def test_bonuses_need_known_facts() -> None:
    known, alike = facts(sector="npo", prefecture="静岡県"), facts(sector="npo")
    assert names(known, facts(sector="company", prefecture="静岡県")) == [
        "different_sector",
        "same_prefecture",
    ]
    assert names(known, facts(sector="npo", prefecture="石川県")) == []
    assert names(facts(), alike) == names(alike, facts()) == names(facts(), facts()) == []


@pytest.mark.parametrize(
    ("one", "other", "name"),
    [
        ("静岡県", "静岡県", ["same_prefecture"]),
        ("静岡県", "愛知県", ["neighbouring_prefecture"]),
        ("愛知県", "静岡県", ["neighbouring_prefecture"]),
        ("静岡県", "石川県", []),
        ("静岡県", "", []),
        ("", "", []),
        ("Bayern", "Bayern", ["same_prefecture"]),
        ("Bayern", "Hessen", []),
    ],
)
def test_the_same_prefecture_or_the_one_beside_it(one: str, other: str, name: list[str]) -> None:
    assert names(facts(prefecture=one), facts(prefecture=other)) == name


def test_bonuses_are_as_large_as_the_policy_says() -> None:
    policy = Policy(different_sector=0.03, same_prefecture=0.04, freshness=0.05)
    seed = facts(sector="npo", prefecture="静岡県", posted_on=TODAY)
    assert bonuses(KAKEGAWA, seed, policy, TODAY) == [
        Bonus("different_sector", 0.03),
        Bonus("same_prefecture", 0.04),
        Bonus("freshness", 0.05),
    ]


def test_what_a_policy_sets_to_nothing_is_no_addend() -> None:
    nothing = Policy(different_sector=0, same_prefecture=0, freshness=0)
    seed = facts(sector="npo", prefecture="静岡県", posted_on=TODAY)
    assert bonuses(KAKEGAWA, seed, nothing, TODAY) == []


@pytest.mark.parametrize(
    ("age", "expected"), [(0, 1.0), (-30, 1.0), (180, exp(-1)), (360, exp(-2)), (18_000, exp(-100))]
)
def test_freshness_fades(age: int, expected: float) -> None:
    assert freshness(TODAY - timedelta(days=age), TODAY) == expected


def test_freshness_needs_both_dates_and_is_that_of_the_candidate() -> None:
    assert freshness(None, TODAY) == freshness(TODAY, None) == freshness(None, None) == 0
    old, new = facts(posted_on=date(2000, 1, 1)), facts(posted_on=TODAY)
    assert bonuses(old, new, DEFAULT, TODAY) == [Bonus("freshness", DEFAULT.freshness)]
    assert bonuses(new, facts(), DEFAULT, TODAY) == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({}, {}, True),
        ({"owner": "a"}, {"owner": "b"}, True),
        ({"owner": "a"}, {"owner": "a"}, False),
        ({"owner": ""}, {"owner": ""}, True),
        ({"accepts": ["npo"]}, {"owner_type": "npo"}, True),
        ({"accepts": ["npo", "school"]}, {"owner_type": "school"}, True),
        ({"accepts": ["npo"]}, {"owner_type": "company"}, False),
        ({"accepts": ["npo"]}, {"owner_type": ""}, True),
        ({"accepts": ["npo"], "owner_type": "company"}, {"owner_type": "npo"}, True),
        ({"reach": "prefecture", "prefecture": "静岡県"}, {"prefecture": "静岡県"}, True),
        ({"reach": "prefecture", "prefecture": "静岡県"}, {"prefecture": "愛知県"}, False),
        ({"reach": "municipality", "municipality": "1"}, {"municipality": "1"}, True),
        (
            {"reach": "municipality", "municipality": "1", "prefecture": "静岡県"},
            {"municipality": "2", "prefecture": "静岡県"},
            False,
        ),
    ],
)
def test_the_conditions_of_both_sides_hold(
    one: dict[str, Any], other: dict[str, Any], expected: bool
) -> None:
    a, b = facts(**one), facts(**other)
    assert (may_meet(a, b), may_meet(b, a)) == (expected, expected)


def test_one_side_that_does_not_want_is_enough() -> None:
    choosy = facts(accepts=["school"], owner_type="npo")
    assert not may_meet(choosy, facts(accepts=["npo"], owner_type="company"))
    assert may_meet(choosy, facts(accepts=["npo"], owner_type="school"))
