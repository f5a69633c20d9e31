"""The base of a score: the closest texts of two documents and the labels they share."""

from math import fsum, sqrt
from typing import Any

import pytest

from matching.engine import Document, analyse
from matching.engine.profiles import Profile, profile_of
from matching.engine.ranking import base_of
from matching.engine.scoring import LABEL_SHARE, MOST_SILENCE, confidence, silence
from matching.engine.statistics import Label, Statistics
from matching.engine.vectors import shared
from tests.matching.engine.worlds import ENOUGH, make_challenge, make_need, make_seed, written

CROWD = [make_need(f"crowd-{n}", body="合唱", goals={8}, fields={"a"}) for n in range(60)]


def label_score(one: set[int], other: set[int], **labels: Any) -> float:
    need, seed = (
        analyse(make(goals=goals, **labels))
        for make, goals in ((make_need, one), (make_seed, other))
    )
    statistics = Statistics.of([need, seed])
    vectors = [profile_of(each, statistics).labels for each in (need, seed)]
    return fsum(shared(*vectors).values())


def profiles(*documents: Document) -> list[Profile]:
    """Weighed among a crowd that sings."""
    analysed = [analyse(document) for document in documents]
    statistics = Statistics.of([*analysed, *map(analyse, CROWD)])
    return [profile_of(document, statistics) for document in analysed]


def base(one: Document, other: Document) -> float:
    return base_of(*profiles(one, other))


def test_base_of_twins_is_one_and_their_labels() -> None:
    text: dict[str, Any] = {"title": "空き家の改修", "body": ENOUGH}
    assert base(make_need(**text), make_seed(**text)) == 1
    assert base(make_need(**text, goals={14}), make_seed(**text, goals={14})) == 1.075
    labels: dict[str, Any] = {"goals": {14}, "fields": {"b"}, "resources": {"c"}}
    assert base(make_need(**text, **labels), make_seed(**text, **labels)) == 1.2


def test_base_of_strangers_is_nothing() -> None:
    assert base(make_need(body="空き家"), make_seed(body="茶園")) == 0
    assert base(make_need(), make_seed()) == 0


def test_base_is_the_products_of_all_that_is_shared() -> None:
    need, seed = profiles(
        make_need(body="空き家の改修と大工", goals={14, 3}),
        make_seed(body="空き家の大工と農家", goals={14}),
    )
    text = shared(need.texts[0].weights, seed.texts[0].weights)
    labels = shared(need.labels, seed.labels)
    assert written(text) == {"空き家", "大工"}
    assert base_of(need, seed) == base_of(seed, need)
    assert base_of(need, seed) == round(fsum([*text.values(), *labels.values()]), 9)


def test_base_counts_the_closest_of_all_texts() -> None:
    theme = make_challenge(title="未来", body="対話する", parts=("茶園", "空き家の改修"))
    whole = make_challenge(title="未来", body="対話する。茶園。空き家の改修")
    seed = make_seed(body="空き家の改修")
    assert base(theme, seed) == base(seed, theme) > base(whole, seed)


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
    vector = profile_of(crowd[0], Statistics.of(crowd)).labels
    assert fsum(shared(vector, vector).values()) < LABEL_SHARE["goal"] / 100


TICKS = {"goal": ("goal", "14"), "field": ("field", "a"), "resource": ("resource", "b")}
FULL = {TICKS[kind]: sqrt(share) for kind, share in LABEL_SHARE.items()}


@pytest.mark.parametrize(
    ("text", "labels", "expected"),
    [
        ({"茶園": 1.0}, FULL, 0.0),
        ({"茶園": 0.6, "空き家": 0.8}, {}, 0.2 / 1.2),
        ({"茶園": 1.0}, {TICKS["goal"]: sqrt(0.075)}, 0.125 / 1.2),
        ({"茶園": 1.0}, FULL | {("meaning", "0"): sqrt(0.15)}, 0.0),
        ({"茶園": 1.0}, {("meaning", "0"): sqrt(0.15)}, 0.2 / 1.35),
        ({}, FULL, 0.0),
        ({}, {TICKS["goal"]: sqrt(0.075)}, 0.625),
        ({}, {TICKS["goal"]: sqrt(0.01)}, MOST_SILENCE),
        ({}, {}, MOST_SILENCE),
    ],
)
def test_silence_is_the_share_of_what_is_left_unsaid(
    text: dict[str, float], labels: dict[Label, float], expected: float
) -> None:
    assert silence(text, labels) == pytest.approx(expected, abs=1e-9)


def test_who_ticks_everything_is_as_silent_as_who_ticks_nothing() -> None:
    plain, nothing, everything = (
        profiles(make_need(body="空き家", goals=goals))[0].facts.silence
        for goals in ({14}, set[int](), set(range(1, 18)))
    )
    assert plain < nothing == everything == round(0.2 / 1.2, 9)
