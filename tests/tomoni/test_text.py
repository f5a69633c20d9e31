"""Text as people type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tomoni import text


@pytest.mark.parametrize(
    "typed",
    [
        "436-0047",
        "４３６－００４７",
        "436ー0047",
        "436−0047",
        " 436 0047 ",
        "436‐0047",
        "436—0047",
        "436ｰ0047",
    ],
)
def test_digits_of_any_width_and_hyphen(typed: str) -> None:
    assert text.digits(typed) == "4360047"


def test_clean_keeps_every_visible_character() -> None:
    assert text.clean("𠮷野家 髙橋 ① ㈱ 👩‍👧 é") == "𠮷野家 髙橋 ① ㈱ 👩‍👧 é"


def test_clean_drops_what_no_reader_can_see() -> None:
    assert text.clean("a\x00b\u202ec\ud800d\x1b\ufeff") == "abcd"


def test_clean_makes_one_kind_of_line_end() -> None:
    assert text.clean("a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_one_line_keeps_the_full_width_space_of_a_name() -> None:
    assert text.one_line("  見本\u3000花子 \n") == "見本\u3000花子"


def test_key_is_the_same_for_spellings_of_the_same() -> None:
    assert text.key("ＡＢＣ　商店") == text.key("abc 商店") == "abc 商店"


@pytest.mark.parametrize("typed", ["かけがわ", "ｶｹｶﾞﾜ", "カケガワ"])
def test_katakana_of_every_kana(typed: str) -> None:
    assert text.katakana(typed) == "カケガワ"


@given(st.text(alphabet=st.characters()))
def test_clean_is_done_after_once(value: str) -> None:
    assert text.clean(text.clean(value)) == text.clean(value)


@given(st.text(alphabet=st.characters()))
def test_what_is_clean_can_be_stored(value: str) -> None:
    cleaned = text.clean(value)
    assert "\x00" not in cleaned
    cleaned.encode("utf-8")
