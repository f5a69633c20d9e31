"""How the search asks: for each source the rows that fit, how many of each kind, state and filter,
and the first of each kind, all put into one statement.

Of a word that more rows have than CAP, the first are picked, the newest or those that come first by
date; the others are counted and read only when a reader has leafed as far. The best of a word are
the best among the newest. Without words all rows are counted and put in order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, F, Q, Value, When

from tomoni import counting, crowds, search
from tomoni.counting import ANY_WORD, Question
from tomoni.crowds import Crowd, Part, Statement
from tomoni.facets import AnyFilter
from tomoni.polls import Poll
from tomoni.portal.sources import FILTERS, KINDS, SOURCES, STATES, Reader, Source
from tomoni.windows import NEWEST, Order


@dataclass(frozen=True)
class Picking:
    """What a reader narrows down to, and which rows of each kind are shown of it."""

    reader: Reader
    chosen: dict[str, list[str]]
    words: str
    sort: str
    first: int
    many: int

    @property
    def sources(self) -> list[Source]:
        """Those that have everything by which the reader narrows."""
        narrowed = {each.parameter for each in self._narrowing}
        return [
            source for source in SOURCES if narrowed <= {each.parameter for each in source.filters}
        ]

    @property
    def _narrowing(self) -> list[AnyFilter]:
        return [each for each in FILTERS if self.chosen[each.parameter]]

    def rows_by_source(self) -> list[tuple[Source, Any]]:
        """All that is found of each source, unsorted; nothing is asked before it is read."""
        found = []
        for source in self.sources:
            if self._kinds_of(source):
                rows = self._narrowed(source, self.words, FILTERS)
                found.append((source, rows.filter(self._shown_of(source))))
        return found

    def _kinds_of(self, source: Source) -> list[str]:
        return [kind for kind in source.kinds if kind in (self.chosen["kind"] or KINDS)]

    def _shown_of(self, source: Source) -> Q:
        """The chosen kinds and states."""
        kinds, states = self._kinds_of(source), self.chosen["state"]
        shown = source.of_kinds(kinds) if len(kinds) < len(source.kinds) else Q()
        return shown & source.in_state(states[0]) if len(states) == 1 else shown

    def _beside(self, source: Source) -> Q:
        """The other kinds and states, said as what they are: that is found sooner."""
        if not self._kinds_of(source):
            return Q(pk__isnull=False)
        kinds = [kind for kind in source.kinds if kind not in self._kinds_of(source)]
        states = [state for state in STATES if state not in self.chosen["state"]]
        beside = source.of_kinds(kinds) if kinds else Q()
        return beside | source.in_state(states[0]) if len(states) == 1 else beside

    def polls(self, words: str) -> list[Poll]:
        """What is counted, with these words in the place of the reader's."""
        narrowed = self._narrowing
        shown = [self._shown(source, words) for source in self.sources]
        polls = [Poll(shown, extra=(self._sizes(self._most), self._first_of_each(words)))]
        beside = [(source, self._beside(source)) for source in self.sources if self._most]
        others = [self._others(source, words, rows) for source, rows in beside if rows]
        polls.append(Poll(others, extra=(self._sizes(crowds.CAP),)))
        for narrowing in narrowed:
            rest = [each for each in narrowed if each is not narrowing]
            polls.append(Poll(self._narrowed_by(narrowing.parameter, rest, words)))
        return polls

    def _shown(self, source: Source, words: str) -> Crowd:
        """What is found of a source, counted by all that it is not narrowed by."""
        free = [each for each in source.filters if not self.chosen[each.parameter]]
        crowd = self._crowd(source, words, self._narrowing, free)
        # What it is sorted by: the words themselves, from which the relevance is worked out.
        place = F("search" if self._is_ranked else self._sorted_by(source))
        columns = {**crowd.columns, "place": place}
        order, parts = self._order_of(source), self._parts_of(source)
        return replace(crowd, columns=columns, order=order, parts=parts)

    def _order_of(self, source: Source) -> Order:
        """The order in which the first are picked, where not all are."""
        if self.sort == "best" or not self._most:
            return NEWEST
        return Order(self._by_date, self._sorted_by(source), source.is_open())

    @property
    def _by_date(self) -> tuple[tuple[str, bool], ...]:
        """What is open comes first; what closes soon is sorted the other way round."""
        return (("is_open", True), ("place", self.sort == "new"))

    def _narrowed_by(self, parameter: str, rest: Sequence[AnyFilter], words: str) -> list[Crowd]:
        """What is found under the rest of the filters, counted by this one."""
        wanted = {parameter, *(each.parameter for each in rest)}
        return [
            self._crowd(
                source, words, rest, [e for e in source.filters if e.parameter == parameter]
            )
            for source in SOURCES
            if wanted <= {each.parameter for each in source.filters}
        ]

    def _crowd(
        self,
        source: Source,
        words: str,
        narrowed: Sequence[AnyFilter],
        counted: Sequence[AnyFilter],
    ) -> Crowd:
        rows = self._narrowed(source, words, narrowed)
        if self._most:  # the first of what is shown
            rows = rows.filter(self._shown_of(source)) if self._kinds_of(source) else rows.none()
        return Crowd(
            rows,
            counted,
            columns=_kind_and_state(source),
            some_where="" if self._most else _all_of(self._of_kinds(source), self._of_states()),
            most=self._most,
        )

    def _others(self, source: Source, words: str, beside: Q) -> Crowd:
        """The rows of the other kinds and states: how many there are is shown beside these."""
        shown = self._parts_of(source)
        parts = [(kind, state) for kind in source.kinds for state in STATES]
        return Crowd(
            self._narrowed(source, words, self._narrowing).filter(beside),
            (),
            columns=_kind_and_state(source),
            is_capped=False,  # no filter is counted by them
            most=crowds.CAP,
            parts=tuple(part for part in parts if part not in shown),
        )

    def _parts_of(self, source: Source) -> tuple[Part, ...]:
        states = self.chosen["state"] or STATES
        return tuple((kind, state) for kind in self._kinds_of(source) for state in states)

    def _narrowed(self, source: Source, words: str, narrowing: Sequence[AnyFilter]) -> Any:
        rows = source.rows(self.reader)
        if words:
            rows = rows.found_by(words)
        parameters = {each.parameter for each in narrowing}
        for each in source.filters:
            values = self.chosen[each.parameter]
            if values and each.parameter in parameters:
                rows = rows.filter(each.condition(rows.model, values))
        return rows

    @property
    def is_capped(self) -> bool:
        """Only the first of each source are picked."""
        return bool(self._most)

    @property
    def _is_ranked(self) -> bool:
        """By relevance, which is worked out for the newest CAP; the others come after them."""
        return self.sort == "best" and self.first < crowds.CAP

    @property
    def _most(self) -> int:
        """So many of each source are picked and counted; all of them where it is 0."""
        return max(crowds.CAP, self.first + self.many) if search.query(self.words) else 0

    def _sorted_by(self, source: Source) -> str:
        if self.sort == "best":
            return "pk"
        return source.closes if self.sort == "closing" else source.appeared

    def _of_kinds(self, source: Source) -> str:
        chosen = [kind for kind in self.chosen["kind"] if kind in source.kinds]
        if not self.chosen["kind"] or set(chosen) == set(source.kinds):
            return ""
        return _in("kind", chosen) or "false"  # of our own words

    def _of_states(self) -> str:
        states = self.chosen["state"]
        return "" if len(states) != 1 else "is_open" if states == ["open"] else "NOT is_open"

    @staticmethod
    def _sizes(most: int) -> Statement:
        """How many there are of each kind and state."""
        state = "CASE WHEN is_open THEN 'open' ELSE 'over' END"
        first = f"WHERE rank <= {most}" if most else ""
        sizes = (
            f"SELECT kind::text AS what, {state} AS value, count(*) AS n FROM {{all}} {first} "  # noqa: S608
            "GROUP BY kind, is_open"
        )
        return sizes, ()

    def _first_of_each(self, words: str) -> Statement:
        """The first of each kind that is shown, in their order."""
        where = _all_of(_in("kind", self.chosen["kind"]), self._of_states())
        params: tuple[Any, ...] = ()
        if self._is_ranked:
            order = "is_open DESC, ts_rank(place, %s::tsquery) DESC, id DESC"
            params = (search.query(words),)
            where = _all_of(f"rank <= {crowds.CAP}", where)
        else:
            order = (NEWEST if self.sort == "best" else Order(self._by_date)).sql
        # Nothing in it but words of ours: what a reader types travels as a parameter.
        place = f"row_number() OVER (PARTITION BY kind ORDER BY {order}) AS place"
        placed = f"SELECT kind, id, {place} FROM {{all}} {_where(where)}"  # noqa: S608
        named = f"SELECT 'hit ' || kind AS what, id::text AS value, place AS n FROM ({placed}) p"  # noqa: S608
        last = self.first + self.many
        return f"{named} WHERE place > %s AND place <= %s", (*params, self.first, last)


def question_of(picking: Picking) -> Question:
    """What is asked, with the reader's words; it is put together once a minute for all words."""
    lexemes = search.query(picking.words)
    key = (
        picking.reader.pk,
        tuple((name, *values) for name, values in picking.chosen.items() if values),
        *(picking.sort, picking.first, picking.many, bool(picking.words), bool(lexemes)),
    )
    words = ANY_WORD if lexemes else picking.words
    asked = counting.kept_question(
        *(("search", *key), lambda: picking.polls(words)),
        is_prepared=bool(lexemes) and picking.is_capped,
    )
    return asked.about(search.query(ANY_WORD), lexemes)


def _kind_and_state(source: Source) -> dict[str, Any]:
    is_open = Case(When(source.is_open(), then=Value(True)), default=Value(False))
    return {"kind": source.kind, "is_open": is_open}


def _in(column: str, values: Sequence[str]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})" if values else ""


def _all_of(*conditions: str) -> str:
    return " AND ".join(condition for condition in conditions if condition)


def _where(condition: str) -> str:
    return f"WHERE {condition}" if condition else ""
