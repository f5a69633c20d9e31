"""The search over everything: how many of each kind, filters with counts, the best of each.

One statement counts and picks (tomoni.counting), one query per source reads what is shown. It
reads like `tomoni.filters.Found`, so that the same pieces show it.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tomoni import counting, crowds, search, text
from tomoni.counting import Counted
from tomoni.excerpts import excerpt, marked
from tomoni.facets import Word, vocabulary_rows
from tomoni.narrowing import (
    Chip,
    Facet,
    Option,
    SortOption,
    facets_of,
    in_address,
    labels_of,
)
from tomoni.portal.picking import Picking, question_of
from tomoni.portal.sources import FILTERS, KINDS, SOURCES, STATES, Reader, Source

SHOWN, PER_PAGE = 5, 20
LONGEST_QUERY = 200
_MOST_VALUES = 30
SORTS: dict[str, str | Promise] = {
    "best": _("best match"),
    "new": _("newest"),
    "closing": _("closing soon"),
}


@dataclass(frozen=True)
class Hit:
    """A row with the words marked, and a piece of its text with them."""

    kind: str
    row: Any
    words: str
    texts: tuple[str, ...]

    @property
    def title(self) -> SafeString:
        """The title, with the words that were looked for marked."""
        return marked(str(self.row), self.words)

    @property
    def excerpt(self) -> SafeString:
        """Where the words stand in the text; "" where they stand in the title alone."""
        return excerpt(self.texts, self.words)


@dataclass(frozen=True)
class Group:
    """What is shown of one kind, of how many, and the way to all of them.

    Where `is_cut`, there may be more than `count`, and where nothing is shown, there may be some.
    """

    name: str
    label: str | Promise
    count: int
    hits: list[Hit]
    url: str
    is_cut: bool = False

    @property
    def has_more(self) -> bool:
        """There are more than are shown, or may be."""
        return self.is_cut or self.count > len(self.hits)

    @property
    def rows(self) -> list[Any]:
        """The rows themselves."""
        return [hit.row for hit in self.hits]


@dataclass
class Finding:
    """What was found for a reader under an address; anything that cannot be is left out."""

    path: str
    asked: QueryDict
    reader: Reader
    shown: int = SHOWN
    has_words = False  # the words have a box of their own above the filters

    @cached_property
    def words(self) -> str:
        """What is looked for."""
        return text.one_line(self.asked.get("q", ""))[:LONGEST_QUERY]

    @cached_property
    def chosen(self) -> dict[str, list[str]]:
        """The values that stand in the address and exist, by parameter."""
        return {parameter: self._known(parameter) for parameter in self.labels}

    def _known(self, parameter: str) -> list[str]:
        typed = dict.fromkeys(self.asked.getlist(parameter)[:_MOST_VALUES])
        if parameter == "goal":  # typed on a phone, in any width
            typed = dict.fromkeys(text.digits(value[:9]) for value in typed)
        return [value for value in typed if value in self.labels[parameter]]

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """{parameter: {value: label}}, the kinds first."""
        return {
            "kind": {value: str(label) for value, label in KINDS.items()},
            "state": {value: str(label) for value, label in STATES.items()},
            **labels_of(FILTERS, self._words_of_filters),
        }

    @cached_property
    def _words_of_filters(self) -> list[Word]:
        return vocabulary_rows(FILTERS)

    @property
    def is_empty(self) -> bool:
        """Nothing to look for."""
        return not self.words and not any(self.chosen.values())

    @property
    def kind(self) -> str:
        """The one kind that is shown page by page; "" where several stand beside each other."""
        return self.chosen["kind"][0] if len(self.chosen["kind"]) == 1 else ""

    @cached_property
    def sort(self) -> str:
        """The order in force: by relevance where there are words, else the newest first."""
        usual = "best" if search.query(self.words) else "new"
        typed = self.asked.get("sort", "")
        return typed if typed in SORTS and (typed != "best" or usual == "best") else usual

    # --- Counting and picking ------------------------------------------------------------------

    @property
    def _picking(self) -> Picking:
        first = (self.page_number - 1) * self._per_page
        return Picking(self.reader, self.chosen, self.words, self.sort, first, self._per_page)

    @cached_property
    def counted(self) -> Counted:
        """All counts of what is shown, and the picked rows in `more`."""
        if self.is_empty:
            return Counted()
        whole = Counted()
        for each in counting.ask(question_of(self._picking)):
            for name, number in each.values.items():
                whole.values[name] = whole.values.get(name, 0) + number
            whole.more += each.more
            whole.is_partial |= each.is_partial
            whole.cut |= each.cut
        whole.values = in_address(whole.values, self._words_of_filters)
        return whole

    def rows_by_source(self) -> list[tuple[Source, Any]]:
        """All that is found of each source, unsorted; nothing is asked before it is read."""
        return self._picking.rows_by_source()

    # --- What a page shows ---------------------------------------------------------------------

    @property
    def _per_page(self) -> int:
        return PER_PAGE if self.kind else self.shown

    @cached_property
    def page_number(self) -> int:
        """The page asked for, where one kind is shown page by page; 1 where it is no number."""
        typed = text.digits(self.asked.get("page", "")[:9])
        is_number = self.kind and typed.isascii() and typed.isdigit()
        return min(max(int(typed), 1), 50_000) if is_number else 1

    @cached_property
    def counts(self) -> dict[str, int]:
        """{kind: rows}, under everything but the choice of kinds; of a cut kind, those counted."""
        states = self.chosen["state"] or STATES
        return {kind: sum(self._sizes.get((kind, state), 0) for state in states) for kind in KINDS}

    @cached_property
    def cut_kinds(self) -> set[str]:
        """Those of which there may be more rows than were counted."""
        states = self.chosen["state"] or STATES
        return {kind for kind, state in self.counted.cut if state in states}

    @cached_property
    def _sizes(self) -> dict[tuple[str, str], int]:
        """{(kind, state): rows}, under everything but the choice of kinds and states."""
        return {(what, state): n for what, state, n in self.counted.more if what in KINDS}

    @property
    def total(self) -> int:
        """The rows of all kinds that are chosen; those counted, where `is_cut`."""
        chosen = self.chosen["kind"] or list(KINDS)
        return sum(self.counts[kind] for kind in chosen)

    @property
    def is_cut(self) -> bool:
        """There are more rows than were counted."""
        return not self.cut_kinds.isdisjoint(self.chosen["kind"] or KINDS)

    @property
    def is_partial(self) -> bool:
        """The counts of the filters are lower bounds."""
        return self.counted.is_partial or bool(self.counted.cut)

    @property
    def looked_at(self) -> int:
        """So many of each kind are counted where there is very much."""
        return crowds.CAP

    @cached_property
    def groups(self) -> list[Group]:
        """Each kind with its first rows; at the end those of which there may be older rows."""
        picked = self._picked
        rows = {source.name: self._rows(source, picked) for source in SOURCES}
        groups = []
        for source in SOURCES:
            for kind in source.kinds:
                known = rows[source.name]
                hits = [
                    Hit(kind, known[pk], self.words, source.texts(known[pk]))
                    for pk in picked.get(kind, [])
                    if pk in known
                ]
                is_cut = kind in self.cut_kinds
                if hits or (is_cut and kind in (self.chosen["kind"] or KINDS)):
                    url, count = self.url(kind=[kind]), self.counts[kind]
                    groups.append(Group(kind, KINDS[kind], count, hits, url, is_cut))
        places = list(KINDS)
        return sorted(groups, key=lambda group: (not group.hits, places.index(group.name)))

    @property
    def _picked(self) -> dict[str, list[int]]:
        places: dict[str, list[tuple[int, int]]] = {}
        for what, value, number in self.counted.more:
            if what.startswith("hit "):
                places.setdefault(what.removeprefix("hit "), []).append((number, int(value)))
        return {kind: [pk for _place, pk in sorted(found)] for kind, found in places.items()}

    def _rows(self, source: Source, picked: dict[str, list[int]]) -> dict[int, Any]:
        """What the reader may still see of it: the counts may be a minute old."""
        pks = [pk for kind in source.kinds for pk in picked.get(kind, [])]
        if not pks:
            return {}
        rows = source.cards(source.rows(self.reader).filter(pk__in=pks)).order_by()
        return {row.pk: row for row in rows}

    @cached_property
    def hits(self) -> list[Hit]:
        """The rows of the page of the one kind."""
        return [hit for group in self.groups for hit in group.hits]

    @cached_property
    def page(self) -> Page[Any]:
        """The page of the one kind."""
        paginator = _Paginator([], PER_PAGE)
        paginator.known_count = self.total + self.is_cut  # the page after is there then
        page: Page[Any] = paginator.get_page(self.page_number)
        if page.number != self.page_number:  # beyond the end: the last there is
            self.page_number = page.number
            for name in ("counted", "_sizes", "counts", "cut_kinds", "groups", "hits"):
                self.__dict__.pop(name, None)
        page.object_list = self.hits
        return page

    # --- Filters, chips and addresses ----------------------------------------------------------

    @cached_property
    def facets(self) -> list[Facet]:
        """What could narrow it further, or does already; the kinds first."""
        own = [
            self._own_facet("kind", _("What"), self.counts, self.cut_kinds),
            self._own_facet("state", _("State"), self._states, self._cut_states),
        ]
        found = facets_of(FILTERS, self.labels, self.chosen, self.counted, self._toggled)
        return [facet for facet in own if len(facet.options) > 1 or facet.is_chosen] + found

    @property
    def _states(self) -> dict[str, int]:
        kinds = self.chosen["kind"] or KINDS
        return {state: sum(self._sizes.get((kind, state), 0) for kind in kinds) for state in STATES}

    @property
    def _cut_states(self) -> set[str]:
        kinds = self.chosen["kind"] or KINDS
        return {state for kind, state in self.counted.cut if kind in kinds}

    def _own_facet(
        self, parameter: str, title: Promise, counts: dict[str, int], cut: set[str]
    ) -> Facet:
        chosen = self.chosen[parameter]
        options = [
            Option(
                *(value, label, counts.get(value, 0), self._toggled, parameter),
                is_chosen=value in chosen,
                is_partial=value in cut,
            )
            for value, label in self.labels[parameter].items()
            if counts.get(value) or value in chosen or value in cut
        ]
        return Facet(title, parameter, options)

    @cached_property
    def chips(self) -> list[Chip]:
        """What is chosen, the words first."""
        titles = {each.parameter: each.title for each in FILTERS}
        titles |= {"kind": _("What"), "state": _("State")}
        chips = [Chip(_("Words"), self.words, self.url(q=[]))] if self.words else []
        for parameter, values in self.chosen.items():
            for value in values:
                label = self.labels[parameter][value]
                label = f"{value} {label}" if parameter == "goal" else label
                chips.append(Chip(titles[parameter], label, self._toggled(parameter, value)))
        return chips

    @cached_property
    def sorts(self) -> list[SortOption]:
        """The orders one may choose."""
        values = list(SORTS) if search.query(self.words) else list(SORTS)[1:]
        return [
            SortOption(value, SORTS[value], self.url(sort=[value]), value == self.sort)
            for value in values
        ]

    @cached_property
    def fewer_words(self) -> list[tuple[str, str]]:
        """(word, address): each of several words alone, where all together found nothing."""
        words = self.words.split()
        if len(words) < 2:
            return []
        return [(word, self.url(q=[word])) for word in dict.fromkeys(words[:5])]

    def _toggled(self, parameter: str, value: str) -> str:
        chosen = self.chosen[parameter]
        others = [other for other in chosen if other != value]
        return self.url(**{parameter: others if value in chosen else [*chosen, value]})

    @cached_property
    def _state(self) -> dict[str, list[str]]:
        usual = "best" if search.query(self.words) else "new"
        sort = [self.sort] if self.sort != usual else []
        return {"q": [self.words] if self.words else [], **self.chosen, "sort": sort}

    def url(self, **changes: list[str]) -> str:
        """The address with some parameters changed, on its first page."""
        state = {**self._state, **changes}
        usual = "best" if any(search.query(words) for words in state["q"]) else "new"
        if state["sort"] == [usual]:
            state["sort"] = []
        query = urlencode({name: values for name, values in state.items() if values}, doseq=True)
        return f"{self.path}?{query}" if query else self.path

    @property
    def kept_sort(self) -> str:
        """The order, where it is another than the usual one."""
        return "".join(self._state["sort"])

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What is chosen beside the words, for the hidden inputs of the box above."""
        return [
            (name, value) for name, values in self._state.items() if name != "q" for value in values
        ]

    @property
    def query_string(self) -> str:
        """The cleaned query without the page."""
        return self.url().partition("?")[2]

    @property
    def clear_url(self) -> str:
        """Without filters and words."""
        return self.url(**{name: [] for name in self._state if name != "sort"})

    @property
    def broader_url(self) -> str:
        """The same words without filters."""
        return self.url(**{name: [] for name in self.chosen})


class _Paginator(Paginator):
    known_count = 0

    @property
    def count(self) -> int:
        return self.known_count
