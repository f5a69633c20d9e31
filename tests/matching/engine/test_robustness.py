"""Texts and corpora as they should not be, and are."""

from math import fsum, isfinite, sqrt

import pytest

from matching.engine import Corpus, Document, analyse
from matching.engine.highlights import common_terms, pieces
from matching.engine.tagging import suggest_goals
from matching.engine.text import MAX_CHARACTERS
from matching.engine.vectors import HEAVIEST, LEAST_TERMS, length
from tests.matching.engine.worlds import kakegawa, make_challenge, make_need, make_seed

EXCEL = "品名\t数量\t単価\r\n空き家\t3\t1,200\r\n大工\t\t\r\n\t\t合計 3,600円"
STRANGE = {
    "nothing": "",
    "one sign": "茶",
    "one letter": "a",
    "spaces": " \u3000\t\n" * 50,
    "emoji": "😀🏠👨‍👩‍👧‍👦🇯🇵 空き家🏚️を直す",
    "only emoji": "🎉" * 500,
    "numbers": "2030年までに50%、3,000人 12:30 03-1234-5678",
    "links": "https://example.com/a?b=c#d mail@example.com 空き家",
    "markup": "<script>alert(1)</script> **空き家** {{ 7*7 }} %(x)s",
    "table": EXCEL,
    "long": "空き家の改修を支える大工の会。" * 2_000,
    "one word": "空き家" * 10_000,
    "one word apart": "空き家 " * 10_000,
    "one letter again": "A" * MAX_CHARACTERS,
    "no sentence": "空き家と" * 5_000,
    "dashes": "-" * MAX_CHARACTERS,
    "dashes before a word": "-" * (MAX_CHARACTERS - 3) + "空き家",
    "figures": "1." * (MAX_CHARACTERS // 2),
    "lines": "\n" * MAX_CHARACTERS + "空き家",
    "control": "空き家\x00\x08\ud800\u202e大工\ufeff",
    "width": "ＡＩ　ﾃﾞｰﾀ　①㍿　ｱｷﾔ",
    "other scripts": "Пустой дом 빈집 空屋 بيت فارغ maison vide",
    "spaces in Japanese": "空 き 家 の 改 修",
    "term signs": "漁 農 高齢 ≈ シニア",
    "phrase of stop words": "the of and to IT US WHO",
}


@pytest.mark.parametrize("name", STRANGE)
def test_any_text_can_be_analysed_matched_and_marked(name: str) -> None:
    need, seed = make_need(title=STRANGE[name][:80], body=STRANGE[name]), make_seed(body="空き家")
    corpus = Corpus([need, seed])
    match = corpus.explain(need, seed)
    assert isfinite(match.score)
    assert fsum(addend.value for addend in match.addends) == pytest.approx(match.score, abs=1e-12)
    common = common_terms(corpus.profiles["need"], corpus.profiles["seed"])
    for text in (need.title, need.body):
        assert "".join(piece.text for piece in pieces(text, common)) == text


@pytest.mark.parametrize("name", STRANGE)
def test_counts_are_above_zero_and_kept_terms_few(name: str) -> None:
    analysed = analyse(make_need(body=STRANGE[name]))
    assert all(count > 0 for _term, count in analysed.text.counts)
    weights = Corpus.from_analysed([analysed]).profiles["need"].texts[0].weights
    assert len(weights) <= HEAVIEST
    assert not weights or length(weights) == pytest.approx(min(1, sqrt(len(weights) / LEAST_TERMS)))
    assert all(weight > 0 for weight in weights.values())


@pytest.mark.parametrize("name", STRANGE)
def test_goals_are_looked_for_in_any_text(name: str) -> None:
    """A way of looking that goes back over a long line does not come to its end here."""
    assert all(STRANGE[name] for _goal in suggest_goals(STRANGE[name]))


@pytest.mark.parametrize(
    ("need", "seed"),
    [
        ("地域", "地域"),
        ("協力してほしい", "協力できます"),
        ("イベントをしたい", "イベントをします"),
        ("お手伝い募集", "お手伝いします"),
        ("東京", "東京の企業です"),
        ("help", "We can help"),
    ],
)
def test_a_single_word_in_common_is_not_close(need: str, seed: str) -> None:
    corpus = Corpus([make_need(title=need, body=need), make_seed(title=seed, body=seed)])
    assert corpus.explain(corpus["need"], corpus["seed"]).level <= 3


def test_short_text_that_names_its_matter_finds_who_has_it() -> None:
    need = make_need(title="空き家の改修", body="大工さんを探しています。")
    near = make_seed(title="空き家の改修", body="大工の会が空き家を直します。")
    far = make_seed(key="far", title="茶摘みの体験", body="茶畑で親子の体験会をします。")
    [best, *_rest] = Corpus([need, near, far]).suggest(need)
    assert best.candidate == near.key
    assert best.level >= 4


def test_cells_of_a_table_are_words() -> None:
    need, seed = make_need(body=EXCEL), make_seed(body="空き家と大工")
    match = Corpus([need, seed]).explain(need, seed)
    assert {a.key for a in match.addends if a.kind == "text"} == {"空き家", "大工"}


def test_a_word_a_thousand_times_does_not_beat_two_words() -> None:
    need = make_need(body="空き家の改修")
    loud, fitting = make_seed("loud", body="空き家。" * 1_000), make_seed("fitting", body=need.body)
    first, *_others = Corpus([need, loud, fitting]).suggest(need)
    assert first.candidate == "fitting"


def test_what_stands_beyond_the_limit_is_left_out() -> None:
    need = make_need(body="。" * MAX_CHARACTERS + "空き家")
    assert Corpus([need, make_seed(body="空き家")]).suggest(need) == ()


def test_corpus_of_nobody_and_of_one() -> None:
    need = make_need(body="空き家")
    assert Corpus([]).suggest(need) == Corpus([need]).suggest(need) == ()
    assert Corpus([make_seed(body="空き家")]).suggest(need)[0].candidate == "seed"


def test_identical_listings_stand_in_the_order_of_their_keys() -> None:
    seeds = [make_seed(f"s{number}", body="空き家の改修", goals={11}) for number in (3, 1, 2)]
    need = make_need(body="空き家の改修", goals={11})
    found = Corpus([need, *seeds]).suggest(need)
    assert [match.candidate for match in found] == ["s1", "s2", "s3"]
    assert len({match.score for match in found}) == 1


def test_order_of_the_documents_makes_no_difference() -> None:
    documents = [*kakegawa(), make_need("english", body="Vacant houses and solar panels")]
    one, other = Corpus(documents), Corpus(reversed(documents))
    assert all(one.suggest(each) == other.suggest(each) for each in documents)


def test_title_alone_and_body_alone_are_enough() -> None:
    title, body = make_need(title="空き家の改修"), make_need(body="空き家の改修")
    seed = make_seed(body="改修の大工、空き家")
    assert Corpus([title, seed]).suggest(title)
    assert Corpus([body, seed]).suggest(body)


def test_themes_without_a_word_are_no_themes() -> None:
    challenge = make_challenge(title="空き家", parts=("", "🎉", "の", "空き家の改修"))
    seed = make_seed(body="空き家の改修")
    match = Corpus([challenge, seed]).explain(challenge, seed)
    assert {a.part for a in match.addends if a.kind == "text"} == {3}


def test_japanese_and_english_meet() -> None:
    need, seed = make_need(body="Empty houses"), make_seed(body="空き家の改修")
    other = make_seed("other", body="茶園の収穫")
    assert [m.candidate for m in Corpus([need, seed, other]).suggest(need)] == ["seed"]


def test_very_long_word_is_cut_like_any_other() -> None:
    documents: list[Document] = [make_need(body="ア" * 500), make_seed(body="ア" * 500)]
    assert Corpus(documents).suggest(documents[0])
