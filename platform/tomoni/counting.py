"""Counting what a list or a search has found: all totals and facets in one statement.

A *crowd* is what was found of one model. Its rows are picked once (`MATERIALIZED`); totals, facets
and whatever else a page asks about them start from there. What is narrowed down and still large
is counted by facet over its newest CAP rows: then a count is a lower bound, shown as "120+", and
the page says so. What takes a look at another table or a long text is asked of these alone. Totals
are always exact.

Counts of large crowds are kept for a minute in each process: the same list is asked for again and
again, and nobody sees whether it is 50,046 or 50,047. Small ones are always fresh.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any

from cachetools import TTLCache
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, QuerySet

from tomoni.facets import AnyFilter, Cases, Filter

CAP = 400
"""So many rows of a narrowed crowd are looked at for its facets."""
_SECONDS = 60
_kept: TTLCache[Any, list[tuple[Any, ...]]] = TTLCache(maxsize=256, ttl=_SECONDS)
_lock = Lock()
TOTAL = ""

Line = tuple[str, str, int]
Statement = tuple[str, tuple[Any, ...]]


@dataclass
class Crowd:
    """What was found of one model, and by which filters it is counted.

    `columns` are further expressions of each row by name, `late` such of the rows that are looked
    at. `extra` are more questions, statements of (what, value, n) where {all} and {some} stand for
    the rows and for those that are looked at, which are limited by `some_where` too.
    """

    rows: QuerySet[Any]
    filters: Sequence[AnyFilter]
    is_capped: bool = True
    columns: dict[str, Any] = field(default_factory=dict)
    late: dict[str, Any] = field(default_factory=dict)
    some_where: str = ""
    extra: tuple[Statement, ...] = ()

    @cached_property
    def carried(self) -> dict[str, str]:
        """{path: name}: what each row points to by itself, in a column."""
        paths = [
            target_of(path, each.by_key)
            for each in self.filters
            if isinstance(each, Filter)
            for path in each.paths
            if not is_repeated(self.rows.model, path)  # type: ignore[arg-type]
        ]
        return {path: f"c{number}" for number, path in enumerate(dict.fromkeys(paths))}

    def picked(self) -> QuerySet[Any]:
        """All rows, with what is asked about each."""
        return self._with(self.rows, self.columns if self.is_capped else self._columns)

    def looked_at(self) -> QuerySet[Any]:
        """What else is asked about rows that are looked at."""
        return self._with(self.rows.model._base_manager, self._late)

    @property
    def _columns(self) -> dict[str, Any]:
        return self.columns | self._late

    @property
    def _late(self) -> dict[str, Any]:
        return self.late | {name: F(path) for path, name in self.carried.items()}

    @staticmethod
    def _with(rows: Any, columns: dict[str, Any]) -> QuerySet[Any]:
        named = {f"hit_{name}": column for name, column in columns.items()}
        found: QuerySet[Any] = rows.order_by().annotate(**named).values_list("pk", *named)
        return found

    @property
    def names(self) -> list[str]:
        """The columns of what is picked."""
        return ["id", *(self.columns if self.is_capped else self._columns)]

    @property
    def late_names(self) -> list[str]:
        """The columns that only rows have that are looked at."""
        return [*self._late] if self.is_capped else []


@dataclass
class Counted:
    """What became of a crowd: `values` {(parameter, value): rows}, `more` the answers to `extra`.

    Where a filter's vocabulary has slugs, its values are the ids of their rows.
    """

    total: int = 0
    values: dict[tuple[str, str], int] = field(default_factory=dict)
    more: list[Line] = field(default_factory=list)
    is_partial: bool = False


def forget(*, answers_only: bool = False) -> None:
    """Count everything anew."""
    with _lock:
        _kept.clear()
        if not answers_only:
            _questions.clear()


ANY_WORD = "anyword"
"""Stands in a kept question for what a reader looks for."""


@dataclass(frozen=True)
class Question:
    """A statement that is ready to be asked, perhaps more than once."""

    statement: str
    params: tuple[Any, ...]
    capped: tuple[bool, ...]

    def about(self, placeholder: str, value: str) -> "Question":
        """The same question with the value where the placeholder stands."""
        params = tuple(value if param == placeholder else param for param in self.params)
        return Question(self.statement, params, self.capped)


def count(crowds: Sequence[Crowd]) -> list[Counted]:
    """Ask about all crowds in one statement."""
    return ask(question(crowds))


def question(crowds: Sequence[Crowd]) -> Question:
    """Put all that is asked about the crowds into one statement; "" where none can have a row."""
    picked, asked = [], []
    params: list[Any] = []
    inner: list[Any] = []
    for number, crowd in enumerate(crowds):
        try:
            sql, own = _sql(crowd.picked())
        except EmptyResultSet:
            continue
        picked.append(f"h{number}({', '.join(crowd.names)}) AS MATERIALIZED ({sql})")
        params += own
        sql, own = _looked_at(crowd, number)
        picked.append(f"s{number} AS MATERIALIZED ({sql})")
        params += own
        for sql, own in _statements(crowd):
            asked.append(f"({sql})".format(all=f"h{number}", some=f"s{number}", number=number))
            inner += own
    statement = f"WITH {', '.join(picked)} {' UNION ALL '.join(asked)}" if asked else ""
    return Question(statement, (*params, *inner), tuple(crowd.is_capped for crowd in crowds))


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
        return [Counted() for _crowd in asked.capped]
    return _sorted_out(asked.capped, _answers(asked.statement, asked.params))


_questions: TTLCache[Hashable, Question] = TTLCache(maxsize=1024, ttl=_SECONDS)


def _sql(rows: QuerySet[Any]) -> Statement:
    sql, params = rows.query.get_compiler(connection=connection).as_sql()
    return sql, tuple(params)


def _looked_at(crowd: Crowd, number: int) -> Statement:
    where = f"WHERE {crowd.some_where}" if crowd.some_where else ""
    most = f"ORDER BY id DESC LIMIT {CAP + 1}" if crowd.is_capped else ""
    some = f"SELECT * FROM h{number} {where} {most}"  # noqa: S608 – words of ours
    names = crowd.late_names
    if not names:
        return some, ()
    sql, params = _sql(crowd.looked_at())
    table = crowd.rows.model._meta.db_table
    # Looked up row by row (`OFFSET 0`), not joined: they are few.
    late = f'CROSS JOIN LATERAL ({sql} WHERE "{table}"."id" = h.id OFFSET 0)'
    columns = "".join(f", f.{name}" for name in names)
    return f"SELECT h.*{columns} FROM ({some}) h {late} f(id, {', '.join(names)})", params  # noqa: S608


def _statements(crowd: Crowd) -> Iterable[Statement]:
    yield "SELECT {number}, 'total', '', '', count(*) FROM {all}", ()
    yield "SELECT {number}, 'some', '', '', count(*) FROM {some}", ()
    for each in crowd.filters:
        for sql, params in _by_value(crowd, each):
            yield f"SELECT {{number}}, 'value', {sql}", params
    for sql, params in crowd.extra:
        yield f"SELECT {{number}}, 'more', what, value, n FROM ({sql}) c", params  # noqa: S608


def _by_value(crowd: Crowd, each: AnyFilter) -> Iterable[Statement]:
    """Statements of (parameter, value, n) over the rows that are looked at."""
    if not isinstance(each, Filter):
        yield from _of_cases(crowd, each)
        return
    for path in each.paths:
        column = crowd.carried.get(target_of(path, each.by_key))
        if column:
            counted = f"%s, {column}::text, count(*) FROM {{some}} WHERE {column} IS NOT NULL"
            yield f"{counted} GROUP BY {column}", (each.parameter,)
        else:
            model: Any = crowd.rows.model
            yield _along(model, path, each.by_key, crowd.is_capped), (each.parameter,)


def _of_cases(crowd: Crowd, each: Cases) -> Iterable[Statement]:
    for value, _label, condition in each.cases:
        rows = crowd.rows.model._base_manager.filter(condition()).order_by().values("pk")
        try:
            sql, params = rows.query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            continue
        braced = sql.replace("{", "{{").replace("}", "}}")
        yield (
            f"%s, %s, count(*) FROM {{some}} WHERE id IN ({braced})",
            (each.parameter, value, *params),
        )


def target_of(path: str, by_key: bool) -> str:
    """What a path leads to: the row of the vocabulary itself where that is counted by."""
    return path.rpartition("__")[0] if by_key else path


@lru_cache(maxsize=256)
def is_repeated(model: Any, path: str) -> bool:
    """Whether the path leads to several rows."""
    current: Any = model
    for name in path.split("__"):
        step = current._meta.get_field(name)
        if step.many_to_many or step.one_to_many:
            return True
        current = step.related_model or current
    return False


@lru_cache(maxsize=256)
def _along(model: Any, path: str, by_key: bool, is_capped: bool) -> str:
    """(parameter, value, n) by what the path leads to, over tables of many-to-many relations.

    Where few rows are looked at, each is looked up by the index: reading all of a large table to
    join it would be many times as dear.
    """
    first, _, rest = target_of(path, by_key).partition("__")
    step: Any = model._meta.get_field(first)
    if not step.many_to_many or rest not in ("", step.related_model._meta.pk.name):
        raise NotImplementedError(f"{model.__name__}.{path} cannot be counted by")
    table, row = step.m2m_db_table(), step.m2m_column_name()
    value = step.m2m_reverse_name()
    if is_capped:
        joined = (
            f'{{some}} h CROSS JOIN LATERAL (SELECT "{value}" AS value FROM "{table}" '  # noqa: S608
            f'WHERE "{row}" = h.id OFFSET 0) t'
        )
    else:
        table_of_values = f'(SELECT "{row}", "{value}" AS value FROM "{table}")'  # noqa: S608
        joined = f'{{some}} h JOIN {table_of_values} t ON t."{row}" = h.id'
    return f"%s, t.value::text, count(*) FROM {joined} GROUP BY t.value"


def _answers(statement: str, params: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    key = (statement, repr(params))
    with _lock:
        known = _kept.get(key)
    if known is not None:
        return known
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        lines: list[tuple[Any, ...]] = cursor.fetchall()
    if any(kind == "total" and n > CAP for _number, kind, _what, _value, n in lines):
        with _lock:
            _kept[key] = lines
    return lines


def _sorted_out(capped: Sequence[bool], lines: list[tuple[Any, ...]]) -> list[Counted]:
    counted = [Counted() for _crowd in capped]
    for number, kind, what, value, n in lines:
        one = counted[number]
        if kind == "total":
            one.total = n
        elif kind == "some":
            one.is_partial = capped[number] and n > CAP
        elif kind == "value" and n:
            one.values[what, value] = one.values.get((what, value), 0) + n
        elif kind == "more":
            one.more.append((what, value, n))
    return counted
