"""The words that two texts share, found where readers see them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import Corpus, Document
from matching.engine.highlights import Aligned, Common, Piece, common_terms, pieces
from matching.engine.text import MAX_CHARACTERS, normalise
from tests.matching.engine.worlds import make_challenge, make_need, make_seed


def common(need: Document, seed: Document, *more: Document) -> Common:
    corpus = Corpus([need, seed, *more])
    return common_terms(corpus.profiles[need.key], corpus.profiles[seed.key])


def marked(text: str, other: str) -> list[str]:
    """What is marked in a text beside another."""
    shared = common(make_need(body=text), make_seed(body=other))
    return [piece.text for piece in pieces(text, shared) if piece.mark]


CASES = [
    ("空き家を改修したい。", "空き家の改修に詳しい", ["空き家", "改修"]),
    ("自然エネルギーを使う", "自然エネルギーの設備", ["自然エネルギー"]),
    ("生ごみの分別", "生ごみの分別", ["生ごみ", "分別"]),
    ("高齢者のために", "高齢者と", ["高齢者"]),
    ("町を支えます。", "支える仲間", ["支え"]),
    ("支えあいの場", "支え合い", ["支えあい"]),
    ("フードロスを減らす", "食品ロスの相談", ["フードロス"]),
    ("ｴﾈﾙｷﾞｰ診断", "エネルギーの本", ["ｴﾈﾙｷﾞｰ"]),
    ("ＤＸ教室", "DX教室", ["ＤＸ教室"]),
    ("Solar panels!", "solar panel recycling", ["Solar panels"]),
    ("空き家\r\n\tの 改修", "空き家", ["空き家"]),
    ("茶畑", "合唱団", []),
]


@pytest.mark.parametrize(("text", "other", "expected"), CASES)
def test_what_is_marked(text: str, other: str, expected: list[str]) -> None:
    assert marked(text, other) == expected


def test_both_texts_are_marked() -> None:
    shared = common(make_need(body="こどもの居場所"), make_seed(body="子どもの遊び場"))
    assert pieces("こどもの居場所", shared)[0] == Piece("こども", "shared")
    assert pieces("子どもの遊び場", shared)[0] == Piece("子ども", "shared")


def test_rare_words_are_told_apart() -> None:
    others = [make_seed(f"seed{n}", body="空き家" if n < 8 else "庭") for n in range(50)]
    need, seed = make_need(body="空き家の灯台"), make_seed(body="灯台と空き家")
    shared = common(need, seed, *others)
    assert pieces(need.body, shared) == [
        Piece("空き家", "shared"),
        Piece("の", ""),
        Piece("灯台", "rare"),
    ]


def test_words_of_the_sub_theme_that_matched_are_marked() -> None:
    challenge = make_challenge(title="未来", body="話す", parts=("茶", "空き家の改修と活用"))
    shared = common(challenge, make_seed(body="空き家の改修"))
    assert [piece.text for piece in pieces(challenge.parts[1], shared) if piece.mark] == [
        "空き家",
        "改修",
    ]


def test_nothing_in_common_leaves_the_text_whole() -> None:
    assert pieces("空き家", Common()) == [Piece("空き家", "")]
    assert pieces("", Common()) == []


def test_what_is_too_long_to_be_read_is_shown_unmarked() -> None:
    text = "。" * MAX_CHARACTERS + "空き家"
    assert pieces(text, Common(frozenset({"空き家"}))) == [Piece(text, "")]


SIGNS = st.one_of(
    st.text(alphabet="空き家こどもの支えあいｶﾞﾊﾟパ゛がが①㍿ﬁﷺ각각é\u1161\u0301\t\r\n\x00。 "),
    st.text(),
)


@given(SIGNS)
def test_pieces_are_the_text_again(text: str) -> None:
    found = pieces(text, Common(frozenset({"空き家", "子供", "支え合い"})))
    assert "".join(piece.text for piece in found) == text


@given(SIGNS)
def test_every_sign_of_the_normalised_text_has_its_place(text: str) -> None:
    aligned = Aligned.of(text)
    assert aligned.text in ("", normalise(text))
    assert len(aligned.text) == len(aligned.begins) == len(aligned.ends)
    assert all(0 <= a < b <= len(text) for a, b in zip(aligned.begins, aligned.ends, strict=True))


def test_marks_that_join_a_sign_are_followed() -> None:
    """Typed on a Mac, ガ is two characters; in half width, too."""
    for text in ("カ\u3099ス灯", "ｶﾞｽ灯", "각"):
        assert Aligned.of(text).text == normalise(text)
    assert Aligned.of("カ\u3099ス").ends == (2, 3)
