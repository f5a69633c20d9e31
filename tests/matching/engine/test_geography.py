"""Which prefectures lie side by side."""

from collections import Counter

import pytest

from matching.engine.geography import are_neighbours, borders, kilometres


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("静岡県", "愛知県", True),
        ("静岡県", "静岡県", False),
        ("静岡県", "岐阜県", False),
        ("北海道", "青森県", True),
        ("兵庫県", "徳島県", True),
        ("岡山県", "香川県", True),
        ("広島県", "愛媛県", True),
        ("山口県", "福岡県", True),
        ("沖縄県", "鹿児島県", False),
        ("", "", False),
        ("静岡", "愛知県", False),
    ],
)
def test_neighbours_are_those_one_can_drive_to(one: str, other: str, expected: bool) -> None:
    assert (are_neighbours(one, other), are_neighbours(other, one)) == (expected, expected)


def test_all_prefectures_but_okinawa_have_neighbours() -> None:
    counts = Counter(one for one, _other in borders())
    assert len(counts) == 46
    assert counts["長野県"] == 8
    assert sorted(name for name, count in counts.items() if count == 1) == ["北海道", "長崎県"]
    assert "沖縄県" not in counts


def test_every_border_has_two_sides_and_nobody_borders_on_itself() -> None:
    assert borders() == {(other, one) for one, other in borders()}
    assert all(one != other for one, other in borders())


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((34.7689, 137.9986), (34.7689, 137.9986), 0),  # Kakegawa and itself
        ((34.7689, 137.9986), (36.5613, 136.6562), 233),  # Kanazawa
        ((34.7689, 137.9986), (34.6551, 133.9195), 373),  # Okayama
        ((0, 179.9), (0, -179.9), 22),  # across the date line
        ((90, 0), (-90, 0), 20015),
    ],
)
def test_kilometres_are_those_of_the_crow(
    one: tuple[float, float], other: tuple[float, float], expected: int
) -> None:
    assert round(kilometres(one, other)) == round(kilometres(other, one))
    assert abs(kilometres(one, other) - expected) <= 1
