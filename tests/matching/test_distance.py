"""How far it is, in plain words."""

import pytest
from django.utils import translation

from matching.reading.distance import Place, distance_words, places, rounded
from matching.reading.lists import suggestions_about
from tests.factories import make_member, make_municipality
from tests.matching.visitors import request_of
from tests.matching.world import make_challenge, make_need, make_partner, make_seed, settle

KAKEGAWA, KANAZAWA = (34.7689, 137.9986), (36.5613, 136.6562)
PLACES = {
    1: Place("静岡県", KAKEGAWA),
    2: Place("静岡県", (34.7108, 137.7261)),
    3: Place("愛知県", (34.7692, 137.3915)),
    4: Place("石川県", KANAZAWA),
    5: Place("静岡県", None),
    6: Place("愛知県", None),
    7: Place("石川県", None),
}


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (1, "同じ市町村"),
        (2, "同じ都道府県・約25km"),
        (3, "となりの都道府県・約55km"),
        (4, "約235km"),
        (5, "同じ都道府県"),
        (6, "となりの都道府県"),
        (7, "離れた地域"),
        (8, ""),
    ],
)
def test_words(other: int, words: str) -> None:
    with translation.override("ja"):
        assert distance_words(1, other, PLACES) == words
        assert distance_words(other, 1, PLACES) == words


@pytest.mark.parametrize(
    ("way", "expected"), [(0.2, 1), (4.4, 4), (9.6, 10), (12, 10), (13, 15), (233, 235)]
)
def test_rounding(way: float, expected: int) -> None:
    assert rounded(way) == expected


@pytest.mark.django_db
def test_cards_say_how_far_it_is() -> None:
    here = make_municipality(prefecture="静岡県", latitude=KAKEGAWA[0], longitude=KAKEGAWA[1])
    there = make_municipality(prefecture="石川県", latitude=KANAZAWA[0], longitude=KANAZAWA[1])
    nowhere = make_municipality(prefecture="静岡県", latitude=None, longitude=None)
    need = make_need(make_partner(municipality=here))
    seeds = [make_seed(make_partner(municipality=city)) for city in (here, there, nowhere)]
    settle(need, *seeds)
    cards = suggestions_about(need, request_of(make_member(need.partner)))
    found = {card["url_right"]: card["distance"] for card in cards}
    assert found == {
        seeds[0].get_absolute_url(): "同じ市町村",
        seeds[1].get_absolute_url(): "約235km",
        seeds[2].get_absolute_url(): "同じ都道府県",
    }
    assert places()[nowhere.pk].point is None


@pytest.mark.django_db
def test_challenge_is_where_its_city_is() -> None:
    seed = make_seed()
    challenge = make_challenge(municipality=seed.partner.municipality)
    settle(seed, challenge)
    [card] = suggestions_about(seed, request_of(make_member(seed.partner)))
    assert card["distance"] == "同じ市町村"
