"""Windows: where the first rows of an order should stand, so that the index finds them there.

Each row keeps the block of its key, and some the days by which they are put in order, as labels
beside what it has chosen (`tomoni.chosen`). The first of a word that very many rows have are looked
for in the first of these; how many are there tells how far beyond it the others should be.

What is known of a table, its greatest key and how many rows a day has, is asked for now and then.
That it is old makes a search slower at worst: each window reaches to where new rows would stand.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from cachetools import TTLCache
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Count, F, IntegerField, Q, TextField, Value
from django.db.models.expressions import RawSQL

from tomoni.chosen import BLOCK, day_label, day_number, has_chosen, keeps_blocks, keeps_day

FIRST_SHARE = 80
"""The first rows are looked for in the first 80th of a large table."""
AMPLE = 1.5
"""So many times as much is looked through for the others as should have them."""
SPARE_BLOCKS = 4
"""So many more blocks of keys may have been begun since the greatest key was asked for."""
SPARE_DAYS = 2
"""So far ahead of this moment may a day be that has begun somewhere."""
_LARGE = 4 * FIRST_SHARE
"""Tables with fewer rows of known days are read whole."""


@dataclass(frozen=True)
class Order:
    """How rows are put in order: the newest first, by their keys. Or `by` columns of their crowd,
    each with whether it falls, then by keys; the last of them is the model's `day`, and those that
    fit `before_others` come first in any case.
    """

    by: tuple[tuple[str, bool], ...] = ()
    day: str = ""
    before_others: Q = field(default_factory=Q)

    @property
    def falls(self) -> bool:
        """The greatest comes first."""
        return not self.by or self.by[-1][1]

    @property
    def sql(self) -> str:
        """For an ORDER BY over the columns of a crowd."""
        terms = [f"{name} {'DESC' if falls else 'ASC'} NULLS LAST" for name, falls in self.by]
        return ", ".join([*terms, "id DESC"])

    def terms(self, prefix: str) -> list[Any]:
        """For a query whose columns have the names of the crowd's with this prefix."""
        # Not by the index of the key: where hardly a row has the word, it would be read to its end.
        key = (F("pk") + 0).desc()
        columns = [(F(f"{prefix}{name}"), falls) for name, falls in self.by]
        return [
            *(c.desc(nulls_last=True) if falls else c.asc(nulls_last=True) for c, falls in columns),
            key,
        ]


NEWEST = Order()
Statement = tuple[str, tuple[Any, ...]]
Place = tuple[Any, str, bool]
"""A model, a day of its rows or "" for their keys, and whether it falls."""


@dataclass(frozen=True)
class Window:
    """Labels `<name>=<number>` of the first rows, and where the others are.

    `further` is SQL of a table (key) of the numbers that are n steps away at most, a step being one
    of `steps` parts of the first window.
    """

    name: str
    first: range
    steps: int
    further: str

    def has_first(self) -> Q:
        """Rows that have one of the first labels."""
        return has_chosen({self.name: self.first})

    def has_further(self, found: str, most: int) -> Q:
        """Rows with as many further labels as should have what the table of those found lacks, or
        with none where that is half of all or more.

        So few can be missing that chance alone would lead to reading all rows; therefore as many
        labels again as the first at least.
        """
        wanted = f"ceil({self.steps} * (1 + {AMPLE} * ({most + 1} - count(*)) / count(*)))::int"
        counted = f"SELECT {wanted} AS n FROM {found} HAVING count(*) BETWEEN 1 AND {most}"  # noqa: S608
        labels = f"array_agg('{self.name}=' || key)"
        sql = f"(SELECT {labels} FROM ({counted}) b, LATERAL {self.further})"  # noqa: S608
        # Numbers of ours, and names of tables of the statement itself.
        return Q(chosen__overlap=RawSQL(sql, (), ArrayField(TextField())))  # noqa: S611


def place_of(model: Any, order: Order) -> Place | None:
    """Where the first rows in this order can be looked for; None where nothing is kept of it."""
    is_kept = keeps_day(model, order.day) if order.by else keeps_blocks(model)
    return (model, order.day, order.falls) if is_kept else None


