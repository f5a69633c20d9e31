"""Counting what a list or a search has found: all totals and facets in one statement.

A *crowd* is what was found of one model. Its rows are picked once (`MATERIALIZED`); totals, facets
and whatever else a page asks about them start from there. What is narrowed down and still large
is counted by facet over its newest CAP rows: then a count is a lower bound, shown as "120+", and
the page says so. What takes a look at another table or a long text is asked of these alone.

Totals are exact, but for crowds of which only the newest are picked (`most`): those of a word that
very many rows have. Then the total is a lower bound, and so are its parts (`Counted.cut`).

Counts of large crowds are kept for a minute in each process: the same list is asked for again and
again, and nobody sees whether it is 50,046 or 50,047. Small ones are always fresh.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from cachetools import TTLCache
from django.core.exceptions import EmptyResultSet
from django.db import connection

from tomoni.crowds import Crowd, Part, looked_at_table, picked_tables, questions_about

_SECONDS = 60
_LARGE = 300
"""Counts of crowds with more rows are kept."""
_kept: TTLCache[Any, list[tuple[Any, ...]]] = TTLCache(maxsize=256, ttl=_SECONDS)
_lock = Lock()
TOTAL = ""

Line = tuple[str, str, int]


@dataclass
class Counted:
    """What became of a crowd: `values` {(parameter, value): rows}, `more` the answers to `extra`.

    Where a filter's vocabulary has slugs, its values are the ids of their rows.
    """

    total: int = 0
    values: dict[tuple[str, str], int] = field(default_factory=dict)
    more: list[Line] = field(default_factory=list)
    is_partial: bool = False
    cut: frozenset[Part] = frozenset()
    """The parts of which there may be more rows than were counted."""


def forget(*, answers_only: bool = False) -> None:
    """Count everything anew."""
    with _lock:
        _kept.clear()
        if not answers_only:
            _questions.clear()
            _last_keys.clear()


ANY_WORD = "anyword"
"""Stands in a kept question for what a reader looks for."""


@dataclass(frozen=True)
class Limits:
    """How far a crowd is counted; 0 for to the end."""

    looked_at: int
    most: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Question:
    """A statement that is ready to be asked, perhaps more than once."""

    statement: str
    params: tuple[Any, ...]
    limits: tuple[Limits, ...]

    def about(self, placeholder: str, value: str) -> "Question":
        """The same question with the value where the placeholder stands."""
        params = tuple(value if param == placeholder else param for param in self.params)
        return Question(self.statement, params, self.limits)


def count(crowds: Sequence[Crowd]) -> list[Counted]:
    """Ask about all crowds in one statement."""
    return ask(question(crowds))


def question(crowds: Sequence[Crowd]) -> Question:
    """Put all that is asked about the crowds into one statement; "" where none can have a row."""
    picked, asked = [], []
    params: list[Any] = []
    inner: list[Any] = []
    last_keys = _keys_of(crowds)
    for number, crowd in enumerate(crowds):
        try:
            tables, own = picked_tables(crowd, number, last_keys.get(crowd.rows.model, 0))
        except EmptyResultSet:
            continue
        picked.append(tables)
        params += own
        sql, own = looked_at_table(crowd, number)
        picked.append(f"s{number} AS MATERIALIZED ({sql})")
        params += own
        for sql, own in questions_about(crowd):
            asked.append(f"({sql})".format(all=f"h{number}", some=f"s{number}", number=number))
            inner += own
    statement = f"WITH {', '.join(picked)} {' UNION ALL '.join(asked)}" if asked else ""
    limits = tuple(Limits(crowd.most_looked_at, crowd.most, crowd.parts) for crowd in crowds)
    return Question(statement, (*params, *inner), limits)


def kept_question(key: Hashable, crowds: Callable[[], Sequence[Crowd]]) -> Question:
    """The question under the key, put together anew once a minute; each time where there is none.

    With ANY_WORD in the crowds, `about` puts the lexemes of a reader in its place.
    """
    with _lock:
        asked = _questions.get(key) if key else None
    if asked is None:
        asked = question(crowds())
        if key:
            with _lock:
                _questions[key] = asked
    return asked


def ask(asked: Question) -> list[Counted]:
    """What the database answers about each crowd, or has answered within the last minute."""
    if not asked.statement:
        return [Counted() for _crowd in asked.limits]
    return _sorted_out(asked.limits, _answers(asked.statement, asked.params))


_questions: TTLCache[Hashable, Question] = TTLCache(maxsize=1024, ttl=_SECONDS)
_last_keys: TTLCache[Any, int] = TTLCache(maxsize=64, ttl=60 * _SECONDS)


def _keys_of(crowds: Sequence[Crowd]) -> dict[Any, int]:
    """{model: its greatest key} where the newest are picked; asked for once an hour."""
    models: set[Any] = {crowd.rows.model for crowd in crowds if crowd.most}
    with _lock:
        known = {model: _last_keys[model] for model in models if model in _last_keys}
    missing = [model for model in models if model not in known]
    if missing:
        tables = (f'(SELECT max(id) FROM "{model._meta.db_table}")' for model in missing)  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(tables)}")
            found = dict(zip(missing, (key or 0 for key in cursor.fetchone()), strict=True))
        with _lock:
            _last_keys.update(found)
        known |= found
    return known


def _answers(statement: str, params: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    key = (statement, repr(params))
    with _lock:
        known = _kept.get(key)
    if known is not None:
        return known
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        lines: list[tuple[Any, ...]] = cursor.fetchall()
    if any(kind == "total" and n > _LARGE for _number, kind, _what, _value, n in lines):
        with _lock:
            _kept[key] = lines
    return lines


def _sorted_out(limits: Sequence[Limits], lines: list[tuple[Any, ...]]) -> list[Counted]:
    counted = [Counted() for _crowd in limits]
    for number, kind, what, value, n in lines:
        one, limit = counted[number], limits[number]
        if kind == "total":
            one.total = n
            one.cut = frozenset(limit.parts if limit.most and n > limit.most else ())
        elif kind == "some":
            one.is_partial = bool(limit.looked_at) and n > limit.looked_at
        elif kind == "value" and n:
            one.values[what, value] = one.values.get((what, value), 0) + n
        elif kind == "more":
            one.more.append((what, value, n))
    return counted
