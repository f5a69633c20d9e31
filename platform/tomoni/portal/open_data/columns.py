"""The parts of a data set: its columns, each a function of a public row, and what it is made of.

One definition serves the CSV, the JSON lines, the description on the page and the API, so that
they cannot say different things.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, QuerySet
from django.utils import timezone

from tomoni.facets import AnyFilter
from tomoni.filters import Sort
from tomoni.models import in_reader_language


class Kind(Enum):
    """What stands in a column: its Python type, and the same in words for people."""

    TEXT = (str, "文字", "text")
    NUMBER = (int | None, "整数", "whole number")
    DECIMAL = (float | None, "小数", "decimal number")
    DAY = (date | None, "日付（YYYY-MM-DD）", "date (YYYY-MM-DD)")
    TIME = (str, "時刻（HH:MM）", "time (HH:MM)")
    MOMENT = (datetime | None, "日時（ISO 8601、日本時間）", "date and time (ISO 8601, Japan)")
    TRUTH = (bool, "true または false", "true or false")
    DECIMALS = (
        list[float | None],
        "小数の並び（CSVでは;区切り）",
        "decimal numbers (in CSV with ; between them)",
    )
    TEXTS = (list[str], "文字の並び（CSVでは;区切り）", "texts (in CSV with ; between them)")
    NUMBERS = (list[int], "整数の並び（CSVでは;区切り）", "numbers (in CSV with ; between them)")

    def __init__(self, python: Any, ja: str, en: str) -> None:
        self.python, self.ja, self.en = python, ja, en


@dataclass(frozen=True)
class Column:
    """One column: its name in JSON, what stands in it, and how it is described.

    `value` is asked of a row of the data set; `heading` is what the CSV calls it where that is
    another name, and `examples` what a cell may look like.
    """

    key: str
    kind: Kind
    ja: str
    en: str
    example: str
    value: Callable[[Any], Any]
    heading: str = ""

    @property
    def name_in_csv(self) -> str:
        """The heading of the column."""
        return self.heading or self.key

    @property
    def kind_name(self) -> str:
        """What stands in it, in the reader's language."""
        return in_reader_language(self.kind.ja, self.kind.en)

    def plain(self, row: Any) -> Any:
        """The value as JSON has it."""
        return _plain(self.value(row))


@dataclass(frozen=True)
class Extra:
    """A parameter by which a list is narrowed beside its filters: on its page, and in the API.

    `limits` are those of the value, as pydantic names them, and what it is in both languages.
    """

    parameter: str
    annotation: Any
    limits: dict[str, Any]
    narrow: Callable[[Any, Any], Any]


@dataclass(frozen=True)
class DataSet:
    """Rows that everybody may see, with their columns.

    `rows` are those of the public list; `single` those that have a public page, which may be more.
    `city` is the path from a row to the slug of its municipality, "" where it has none.
    `key` is the attribute by which a row is found again: it never changes. `complete` puts into
    rows what is asked for many of them at once.
    """

    slug: str
    ja: str
    en: str
    about_ja: str
    about_en: str
    rows: Callable[[], QuerySet[Any]]
    columns: tuple[Column, ...]
    city: str = ""
    key: str = "pk"
    filters: Sequence[AnyFilter] = ()
    sorts: Sequence[Sort] = (Sort("usual", "", "pk"),)
    extras: Sequence[Extra] = ()
    single: Callable[[], QuerySet[Any]] | None = None
    complete: Callable[[list[Any]], None] | None = None

    @property
    def name(self) -> str:
        """What it is called, in the reader's language."""
        return in_reader_language(self.ja, self.en)

    @property
    def about(self) -> str:
        """What is in it, in the reader's language."""
        return in_reader_language(self.about_ja, self.about_en)

    def of_city(self, city: str) -> QuerySet[Any]:
        """The rows of one municipality by its slug, of all where it is empty; the oldest first."""
        rows = self.rows()
        return (rows.filter(**{self.city: city}) if city else rows).order_by("pk")

    def having_page(self) -> QuerySet[Any]:
        """The rows of which one alone may be asked for."""
        return (self.single or self.rows)()

    def completed(self, rows: Iterable[Any], at_once: int) -> Iterator[Any]:
        """The rows with all that their columns say, read so many at once."""
        waiting = iter(rows)
        while some := list(islice(waiting, at_once)):
            if self.complete:
                self.complete(some)
            yield from some

    def plain(self, row: Any) -> dict[str, Any]:
        """The row, once it is complete, as JSON has it."""
        return {column.key: column.plain(row) for column in self.columns}


def absolute(path: str) -> str:
    """The address of a page of ours in full."""
    return f"{settings.BASE_URL}{path}"


def chosen(model: type[models.Model], relation: str, column: str = "slug") -> ArraySubquery:
    """This column of what each row of a query over the model has chosen, in a fixed order."""
    field: Any = model._meta.get_field(relation)
    target = field.m2m_reverse_field_name()
    pairs = field.remote_field.through._default_manager.filter(
        **{f"{field.m2m_field_name()}_id": OuterRef("pk")}
    )
    return ArraySubquery(pairs.order_by(f"{target}_id").values(f"{target}__{column}"))


def local(moment: datetime | None) -> datetime | None:
    """The moment by the clock of the installation."""
    return moment and timezone.localtime(moment)


def local_day(moment: datetime | None) -> date | None:
    """Its day by the calendar of the installation."""
    return moment and timezone.localdate(moment)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value
