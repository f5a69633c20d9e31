"""Two texts side by side: together the pieces are the texts, and only what differs is marked."""

import pytest

from tomoni.marking import Piece, marked


def shown(old: str, new: str) -> tuple[str, str]:
    """Both texts with what is marked in brackets."""
    return tuple(  # type: ignore[return-value]
        "".join(f"[{text}]" if is_changed else text for text, is_changed in pieces)
        for pieces in marked(old, new)
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("お茶を育てています。", "お茶を育てています。", ("お茶を育てています。",) * 2),
        ("", "お茶", ("", "[お茶]")),
        ("お茶", "", ("[お茶]", "")),
        ("0537-21-1111", "0537-21-1234", ("0537-21-[1111]", "0537-21-[1234]")),
        (
            "We grow green tea.",
            "We grow black tea.",
            ("We grow [green] tea.", "We grow [black] tea."),
        ),
        (
            "茶を育てています。",
            "茶を大切に育てています。",
            ("茶を育てています。", "茶を[大切に]育てています。"),
        ),
        ("一。二。三。", "一。三。", ("一。[二。]三。", "一。三。")),
    ],
)
def test_only_what_differs_is_marked(old: str, new: str, expected: tuple[str, str]) -> None:
    assert shown(old, new) == expected


def test_sentences_with_little_in_common_are_marked_as_a_whole() -> None:
    assert shown("茶園の農薬を減らします。", "工場で捨てるものをなくします。") == (
        "[茶園の農薬を減らします。]",
        "[工場で捨てるものをなくします。]",
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("。" * 8000, "！" * 8000),
        ("あい" * 4000, "いあう" * 2600),
        ("長" * 8000, "短" * 7999 + "\n"),
        ("a\n\nb\r\n𠮷野家", "a\n𠮷 野家\x0b"),
        ("行。" * 3000 + "違", "違" + "行。" * 3000),
    ],
)
def test_nothing_is_lost_however_long_the_texts_are(old: str, new: str) -> None:
    for text, pieces in zip((old, new), marked(old, new), strict=True):
        assert "".join(piece.text for piece in pieces) == text
        assert all(piece.text for piece in pieces)


def test_neighbours_of_one_kind_are_one_piece() -> None:
    assert marked("ab cd。", "ab cd。") == ([Piece("ab cd。", False)],) * 2
