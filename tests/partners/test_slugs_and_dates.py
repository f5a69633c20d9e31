"""Addresses of partners, and days counted in months."""

import re
from datetime import date

import pytest

from partners.dates import months_later
from partners.life.slugs import new_slug
from partners.models import Partner
from tests.factories import make_partner


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 1, 15), 6, date(2026, 7, 15)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_months_later(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "website", "expected"),
    [
        ("Kakegawa Tea Ltd.", "", "kakegawa-tea-ltd"),
        ("Ｋａｋｅｇａｗａ　Ｔｅａ", "", "kakegawa-tea"),
        ("掛川製茶", "https://www.kakegawa-cha.example.jp/about", "kakegawa-cha"),
        ("掛川製茶", "https://Tea-Farm.example.jp/", "tea-farm"),
        ("掛川IT株式会社", "", r"p-[a-z2-9]{8}"),
        ("掛川製茶", "https://127.0.0.1/", r"p-[a-z2-9]{8}"),
        ("掛川製茶", "https://localhost/", r"p-[a-z2-9]{8}"),
        ("掛川製茶", "https://日本語.jp/", r"p-[a-z2-9]{8}"),
        ("🍵", "", r"p-[a-z2-9]{8}"),
        ("A" * 120, "", "a{50}"),
    ],
)
def test_slug_is_readable_where_the_partner_writes_latin(
    name: str, website: str, expected: str
) -> None:
    assert re.fullmatch(expected, new_slug(Partner(name=name, website=website)))


@pytest.mark.django_db
def test_slug_that_is_taken_gets_an_ending() -> None:
    make_partner(slug="kakegawa-tea")
    slug = new_slug(Partner(name="Kakegawa Tea"))
    assert re.fullmatch(r"kakegawa-tea-[a-z2-9]{4}", slug)
