"""What `python -m benchmarks matching` prints, on 200 listings and a handful of labelled ones."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks import matching, worlds

ROOT = Path(__file__).resolve().parents[2]
Line = dict[str, Any]


def lines_of(*arguments: str) -> list[Line]:
    """The lines of a run without a database."""
    environment = os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nowhere"}
    command = [sys.executable, "-m", "benchmarks", "matching", *arguments]
    run = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    return [json.loads(line) for line in run.stdout.splitlines()]


def world_on_disk(folder: Path) -> Path:
    """Labelled data in the form of the evaluation's, made of six needs and six seeds."""
    rows = [
        {"id": d.key, "side": d.side, "pair": at // 2, "body": d.body, "goals": sorted(d.goals)}
        | {"field_indexes": [1, 2], "prefecture": d.prefecture, "sector": 3, "age_days": 1}
        for at, d in enumerate(worlds.documents(12))
    ]
    split = "\n".join(json.dumps(row) for row in rows).encode()
    (folder / "split_half.jsonl.gz").write_bytes(gzip.compress(split))
    (folder / "pairs.jsonl").write_bytes(split)
    qrels = [{"need": "listing:0", "seed": "listing:1", "grade": 2}]
    (folder / "qrels.jsonl").write_text("\n".join(map(json.dumps, qrels)))
    return folder


@pytest.fixture(scope="module")
def speed() -> dict[tuple[str, str], Line]:
    lines = lines_of("--size", "200", "--peers", "none", "--budget", "0.2")
    return {(line["who"], line["what"]): line for line in lines}


def test_baseline_and_engine_are_measured(speed: dict[tuple[str, str], Line]) -> None:
    assert list(speed) == [
        *(("scipy", what) for what in ("vectorise", "pass", "live")),
        *(("engine", what) for what in ("analyse", "vectorise", "pass", "pass with reasons")),
        ("engine", "live"),
    ]


@pytest.mark.parametrize(("who", "what"), [("scipy", "pass"), ("engine", "pass")])
def test_pass_tells_seconds_ratio_and_memory(
    who: str, what: str, speed: dict[tuple[str, str], Line]
) -> None:
    line = speed[who, what]
    keys = {"what", "who", "size", "clock", "calls", "seconds", "ratio", "before_mb", "peak_mb"}
    assert line.keys() - {"sampled"} == keys
    assert line["size"] == 200
    assert line["peak_mb"] > 0


def test_call_tells_milliseconds(speed: dict[tuple[str, str], Line]) -> None:
    keys = {"median_ms", "p95_ms", "calls", "ratio", "before_mb", "peak_mb"}
    assert keys <= speed["engine", "live"].keys()


def test_baseline_is_the_measure(speed: dict[tuple[str, str], Line]) -> None:
    assert speed["scipy", "pass"]["ratio"] == speed["scipy", "live"]["ratio"] == 1


def test_contender_that_ends_early_is_told() -> None:
    lines = lines_of("--size", "200", "--peers", "none", "--limit", "0.01")
    assert lines == [
        {"peer": who, "task": "speed 200 20", "skipped": "over 0.01 s"}
        for who in ("scipy", "engine")
    ]


def test_quality_of_the_engine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    matching.quality("engine", world_on_disk(tmp_path))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    found = {(line["who"], line["what"]): line for line in lines}
    for who in ("engine", "engine, text only"):
        assert found[who, "split_half"]["queries"] == 12
        assert found[who, "split_half"].keys() >= {"mrr10", "recall20"}
        assert found[who, "spelling"].keys() >= {"loss_percent", "shared_loss_percent"}
        assert found[who, "exposure"].keys() >= {"gini", "mutual_top20", "never_shown_percent"}
        assert found[who, "pairs"].keys() >= {"queries", "ndcg10"}
    for who in ("engine", "naive overlap"):
        assert found[who, "tags only"].keys() >= {"all17_percent", "ticking_percent"}
