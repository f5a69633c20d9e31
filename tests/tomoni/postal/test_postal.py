"""A postal code stands for one place, for several, or for none."""

import pytest

from tomoni import postal
from tomoni.postal import Place
from tomoni.postal.packing import lines_of, packed, towns_in


@pytest.mark.parametrize(
    ("code", "addresses"),
    [
        ("4360047", ["静岡県掛川市長谷"]),
        ("4360000", ["静岡県掛川市"]),
        ("0600000", ["北海道札幌市中央区"]),
        ("9071801", ["沖縄県八重山郡与那国町与那国"]),
        ("4980000", ["愛知県弥富市", "三重県桑名郡木曽岬町"]),
        ("1006807", ["東京都千代田区大手町JAビル7階"]),
        ("7660001", ["香川県仲多度郡琴平町"]),
        ("5220317", ["滋賀県犬上郡多賀町一円"]),  # a town that is really called so
    ],
)
def test_places_of_a_code(code: str, addresses: list[str]) -> None:
    assert [place.address for place in postal.places(code)] == addresses


def test_code_of_one_organisation() -> None:
    assert postal.places("4368650") == [
        Place("静岡県", "掛川市", "長谷1丁目1番地の1", "22213", "掛川市役所")
    ]


def test_code_with_many_towns() -> None:
    places = postal.places("4520961")
    assert len(places) == 66
    assert {place.city for place in places} == {"清須市"}


@pytest.mark.parametrize(
    "code",
    ["0000000", "9999999", "436004", "43600477", "", "４３６００４７", "436-047", "43\t0047"],
)
def test_unknown_code(code: str) -> None:
    assert postal.places(code) == []


def test_every_prefecture_is_there() -> None:
    prefectures = {prefecture for prefecture, _city in postal._cities().values()}
    assert len(prefectures) == 47
    assert postal.edition() >= "2026-10"


def row(**changes: object) -> dict[str, object]:
    town = {"postal_code": "4360047", "jisx0402": "22213", "prefecture": "静岡県"}
    return {**town, "city": "掛川市", "neighborhood": "長谷", "note": None, **changes}


@pytest.mark.parametrize(
    ("changes", "towns"),
    [
        ({}, ["長谷"]),
        ({"note": "1〜19丁目"}, ["長谷"]),
        ({"neighborhood": "大手町ＪＡビル", "note": "7階"}, ["大手町JAビル7階"]),
        ({"neighborhood": "甲、乙"}, ["甲", "乙"]),
        ({"neighborhood": "琴平町の次に１〜４２６番地がくる場合"}, [""]),
        ({"neighborhood": "川尻４０地割、川尻４"}, ["川尻"]),
        ({"neighborhood": "芦ケ沢７", "jisx0402": "03366"}, ["芦ケ沢"]),
    ],
)
def test_towns_of_a_row(changes: dict[str, object], towns: list[str]) -> None:
    assert towns_in(row(**changes)) == towns


def test_packing_is_the_same_every_time_and_names_each_place_once() -> None:
    parts = lines_of([row(), row(note="1〜2")], [])
    assert parts == {"cities": ["22213\t静岡県\t掛川市"], "43": ["60047\t22213\t長谷"]}
    assert packed(parts, "2026-10") == packed(lines_of([row(), row()], []), "2026-10")
