"""Five steps."""

import pytest

from matching.engine import LEVELS, level_of


def test_each_level_begins_at_its_least_score() -> None:
    assert [level_of(least) for least in LEVELS] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(("score", "level"), [(-1.0, 1), (0.0, 1), (0.5, 5), (2.0, 5)])
def test_level_of_any_score(score: float, level: int) -> None:
    assert level_of(score) == level


def test_levels_four_and_five_cannot_be_had_without_words() -> None:
    goals_fields_resources_and_bonuses = 0.075 + 0.075 + 0.05 + 0.02 + 0.02
    assert LEVELS[3] >= goals_fields_resources_and_bonuses
