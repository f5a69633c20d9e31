"""Texts about one subject meet in different words, but less than in the same."""

from collections import Counter

import pytest

from matching.engine import OTHER_WORDS, Corpus, analyse
from matching.engine.highlights import common_terms, pieces
from matching.engine.neighbours import term_of
from matching.engine.reasons import NEAR
from matching.engine.terms import carriers, is_sign, is_topic, kind_of, signs_of
from matching.engine.topics import topic_of, topics_of
from matching.engine.vocabulary import rows
from tests.matching import paraphrase_world
from tests.matching.engine.worlds import (
    answers_of,
    make_need,
    make_seed,
    needs_of,
    seeds_of,
    words,
)


def derived(text: str) -> dict[str, float]:
    counts = dict(analyse(make_need(body=text)).text.counts)
    return {term: count for term, count in counts.items() if term.endswith(" ")}


def explained(need: str, seed: str) -> list[str]:
    return words(Corpus([]).explain(make_need(body=need), make_seed(body=seed)))


def test_most_needs_find_their_seed_in_other_words() -> None:
    """Without topics two of them do."""
    answers = answers_of(paraphrase_world.PAIRS)
    corpus = Corpus([*needs_of(paraphrase_world.PAIRS), *seeds_of(paraphrase_world.PAIRS)])
    lists = {need.key: corpus.suggest(need) for need in needs_of(paraphrase_world.PAIRS)}
    first = {key for key, found in lists.items() if found and found[0].candidate == answers[key]}
    near = {key for key, found in lists.items() if answers[key] in {m.candidate for m in found[:3]}}
    assert len(first) >= 0.75 * len(answers)
    assert len(near) >= 0.9 * len(answers)


@pytest.mark.parametrize(
    ("term", "kind"),
    [("空き家", "word"), ("移住 支援", "pair"), ("漁 ", "sign"), ("高齢 ", "topic")],
)
def test_kinds_of_terms(term: str, kind: str) -> None:
    assert kind_of(term) == kind
    assert (is_sign(term), is_topic(term)) == (kind == "sign", kind == "topic")


@pytest.mark.parametrize(
    ("word", "topic"),
    [
        ("地域", "移住"),  # of 二地域
        ("相手", "孤立"),  # of 話し相手
        ("顔", "コミュニティ"),  # of 顔の見える
        ("再生", "エネルギー"),  # of 再生可能
        ("学ぶ", "不登校"),  # of 学び直し
        ("施設", "福祉"),
    ],
)
def test_rest_of_a_longer_expression_has_not_its_topic(word: str, topic: str) -> None:
    assert topic_of(topic) not in derived(word)


def test_welfare_facility_is_not_the_word_welfare() -> None:
    assert explained("福祉を考える", "福祉施設を訪ねる") != ["福祉"]
    assert dict(analyse(make_need(body="福祉施設を訪ねる")).text.counts).get("福祉") is None


def test_vacant_shop_is_not_a_bus_that_is_free() -> None:
    assert explained("空き店舗を貸す", "昼間は空いています") == [OTHER_WORDS]


def test_topic_counts_as_often_as_its_words() -> None:
    found = derived("介護とシニア、介護")
    assert found[topic_of("高齢")] == 3


def test_word_of_two_parts_has_the_topic_of_the_pair() -> None:
    assert topic_of("高齢") in topics_of("高齢 者")


def test_signs_are_the_telling_kanji_of_words() -> None:
    assert list(signs_of("漁業者")) == ["漁 "]
    assert list(signs_of("シニア")) == []
    assert "漁 " in derived("漁師")


def test_same_words_beat_words_of_one_topic() -> None:
    need = make_need(body="介護の相手を探しています。")
    same = make_seed("same", body="介護の経験があります。")
    near = make_seed("near", body="シニアの経験があります。")
    found = Corpus([need, same, near]).suggest(need)
    assert [match.candidate for match in found] == ["same", "near"]


def test_reason_names_the_words_of_both() -> None:
    assert explained("介護を考える", "シニアの集い") == [f"介護{NEAR}シニア"]
    assert explained("シニアの集い", "介護を考える") == [f"シニア{NEAR}介護"]


def test_topic_of_a_shared_word_is_no_reason_of_its_own() -> None:
    assert explained("介護を考える", "介護の会") == ["介護"]


def test_signs_that_no_shared_word_has_have_no_name() -> None:
    assert explained("灯籠", "灯台") == [""]


def test_sign_and_topic_are_carried_by_the_heaviest_word() -> None:
    shared = {"介護": 0.2, "老人": 0.1, "介 ": 0.02, "高齢 ": 0.05, "漁 ": 0.01}
    assert carriers(shared) == {"介 ": "介護", "高齢 ": "介護"}


def test_words_of_a_shared_topic_are_marked_but_signs_are_not() -> None:
    need, seed = make_need(body="介護と灯籠"), make_seed(body="シニアと灯台")
    corpus = Corpus([need, seed])
    common = common_terms(*(corpus.profiles[key] for key in ("need", "seed")))
    assert [p.text for p in pieces(need.body, common) if p.mark] == ["介護"]
    assert [p.text for p in pieces(seed.body, common) if p.mark] == ["シニア"]


def test_topics_have_names_of_their_own_and_words_that_are_cut_in_two_at_most() -> None:
    names = [name for name, _words in rows("topics")]
    assert sorted(names) == sorted(set(names))
    assert all(len(name) > 1 for name in names)
    unknown = [word for _, each in rows("topics") for word in each.split() if not term_of(word)]
    assert unknown == []


def test_hardly_a_word_belongs_to_many_topics() -> None:
    many = Counter(word for _name, each in rows("topics") for word in set(each.split()))
    assert max(many.values()) <= 6
