"""Profiles as sparse rows, and rows as bytes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import Corpus
from matching.engine.hashes import hash_of, term_hash
from matching.engine.pool import Member, Pool
from matching.engine.profiles import rows_of
from matching.engine.ranking import base_of
from matching.engine.rows import Row, columns_of, matrix_of, packed, unpacked
from tests.matching.engine.rows import Entries, row
from tests.matching.engine.worlds import kakegawa, make_need

numbers = st.integers(-(2**63), 2**63 - 1)
entries = st.dictionaries(numbers, st.floats(allow_nan=False), max_size=9)


@pytest.fixture(scope="module")
def world() -> Corpus:
    return Corpus(kakegawa())


def plain(rows: list[Row]) -> list[Entries]:
    return [dict(zip(r.hashes.tolist(), r.weights.tolist(), strict=True)) for r in rows]


@given(st.lists(entries, max_size=4))
def test_packed_rows_come_back_as_they_were(texts: list[Entries]) -> None:
    rows = [row(text) for text in texts]
    again = unpacked(packed(rows))
    assert plain(again) == texts
    assert [(r.hashes.dtype, r.weights.dtype) for r in again] == [(np.int64, np.float64)] * len(
        rows
    )
    assert packed(again) == packed(rows)


def test_rows_of_every_profile_come_back(world: Corpus) -> None:
    for profile in world.profiles.values():
        rows = rows_of(profile)
        assert plain(unpacked(packed(rows))) == plain(rows)


def test_row_holds_terms_and_labels_and_each_part_has_the_labels_again() -> None:
    need = make_need(title="空き家", goals={11}, fields={"housing"}, parts=("茶園", "合唱"))
    profile = Corpus([need]).profiles["need"]
    labels = {
        hash_of("goal", "11"): profile.labels["goal", "11"],
        hash_of("field", "housing"): profile.labels["field", "housing"],
    }
    whole, tea, choir = plain(rows_of(profile))
    for each, text in zip((whole, tea, choir), profile.texts, strict=True):
        assert each == {term_hash(t): w for t, w in text.weights.items()} | labels
    assert tea[term_hash("茶園")] > whole[term_hash("茶園")]
    assert term_hash("茶園") not in choir


def test_no_hash_is_twice_in_a_row(world: Corpus) -> None:
    rows = [row for profile in world.profiles.values() for row in rows_of(profile)]
    assert all(len(np.unique(row.hashes)) == len(row.hashes) for row in rows)


def test_document_without_words_and_labels_has_one_empty_row() -> None:
    profile = Corpus([make_need()]).profiles["need"]
    assert plain(rows_of(profile)) == [{}]


def test_columns_are_all_that_occur_in_order() -> None:
    rows = [row({5: 1.0, -7: 1.0}), row({}), row({5: 2.0, 2**62: 1.0})]
    assert columns_of(rows).tolist() == [-7, 5, 2**62]
    assert columns_of([]).tolist() == columns_of([row({})]).tolist() == []


def test_matrix_leaves_out_what_has_no_column() -> None:
    rows = [row({1: 0.5, 9: 0.25}), row({}), row({-3: 1.0, 2: 1.0}), row({2**62: 1.0})]
    matrix = matrix_of(rows, np.array([1, 2, 9]))
    assert matrix.toarray().tolist() == [[0.5, 0, 0.25], [0, 0, 0], [0, 1, 0], [0, 0, 0]]
    assert matrix_of(rows, np.empty(0, np.int64)).shape == (4, 0)
    assert matrix_of([], np.array([1, 2])).shape == (0, 2)


def test_product_of_two_rows_is_their_base(world: Corpus) -> None:
    profiles = world.profiles.values()
    for one in profiles:
        pool = Pool(map(Member.of, profiles))
        expected = [base_of(one, world.profiles[key]) for key in pool.keys]
        assert pool.bases(Member.of(one)).tolist() == expected
