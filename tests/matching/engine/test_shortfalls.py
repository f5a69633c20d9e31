"""Why a match is not closer: small worlds in which one thing is missing."""

from dataclasses import replace
from typing import Any

import pytest

from matching.engine import Corpus, Document, Policy
from matching.engine.shortfalls import Shortfall, shortfalls
from tests.matching.engine.worlds import make_need, make_seed

BOTH: dict[str, Any] = {"goals": {11}, "fields": {"housing"}, "resources": {"people"}}
TEXT = {"title": "空き家の改修", "body": "大工と設計の力で空き家を改修する"}


def ticks(document: Document) -> dict[str, int]:
    labels = {"goal": document.goals, "field": document.fields, "resource": document.resources}
    return {kind: len(chosen) for kind, chosen in labels.items()}


def found(need: Document, seed: Document, *more: Document, **terms: Any) -> list[Shortfall]:
    corpus = Corpus([need, seed, *more])
    match = corpus.explain(need, seed)
    profiles = corpus.profiles[need.key], corpus.profiles[seed.key]
    return shortfalls(match, *profiles, (ticks(need), ticks(seed)), **terms)


def said(*args: Document) -> list[tuple[str, str, str]]:
    return [(each.code, each.kind, each.where) for each in found(*args)]


def test_nothing_is_said_of_what_could_not_be_closer() -> None:
    assert found(make_need(**TEXT, **BOTH), make_seed(**TEXT, **BOTH)) == []


def test_few_words_and_none() -> None:
    [none] = found(make_need(body="茶畑", **BOTH), make_seed(body="灯台", **BOTH))
    assert (none.code, none.count) == ("words", 0)
    one = "猫、灯台、陶芸、囲碁、養蜂、酒蔵、温泉、図書館、自転車、短歌、天文"
    other = "茶畑、合唱団、星空、猫、漁業、英語、物流、病院、介護、防災、将棋"
    [few] = found(make_need(body=one, **BOTH), make_seed(body=other, **BOTH))
    assert (few.code, few.count) == ("words", 1)


@pytest.mark.parametrize("kind", ["goal", "field", "resource"])
def test_labels_without_one_in_common(kind: str) -> None:
    name = f"{kind}s"
    other: Any = {**BOTH, name: {4} if kind == "goal" else {"other"}}
    [apart] = found(make_need(**TEXT, **BOTH), make_seed(**TEXT, **other))
    assert (apart.code, apart.kind) == ("apart", kind)
    assert 0.01 < apart.gain <= 0.075


def test_labels_that_one_side_has_not_chosen() -> None:
    blank = {**BOTH, "fields": set()}
    assert said(make_need(**TEXT, **blank), make_seed(**TEXT, **BOTH)) == [
        ("unticked", "field", "here")
    ]
    assert said(make_need(**TEXT, **BOTH), make_seed(**TEXT, **blank)) == [
        ("unticked", "field", "there")
    ]
    assert said(make_need(**TEXT, **blank), make_seed(**TEXT, **blank)) == [
        ("unticked", "field", "both")
    ]


def test_many_goals_say_little() -> None:
    all_goals = {**BOTH, "goals": range(1, 18)}
    [many] = found(make_need(**TEXT, **BOTH), make_seed(**TEXT, **all_goals))
    assert (many.code, many.kind, many.where, many.count) == ("many", "goal", "there", 17)
    assert said(make_need(**TEXT, **all_goals), make_seed(**TEXT, **BOTH)) == [
        ("many", "goal", "here")
    ]


def test_five_goals_are_not_many() -> None:
    five = {**BOTH, "goals": range(8, 13)}
    assert found(make_need(**TEXT, **BOTH), make_seed(**TEXT, **five)) == []


def test_others_that_are_about_as_close() -> None:
    others = [make_need(f"other{n}", body=f"第{n}の茶畑") for n in range(130)]
    needs = [make_need(f"need{n}", **TEXT, **BOTH) for n in range(12)]
    seeds = [make_seed(f"seed{n}", **TEXT, **BOTH) for n in range(12)]
    [usual] = found(needs[0], seeds[0], *needs[1:], *seeds[1:], *others)
    assert (usual.code, usual.where) == ("usual", "both")
    assert usual.gain > 0.1
    [usual] = found(needs[0], seeds[0], *seeds[1:], *others)
    assert usual.where == "here"
    [usual] = found(needs[0], seeds[0], *needs[1:], *others)
    assert usual.where == "there"


def test_far_apart_and_the_same_line_of_business() -> None:
    need = make_need(**TEXT, **BOTH, prefecture="静岡県", sector="farming")
    seed = make_seed(**TEXT, **BOTH, prefecture="石川県", sector="farming")
    assert {each.code for each in found(need, seed)} == {"far", "same_sector"}
    near = replace(seed, prefecture="愛知県", sector="building")
    assert found(need, near) == []
    assert found(need, replace(seed, prefecture="", sector="")) == []


def test_policy_decides_what_is_worth_a_sentence() -> None:
    need = make_need(**TEXT, **BOTH, prefecture="静岡県")
    seed = make_seed(**TEXT, **BOTH, prefecture="石川県")
    assert found(need, seed, policy=Policy(same_prefecture=0)) == []


def test_three_at_most_and_what_would_add_most_first() -> None:
    need = make_need(body="茶畑", goals={1}, fields={"a"}, resources={"x"}, prefecture="静岡県")
    seed = make_seed(body="灯台", goals={2}, fields={"b"}, prefecture="石川県")
    gains = [each.gain for each in found(need, seed)]
    assert len(gains) == 3
    assert gains == sorted(gains, reverse=True)
    assert found(need, seed)[0].code == "words"
