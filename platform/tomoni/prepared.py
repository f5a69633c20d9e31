"""Statements that pages ask all the time, which the database plans once for each connection.

Planning a large one takes as long as answering it. A prepared one is planned for any value of its
parameters (`plan_cache_mode` in the settings), so it should be of a form of which one plan is right
for all. Words of our own, by which the planner knows a partial index, had better be no parameters:
`written_out` puts them into the statement.
"""

from collections.abc import Sequence
from enum import Enum
from typing import Any, Self, cast

from django.db import connection
from psycopg import Cursor, sql

MOST_PLANS = 16
"""So many statements a connection keeps the plans of, the last ones asked: of the search some 2.5
MB each.
"""


class _Prepared(Cursor[tuple[Any, ...]]):
    """Has the server plan a statement once per connection, and answer in binary form."""

    def execute(self, query: Any, params: Any = None, **_options: Any) -> Self:
        self.connection.prepared_max = MOST_PLANS
        super().execute(query, params, prepare=True, binary=True)
        if connection.queries_logged:  # psycopg keeps it only of what it does not prepare
            self._query = self._convert_query(query, params)
        return self


def prepared_rows(statement: str, params: Any) -> list[tuple[Any, ...]]:
    """All rows. Packed columns come as bytes; what is jsonb is to be asked for as text."""
    connection.ensure_connection()
    make = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with make(cast(Any, _Prepared(connection.connection))) as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


def written_out(statement: str, params: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
    """The statement with members of enumerations, true and false in it, and the other parameters.

    ValueError where there are more or fewer parameters than places for them.
    """
    first, *others = statement.split("%s")
    pieces, rest = [first], []
    for param, piece in zip(params, others, strict=True):
        if isinstance(param, Enum | bool):
            word = param.value if isinstance(param, Enum) else param
            pieces += [sql.Literal(word).as_string().replace("%", "%%"), piece]
        else:
            pieces += ["%s", piece]
            rest.append(param)
    return "".join(pieces), tuple(rest)
