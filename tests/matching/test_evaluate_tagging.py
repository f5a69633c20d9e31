"""What `manage.py evaluate_tagging` prints; it touches no database."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

TEXTS = [
    {"text": "井戸の水質を守る", "goals": [6]},
    {"text": "漁業と海洋プラスチックごみ", "goals": [14, 3]},
    {"text": "あのね", "goals": [5]},
]


def evaluate(file: Path) -> dict[str, Any]:
    out = StringIO()
    call_command("evaluate_tagging", "--texts", str(file), stdout=out)
    result: dict[str, Any] = json.loads(out.getvalue())
    return result


def written(file: Path, *rows: object) -> Path:
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return file


def test_texts_give_f1_and_recall(tmp_path: Path) -> None:
    # Suggested: 6 · 14 and 12 · nothing. Given: 6 · 14 and 3 · 5. F1 of 6 and 14 is 1, of others 0.
    assert evaluate(written(tmp_path / "t.jsonl", *TEXTS)) == {
        "texts": 3,
        "micro_f1": round(2 * 2 / (4 + 3), 4),
        "macro_f1": round(2 / 5, 4),
        "recall_at_3": 0.5,
    }


def test_text_without_goals_counts_against_f1_only(tmp_path: Path) -> None:
    rows = [TEXTS[0], {"text": "森林の間伐", "goals": []}]
    measured = evaluate(written(tmp_path / "t.jsonl", *rows))
    assert measured["recall_at_3"] == 1
    assert measured["micro_f1"] < 1


def test_snippets_give_accuracy_by_goal(tmp_path: Path) -> None:
    file = tmp_path / "snippets.csv"
    file.write_text(
        "id,text,sdg,label\n"
        'a,"Drinking water, and sanitation.",6,True\n'
        "b,A choir sings.,6,False\n"
        "c,A choir sings.,5,True\n",
        "utf-8",
    )
    assert evaluate(file) == {
        "snippets": 3,
        "macro_accuracy": 50.0,
        "accuracy": 66.67,
        "accuracy_by_goal": {"5": 0.0, "6": 100.0},
    }


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("no.jsonl", ""),
        ("no.jsonl", '{"text": "a", "goals": []}'),
        ("no.jsonl", '{"text": "a", "goals": [18]}'),
        ("no.jsonl", '{"text": "a"}'),
        ("no.jsonl", '["a"]'),
        ("no.jsonl", "not JSON"),
        ("no.csv", "id,text,sdg,label\n"),
        ("no.csv", "id,text,sdg\na,b,1\n"),
        ("no.csv", "id,text,sdg,label\na,b,1,perhaps\n"),
        ("no.csv", "id,text,sdg,label\na,b,18,True\n"),
        ("no.csv", "id,text,sdg,label\na,b\n"),
    ],
)
def test_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, content: str) -> None:
    file = tmp_path / name
    file.write_text(content, "utf-8")
    with pytest.raises(CommandError, match=name):
        evaluate(file)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        evaluate(tmp_path / "nowhere.jsonl")
