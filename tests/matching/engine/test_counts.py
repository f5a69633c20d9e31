"""Documents in numbers: stored, read back and weighed many at a time, they are what they were."""

from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given

from matching.engine import Document, StaleAnalysisError, analyse
from matching.engine.counts import Counted, counted_hashes, numbers_of
from matching.engine.hashes import hash_of, term_hash
from matching.engine.profiles import profile_of, rows_of, weighed
from matching.engine.rows import packed
from matching.engine.statistics import Statistics, labels_of
from tests.matching.engine.strategies import document, fast
from tests.matching.engine.worlds import kakegawa, make_challenge, make_need


def stored(counted: Counted, data: dict[str, Any]) -> Counted:
    """As it comes back from a database."""
    return Counted.from_stored(numbers_of(counted), orjson.loads(orjson.dumps(data)))


def plain(counted: Counted) -> list[Any]:
    texts = [
        (list(t.terms), t.hashes.tolist(), t.strengths.tolist(), dict(t.surfaces), dict(t.runs))
        for t in counted.texts
    ]
    return [counted.key, counted.side, counted.facts, texts, counted.ticks]


@fast
@given(document("d"))
def test_any_document_comes_back_from_what_is_stored(any_document: Document) -> None:
    analysed = analyse(any_document)
    counted = Counted.of(analysed)
    assert plain(stored(counted, analysed.to_json())) == plain(counted)


def test_sub_themes_come_back_each_with_its_own_terms() -> None:
    analysed = analyse(make_challenge(title="海", parts=("空き家の改修", "", "合唱"), goals={14}))
    counted = Counted.of(analysed)
    again = stored(counted, analysed.to_json())
    assert plain(again) == plain(counted)
    assert [set(text.terms) >= {"合唱"} for text in again.texts] == [True, False, False, True]


def test_terms_and_labels_of_the_whole_are_counted_and_those_of_sub_themes_are_not() -> None:
    analysed = analyse(make_challenge(body="空き家", parts=("合唱",), goals={11, 4}, fields={"f"}))
    hashes = counted_hashes(numbers_of(Counted.of(analysed))).tolist()
    expected = {term_hash(term) for term, _count in analysed.text.counts}
    expected |= {hash_of(*label) for label in labels_of(analysed)}
    assert set(hashes) == expected
    assert len(hashes) == len(expected)


def test_stored_numbers_of_another_version_are_refused() -> None:
    analysed = analyse(make_need("old", body="空き家"))
    data = analysed.to_json() | {"version": "0-of-yesterday"}
    with pytest.raises(StaleAnalysisError, match="old: analysed by 0-of-yesterday"):
        stored(Counted.of(analysed), data)


def test_weighed_together_all_are_what_they_are_alone() -> None:
    """Sub-themes, documents without words, without ticks and with every tick among them."""
    documents = [
        *kakegawa(),
        make_need("mute"),
        make_need("all", goals=set(range(1, 18))),
        make_challenge("themes", body="空き家", parts=("", "茶園", "合唱"), goals={3}),
    ]
    analysed = [analyse(each) for each in documents]
    statistics = Statistics.of(analysed)
    together = list(weighed(list(map(Counted.of, analysed)), statistics))
    for one, (profile, rows) in zip(analysed, together, strict=True):
        assert profile == profile_of(one, statistics)
        assert packed(rows) == packed(rows_of(profile))


def test_nothing_to_weigh_gives_nothing() -> None:
    assert list(weighed([], Statistics.of([]))) == []
    [(profile, [row])] = weighed([Counted.of(analyse(make_need()))], Statistics.of([]))
    assert (profile.texts[0].weights, profile.labels, row.hashes.tolist()) == ({}, {}, [])
    assert row.weights.dtype == np.float64
