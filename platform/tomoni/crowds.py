"""A crowd: what was found of one model, and how it is picked in SQL.

Its rows are picked once (`MATERIALIZED`). Of a word that very many rows have only the first are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from django.db import connection
from django.db.models import F, IntegerField, Q, QuerySet, Value

from tomoni.facets import AnyFilter, Filter
from tomoni.windows import NEWEST, Order, Place, Window, place_of

CAP = 200
"""So many rows of a narrowed crowd are looked at for its facets."""
Statement = tuple[str, tuple[Any, ...]]
Part = tuple[str, str]


@dataclass
class Crowd:
    """What was found of one model, and by which filters it is counted.

    `columns` are further expressions of each row by name. Where `most` is set, only the first so
    many in their `order` are picked, and one more, which tells that there are more; `parts` names
    what they may be.
    """

    rows: QuerySet[Any]
    filters: Sequence[AnyFilter]
    is_capped: bool = True
    columns: dict[str, Any] = field(default_factory=dict)
    some_where: str = ""
    most: int = 0
    order: Order = NEWEST
    parts: tuple[Part, ...] = ()

    @property
    def most_looked_at(self) -> int:
        """So many rows are looked at for facets; 0 for all."""
        return CAP if self.is_capped else 0

    @cached_property
    def kept(self) -> dict[str, str]:
        """{name: parameter} of what each row keeps of what it has chosen, and is counted by."""
        return {
            name: each.parameter
            for each in self.filters
            if isinstance(each, Filter)
            for name in each.kept_by(self.rows.model).values()
        }

    @cached_property
    def paths(self) -> list[tuple[str, str]]:
        """(parameter, path) of whatever else the rows are counted by."""
        return [
            (each.parameter, target_of(path, each.by_key))
            for each in self.filters
            if isinstance(each, Filter)
            for path in each.paths
            if path not in each.kept_by(self.rows.model)
        ]

    @cached_property
    def carried(self) -> dict[str, str]:
        """{path: name}: what each row points to by itself, in a column."""
        model: Any = self.rows.model
        paths = [path for _, path in self.paths if not is_repeated(model, path)]
        return {path: f"c{number}" for number, path in enumerate(dict.fromkeys(paths))}

    def picked(self, number: int) -> QuerySet[Any]:
        """All rows or the first, with what is asked about each."""
        rows = self._with(self.rows, self._early(number))
        return rows.order_by(*self.order.terms("hit_"))[: self.most + 1] if self.most else rows

    def picked_among(self, where: Q, number: int) -> QuerySet[Any]:
        """Those of these that come before all others, in their order."""
        rows = self.rows.filter(self.order.before_others & where)
        return self._with(rows, self._early(number)).order_by(*self.order.terms("hit_"))

    def looked_at(self) -> QuerySet[Any]:
        """What else is asked about rows that are looked at."""
        return self._with(self.rows.model._base_manager, self._counted_by)

    def _early(self, number: int) -> dict[str, Any]:
        crowd = {"crowd": Value(number, IntegerField())}
        return crowd | self.columns | ({} if self._is_counted_late else self._counted_by)

    @property
    def _is_counted_late(self) -> bool:
        """Very many are picked of which few are looked at."""
        return self.is_capped and not self.most

    @property
    def _counted_by(self) -> dict[str, Any]:
        kept = {"kept": F("chosen")} if self.kept else {}
        return kept | {name: F(path) for path, name in self.carried.items()}

    @staticmethod
    def _with(rows: Any, columns: dict[str, Any]) -> QuerySet[Any]:
        named = {f"hit_{name}": column for name, column in columns.items()}
        found: QuerySet[Any] = rows.order_by().annotate(**named).values_list("pk", *named)
        return found

    @property
    def names(self) -> list[str]:
        """The columns of what is picked."""
        return ["id", *self._early(0)]

    @property
    def late_names(self) -> list[str]:
        """The columns that only rows have that are looked at."""
        return [*self._counted_by] if self._is_counted_late else []


def picked_tables(crowd: Crowd, number: int, windows: Mapping[Place, Window]) -> Statement:
    """The table h of what is picked of a crowd, perhaps after those that it is made of.

    The first are looked for in their window. How many there are tells how far beyond it the others
    should be found; only of a rare word, or of one that few of the first have, all rows that have
    it are read. The planner, left to choose, may read the whole table.
    """
    names = ", ".join(crowd.names)
    sql, params = sql_of(crowd.picked(number))
    place = place_of(crowd.rows.model, crowd.order) if crowd.most else None
    window = windows.get(place) if place else None
    if not window:
        return f"h{number}({names}) AS MATERIALIZED ({sql})", params
    first, of_first = sql_of(crowd.picked_among(window.has_first(), number))
    further = crowd.picked_among(window.has_further(f"n{number}", crowd.most), number)
    others, of_others = sql_of(further)
    missing = f"SELECT {crowd.most + 1} - count(*) FROM n{number}"  # noqa: S608 – words of ours
    counted = f"(SELECT count(*) FROM n{number}) + (SELECT count(*) FROM o{number})"  # noqa: S608
    enough = f"(SELECT enough FROM e{number})"  # noqa: S608
    whole = (
        f"SELECT * FROM n{number} WHERE {enough} UNION ALL "  # noqa: S608
        f"SELECT * FROM o{number} WHERE {enough} UNION ALL "
        f"SELECT * FROM ({sql}) a WHERE NOT {enough}"
    )
    tables = (
        f"n{number}({names}) AS MATERIALIZED ({first} LIMIT {crowd.most + 1})",
        f"o{number}({names}) AS MATERIALIZED ({others} LIMIT ({missing}))",
        f"e{number}(enough) AS MATERIALIZED (SELECT {counted} > {crowd.most})",
        f"h{number}({names}) AS MATERIALIZED ({whole})",
    )
    return ", ".join(tables), (*of_first, *of_others, *params)


def sql_of(rows: QuerySet[Any]) -> Statement:
    """What the ORM would ask, and its parameters; may raise EmptyResultSet."""
    sql, params = rows.query.get_compiler(connection=connection).as_sql()
    return sql, tuple(params)


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
