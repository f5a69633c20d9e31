"""From base to score: reciprocity, policy, and every addend in sight."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from math import fsum
from typing import Any

import pytest

from matching.engine import Corpus, Document, Policy, analyse, level_of
from matching.engine.documents import Facts
from matching.engine.pool import Neighbours
from matching.engine.profiles import Profile, TextProfile, profile_of
from matching.engine.ranking import (
    RANKED,
    Rival,
    Terms,
    base_of,
    best_texts,
    explained,
    part_of,
    ranked,
    rivals,
    score,
    taken,
    usual,
)
from matching.engine.statistics import Statistics
from tests.matching.engine.worlds import kinds, make_challenge, make_need, make_seed, values

TODAY = date(2026, 4, 1)
PLAIN = Policy(different_sector=0, same_prefecture=0, freshness=0, reciprocity=0)


def profiles(*documents: Document) -> list[Profile]:
    analysed = [analyse(document) for document in documents]
    statistics = Statistics.of(analysed)
    return [profile_of(document, statistics) for document in analysed]


def a_pair() -> tuple[Profile, Profile]:
    known: dict[str, Any] = {"prefecture": "静岡県", "posted_on": TODAY - timedelta(days=180)}
    need = make_need(body="空き家の改修", goals={14}, sector="city", **known)
    seed = make_seed(body="空き家の大工", goals={14}, sector="npo", **known)
    one, other = profiles(need, seed)
    return one, other


def outspoken(profile: Profile) -> Profile:
    """As if it had said all it might."""
    return replace(profile, facts=replace(profile.facts, silence=0.0))


def rival_of(profile: Profile, base: float, known_usual: float) -> Rival:
    return Rival(profile.key, profile.facts, base, known_usual)


@pytest.mark.parametrize(
    ("bases", "expected"),
    [
        ([], 0.0),
        ([0.5], 0.05),
        ([0.5, 0.25], 0.075),
        ([0.5] * 10, 0.5),
        ([0.5] * 10 + [0.25] * 50, 0.5),
    ],
)
def test_usual_is_the_mean_of_the_ten_nearest_and_missing_ones_count_as_nothing(
    bases: list[float], expected: float
) -> None:
    assert usual(bases) == usual(tuple(bases)) == expected


def test_rivals_are_the_nearest_that_are_known() -> None:
    (profile,) = profiles(make_seed())
    keys = tuple(f"s{n:02}" for n in range(80))
    neighbours = Neighbours("need", keys, tuple(0.9 - n / 100 for n in range(80)), 0.0)
    known = dict.fromkeys(keys, profile.facts)
    found = rivals(neighbours, known, {"s00": 0.25})
    assert [rival.base for rival in found] == list(neighbours.bases[:RANKED])
    assert [rival.usual for rival in found[:2]] == [0.25, 0.0]
    del known["s01"]
    assert [rival.base for rival in rivals(neighbours, known, {})][:2] == [0.9, 0.9 - 0.02]


def test_score_is_base_less_what_is_usual_for_both_and_more_for_who_they_are() -> None:
    need, seed = map(outspoken, a_pair())
    rival = rival_of(seed, 0.5, 0.3)
    policy = Policy(different_sector=0.01, same_prefecture=0.03, freshness=0, reciprocity=0.2)
    assert score(need, 0.1, rival, Terms(policy)) == round(0.5 - 0.02 - 0.06 + 0.01 + 0.03, 9)
    assert score(need, 0.1, rival, Terms(PLAIN)) == 0.5
    assert score(need, 0.9, rival, Terms(Policy(reciprocity=0.5))) < 0


@pytest.mark.parametrize(
    ("silence", "known", "expected"), [(0.0, 0.2, 0.06), (0.5, 0.2, 0.12), (0.75, 0.2, 0.24)]
)
def test_what_is_left_unsaid_is_taken_to_meet_as_much_as_the_rest(
    silence: float, known: float, expected: float
) -> None:
    assert taken(Facts(silence=silence), known, Policy()) == pytest.approx(expected)
    assert taken(Facts(silence=silence), 0.0, Policy()) == taken(Facts(), known, PLAIN) == 0
    need, seed = map(outspoken, a_pair())
    quiet = replace(seed, facts=replace(seed.facts, silence=silence))
    for one, rival in ((need, rival_of(quiet, 0.5, known)), (quiet, rival_of(need, 0.5, 0.0))):
        own = known if one is quiet else 0.0
        loud = score(need, own, rival_of(seed, 0.5, rival.usual), Terms())
        assert loud - score(one, own, rival, Terms()) == pytest.approx(expected - 0.06)


def test_score_of_today_counts_how_fresh_the_candidate_is() -> None:
    need, seed = a_pair()
    policy = Policy(different_sector=0, same_prefecture=0, freshness=0.05, reciprocity=0)
    fresh = rival_of(seed, 0.5, 0.0)
    assert score(need, 0.0, fresh, Terms(policy, TODAY)) == round(0.5 + 0.05 * 0.36787944117, 9)
    assert score(need, 0.0, fresh, Terms(policy)) == 0.5


def test_best_stand_first_and_equal_ones_by_key() -> None:
    subject, *found = profiles(make_need(), *(make_seed(key) for key in "cadb"))
    bases = {"a": 0.5, "b": 0.5 + 1e-12, "c": 0.75, "d": 0.25}
    rows = [rival_of(profile, bases[profile.key], 0.0) for profile in found]
    order = ranked(subject, 0.0, rows, Terms(PLAIN))
    assert [rival.key for rival, _score in order] == ["c", "a", "b", "d"]
    assert [value for _rival, value in order] == [0.75, 0.5, 0.5, 0.25]


def test_who_has_fewer_others_goes_before_who_is_a_little_closer() -> None:
    subject, popular, lonely = profiles(make_need(), make_seed("popular"), make_seed("lonely"))
    rows = [rival_of(popular, 0.5, 0.4), rival_of(lonely, 0.45, 0.05)]

    def order(policy: Policy) -> list[str]:
        return [rival.key for rival, _s in ranked(subject, 0.2, rows, Terms(policy))]

    assert order(PLAIN) == ["popular", "lonely"]
    assert order(Policy()) == ["lonely", "popular"]


def test_explained_has_every_share_of_the_score() -> None:
    need, seed = a_pair()
    rival = rival_of(seed, base_of(need, seed), 0.25)
    terms = Terms(Policy(), TODAY)
    match = explained(need, 0.125, rival, seed, terms)
    found = values(match)
    assert found["usual", "subject"] == -taken(need.facts, 0.125, Policy()) < -0.3 * 0.125
    assert found["usual", "candidate"] == -taken(seed.facts, 0.25, Policy()) < -0.3 * 0.25
    assert found["bonus", "different_sector"] == found["bonus", "same_prefecture"] == 0.02
    assert found["bonus", "freshness"] == pytest.approx(0.01 * 0.36787944117)
    content = [a.value for a in match.addends if a.kind in {"text", "goal"}]
    assert fsum(content) == pytest.approx(rival.base, abs=1e-9)
    assert set(found) == {
        ("text", "空き家"),
        ("goal", "14"),
        ("bonus", "different_sector"),
        ("bonus", "same_prefecture"),
        ("bonus", "freshness"),
        ("usual", "subject"),
        ("usual", "candidate"),
    }
    assert match.score == fsum(found.values())
    assert round(match.score, 9) == score(need, 0.125, rival, terms)
    assert match.level == level_of(match.score)
    shares = [addend.value for addend in match.addends]
    assert shares == sorted(shares, reverse=True)


def test_what_is_not_usual_is_no_addend() -> None:
    need, seed = a_pair()
    nobody_else = explained(need, 0.0, rival_of(seed, 0.5, 0.0), seed, Terms())
    assert "usual" not in kinds(nobody_else)
    one_side = explained(need, 0.0, rival_of(seed, 0.5, 0.1), seed, Terms())
    assert [a.key for a in one_side.addends if a.kind == "usual"] == ["candidate"]
    assert "usual" not in kinds(explained(need, 0.3, rival_of(seed, 0.5, 0.3), seed, Terms(PLAIN)))


@pytest.mark.parametrize(
    ("own_usual", "their_usual", "expected"),
    [
        (0.2, 0.2, True),
        (0.2, 0.5, False),
        (0.5, 0.2, False),
        (0.2, 0.0, False),
        (0.0, 0.0, False),
        (0.4, 0.4, False),
    ],
)
def test_mutual_are_two_that_beat_what_each_usually_meets(
    own_usual: float, their_usual: float, expected: bool
) -> None:
    need, seed = a_pair()
    there = explained(need, own_usual, rival_of(seed, 0.4, their_usual), seed, Terms())
    back = explained(seed, their_usual, rival_of(need, 0.4, own_usual), need, Terms())
    assert (there.is_mutual, back.is_mutual) == (expected, expected)


def texts(*rows: dict[str, float]) -> Sequence[TextProfile]:
    return [TextProfile(weights) for weights in rows]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (texts({"a": 1.0}), texts({"b": 1.0}), (0, 0)),
        (texts({"a": 0.5}, {"a": 1.0}), texts({"a": 1.0}), (1, 0)),
        (texts({"a": 1.0}, {"a": 1.0}), texts({"a": 1.0}, {"a": 1.0}), (0, 0)),
        (texts({"a": 1.0}, {"b": 1.0}), texts({"c": 1.0}, {"b": 0.5}), (1, 1)),
        (texts({"a": 1.0}, {"a": 1.0 + 1e-12}), texts({"a": 1.0}), (0, 0)),
    ],
)
def test_the_closest_texts_and_ties_to_the_whole(
    one: Sequence[TextProfile], other: Sequence[TextProfile], expected: tuple[int, int]
) -> None:
    assert best_texts(one, other) == expected


def test_part_is_that_of_the_subject_or_else_of_the_candidate() -> None:
    places = [(0, 0), (2, 0), (0, 1), (2, 1)]
    assert [part_of(*place) for place in places] == [None, 1, 0, 1]


def test_words_found_through_a_theme_say_so_on_both_pages() -> None:
    challenge = make_challenge(title="未来", body="対話", parts=("茶園", "空き家の改修"))
    seed = make_seed(body="空き家の改修")
    corpus = Corpus([challenge, seed])
    for match in (corpus.explain(challenge, seed), corpus.explain(seed, challenge)):
        assert {a.part for a in match.addends if a.kind == "text"} == {1}
        assert {a.part for a in match.addends if a.kind != "text"} == {None}
