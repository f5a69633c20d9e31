"""Columns that several data sets have."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from tomoni.portal.open_data.columns import Column, Kind, absolute, local

Get = Callable[[Any], Any]


def text(key: str, ja: str, en: str, example: str, value: Get | None = None) -> Column:
    """A column of text; the attribute of that name unless said otherwise."""
    return Column(key, Kind.TEXT, ja, en, example, value or (lambda row: getattr(row, key)))


def texts(key: str, ja: str, en: str, example: str, value: Get | None = None) -> Column:
    """A column with several texts."""
    return Column(key, Kind.TEXTS, ja, en, example, value or (lambda row: getattr(row, key)))


def number(key: str, ja: str, en: str, example: str, value: Get | None = None) -> Column:
    """A column with a whole number, or none."""
    return Column(key, Kind.NUMBER, ja, en, example, value or (lambda row: getattr(row, key)))


def numbers(key: str, ja: str, en: str, example: str, value: Get | None = None) -> Column:
    """A column with several whole numbers."""
    return Column(key, Kind.NUMBERS, ja, en, example, value or (lambda row: getattr(row, key)))


def moment(key: str, ja: str, en: str, value: Get | None = None) -> Column:
    """A column with a day and an hour."""
    get = value or (lambda row: getattr(row, key))
    return Column(
        key, Kind.MOMENT, ja, en, "2026-04-01T09:00:00+09:00", lambda row: local(get(row))
    )


def day(key: str, ja: str, en: str, value: Get | None = None) -> Column:
    """A column with a day."""
    return Column(key, Kind.DAY, ja, en, "2026-04-01", value or (lambda row: getattr(row, key)))


def identity(what_ja: str, what_en: str) -> Column:
    """The number that a row keeps for ever."""
    ja, en = f"{what_ja}のID。変わりません。", f"The id of the {what_en}; it never changes."
    return number("id", ja, en, "128", lambda row: row.pk)


def page(example: str) -> Column:
    """Where people read about the row."""
    return text(
        "url",
        "公開ページのアドレス",
        "Address of its public page",
        f"https://tomoni.example.jp{example}",
        lambda row: absolute(row.get_absolute_url()),
    )


def updated() -> Column:
    """When the row was last saved."""
    return moment(
        "updated_at",
        "最後に保存された日時",
        "When it was last saved",
        lambda row: row.updated_at,
    )


def municipality(of: Get) -> tuple[Column, ...]:
    """The municipality of a row: its slug, name and code."""
    return (
        text(
            "municipality",
            "自治体（municipalities の id）",
            "Municipality (id in municipalities)",
            "kakegawa",
            lambda row: of(row).slug,
        ),
        text(
            "municipality_name",
            "自治体の名前",
            "Name of the municipality",
            "掛川市",
            lambda row: of(row).name_ja,
        ),
        text(
            "municipality_code",
            "全国地方公共団体コード（6桁）",
            "Code of the municipality (six digits)",
            "222135",
            lambda row: of(row).code,
        ),
    )


def goals(key: str, ja: str, en: str) -> Column:
    """Numbers of goals."""
    return numbers(
        key,
        f"{ja}（1～17、goals の id）",
        f"{en} (1 to 17, id in goals)",
        "4;11",
        lambda row: getattr(row, f"{key}_chosen"),
    )


def codes(key: str, ja: str, en: str, example: str) -> Column:
    """Slugs of what a row has chosen from a vocabulary."""
    return texts(key, ja, en, example, lambda row: getattr(row, f"{key}_chosen"))


def fields() -> Column:
    """Administrative fields."""
    return codes(
        "fields",
        "行政分野（fields の id）",
        "Administrative fields (id in fields)",
        "housing;tourism",
    )


def day_and_hour(moment_of: Get) -> tuple[Get, Get]:
    """The day and the hour (HH:MM) of a moment, as two values."""

    def hour(row: Any) -> str:
        moment = moment_of(row)
        return f"{timezone.localtime(moment):%H:%M}" if moment else ""

    return (lambda row: timezone.localdate(moment_of(row)) if moment_of(row) else None), hour
