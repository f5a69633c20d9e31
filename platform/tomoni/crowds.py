"""A crowd: what was found of one model, and how it is picked and counted in SQL.

Its rows are picked once (`MATERIALIZED`) as a table h; s are those of them that are looked at for
facets. Of a word that very many rows have only the newest are picked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, QuerySet

from tomoni.facets import AnyFilter, Cases, Filter

CAP = 200
"""So many rows of a narrowed crowd are looked at for its facets."""
WINDOW = 5
"""Where the newest are picked, they are first looked for in the last fifth of the table …"""
NARROW_WINDOW = 20
"""… and in a twentieth, where an index finds the rest of them (`is_indexed`)."""

Statement = tuple[str, tuple[Any, ...]]
Part = tuple[str, str]


@dataclass
class Crowd:
    """What was found of one model, and by which filters it is counted.

    `columns` are further expressions of each row by name, `late` such of the rows that are looked
    at. `extra` are more questions, statements of (what, value, n) where {all} and {some} stand for
    the rows and for those that are looked at, which are limited by `some_where` too. Where
    `most` is set, only the newest so many are picked, and one more, which tells that there are
    more; `parts` names what `extra` splits them into. `is_indexed`: an index finds all of them,
    words and whatever else they are narrowed by.
    """

    rows: QuerySet[Any]
    filters: Sequence[AnyFilter]
    is_capped: bool = True
    columns: dict[str, Any] = field(default_factory=dict)
    late: dict[str, Any] = field(default_factory=dict)
    some_where: str = ""
    extra: tuple[Statement, ...] = ()
    most: int = 0
    parts: tuple[Part, ...] = ()
    is_indexed: bool = False

    @property
    def most_looked_at(self) -> int:
        """So many rows are looked at for facets; 0 for all."""
        return CAP if self.is_capped else 0

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
        """All rows or the newest, with what is asked about each."""
        rows = self._with(self.rows, self.columns if self.is_capped else self._columns)
        # Not by the index of the key: where hardly a row has the word, it would be read to its end.
        return rows.order_by((F("pk") + 0).desc())[: self.most + 1] if self.most else rows

    def picked_after(self, key: int) -> QuerySet[Any]:
        """The newest among those with greater keys."""
        rows = self._with(self.rows.filter(pk__gt=key), self.columns)
        return rows.order_by("-pk")[: self.most + 1]

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


# --- As statements ----------------------------------------------------------------------------


def _sql(rows: QuerySet[Any]) -> Statement:
    sql, params = rows.query.get_compiler(connection=connection).as_sql()
    return sql, tuple(params)


def picked_tables(crowd: Crowd, number: int, last_key: int) -> Statement:
    """The table h of what is picked of a crowd, perhaps after the one that it is made of.

    Of the newest with a common word there are enough among the last rows of the table, and no
    others are read. A word that has not enough there is rare, or was used long ago: all rows that
    have it are read. The planner, left to choose, may read the whole table.
    """
    names = ", ".join(crowd.names)
    window = last_key // (NARROW_WINDOW if crowd.is_indexed else WINDOW)
    if not crowd.most or crowd.most > window:
        sql, params = _sql(crowd.picked())
        return f"h{number}({names}) AS MATERIALIZED ({sql})", params
    sql, params = _sql(crowd.picked_after(last_key - window))
    newest = f"n{number}({names}) AS MATERIALIZED ({sql})"
    all_sql, all_params = _sql(crowd.picked())
    number_of_newest = f"(SELECT count(*) FROM n{number})"  # noqa: S608 – words of ours
    picked = (
        f"SELECT * FROM n{number} WHERE {number_of_newest} > {crowd.most} UNION ALL "  # noqa: S608
        f"SELECT * FROM ({all_sql}) a WHERE {number_of_newest} <= {crowd.most}"
    )
    return f"{newest}, h{number}({names}) AS MATERIALIZED ({picked})", (*params, *all_params)


def looked_at_table(crowd: Crowd, number: int) -> Statement:
    where = f"WHERE {crowd.some_where}" if crowd.some_where else ""
    most = f"ORDER BY id DESC LIMIT {crowd.most_looked_at + 1}" if crowd.is_capped else ""
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


def questions_about(crowd: Crowd) -> Iterable[Statement]:
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
    model: Any = crowd.rows.model
    hanging = tuple(path for path in each.paths if hangs(model, path))
    if hanging:
        sql, params = _of_hanging(model, tuple(target_of(path, each.by_key) for path in hanging))
        yield sql, (each.parameter, *params)
    for path in each.paths:
        column = crowd.carried.get(target_of(path, each.by_key))
        if path in hanging:
            continue
        if column:
            counted = f"%s, {column}::text, count(*) FROM {{some}} WHERE {column} IS NOT NULL"
            yield f"{counted} GROUP BY {column}", (each.parameter,)
        else:
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
def hangs(model: Any, path: str) -> bool:
    """Whether the path begins with rows that hang on the row, e.g. the items of an agreement."""
    return bool(model._meta.get_field(path.partition("__")[0]).one_to_many)


@lru_cache(maxsize=64)
def _of_hanging(model: Any, targets: tuple[str, ...]) -> Statement:
    """(parameter, value, n) by what hanging rows point to: a row counts once for each value,
    however many of what hangs on it, and by whichever path, lead there.
    """
    pairs = [
        model._base_manager.filter(**{f"{target}__isnull": False})
        .order_by()
        .values_list("pk", target)
        .distinct()
        for target in targets
    ]
    parts = [_sql(each) for each in pairs]
    union = " UNION ".join(sql for sql, _params in parts)
    counted = (
        f"%s, t.value::text, count(*) FROM {{some}} h JOIN ({union}) t(id, value) "
        "ON t.id = h.id GROUP BY t.value"
    )
    return counted, tuple(value for _sql_of, params in parts for value in params)


@lru_cache(maxsize=256)
def _along(model: Any, path: str, by_key: bool, is_capped: bool) -> str:
    """(parameter, value, n) by what the path leads to, over tables of many-to-many relations.

    Where few rows are looked at, each is looked up by the index: reading all of a large table to
    join it would be many times as dear.
    """
    first, _, rest = target_of(path, by_key).partition("__")
    step: Any = model._meta.get_field(first)
    if not step.many_to_many or rest not in ("", step.related_model._meta.pk.name):
        raise ValueError(f"{model.__name__}.{path} is no path over one many-to-many relation")
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
