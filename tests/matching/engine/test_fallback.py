"""Without SudachiPy the engine matches by characters."""

import pytest

from matching.engine import AnalysedDocument, Corpus, StaleAnalysisError, analyse, text
from tests.matching.engine.worlds import found, kakegawa, make_need, make_seed, words


@pytest.fixture(autouse=True)
def _without_sudachi(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "sudachipy", None)


def test_pairs_of_the_small_world_are_found() -> None:
    documents = kakegawa()
    needs = [document for document in documents if document.side != "seed"]
    pairs = found(Corpus(documents), *needs)
    assert {("homes", "carpenters"), ("hall", "solar"), ("challenge", "tea")} <= pairs
    assert not {pair for pair in pairs if pair[1] == "choir"}


def test_reasons_are_readable() -> None:
    need, seed = make_need(body="自然エネルギーの導入"), make_seed(body="自然エネルギーとsolar")
    assert words(Corpus([]).explain(need, seed)) == ["自然エネルギー"]


def test_particles_are_no_reason() -> None:
    need, seed = (
        make_need(body="茶について考えるということ"),
        make_seed(body="米についていうということ"),
    )
    assert Corpus([need, seed]).suggest(need) == ()


def test_analyses_of_the_two_ways_are_not_mixed(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = analyse(make_need()).to_json()
    monkeypatch.undo()
    with pytest.raises(StaleAnalysisError):
        AnalysedDocument.from_json(stored)
