"""What `manage.py evaluate_matching` prints; it touches no database."""

import gzip
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

ROWS: list[dict[str, Any]] = [
    {"id": "n1", "side": "need", "title": "空き家の改修", "body": "大工を探す", "goals": [11]},
    {"id": "n2", "side": "need", "title": "茶園の担い手", "body": "収穫", "goals": [2]},
    {"id": "s1", "side": "seed", "title": "大工の会", "body": "空き家の改修", "goals": [11]},
    {"id": "s2", "side": "seed", "title": "農家", "body": "茶園の収穫", "goals": [14]},
    {"id": "s3", "side": "seed", "title": "合唱団", "body": "歌", "goals": [2]},
]
QRELS = [
    {"need": "n1", "seed": "s1", "grade": 2},
    {"need": "n1", "seed": "s3", "grade": 0},
    {"need": "n2", "seed": "s2", "grade": 2},
]
HALVES = [
    {**row, "pair": number, "field_indexes": [number]}
    for number, row in zip((1, 2, 1, 2), ROWS, strict=False)
]


def written(file: Path, rows: list[dict[str, Any]]) -> Path:
    data = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    file.write_bytes(gzip.compress(data) if file.suffix == ".gz" else data)
    return file


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    pairs, qrels = written(tmp_path / "pairs.jsonl", ROWS), written(tmp_path / "qrels.jsonl", QRELS)
    return ["--pairs", str(pairs), "--qrels", str(qrels)]


def evaluate(*args: str) -> dict[str, Any]:
    out = StringIO()
    call_command("evaluate_matching", *args, stdout=out)
    result: dict[str, Any] = json.loads(out.getvalue())
    return result


def test_engine_and_its_parts_are_measured(files: list[str]) -> None:
    measured = evaluate(*files)
    assert list(measured) == ["engine", "text_only", "tags_only"]
    assert measured["text_only"] == {
        "queries": 2,
        "ndcg_at_10": 1.0,
        "ndcg_at_10_interval": [1.0, 1.0],
        "mrr": 1.0,
        "recall_at_10": 1.0,
        "recall_at_20": 1.0,
    }


def test_tags_alone_find_less(files: list[str]) -> None:
    """Both needs tick a goal of a seed, the second one that of the choir."""
    assert evaluate(*files)["tags_only"]["mrr"] == 0.5


def test_halves_find_each_other(files: list[str], tmp_path: Path) -> None:
    halves = written(tmp_path / "halves.jsonl.gz", HALVES)
    measured = evaluate(*files, "--split-half", str(halves))
    assert list(measured) == ["pairs", "split_half"]
    assert measured["split_half"]["engine"]["queries"] == 4
    assert measured["split_half"]["engine"]["mrr"] == 1


@pytest.mark.parametrize(
    "content", ["", "not JSON", '{"id": "a"}', '["a"]', '{"id": 1, "side": "need", "body": 2}']
)
def test_file_that_cannot_be_used_is_named(files: list[str], tmp_path: Path, content: str) -> None:
    file = tmp_path / "broken.jsonl"
    file.write_text(content, "utf-8")
    with pytest.raises(CommandError, match=r"broken|qrels"):
        evaluate("--pairs", str(file), *files[2:])


def test_missing_file_is_named(files: list[str], tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        evaluate(*files[:2], "--qrels", str(tmp_path / "nowhere.jsonl"))


def test_packed_file_that_is_none_is_named(files: list[str], tmp_path: Path) -> None:
    file = tmp_path / "halves.jsonl.gz"
    file.write_bytes(b"plain")
    with pytest.raises(CommandError, match="halves"):
        evaluate(*files, "--split-half", str(file))