_blocks: TTLCache[Place, Window | None] = TTLCache(maxsize=64, ttl=60)
_days: TTLCache[Place, Window | None] = TTLCache(maxsize=64, ttl=3600)
_lock = Lock()


def forget() -> None:
    """Ask for everything anew."""
    with _lock:
        _blocks.clear()
        _days.clear()


def windows_of(wanted: Iterable[tuple[Any, Order]]) -> dict[Place, Window]:
    """The windows of models in an order; none of what is small or keeps nothing. One query at most:
    for keys once a minute, for days, of which all rows are counted, once an hour.
    """
    orders = {place: order for model, order in wanted if (place := place_of(model, order))}
    with _lock:
        known = {place: _kept(place)[place] for place in orders if place in _kept(place)}
    missing = {place: order for place, order in orders.items() if place not in known}
    if missing:
        asked = _asked(missing)
        with _lock:
            for place, window in asked.items():
                _kept(place)[place] = window
        known |= asked
    return {place: window for place, window in known.items() if window}


def _kept(place: Place) -> TTLCache[Place, Window | None]:
    return _days if place[1] else _blocks


def _asked(orders: dict[Place, Order]) -> dict[Place, Window | None]:
    statements = [_question(number, *each) for number, each in enumerate(orders.items())]
    found: dict[int, list[tuple[int, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(sql for sql, _params in statements),
            [param for _sql, params in statements for param in params],
        )
        for number, key, n in cursor.fetchall():
            found.setdefault(number, []).append((key, n or 0))
    return {
        place: _of_days(place, found.get(number, ())) if place[1] else _of_blocks(found[number])
        for number, place in enumerate(orders)
    }


def _question(number: int, place: Place, order: Order) -> Statement:
    """Rows (number, 0, greatest key), or (number, day, rows of that day)."""
    model, day, _falls = place
    if not day:
        return f'SELECT {number}, 0, max(id) FROM "{model._meta.db_table}"', ()  # noqa: S608
    known = model._base_manager.filter(order.before_others, **{f"{day}__isnull": False})
    counted = known.order_by().values(place=Value(number, IntegerField()), key=day_number(day))
    sql, params = counted.annotate(n=Count("pk")).query.sql_with_params()
    return sql, tuple(params)


def _of_blocks(found: Sequence[tuple[int, int]]) -> Window | None:
    """The last blocks of keys of a large table."""
    ((_nothing, last_key),) = found
    last = last_key // BLOCK
    number = last // FIRST_SHARE + 1
    if number >= last:
        return None
    start = last - number
    before = f"generate_series({start} - n, {start - 1}) AS key WHERE n < {start // 2}"
    return Window("block", range(start, last + SPARE_BLOCKS), number + 1, before)


def _of_days(place: Place, found: Sequence[tuple[int, int]]) -> Window | None:
    """The days that come first, until they have their share of the rows, and where each further
    share ends, up to half of all rows.
    """
    _model, day, falls = place
    total = sum(n for _day, n in found)
    counts = sorted(found, reverse=falls)
    ends: list[int] = []
    share = so_far = 0
    for each, n in counts:
        so_far += n
        if so_far > total // 2:
            break
        if not share and so_far >= total / FIRST_SHARE:
            share = so_far
        while share and so_far >= share * (len(ends) + 1):
            ends.append(each)
    if total < _LARGE or not ends:
        return None
    today = (datetime.now(UTC) - datetime.fromtimestamp(0, UTC)).days
    end, *further = ends
    if falls:
        first = range(end, max(counts[0][0], today) + SPARE_DAYS + 1)
    else:
        first = range(min(counts[0][0], today), end + 1)
    step = -1 if falls else 1
    last = f"(ARRAY[{', '.join(map(str, further))}]::int[])[n]"
    series = f"generate_series({end + step}, {last}, {step}) AS key"
    return Window(day_label(day), first, 1, series)
