"""Names as numbers that every machine and every run agree on."""

from hypothesis import given
from hypothesis import strategies as st

from matching.engine.hashes import hash_of, term_hash


def test_hash_is_the_same_for_ever() -> None:
    assert term_hash("空き家") == -1705717509983567223
    assert hash_of("goal", "11") == -8749030115529299440


def test_the_same_name_of_two_kinds_is_two_numbers() -> None:
    assert term_hash("11") == hash_of("term", "11") != hash_of("goal", "11")


@given(st.text(st.characters(codec="utf-8")))
def test_hash_fits_into_a_column(name: str) -> None:
    assert -(2**63) <= term_hash(name) < 2**63
