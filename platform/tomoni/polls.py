"""A poll: crowds that are asked the same questions, put into SQL.

The rows of all its crowds stand in one table {all}, those that are looked at for facets in another,
{some}. The fewer parts a statement has, the sooner it is planned, and that is what most searches
spend most of their time with: so each question is asked once of all crowds, not of each.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet

from tomoni.chosen import NOT_CHOSEN
from tomoni.crowds import Crowd, Statement, picked_tables, sql_of
from tomoni.facets import Cases
from tomoni.windows import Place, Window


@dataclass
class Poll:
    """Crowds, and what is asked about them beside their totals and filters.

    `extra` are statements of (what, value, n) over {all} and {some}. Their rows have the columns
    that all the crowds have, the number of their `crowd`, and where only the first are picked,
    `rank`, the place of each in the order of its crowd, from 1; all crowds have the same order.
    Several crowds can be counted only by what their rows keep themselves (`Crowd.paths` are of one
    table).
    """

    crowds: Sequence[Crowd]
    extra: tuple[Statement, ...] = ()

    def __post_init__(self) -> None:
        if len(self.crowds) > 1 and any(crowd.paths for crowd in self.crowds):
            models = ", ".join(crowd.rows.model.__name__ for crowd in self.crowds)
            raise ValueError(f"Rows of {models} do not keep all that they are counted by")

    @property
    def kept(self) -> dict[str, str]:
        """{name: parameter} of what the rows keep."""
        return {name: each for crowd in self.crowds for name, each in crowd.kept.items()}


class Pieces:
    """A poll as pieces of a statement: `tables` for its WITH, `questions` for its UNION ALL, each
    with their parameters. Where none of the crowds can have a row there are none.

    The lines that are answered are (`number` of the poll, kind of line, what, value, n); `first` is
    the number of its first crowd.
    """

    def __init__(
        self, poll: Poll, number: int, first: int, windows: Mapping[Place, Window]
    ) -> None:
        self.tables: list[str] = []
        self.params_of_tables: list[Any] = []
        self.questions: list[str] = []
        self.params_of_questions: list[Any] = []
        crowds: dict[int, Crowd] = {}
        for place, crowd in enumerate(poll.crowds, first):
            try:
                picked, params = picked_tables(crowd, place, windows)
            except EmptyResultSet:
                continue
            crowds[place] = crowd
            self._add_table(picked, params)
        if crowds:
            words = {"number": str(number), "all": self._all(number, crowds)}
            words["some"] = self._some(number, crowds, words["all"])
            for sql, params in _questions(crowds, poll):
                self.questions.append(f"({sql})".format_map(words))
                self.params_of_questions += params

    def _add_table(self, sql: str, params: Iterable[Any] = ()) -> None:
        self.tables.append(sql)
        self.params_of_tables += params

    def _all(self, number: int, crowds: dict[int, Crowd]) -> str:
        """The table of all rows that are picked."""
        (place, one), *others = crowds.items()
        if not others and not one.most:
            return f"h{place}"
        shared = [name for name in one.names if name not in _KEPT]
        kept = _KEPT if any("kept" in crowd.names for crowd in crowds.values()) else {}
        rows = " UNION ALL ".join(
            f"SELECT {_columns([*shared, *kept], crowd.names)} FROM h{place}"  # noqa: S608
            for place, crowd in crowds.items()
        )
        if one.most:
            rank = f"row_number() OVER (PARTITION BY crowd ORDER BY {one.order.sql}) AS rank"
            rows = f"SELECT *, {rank} FROM ({rows}) u"  # noqa: S608
        self._add_table(f"a{number} AS MATERIALIZED ({rows})")
        return f"a{number}"

    def _some(self, number: int, crowds: dict[int, Crowd], rows: str) -> str:
        """The table of those that are looked at."""
        one = next(iter(crowds.values()))
        late = list(dict.fromkeys(name for each in crowds.values() for name in each.late_names))
        is_small = not one.is_capped or 0 < one.most <= one.most_looked_at
        if is_small and not late and not one.some_where:
            return rows
        parts = []
        for place, crowd in crowds.items():
            some = _first(crowd, f"SELECT * FROM {rows} WHERE crowd = {place}")  # noqa: S608
            sql, params = _with_late(crowd, some, late)
            parts.append(f"({sql})")
            self.params_of_tables += params
        self._add_table(f"s{number} AS MATERIALIZED ({' UNION ALL '.join(parts)})")
        return f"s{number}"


_KEPT = {"kept": "NULL::text[]"}
"""What stands for it where rows are counted by nothing that they keep."""


def _columns(wanted: Iterable[str], present: Sequence[str], table: str = "") -> str:
    return ", ".join(f"{table}{name}" if name in present else _KEPT[name] for name in wanted)


def _first(crowd: Crowd, rows: str) -> str:
    where = f" AND {crowd.some_where}" if crowd.some_where else ""
    order = crowd.order.sql
    most = f" ORDER BY {order} LIMIT {crowd.most_looked_at + 1}" if crowd.is_capped else ""
    return f"{rows}{where}{most}"


def _with_late(crowd: Crowd, some: str, late: Sequence[str]) -> Statement:
    """Rows with what is asked about them alone, looked up row by row (`OFFSET 0`), as they are few
    and reading all of a large table to join it would be many times as dear.
    """
    names = crowd.late_names
    if not late:
        return some, ()
    further = _columns(late, names, "f.")
    if not names:
        return f"SELECT h.*, {further} FROM ({some}) h", ()  # noqa: S608
    sql, params = sql_of(crowd.looked_at())
    table = crowd.rows.model._meta.db_table
    lookup = f'CROSS JOIN LATERAL ({sql} WHERE "{table}"."id" = h.id OFFSET 0)'
    return f"SELECT h.*, {further} FROM ({some}) h {lookup} f(id, {', '.join(names)})", params  # noqa: S608


# --- What is asked ----------------------------------------------------------------------------


def _questions(crowds: dict[int, Crowd], poll: Poll) -> Iterable[Statement]:
    (place, one), *others = crowds.items()
    of_each = ("crowd::text", " GROUP BY crowd") if others else (f"'{place}'", "")
    for kind, rows in (("total", "{all}"), *([] if one.most else [("some", "{some}")])):
        counted = f"'{kind}', {of_each[0]}, '', count(*) FROM {rows}{of_each[1]}"
        yield f"SELECT {{number}}, {counted}", ()
    if any(crowd.kept for crowd in crowds.values()):
        each = "SELECT unnest(kept) AS what FROM {some}"
        # `OFFSET 0` has the groups looked at, of which there are few, and not each label.
        counted = f"SELECT what, count(*) AS n FROM ({each}) k GROUP BY what OFFSET 0"  # noqa: S608
        chosen = " AND ".join(f"NOT starts_with(what, '{name}')" for name in NOT_CHOSEN)
        counted = f"SELECT {{number}}, 'kept', what, '', n FROM ({counted}) g WHERE {chosen}"  # noqa: S608
        yield counted, ()
    for crowd in crowds.values():
        if crowd.paths:
            yield from _by_row(crowd) if crowd.is_capped else _by_path(crowd)
        for narrowing in crowd.filters:
            if isinstance(narrowing, Cases):
                yield from _of_cases(crowd, narrowing)
    for sql, params in poll.extra:
        yield f"SELECT {{number}}, 'more', what, value, n FROM ({sql}) c", params  # noqa: S608


def _by_row(crowd: Crowd) -> Iterable[Statement]:
    """The rows are few: what each leads to is looked up, of all paths in one question."""
    parts: list[str] = []
    params: list[Any] = []
    for parameter, sql, own in _pairs_of(crowd):
        parts.append(f"SELECT %s, value::text FROM ({sql}) t WHERE t.id = h.id")  # noqa: S608
        params += [parameter, *own]
    for parameter, column in _columns_of(crowd):
        parts.append(f"SELECT %s, h.{column}::text")
        params.append(parameter)
    looked_up = f"CROSS JOIN LATERAL ({' UNION ALL '.join(parts)}) f(what, value)"
    counted = f"f.what, f.value, count(*) FROM {{some}} h {looked_up} WHERE f.value IS NOT NULL"
    yield f"SELECT {{number}}, 'value', {counted} GROUP BY f.what, f.value", tuple(params)


def _by_path(crowd: Crowd) -> Iterable[Statement]:
    """The rows are many: what each path leads to is read once and joined."""
    for parameter, sql, params in _pairs_of(crowd):
        counted = f"%s, value::text, count(*) FROM {{some}} JOIN ({sql}) t USING (id)"
        yield f"SELECT {{number}}, 'value', {counted} GROUP BY value", (parameter, *params)
    for parameter, column in _columns_of(crowd):
        counted = f"%s, {column}::text, count(*) FROM {{some}} WHERE {column} IS NOT NULL"
        yield f"SELECT {{number}}, 'value', {counted} GROUP BY {column}", (parameter,)


def _of_cases(crowd: Crowd, each: Cases) -> Iterable[Statement]:
    for value, _label, condition in each.cases:
        rows = crowd.rows.model._base_manager.filter(condition()).order_by().values("pk")
        try:
            sql, params = sql_of(rows)
        except EmptyResultSet:
            continue
        braced = sql.replace("{", "{{").replace("}", "}}")
        counted = f"%s, %s, count(*) FROM {{some}} WHERE id IN ({braced})"
        yield f"SELECT {{number}}, 'value', {counted}", (each.parameter, value, *params)


# --- What rows lead to ------------------------------------------------------------------------


def _columns_of(crowd: Crowd) -> Iterable[tuple[str, str]]:
    """(parameter, column) of what each row points to by itself."""
    return ((each, crowd.carried[path]) for each, path in crowd.paths if path in crowd.carried)


def _pairs_of(crowd: Crowd) -> Iterable[tuple[str, str, tuple[Any, ...]]]:
    """(parameter, SQL of (id, value), its parameters) of what rows lead to by other tables.

    By rows that hang on it, a row leads to a value once, however many of them, and by whichever of
    the parameter's paths, lead there.
    """
    model: Any = crowd.rows.model
    hanging: dict[str, tuple[str, ...]] = {}
    for parameter, path in crowd.paths:
        if _hangs(model, path):
            hanging[parameter] = (*hanging.get(parameter, ()), path)
        elif path not in crowd.carried:
            yield parameter, _along(model, path), ()
    for parameter, paths in hanging.items():
        yield parameter, *_of_hanging(model, paths)


@lru_cache(maxsize=256)
def _hangs(model: Any, path: str) -> bool:
    """Whether the path begins with rows that hang on the row, e.g. the items of an agreement."""
    return bool(model._meta.get_field(path.partition("__")[0]).one_to_many)


@lru_cache(maxsize=64)
def _of_hanging(model: Any, paths: tuple[str, ...]) -> Statement:
    base = model._base_manager.order_by()
    parts = [
        sql_of(base.filter(**{f"{path}__isnull": False}).values_list("pk", path)) for path in paths
    ]
    union = " UNION ".join(sql for sql, _params in parts)
    pairs = f"SELECT DISTINCT id, value FROM ({union}) u(id, value)"  # noqa: S608
    return pairs, tuple(value for _sql, params in parts for value in params)


@lru_cache(maxsize=256)
def _along(model: Any, path: str) -> str:
    first, _, rest = path.partition("__")
    step: Any = model._meta.get_field(first)
    if not step.many_to_many or rest not in ("", step.related_model._meta.pk.name):
        raise ValueError(f"{model.__name__}.{path} is no path over one many-to-many relation")
    table, row, value = step.m2m_db_table(), step.m2m_column_name(), step.m2m_reverse_name()
    return f'SELECT "{row}" AS id, "{value}" AS value FROM "{table}"'  # noqa: S608
