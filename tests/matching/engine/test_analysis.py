"""Documents as counted terms that can be stored."""

import json
import pickle
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given

from matching.engine import AnalysedDocument, Document, StaleAnalysisError, analyse
from matching.engine.analysis import AnalysedText, analyse_text
from matching.engine.documents import Facts
from tests.matching.engine.strategies import document, fast
from tests.matching.engine.worlds import kakegawa, make_need, written


def counts(*texts: str) -> dict[str, float]:
    """Words and pairs; the signs and topics behind them have tests of their own."""
    return of_words(analyse_text(texts))


def of_words(text: AnalysedText) -> dict[str, float]:
    found = dict(text.counts)
    return {term: found[term] for term in written(found)}


def shown(text: str) -> set[str]:
    analysed = analyse_text([text])
    surfaces = dict(analysed.surfaces)
    return {surfaces.get(term, term.replace(" ", "")) for term in of_words(analysed)}


def test_words_and_pairs_are_counted() -> None:
    assert counts("自然エネルギー。自然を守る") == {
        "自然": 2,
        "エネルギ": 1,
        "自然 エネルギ": 1,
        "守り": 1,
    }


def test_particles_and_punctuation_part_pairs() -> None:
    assert not [term for term in counts("空き家を大工に、農家。茶") if " " in term]


def test_affixes_are_seen_with_their_word_only() -> None:
    assert shown("高齢者福祉") == {"高齢", "高齢者", "福祉", "高齢者福祉"}


def test_three_neighbours_are_remembered_as_one_run() -> None:
    assert analyse_text(["地域福祉計画"]).runs == {"地域 福祉 計画": "地域福祉計画"}


def test_the_most_frequent_spelling_is_shown() -> None:
    assert shown("子ども、子ども、こども") == {"子ども"}


def test_title_counts_twice_and_parts_count_in_the_whole() -> None:
    document = analyse(make_need(title="大工", body="農家", parts=("茶", "大工")))
    assert of_words(document.text) == {"大工": 3, "農家": 1, "茶": 1}
    assert [of_words(part) for part in document.parts] == [{"茶": 1}, {"大工": 1}]


def test_primary_goals_are_goals() -> None:
    assert analyse(make_need(goals={1}, primary_goals={2})).goals == {1, 2}


@pytest.mark.parametrize("document", kakegawa(), ids=lambda document: document.key)
def test_json_and_pickle_give_the_document_back(document) -> None:  # type: ignore[no-untyped-def]
    analysed = analyse(document)
    stored = json.dumps(analysed.to_json())
    assert AnalysedDocument.from_json(json.loads(stored)) == analysed
    assert pickle.loads(pickle.dumps(analysed)) == analysed  # noqa: S301


@fast
@given(document("d"))
def test_json_gives_any_document_back(any_document: Document) -> None:
    analysed = analyse(any_document)
    assert AnalysedDocument.from_json(json.loads(json.dumps(analysed.to_json()))) == analysed


def test_who_wrote_it_and_when_is_kept() -> None:
    need = make_need(owner="partner:1", owner_type="npo", posted_on=date(2026, 4, 1))
    assert analyse(need).facts == Facts("partner:1", owner_type="npo", posted_on=date(2026, 4, 1))


def test_json_of_another_version_is_refused() -> None:
    stored = analyse(make_need("old")).to_json() | {"version": "0-sudachi"}
    with pytest.raises(StaleAnalysisError, match=r"old: analysed by 0-sudachi"):
        AnalysedDocument.from_json(stored)


def test_terms_are_in_order_whatever_the_text() -> None:
    terms = [term for term, _ in analyse_text(["茶と空き家と大工", "AI"]).counts]
    assert all(one < other for one, other in pairwise(terms))


def test_one_word_ten_thousand_times_is_one_word() -> None:
    assert counts("空き家、" * 10_000) == {"空き家": 5_000}
