"""The words that were looked for stand marked in a piece of the text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tomoni.excerpts import excerpt, marked


@pytest.mark.parametrize(
    ("value", "words", "shown"),
    [
        ("防災倉庫がほしい", "防災", "<mark>防災</mark>倉庫がほしい"),
        ("ﾎﾞﾗﾝﾃｨｱを募集", "ボランティア", "<mark>ﾎﾞﾗﾝﾃｨｱ</mark>を募集"),
        ("ＰＣの再利用", "pc", "<mark>ＰＣ</mark>の再利用"),
        ("Renovation", "renov", "<mark>Renov</mark>ation"),
        ("innovation", "nov", "innovation"),
        ("㍿と空き家", "空き家", "㍿と<mark>空き家</mark>"),
        ("<b>空き家</b>", "空き家", "&lt;b&gt;<mark>空き家</mark>&lt;/b&gt;"),
        ("空き家と空き家", "空き家", "<mark>空き家</mark>と<mark>空き家</mark>"),
        ("空き家改修", "空き家 き家改", "<mark>空き家改</mark>修"),
        ("お茶", "!!!", "お茶"),
        ("お茶", "", "お茶"),
    ],
)
def test_words_are_marked_as_they_are_written(value: str, words: str, shown: str) -> None:
    assert marked(value, words) == shown


def test_excerpt_is_of_the_first_text_with_a_word() -> None:
    assert excerpt(["お茶", "空き家の話"], "空き家") == "<mark>空き家</mark>の話"
    assert excerpt(["お茶"], "空き家") == ""


def test_excerpt_is_a_piece_around_the_word() -> None:
    value = "あ" * 100 + "空き家" + "い" * 100
    assert excerpt([value], "空き家") == f"…{'あ' * 30}<mark>空き家</mark>{'い' * 57}…"


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80), st.text(max_size=20))
def test_nothing_but_marks_is_added(value: str, words: str) -> None:
    shown = marked(value, words).replace("<mark>", "").replace("</mark>", "")
    assert shown == marked(value, "")
