"""The words a row is found by: character bigrams of Japanese, whole words of the rest.

Two-character words (防災, 空き家) are found, no extension is needed, and the parser of PostgreSQL,
which depends on the locale, is never asked: the lexemes are written out with their positions.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any, Protocol, Self

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value

from tomoni import text

# Kanji with extensions and compatibility forms, kana with the long-vowel mark, 々 and 〆.
_JAPANESE = re.compile(
    r"[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_RUN = re.compile(rf"({_JAPANESE.pattern}+)|([^\W_]+)")
_MAX_POSITION = 16_383  # of a tsvector
_MAX_QUERY_RUNS = 16


class Searchable(Protocol):
    """A row that tells what it is found by, the weightiest first (A, B, C, D)."""

    def search_texts(self) -> tuple[str, ...]: ...


def _runs(value: str) -> Iterator[tuple[str, bool]]:
    for found in _RUN.finditer(text.key(value)):
        word = found[0]
        for japanese, characters in groupby(word, key=lambda c: bool(_JAPANESE.match(c))):
            yield "".join(characters), japanese


def _lexemes(run: str, japanese: bool) -> list[str]:
    """Overlapping pairs of a Japanese run, and its last character alone."""
    if not japanese:
        return [run[:60]]
    return [run[i : i + 2] for i in range(len(run))]


def document(texts: tuple[str, ...]) -> str:
    """The text form of a tsvector over the texts; the first weighs A, the second B, and so on."""
    lines: list[str] = []
    position = 1
    for weight, value in zip("ABCD", texts, strict=False):
        for run, japanese in _runs(value):
            for lexeme in _lexemes(run, japanese):
                if position > _MAX_POSITION:
                    return " ".join(lines)
                lines.append(f"'{lexeme}':{position}{weight}")
                position += 1
            position += 1  # a gap, so that a phrase never spans two runs
    return " ".join(lines)


@lru_cache(maxsize=256)
def query(value: str) -> str:
    """The text form of a tsquery: every run of the query must occur, each as a phrase."""
    return " & ".join(_phrase(run, japanese) for run, japanese in runs(value))


def _phrase(run: str, japanese: bool) -> str:
    if not japanese:
        return f"'{run[:60]}':*"
    if len(run) == 1:
        return f"'{run}':*"
    return "(" + " <-> ".join(f"'{run[i : i + 2]}'" for i in range(len(run) - 1)) + ")"


class SearchField(SearchVectorField):
    """A tsvector that is written anew from `search_texts()` whenever the row is saved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"null": True, "editable": False}
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The lexemes of the row as it is being saved."""
        texts = model_instance.search_texts()  # type: ignore[attr-defined]
        return Func(Value(document(texts)), template="(%(expressions)s)::tsvector")


class SearchableQuerySet(models.QuerySet):
    """Rows with a `search` column."""

    def found_by(self, words: str) -> Self:
        """Those in which every word occurs; all of them where there is nothing to look for."""
        lexemes = query(words)
        if not lexemes:
            return self if not words.strip() else self.none()
        return self.filter(Q(search=tsquery(lexemes)))

    def named(self, words: str) -> Self:
        """Those in whose name, which weighs most, every word occurs."""
        found, lexemes = self.found_by(words), query(words)
        if not lexemes:
            return found
        names = Func(
            F("search"), Value("{a}"), function="ts_filter", output_field=SearchVectorField()
        )
        return found.alias(name_words=names).filter(name_words=tsquery(lexemes))

    def ranked_by(self, words: str) -> Self:
        """The same, the best first."""
        if not query(words):
            return self.found_by(words)
        return self.found_by(words).annotate(rank=rank_of(words)).order_by("-rank", "-pk")


def rank_of(words: str) -> Func:
    """How well a row fits the words; what stands in its title weighs most."""
    return Func(
        F("search"), tsquery(query(words)), function="ts_rank", output_field=models.FloatField()
    )


def runs(words: str) -> list[tuple[str, bool]]:
    """The pieces of which all must occur, as they are compared, and whether each is Japanese."""
    return list(_runs(words))[:_MAX_QUERY_RUNS]


class _Lexemes(SearchQuery):
    """A query that PostgreSQL takes as it is, unparsed."""

    template = "(%(expressions)s)::tsquery"


def tsquery(lexemes: str) -> SearchQuery:
    """The expression of a query in the text form that `query` returns."""
    return _Lexemes(lexemes)
