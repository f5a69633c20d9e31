"""Equal and alike names and addresses."""

import pytest

from partners.likeness import (
    address_key,
    are_names_alike,
    core_of_address,
    core_of_name,
    name_key,
    spoken_name,
)


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


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("㈱山田商店", "山田商店"),
        ("髙﨑 Tea 有限会社", "高崎 Tea"),
        ("NPO法人 みどりの会", "みどりの会"),
        ("（株）", ""),
    ],
)
def test_name_as_it_is_read_aloud(name: str, spoken: str) -> None:
    assert spoken_name(name) == spoken
