"""Windows: where the first rows of an order should stand, so that the index finds them there.

Each row keeps the block of its key, and some the days by which they are put in order, as labels
beside what it has chosen (`tomoni.chosen`). The first of a word that very many rows have are looked
for in the first of these; how many are there tells how far beyond it the others should be.

What is known of a table, its greatest key and what the database's own statistics say of its days,
is asked for once a minute. That it is old, or wrong, makes a search slower at worst, as each window
begins where no row comes before it; but where more than SPARE_BLOCKS are begun within the minute,
or something is open still that ended more than PAST_DAYS ago, a common word may miss these rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from cachetools import TTLCache
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import F, Q, TextField
from django.db.models.expressions import RawSQL

from tomoni.chosen import BLOCK, day_label, has_chosen, keeps_blocks, keeps_day

FIRST_SHARE = 80
"""The first rows are looked for in the first 80th of a large table."""
AMPLE = 1.5
"""So many times as much is looked through for the others as should have them."""
SPARE_BLOCKS = 4
"""So many more blocks of keys may have been begun since the greatest key was asked for."""
DAYS_SHARE = 100
"""Where they are looked for by days, in the first 100th: statistics have no smaller parts."""
SPARE_DAYS = 2
"""So far ahead of this moment may a day be that has begun somewhere."""
PAST_DAYS = 31
"""So long ago may have ended what is not yet said to be over, as it is every night."""
_LARGE = 400
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


_windows: TTLCache[Place, Window | None] = TTLCache(maxsize=64, ttl=60)
_lock = Lock()


def forget() -> None:
    """Ask for everything anew."""
    with _lock:
        _windows.clear()


def windows_of(wanted: Iterable[tuple[Any, Order]]) -> dict[Place, Window]:
    """The windows of models in an order; none of what is small or keeps nothing. One query once a
    minute, or none.
    """
    places = dict.fromkeys(place for each in wanted if (place := place_of(*each)))
    with _lock:
        known = {place: _windows[place] for place in places if place in _windows}
    missing = [place for place in places if place not in known]
    if missing:
        asked = _asked(missing)
        with _lock:
            _windows.update(asked)
        known |= asked
    return {place: window for place, window in known.items() if window}


def _asked(places: Sequence[Place]) -> dict[Place, Window | None]:
    statements = [_question(number, place) for number, place in enumerate(places)]
    found: dict[int, list[tuple[int, float]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements))
        for number, key, n in cursor.fetchall():
            found.setdefault(number, []).append((key, n or 0))
    return {
        place: _of_days(place, found.get(number, ())) if place[1] else _of_blocks(found[number])
        for number, place in enumerate(places)
    }


# Rows of the most frequent values, and of the parts between the bounds, which are of one size; a
# part belongs to the bound that comes later in the order.
_ROWS_BY_DAY = """
SELECT {number}, floor(extract(epoch FROM day) / 86400)::int, share * table_.reltuples
FROM pg_class AS table_
JOIN pg_stats AS known ON known.tablename = table_.relname
    AND known.schemaname = table_.relnamespace::regnamespace::text AND known.attname = '{column}',
LATERAL (
    SELECT day, share FROM unnest(most_common_vals::text::{type}[], most_common_freqs)
        AS most (day, share)
    UNION ALL
    SELECT day, CASE WHEN place = {outermost} THEN 0 ELSE
        (1 - null_frac - coalesce((SELECT sum(share) FROM unnest(most_common_freqs) AS share), 0))
            / (array_length(bounds, 1) - 1) END
    FROM (SELECT histogram_bounds::text::{type}[] AS bounds OFFSET 0) AS parts,
        unnest(bounds) WITH ORDINALITY AS bound (day, place)
) AS days
WHERE table_.oid = '{table}'::regclass
"""


def _question(number: int, place: Place) -> str:
    """For rows (number, 0, greatest key), or (number, day, about how many rows)."""
    model, column, falls = place
    table = model._meta.db_table
    if not column:
        return f'SELECT {number}, 0, max(id)::float8 FROM "{table}"'  # noqa: S608
    return _ROWS_BY_DAY.format(
        number=number,
        column=column,
        type=model._meta.get_field(column).db_type(connection),
        outermost="array_length(bounds, 1)" if falls else 1,
        table=table,
    )


def _of_blocks(found: Sequence[tuple[int, float]]) -> Window | None:
    """The last blocks of keys of a large table."""
    ((_nothing, last_key),) = found
    last = int(last_key) // BLOCK
    number = last // FIRST_SHARE + 1
    if number >= last:
        return None
    start = last - number
    before = f"generate_series({start} - n, {start - 1}) AS key WHERE n < {start // 2}"
    return Window("block", range(start, last + SPARE_BLOCKS), number + 1, before)


def _of_days(place: Place, found: Sequence[tuple[int, float]]) -> Window | None:
    """The days that come first, until they have their share of the rows, and where each further
    share ends, up to half of all rows. What has ended before today has ended.
    """
    _model, column, falls = place
    today = (datetime.now(UTC) - datetime.fromtimestamp(0, UTC)).days
    counts = sorted(((day, n) for day, n in found if falls or day >= today), reverse=falls)
    total = sum(n for _day, n in counts)
    ends: list[int] = []
    share = so_far = 0.0
    for day, n in counts:
        so_far += n
        if so_far > total / 2:
            break
        share = share or (so_far if so_far > total / (DAYS_SHARE + 1) else 0)
        shares = int(so_far / share + 0.001) if share else 0
        ends += [day] * (shares - len(ends))
    if total < _LARGE or not ends:
        return None
    end, *further = ends
    if falls:
        first = range(end, max(counts[0][0], today) + SPARE_DAYS + 1)
    else:
        first = range(today - PAST_DAYS, end + 1)
    step = -1 if falls else 1
    last = f"(ARRAY[{', '.join(map(str, further))}]::int[])[n]"
    series = f"generate_series({end + step}, {last}, {step}) AS key"
    return Window(day_label(column), first, 1, series)
