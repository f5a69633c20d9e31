"""Counting what a list or a search has found: all totals and facets in one statement.

A *crowd* is what was found of one model, a *poll* what several are asked together: totals, facets
and whatever else a page asks about them. What is narrowed down and still large is counted by facet
over its newest CAP rows: then a count is a lower bound, shown as "120+", and the page says so. What
takes a look at another table is asked of these alone.

Totals are exact, but for crowds of which only the first are picked (`most`): those of a word that
very many rows have. Then the total is a lower bound, and so are its parts (`Counted.cut`).

Counts of large crowds are kept for a minute in each process: the same list is asked for again and
again, and nobody sees whether it is 50,046 or 50,047. Small ones are always fresh.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

from cachetools import TTLCache
from django.db import connection

from tomoni import windows
from tomoni.crowds import Part
from tomoni.polls import Pieces, Poll
from tomoni.prepared import prepared_rows, written_out

_SECONDS = 60
_LARGE = 300
"""Counts of crowds with more rows are kept."""
_kept: TTLCache[Any, list[tuple[Any, ...]]] = TTLCache(maxsize=256, ttl=_SECONDS)
_lock = Lock()

Line = tuple[str, str, int]


@dataclass
class Counted:
    """What became of a poll: `values` {(parameter, value): rows}, `more` the answers to `extra`.

    Where a filter's vocabulary has slugs, its values are the ids of their rows.
    """

    total: int = 0
    values: dict[tuple[str, str], int] = field(default_factory=dict)
    more: list[Line] = field(default_factory=list)
    is_partial: bool = False
    cut: frozenset[Part] = frozenset()
    """The parts of which there may be more rows than were counted."""

    def add_total(self, number: int, limit: "Limit") -> None:
        """So many rows were picked of a crowd."""
        self.total += number
        if limit.most and number > limit.most:
            self.cut |= frozenset(limit.parts)
        if limit.most:
            self.look_at(number, limit)

    def look_at(self, number: int, limit: "Limit") -> None:
        """So many rows could be looked at."""
        self.is_partial |= bool(limit.looked_at) and number > limit.looked_at

    def add_value(self, parameter: str, value: str, number: int) -> None:
        """So many rows have the value."""
        if number:
            self.values[parameter, value] = self.values.get((parameter, value), 0) + number


def forget(*, answers_only: bool = False) -> None:
    """Count everything anew."""
    with _lock:
        _kept.clear()
        if not answers_only:
            _questions.clear()
            windows.forget()


ANY_WORD = "anyword"
"""Stands in a kept question for what a reader looks for."""


@dataclass(frozen=True)
class Limit:
    """How far a crowd is counted; 0 for to the end."""

    looked_at: int
    most: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Limits:
    """How far the crowds of a poll are counted, and {name: parameter} of what their rows keep."""

    of_crowds: dict[int, Limit]
    kept: dict[str, str]


@dataclass(frozen=True)
class Question:
    """A statement that is ready to be asked, perhaps more than once."""

    statement: str
    params: tuple[Any, ...]
    limits: tuple[Limits, ...]
    is_prepared: bool = False

    def about(self, placeholder: str, value: str) -> "Question":
        """The same question with the value where the placeholder stands."""
        params = tuple(value if param == placeholder else param for param in self.params)
        return replace(self, params=params)


def question(polls: Sequence[Poll], *, is_prepared: bool = False) -> Question:
    """Put all polls into one statement; "" where none has a crowd that can have a row.

    It may be prepared where only the first of each crowd are picked: then one plan is right for
    rare words and common ones.
    """
    tables, questions, limits = [], [], []
    params: list[Any] = []
    inner: list[Any] = []
    capped = [crowd for poll in polls for crowd in poll.crowds if crowd.most]
    known = windows.windows_of((crowd.rows.model, crowd.order) for crowd in capped)
    first = 0
    for number, poll in enumerate(polls):
        pieces = Pieces(poll, number, first, known)
        tables += pieces.tables
        params += pieces.params_of_tables
        questions += pieces.questions
        inner += pieces.params_of_questions
        limits.append(_limits(poll, first))
        first += len(poll.crowds)
    statement = f"WITH {', '.join(tables)} {' UNION ALL '.join(questions)}" if questions else ""
    values = (*params, *inner)
    if is_prepared:
        statement, values = written_out(statement, values)
    return Question(statement, values, tuple(limits), is_prepared)


def _limits(poll: Poll, first: int) -> Limits:
    of_crowds = {
        number: Limit(crowd.most_looked_at, crowd.most, crowd.parts)
        for number, crowd in enumerate(poll.crowds, first)
    }
    return Limits(of_crowds, poll.kept)


def kept_question(
    key: Hashable, polls: Callable[[], Sequence[Poll]], *, is_prepared: bool = False
) -> Question:
    """The question under the key, put together anew once a minute; each time where there is none.

    With ANY_WORD in the polls, `about` puts the lexemes of a reader in its place.
    """
    with _lock:
        asked = _questions.get(key) if key else None
    if asked is None:
        asked = question(polls(), is_prepared=is_prepared)
        if key:
            with _lock:
                _questions[key] = asked
    return asked


def ask(asked: Question) -> list[Counted]:
    """What the database answers to each poll, or has answered within the last minute."""
    if not asked.statement:
        return [Counted() for _poll in asked.limits]
    return _sorted_out(asked.limits, _answers(asked))


_questions: TTLCache[Hashable, Question] = TTLCache(maxsize=1024, ttl=_SECONDS)


def _answers(asked: Question) -> list[tuple[Any, ...]]:
    key = (asked.statement, repr(asked.params))
    with _lock:
        known = _kept.get(key)
    if known is not None:
        return known
    lines = (prepared_rows if asked.is_prepared else _rows)(asked.statement, asked.params)
    if any(kind == "total" and n > _LARGE for _number, kind, _what, _value, n in lines):
        with _lock:
            _kept[key] = lines
    return lines


def _rows(statement: str, params: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


def _sorted_out(limits: Sequence[Limits], lines: list[tuple[Any, ...]]) -> list[Counted]:
    counted = [Counted() for _poll in limits]
    for number, kind, what, value, n in lines:
        one, limit = counted[number], limits[number]
        if kind == "total":
            one.add_total(n, limit.of_crowds[int(what)])
        elif kind == "some":
            one.look_at(n, limit.of_crowds[int(what)])
        elif kind == "value":
            one.add_value(what, value, n)
        elif kind == "kept":
            name, _, value = what.partition("=")
            if name in limit.kept:
                one.add_value(limit.kept[name], value, n)
        elif kind == "more":
            one.more.append((what, value, n))
    return counted
