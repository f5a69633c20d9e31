"""A model of language that an instance may plug in: what it adds, and that nothing else changes."""

from collections.abc import Iterator, Sequence
from math import fsum

import numpy as np
import pytest
from numpy.typing import NDArray

from matching.engine import AnalysedDocument, Corpus, analyse, engine_version, meaning
from matching.engine.meaning import MEANING_SHARE
from matching.engine.pool import Member
from tests.matching.engine.worlds import make_need, make_seed

CONCEPTS = ("雨漏り 屋根 瓦", "楽器 合奏 太鼓", "")
"""What the double knows: one dimension for each line of words, and one for everything else."""


class Concepts:
    """Counts words; whoever speaks of roofs in other words is near all the same."""

    name = "concepts-1"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float64]:
        known = [row.split() for row in CONCEPTS]
        return np.array([[sum(w in text for w in row) + 0.1 for row in known] for text in texts])


@pytest.fixture
def backend() -> Iterator[Concepts]:
    plugged = Concepts()
    meaning.use(plugged)
    yield plugged
    meaning.use(None)


ROOF = make_need("roof", title="雨漏り", body="雨漏りに困る。")
TILES = make_seed("tiles", title="瓦", body="瓦を葺く。")
DRUMS = make_seed("drums", title="太鼓", body="太鼓を叩く。")


def test_without_a_backend_other_words_do_not_meet() -> None:
    assert Corpus([ROOF, TILES, DRUMS]).suggest(ROOF) == ()
    assert meaning.meaning_of("雨漏り") == ()


@pytest.mark.usefixtures("backend")
def test_texts_that_mean_the_same_meet_by_an_addend_of_its_own() -> None:
    corpus = Corpus([ROOF, TILES, DRUMS])
    best = corpus.suggest(ROOF)[0]
    [addend] = [each for each in best.addends if each.kind == "meaning"]
    assert best.candidate == "tiles"
    assert 0.8 * MEANING_SHARE < addend.value <= MEANING_SHARE + 1e-5
    assert best.score == pytest.approx(fsum(each.value for each in best.addends), abs=1e-12)


@pytest.mark.usefixtures("backend")
def test_lists_compare_meaning_as_reasons_tell_it() -> None:
    """The base of the stored lists is the product of rows, that of the reasons a sum of addends."""
    corpus = Corpus([ROOF, TILES, DRUMS])
    listed = corpus.lists["seed", "roof"]
    for key, base in zip(listed.candidates, listed.bases, strict=True):
        told = corpus.explain(ROOF, {"tiles": TILES, "drums": DRUMS}[key]).addends
        assert base == pytest.approx(fsum(a.value for a in told if a.kind != "usual"), abs=1e-8)
    assert len(Member.of(corpus.profiles["roof"]).rows[0].hashes) > len(CONCEPTS)


def test_another_backend_makes_everything_anew(backend: Concepts) -> None:
    with_backend = engine_version()
    stored = analyse(ROOF).to_json()
    assert AnalysedDocument.from_json(stored) == analyse(ROOF)
    backend.name = "concepts-2"
    assert engine_version() != with_backend
    with pytest.raises(ValueError, match="analysed by"):
        AnalysedDocument.from_json(stored)


@pytest.mark.usefixtures("backend")
def test_empty_text_means_nothing() -> None:
    assert meaning.meaning_of("  \n") == ()


@pytest.mark.parametrize("values", [[0.0, 0.0, 0.0], [float("nan"), 1.0, 0.0]])
def test_vector_that_points_nowhere_means_nothing(
    values: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Nowhere:
        name = "nowhere"

        def embed(self, texts: Sequence[str]) -> NDArray[np.float64]:
            return np.array([values for _text in texts])

    monkeypatch.setattr("matching.engine.meaning._backend", Nowhere())
    assert analyse(make_need(body="空き家")).meaning == ()
