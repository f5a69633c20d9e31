"""Five steps."""

import pytest

from matching.engine import DEFAULT, LEVELS, level_of
from matching.engine.ranking import USUAL_OF
from matching.engine.scoring import LABEL_SHARE


def test_each_level_begins_at_its_least_score() -> None:
    assert [level_of(least) for least in LEVELS] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(("score", "level"), [(-1.0, 1), (0.0, 1), (0.5, 5), (2.0, 5)])
def test_level_of_any_score(score: float, level: int) -> None:
    assert level_of(score) == level


def test_level_five_cannot_be_had_without_words() -> None:
    """Whoever stands in a list also usually meets at least a tenth of that base."""
    labels = sum(LABEL_SHARE.values())
    policy = DEFAULT
    bonuses = policy.different_sector + policy.same_prefecture + policy.freshness
    usual = 2 * policy.reciprocity * labels / USUAL_OF
    assert level_of(labels + bonuses - usual) == 4
