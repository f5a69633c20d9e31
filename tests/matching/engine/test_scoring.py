"""Labels, confidence in ticks, and bonuses."""

from math import fsum

import pytest

from matching.engine import analyse
from matching.engine.scoring import LABEL_SHARE, bonuses, confidence, label_vector
from matching.engine.statistics import Statistics
from matching.engine.vectors import shared
from tests.matching.engine.worlds import make_need, make_seed


def label_score(one: set[int], other: set[int], **labels: object) -> float:
    need, seed = (
        analyse(make(goals=goals, **labels))
        for make, goals in ((make_need, one), (make_seed, other))
    )
    statistics = Statistics.of([need, seed])
    return fsum(shared(label_vector(need, statistics), label_vector(seed, statistics)).values())


@pytest.mark.parametrize(("ticks", "expected"), [(0, 0), (1, 1), (17, 0), (18, 0)])
def test_confidence_at_the_ends(ticks: int, expected: float) -> None:
    assert confidence(ticks, 17) == expected


def test_confidence_falls_with_every_tick() -> None:
    steps = [confidence(ticks, 17) for ticks in range(1, 18)]
    assert steps == sorted(steps, reverse=True)
    assert confidence(4, 16) == pytest.approx(0.5)


def test_the_same_single_goal_counts_most() -> None:
    assert 0 < label_score({14}, {14}) <= LABEL_SHARE["goal"]
    assert label_score({14}, {14}) > label_score({14, 1}, {14, 2}) > label_score({1}, {2}) == 0


def test_ticking_everything_adds_nothing() -> None:
    everything = set(range(1, 18))
    assert label_score(everything, everything) == label_score(everything, {14}) == 0


def test_a_primary_goal_counts_more_than_a_related_one() -> None:
    primary = label_score({3, 14}, {3, 7}, primary_goals={3})
    assert primary > label_score({3, 14}, {3, 7})


def test_a_goal_that_everyone_ticks_says_little_even_alone() -> None:
    crowd = [analyse(make_need(str(n), goals={17})) for n in range(200)]
    vector = label_vector(crowd[0], Statistics.of(crowd))
    assert fsum(shared(vector, vector).values()) < LABEL_SHARE["goal"] / 100


def test_bonuses_need_known_facts() -> None:
    def names(one: tuple[str, str], other: tuple[str, str]) -> list[str]:
        need, seed = (
            analyse(make_need(sector=sector, prefecture=prefecture))
            for sector, prefecture in (one, other)
        )
        return [bonus.name for bonus in bonuses(need, seed)]

    assert names(("npo", "静岡県"), ("company", "静岡県")) == [
        "different_sector",
        "same_prefecture",
    ]
    assert names(("npo", "静岡県"), ("npo", "石川県")) == []
    assert names(("", ""), ("npo", "")) == []
