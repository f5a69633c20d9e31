"""What `python -m benchmarks seating` measures, on a meeting of twenty guests."""

import json
from typing import Any

import pytest

from benchmarks import seating
from benchmarks.seating import Meeting
from matching.engine.seating import judge

SMALL = Meeting("small", 20, (2, 1, 1), 6, 2, has_hosts=True)
Line = dict[str, Any]


@pytest.fixture(scope="module")
def told() -> dict[str, Line]:
    return {line["who"]: line for line in seating.lines(SMALL, 1)}


def test_every_way_is_measured(told: dict[str, Line]) -> None:
    assert list(told) == ["lot", "first come", "best seat left", "engine"]
    assert told["best seat left"]["ratio"] == 1
    assert all(json.loads(json.dumps(line))["meeting"] == "small" for line in told.values())
    assert [line["method"] for line in told.values()] == [*["given"] * 3, "solver"]


def test_engine_parts_colleagues_and_honours_wishes(told: dict[str, Line]) -> None:
    wishes = {who: line["wishes"] for who, line in told.items()}
    assert wishes["lot"] < min(wishes["first come"], wishes["engine"])
    together = {who: line["colleagues"][0] for who, line in told.items()}
    assert together["engine"] == 0 < together["first come"]


@pytest.mark.parametrize("way", seating.WAYS.values(), ids=seating.WAYS)
def test_every_way_seats_everybody_within_the_seats(way: seating.Way) -> None:
    asked = seating.problem(SMALL)
    judged = judge(asked, way(asked))
    assert judged.quality.unseated == ()
    assert judged.quality.sizes[1] <= SMALL.seats


def test_meeting_is_the_same_each_time() -> None:
    assert seating.problem(SMALL) == seating.problem(SMALL)
    assert seating.problem(SMALL) != seating.problem(SMALL, seed=2)


def test_main_prints_json_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(seating, "MEETINGS", (SMALL,))
    seating.main(["--repeat", "1"])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["what"] for line in lines} == {"seating"}
    assert len(lines) == 4
