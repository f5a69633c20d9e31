"""The made-up worlds are the same each time, readable, and as varied as real proposals."""

import re
from collections import Counter
from itertools import chain, islice

import pytest

from benchmarks import worlds
from benchmarks.peers import text_of, words
from matching.engine import Document
from tomoni.taxonomy import reference

READABLE = re.compile(r"[ぁ-んァ-ヶー一-鿿々0-9A-Z、。「」]+")


@pytest.fixture(scope="module")
def world() -> list[Document]:
    return list(worlds.documents(2_000))


@pytest.fixture(scope="module")
def terms(world: list[Document]) -> list[set[str]]:
    """The content words of each of the first 1,500."""
    return [set(words(text_of(document))) for document in world[:1_500]]


def test_world_is_the_same_each_time(world: list[Document]) -> None:
    assert list(worlds.documents(50)) == world[:50]


def test_world_of_another_seed_is_another(world: list[Document]) -> None:
    others = worlds.documents(50, seed=2)
    assert all(a.body != b.body for a, b in zip(others, world[:50], strict=True))


def test_larger_world_begins_like_the_smaller(world: list[Document]) -> None:
    assert list(islice(worlds.documents(1_000_000), 3)) == world[:3]


def test_every_text_is_readable(world: list[Document]) -> None:
    for document in world:
        assert READABLE.fullmatch(document.title), document.title
        assert READABLE.fullmatch(document.body), document.body
        assert document.body.endswith("。")


def test_bodies_are_as_long_as_people_write_them(world: list[Document]) -> None:
    assert all(150 <= len(document.body) <= 400 for document in world)


def test_needs_and_seeds_in_turn_and_four_per_owner(world: list[Document]) -> None:
    assert [document.side for document in world[:4]] == ["need", "seed", "need", "seed"]
    assert set(Counter(document.owner for document in world).values()) == {4}
    assert len({document.key for document in world}) == len(world)


def test_labels_are_those_of_the_platform(world: list[Document]) -> None:
    fields = {slug for slug, *_ in reference.FIELDS}
    kinds = {slug for slug, *_ in reference.RESOURCE_KINDS}
    sectors = {slug for slug, *_ in reference.SECTORS}
    for document in world:
        assert document.primary_goals <= document.goals <= worlds.EVERY_GOAL
        assert (document.fields <= fields, document.resources <= kinds) == (True, True)
        assert document.sector in sectors


def test_some_tick_every_goal(world: list[Document]) -> None:
    share = sum(document.goals == worlds.EVERY_GOAL for document in world) / len(world)
    assert 0.06 < share < 0.10


def test_themes_are_many_and_each_is_whole() -> None:
    assert len(worlds.themes()) >= 60
    for theme in worlds.themes():
        assert (len(theme.things), len(theme.acts), len(theme.people)) == (5, 5, 3)
        assert len(theme.details) >= 5


def test_listing_has_about_64_terms(terms: list[set[str]]) -> None:
    assert 55 < sum(map(len, terms)) / len(terms) < 75


def test_two_terms_of_five_stand_in_one_listing_only(terms: list[set[str]]) -> None:
    found = Counter(chain.from_iterable(terms))
    assert sum(count == 1 for count in found.values()) > 0.4 * len(found)


def test_hardly_a_term_stands_in_half_of_the_listings(terms: list[set[str]]) -> None:
    found = Counter(chain.from_iterable(terms))
    assert sum(count > len(terms) / 2 for count in found.values()) <= 5


def test_vocabulary_grows_with_the_world(terms: list[set[str]]) -> None:
    assert len(set().union(*terms)) > 1.3 * len(set().union(*terms[:750]))
