"""What rows are called in the engine, in tables and in addresses."""

import pytest

from matching.storing.keys import (
    key_of_node,
    key_of_slug,
    names_document,
    node_of,
    pk_of,
    pks,
    slug_of,
)

KEYS = ["listing:1", "challenge:1", "listing:2", "challenge:999999999"]


def test_every_key_has_a_node_of_its_own_and_the_way_back() -> None:
    nodes = [node_of(key) for key in KEYS]
    assert nodes == [2, 3, 4, 1_999_999_999]
    assert [key_of_node(node) for node in nodes] == KEYS


def test_partner_has_no_node() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        node_of("partner:1")


@pytest.mark.parametrize("key", KEYS)
def test_key_in_an_address_comes_back(key: str) -> None:
    assert key_of_slug(slug_of(key)) == key


@pytest.mark.parametrize(
    "text",
    [
        *("", "listing", "listing:", "listing:x", "listing:-1", "listing:1:2", "partner:1"),
        *("listing:１", "listing:1\n", " listing:1", "listing:" + "9" * 19, "Listing:1"),
    ],
)
def test_what_somebody_typed_may_name_nothing(text: str) -> None:
    assert not names_document(text)


def test_keys_name_documents() -> None:
    assert all(map(names_document, KEYS))
    assert pks(KEYS, "challenge") == [1, 999_999_999]
    assert pk_of("partner:7") == 7
