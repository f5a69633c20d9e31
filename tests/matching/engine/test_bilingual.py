"""English and Japanese texts of one subject find each other."""

from itertools import groupby

import numpy as np
import pytest

from matching.engine import Corpus, Document, analyse
from matching.engine.bilingual import BRIDGED, bridge, bridged, entries, japanese_of
from matching.engine.counts import damped
from matching.engine.highlights import common_terms, pieces
from matching.engine.neighbours import terms_of
from matching.engine.text import lines, tokens
from matching.engine.vocabulary import rows
from tests.matching import bilingual_world
from tests.matching.engine.worlds import (
    answers_of,
    make_need,
    make_seed,
    needs_of,
    seeds_of,
    words,
)


@pytest.fixture(scope="module")
def world() -> Corpus:
    return Corpus([*needs_of(bilingual_world.PAIRS), *seeds_of(bilingual_world.PAIRS)])


def stood_for(text: str) -> dict[str, list[str]]:
    """Each English expression of a text with the Japanese terms that it stands for."""
    found = [row for line in lines(text) for row in bridged(line, tokens(line))]
    by_surface = groupby(found, key=lambda row: row[1])
    return {surface: [term for term, _surface in each] for surface, each in by_surface}


@pytest.mark.parametrize("need", needs_of(bilingual_world.PAIRS), ids=lambda need: need.title)
def test_need_in_english_finds_its_seed_in_japanese(world: Corpus, need: Document) -> None:
    assert world.suggest(need)[0].candidate == answers_of(bilingual_world.PAIRS)[need.key]


@pytest.mark.parametrize("seed", seeds_of(bilingual_world.PAIRS), ids=lambda seed: seed.title)
def test_seed_in_japanese_finds_its_need_in_english(world: Corpus, seed: Document) -> None:
    assert answers_of(bilingual_world.PAIRS)[world.suggest(seed)[0].candidate] == seed.key


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Vacant houses!", {"Vacant houses": terms_of("空き家")}),
        ("food-waste", {"food-waste": terms_of("食品ロス")}),
        ("prevention of disasters", {"prevention": terms_of("予防"), "disasters": ["防災"]}),
        ("waste, food", {"waste": ["ごみ"], "food": ["食品"]}),
        ("day. Care", {}),
        ("空き家 xylophone", {"xylophone": []}),
        ("elderly", {"elderly": terms_of("高齢者")}),
    ],
)
def test_longest_phrase_is_what_counts(text: str, terms: dict[str, list[str]]) -> None:
    found = stood_for(text)
    assert {surface: found.get(surface, []) for surface in terms} == terms


def test_bridged_word_counts_less_than_a_written_one() -> None:
    english, japanese = (analyse(make_need(body=text)).text for text in ("forest", "森林"))
    assert dict(english.counts)["森林"] == BRIDGED < dict(japanese.counts)["森林"] == 1


def test_fractions_of_a_count_weigh_more_the_more_there_are() -> None:
    counts = [0.25, 0.5, 0.9, 1, 1.1, 1.5, 2, 10]
    weights = damped(np.array(counts)).tolist()
    assert weights == sorted(set(weights))
    assert weights[0] > 0
    assert damped(np.array([1.0])) == 1


def test_english_documents_meet_by_their_own_words_first() -> None:
    need = make_need(body="Renovation of vacant houses")
    same, bridge_only = make_seed("same", body=need.body), make_seed("other", body="空き家の改修")
    found = Corpus([need, same, bridge_only]).suggest(need)
    assert [match.candidate for match in found] == ["same", "other"]


def test_reader_sees_both_words() -> None:
    need, seed = make_need(body="A vacant house"), make_seed(body="空き家の大工")
    corpus = Corpus([need, seed])
    assert words(corpus.explain(need, seed)) == ["vacant house ≈ 空き家"]
    assert words(corpus.explain(seed, need)) == ["空き家 ≈ vacant house"]


def test_both_languages_are_marked() -> None:
    need, seed = make_need(body="A vacant house!"), make_seed(body="空き家の大工")
    corpus = Corpus([need, seed])
    common = common_terms(*(corpus.profiles[key] for key in ("need", "seed")))
    for text, expected in ((need.body, "vacant house"), (seed.body, "空き家")):
        assert [piece.text for piece in pieces(text, common) if piece.mark] == [expected]


def test_information_technology_is_not_it() -> None:
    assert [token.form for token in tokens("IT support for it")] == ["it", "support"]


def test_every_entry_can_be_found() -> None:
    table = bridge("sudachi")
    assert [japanese for japanese, _english in rows("bilingual") if not terms_of(japanese)] == []
    assert all(english.strip() for _japanese, english in entries())
    assert len(table) > 1_500
    assert all(all(key) for key in table)


def test_table_holds_each_english_expression_once() -> None:
    every = [each for _head, english in rows("bilingual") for each in english.split("|")]
    assert sorted(every) == sorted(set(every))


def test_unknown_word_stands_for_nothing() -> None:
    assert japanese_of(("xylophon",)) == ()
