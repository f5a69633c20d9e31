"""Equal and alike names and addresses; no cell starts a formula."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.bulk.formulas import guarded, unguarded
from partners.likeness import (
    address_key,
    are_names_alike,
    core_of_address,
    core_of_name,
    name_key,
)

STARTS = "=+-@\t\r\0＝＋－＠"


@pytest.mark.parametrize(
    "other", ["(株)山田 商店", "㈱山田商店", "（株）山田　商店", "（株)山田商店 "]
)
def test_same_name(other: str) -> None:
    assert name_key(other) == name_key("㈱山田商店")


@pytest.mark.parametrize("other", ["髙山商店", "山田商店", "㈱山田商会"])
def test_other_name(other: str) -> None:
    assert name_key(other) != name_key("高山商店")


@pytest.mark.parametrize("other", ["掛川市長谷１－１－１", "掛川市長谷 1ー1‐1", "掛川市長谷1−1－1"])
def test_same_address(other: str) -> None:
    assert address_key(other) == address_key("掛川市長谷1-1-1")


@pytest.mark.parametrize(
    "other",
    ["静岡県掛川市長谷一丁目1番1号", "掛川市長谷1丁目1番地の1", "掛川市長谷1-1-1 長谷ビル2F"],
)
def test_same_place(other: str) -> None:
    assert core_of_address(other) == core_of_address("掛川市長谷1-1-1")


@pytest.mark.parametrize(
    ("one", "other"),
    [("京都府京都市中京区1", "京都市中京区1"), ("東京都千代田区1-2", "千代田区1-2")],
)
def test_prefecture_may_be_missing(one: str, other: str) -> None:
    assert core_of_address(one) == core_of_address(other)


@pytest.mark.parametrize("other", ["株式会社髙﨑商店", "高崎商店（有）", "ＮＰＯ法人 高崎・商店"])
def test_same_core(other: str) -> None:
    assert core_of_name(other) == core_of_name("㈱高﨑商店")


def test_alike_names() -> None:
    assert are_names_alike("掛川製茶", "山田文具") is False
    assert are_names_alike("掛川製茶工業", "掛川製茶鉱業") is True


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("before", ["", " ", "\u3000", "\n", "'"])
def test_formula_is_guarded(start: str, before: str) -> None:
    typed = f"{before}{start}1+1"
    assert guarded(typed) == f"'{typed}"
    assert unguarded(guarded(typed)) == typed


@pytest.mark.parametrize("typed", ["", "掛川", "1+1", "a=b", "'90年代", " ", "'"])
def test_what_starts_no_formula_stays(typed: str) -> None:
    assert guarded(typed) == unguarded(typed) == typed


@given(st.text(alphabet=STARTS + " '\u3000\na茶"))
def test_guarding_can_be_undone(typed: str) -> None:
    assert unguarded(guarded(typed)) == typed
    assert guarded(typed).strip(" \u3000\n")[:1] not in {*STARTS, ""} or not typed.strip(
        " \u3000\n"
    )
