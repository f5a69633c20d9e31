"""`python -m benchmarks large` on so few listings that all of them are compared."""

import json
from pathlib import Path

import pytest
from scipy.sparse import load_npz

from benchmarks import large
from matching.engine import Corpus
from matching.engine.profiles import rows_of


def test_sample_of_few_finds_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(large, "SAMPLED", 20)
    large.prepare(120, tmp_path, 1)
    seeds = load_npz(tmp_path / "seeds.npz")
    assert (seeds.shape[0], load_npz(tmp_path / "needs.npz").shape[0]) == (60, 20)
    large.measure(120, tmp_path)
    line = json.loads(capsys.readouterr().out)
    assert (line["recall20"], line["sampled"], line["listings"]) == (1.0, 20, 120)


def test_rows_without_words_are_those_of_the_engine(tmp_path: Path) -> None:
    cut = [large.counted(number) for number in range(40)]
    corpus = Corpus(large.listing(number) for number in range(40))
    made = large.rows(cut, corpus.statistics)
    for number, row in enumerate(made):
        (own,) = rows_of(corpus.profiles[f"listing:{number}"])
        assert row.hashes.tolist() == own.hashes.tolist()
        assert row.weights.tolist() == pytest.approx(own.weights.tolist())
