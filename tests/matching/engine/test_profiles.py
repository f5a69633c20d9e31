"""A document weighed: what is kept of it, and that it can be stored."""

import json
import pickle
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from matching.engine import Corpus, Document, analyse
from matching.engine.documents import Facts
from matching.engine.profiles import Profile, packed_content, profile_of, rows_of
from matching.engine.statistics import Statistics
from matching.engine.vectors import HEAVIEST, length
from tests.matching.engine.strategies import document, fast
from tests.matching.engine.worlds import ENOUGH, kakegawa, make_need, make_seed, written

FACTS = Facts(
    owner="partner:3",
    sector="construction",
    prefecture="静岡県",
    municipality="7",
    owner_type="npo",
    accepts=frozenset({"npo", "company"}),
    reach="prefecture",
    posted_on=date(2026, 4, 1),
)


def weighed(one: Document, *others: Document) -> Profile:
    documents = [analyse(each) for each in (one, *others)]
    return profile_of(documents[0], Statistics.of(documents))


def stored(profile: Profile) -> Profile:
    """As it comes back from a database."""
    content = packed_content(profile.content, rows_of(profile))
    return Profile(profile.key, profile.side, profile.facts, content)


@fast
@given(document("d"))
def test_json_gives_any_profile_back(any_document: Document) -> None:
    profile = weighed(any_document, make_seed(body="空き家の改修"))
    assert stored(profile).content == profile.content
    assert stored(profile).packed == stored(stored(profile)).packed


def test_json_and_pickle_give_every_profile_of_a_city_back() -> None:
    for profile in Corpus(kakegawa()).profiles.values():
        assert stored(profile).content == profile.content
        assert pickle.loads(pickle.dumps(profile)) == profile  # noqa: S301


def test_facts_come_back_from_json_and_what_is_not_known_takes_no_room() -> None:
    assert Facts().to_json() == {}
    assert Facts.from_json({}) == Facts()
    assert Facts.from_json(json.loads(json.dumps(FACTS.to_json()))) == FACTS
    assert FACTS.to_json() == {
        "owner": "partner:3",
        "sector": "construction",
        "prefecture": "静岡県",
        "municipality": "7",
        "owner_type": "npo",
        "accepts": ["company", "npo"],
        "reach": "prefecture",
        "posted_on": "2026-04-01",
    }


def test_facts_of_a_document_reach_its_profile() -> None:
    known = {name: getattr(FACTS, name) for name in Facts.__dataclass_fields__ if name != "silence"}
    written = replace(make_need(body="空き家"), **known)
    assert written.facts == analyse(written).facts == FACTS
    assert weighed(written).facts == replace(FACTS, silence=round(0.2 / 1.2, 9))


def test_silence_comes_back_from_json_to_the_last_place() -> None:
    facts = weighed(make_need(body="空き家", goals={3, 14}, fields={"a"})).facts
    assert 0 < facts.silence < 0.2 / 1.2
    assert Facts.from_json(json.loads(json.dumps(facts.to_json()))) == facts


def test_the_whole_text_comes_first_and_then_each_part() -> None:
    profile = weighed(make_need(title="空き家", parts=("茶園", "合唱と農家")))
    assert [written(text.weights) for text in profile.texts] == [
        {"空き家", "茶園", "合唱", "農家"},
        {"茶園"},
        {"合唱", "農家"},
    ]
    assert length(profile.texts[0].weights) <= 1  # with as few words it counts less than a whole
    assert length(weighed(make_need(body=ENOUGH)).texts[0].weights) == pytest.approx(1)
    assert all(length(text.weights) <= 1 + 1e-12 for text in profile.texts)


def test_only_the_heaviest_terms_are_kept_and_what_belongs_to_them() -> None:
    words = "、".join(f"{name}計画の大工" for name in ("空き家", "茶園", "合唱"))
    many = "、".join(f"語{chr(0x30A1 + n)}ン{chr(0x30A1 + n)}" for n in range(90))
    text = analyse(make_need(body=f"{words}、{many}")).text
    profile = weighed(make_need(body=f"{words}、{many}")).texts[0]
    assert len(text.counts) > HEAVIEST == len(profile.weights)
    assert profile.surfaces.keys() <= profile.weights.keys()
    assert profile.surfaces.items() <= text.surfaces.items()


def test_row_of_three_words_is_kept_where_both_its_pairs_are() -> None:
    need = make_need(body="地域福祉計画")
    assert weighed(need).texts[0].runs == {"地域 福祉 計画": "地域福祉計画"}
    crowd = [make_seed(f"s{n}", body="福祉計画") for n in range(11)]
    among = weighed(need, *crowd).texts[0]
    assert ("福祉 計画" in among.weights, among.runs) == (False, {})


def test_rare_terms_and_labels_are_marked() -> None:
    crowd = [make_seed(f"s{n:02}", body="空き家", goals={11}) for n in range(30)]
    crowd += [make_seed(f"t{n:02}", body="農家", goals={11}) for n in range(9)]
    need = make_need(body="農家と茶園", goals={11, 14}, fields={"housing"})
    profile = weighed(need, *crowd)
    assert written(profile.texts[0].rare) == {"茶園"}
    assert profile.rare_labels == {("goal", "14"), ("field", "housing")}


def test_what_everyone_has_is_not_kept() -> None:
    crowd = [make_seed(f"s{n:02}", body="空き家") for n in range(30)]
    profile = weighed(make_need(body="空き家"), *crowd)
    assert (profile.texts[0].weights, profile.labels) == ({}, {})
