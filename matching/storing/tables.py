"""How the matcher's tables are spoken to: rows out, rows in by COPY."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from matching.engine.documents import Side

SIDES: tuple[Side, ...] = ("need", "seed", "challenge")
"""The place of a side here is its number in the tables."""


def rows(statement: str, values: Any) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def copied(statement: str, values: Any, types: Sequence[str]) -> list[tuple[Any, ...]]:
    """All rows of a query in binary form: for packed columns, which as text take twice the room."""
    with connection.cursor() as cursor:
        whole = cursor.mogrify(f"COPY ({statement}) TO STDOUT (FORMAT BINARY)", values)
        with cursor.copy(whole) as copy:
            copy.set_types(list(types))
            return list(copy.rows())


def copy_rows(target: str, types: Sequence[str], found: Iterable[tuple[Any, ...]]) -> None:
    """Write rows of these types into a table and its columns, the quick way."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {target} FROM STDIN WITH (FORMAT BINARY)") as copy,
    ):
        copy.set_types(list(types))
        for row in found:
            copy.write_row(row)


def copy_packed(target: str, found: Iterable[bytes]) -> None:
    """Write rows that are packed already as the binary format of COPY wants them."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {target} FROM STDIN WITH (FORMAT BINARY)") as copy,
    ):
        copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
        for row in found:
            copy.write(row)
        copy.write(b"\xff\xff")
