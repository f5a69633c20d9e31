"""The words of two texts one by one, and where they stand."""

from matching.engine import Corpus, Document
from matching.engine.highlights import REACH, excerpts
from matching.engine.shared_words import SharedWord, shared_words
from tests.matching.engine.worlds import make_need, make_seed


def words(need: Document, seed: Document, *more: Document) -> list[SharedWord]:
    corpus = Corpus([need, seed, *more])
    return shared_words(corpus.profiles[need.key], corpus.profiles[seed.key])


def excerpt(text: str, word: SharedWord) -> str:
    [found] = excerpts([text], [word])
    return "".join(f"[{piece.text}]" if piece.mark else piece.text for piece in found)


def test_rare_words_come_first_then_the_heavier() -> None:
    others = [make_seed(f"seed{n}", body="空き家" if n < 8 else "庭") for n in range(50)]
    found = words(make_need(body="空き家の灯台"), make_seed(body="灯台と空き家"), *others)
    assert [(word.here, word.is_rare) for word in found] == [("灯台", True), ("空き家", False)]


def test_neighbours_are_one_word_and_parts_of_it_are_left_out() -> None:
    found = words(make_need(body="自然エネルギーを使う"), make_seed(body="自然エネルギーの設備"))
    assert [word.here for word in found] == ["自然エネルギー"]


def test_each_side_is_shown_in_its_own_writing() -> None:
    [word] = words(make_need(body="こどもの絵"), make_seed(body="子どもの声"))
    assert (word.here, word.there) == ("こども", "子ども")


def test_no_word_in_common_is_none() -> None:
    assert words(make_need(body="茶畑"), make_seed(body="合唱団")) == []


def test_excerpt_is_the_first_place_with_a_little_around_it() -> None:
    [word] = words(make_need(body="空き家を直す"), make_seed(body="空き家の相談"))
    long = "あ" * 60 + "空き家" + "い" * 60
    assert excerpt(long, word) == f"…{'あ' * REACH}[空き家]{'い' * REACH}…"
    assert excerpt("空き家。", word) == "[空き家]。"
    assert excerpt("前の行\n空き家です\n次の行", word) == "[空き家]です"
    assert excerpt("なし", word) == ""


def test_first_of_several_texts_tells() -> None:
    [word] = words(make_need(body="空き家を直す"), make_seed(body="空き家の相談"))
    [found] = excerpts(["題", "二つ目の空き家", "三つ目の空き家"], [word])
    assert "".join(piece.text for piece in found) == "二つ目の空き家"


def test_word_is_shown_where_it_stands_and_not_where_its_topic_is_spoken_of() -> None:
    need = make_need(title="空き家の改修", body="空き家を貸したい。")
    [word] = words(need, make_seed(title="大工の相談", body="空き家のことなら何でも。"))
    [found] = excerpts(["大工の相談", "空き家のことなら何でも。"], [word])
    assert [piece.text for piece in found if piece.mark] == ["空き家"]


def test_rare_word_is_marked_as_such() -> None:
    others = [make_seed(f"seed{n}", body="庭") for n in range(30)]
    found = words(make_need(body="灯台"), make_seed(body="灯台"), *others)
    [pieces] = excerpts(["灯台"], found)
    assert [(piece.text, piece.mark) for piece in pieces] == [("灯台", "rare")]
