"""The shapes of questions and answers, made from the data sets: no column is named twice."""

from typing import Any, Literal

from django.db.models import QuerySet
from ninja import Schema
from pydantic import Field, create_model

from tomoni.facets import AnyFilter, Cases, Filter
from tomoni.filters import BEST
from tomoni.portal.open_data.columns import DataSet
from tomoni.search import SearchableQuerySet

MOST_AT_ONCE = 100
LAST_PAGE = 1_000_000
LONGEST_WORDS = 100  # characters; the pages look for no more either
MOST_VALUES = 30  # of one filter
_HIGHEST_ID = 2**63 - 1


def item_of(data_set: DataSet) -> type[Schema]:
    """A row of the data set as JSON has it."""
    columns: dict[str, Any] = {
        column.key: (column.kind.python, Field(description=f"{column.ja} / {column.en}"))
        for column in data_set.columns
    }
    return create_model(_name(data_set, "Item"), __base__=Schema, **columns)


def page_of(data_set: DataSet, item: type[Schema]) -> type[Schema]:
    """A page of a list."""
    parts: dict[str, Any] = {
        "count": (int, Field(description="全ページの件数 / Rows on all pages")),
        "page": (
            int | None,
            Field(
                description="このページの番号。after を使うときは空です / "
                "Number of this page; none with “after”"
            ),
        ),
        "limit": (int, Field(description="1ページの件数 / Rows on a page")),
        "next": (str | None, Field(description="次のページ / The page after")),
        "previous": (str | None, Field(description="前のページ / The page before")),
        "items": (list[item], Field()),  # type: ignore[valid-type]
    }
    return create_model(_name(data_set, "Page"), __base__=Schema, **parts)


def question_of(data_set: DataSet) -> type[Schema]:
    """What a list may be asked: page, words, order, and the filters of the page with the list."""
    parts: dict[str, Any] = {
        "page": (int, Field(1, ge=1, le=LAST_PAGE, description="ページの番号 / Page")),
        "limit": (int, Field(20, ge=1, le=MOST_AT_ONCE, description="件数 / Rows on a page")),
        "sort": (_orders(data_set), Field(None, description="並び順 / Order")),
    }
    if data_set.key == "pk":
        behind = (
            "このIDより後のものを、IDの順に。すべてを読むときは0から。page・sortとは使えません / "
            "Those behind this id, by their ids; 0 for everything. Not with page or sort"
        )
        parts["after"] = (int | None, Field(None, ge=0, le=_HIGHEST_ID, description=behind))
    if is_searchable(data_set):
        words = "探すことば / Words to look for"
        parts["q"] = (str, Field("", max_length=LONGEST_WORDS, description=words))
    for narrowing in data_set.filters:
        told = str(narrowing.parameter)
        values: Any = Field(default_factory=list, max_length=MOST_VALUES, description=told)
        parts[narrowing.parameter] = (_values(narrowing), values)
    for extra in data_set.extras:
        parts[extra.parameter] = (extra.annotation | None, Field(None, **extra.limits))
    return create_model(_name(data_set, "Question"), __base__=Schema, **parts)


def is_searchable(data_set: DataSet) -> bool:
    """Whether its rows can be looked through for words."""
    rows: QuerySet[Any] = data_set.rows()
    return isinstance(rows, SearchableQuerySet)


def _orders(data_set: DataSet) -> Any:
    best = [BEST.value] if is_searchable(data_set) else []
    orders = (*best, *(sort.value for sort in data_set.sorts))
    return Literal[orders] | None


def _values(narrowing: AnyFilter) -> Any:
    """Those of a fixed list are known beforehand; those of a vocabulary are rows, and a filter of
    a kind of its own may depend on the day.
    """
    fixed = fixed_values(narrowing)
    return list[Literal[fixed]] if fixed else list[str]  # type: ignore[valid-type]


def fixed_values(narrowing: AnyFilter) -> tuple[str, ...]:
    """The values of a filter that are the same whenever it is asked."""
    is_plain = type(narrowing) in (Filter, Cases)
    return tuple(value for value, _label in narrowing.choices) if is_plain else ()


def _name(data_set: DataSet, what: str) -> str:
    return f"{data_set.slug.title().replace('-', '')}{what}"
