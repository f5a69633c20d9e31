"""Lists that people narrow down: filters with counts, chips, order, pages; all in the address.

    FILTERS = (by_goal("primary_goals", "related_goals"), by_field("fields"),
               by_municipality("partner__municipality"),
               by_choices("side", _("Need or seed"), Listing.Side, "side"))
    SORTS = (Sort("new", _("newest first"), "-published_at", "-pk"),
             Sort("title", _("by title"), "title", "pk"))

    found = browse(request, Listing.objects.visible_to(request.user).with_card(), FILTERS, SORTS)
    return render(request, "…/listing_list.html", {"found": found}, partials=["listing_rows"])

What a template reads of `found`:

    found.page          Page of 20: iterate it; `found.total` rows in all; `found.words` of ?q=
    found.chips         [Chip(title, label, url)]: what is chosen; the url is the list without it
    found.facets        [Facet(title, parameter, options)] with options
                        [Option(value, label, count, shown, url, is_chosen)]; the url adds the
                        value, or takes it away where it is chosen. Values without a row are left
                        out unless chosen, filters that could not narrow anything left out whole
    found.sorts         [SortOption(value, label, url, is_current)]; `found.sort` is the one chosen
    found.previous_url, found.next_url   "" at the ends; `found.page_url(n)`, `found.clear_url`
    found.query_string  the cleaned query ("goal=11&field=tourism"), without the page
    found.sorted        all rows on all pages in the order in force, for an export
    found.kept          [(parameter, value)] for the hidden inputs of a search form

In a page whose fragment `_challenge_rows.html` has the root `<div class="columns with-filters"
id="challenge-rows">` (the filters are swapped too, since their counts change):

    {% include "components/filters.html" with target="challenge-rows" %}
    <section class="stack">
    {% include "components/chosen.html" with chosen=found.chips clear_url=found.clear_url %}
    {% include "components/count_line.html" with count=found.total sorts=found.sorts %}
    <ul class="rows">{% for challenge in found.page %}…{% endfor %}</ul>
    {% include "components/pagination.html" with page=found.page %}</section>

Several values of one filter are alternatives (?goal=11&goal=13: either); different filters all
apply. The counts of a filter are those under all the *other* filters. What is not a value of the
filter is ignored, so a mistyped address is never an error.

Cost, whatever the number of filters and rows: one query for all counts and the total, then the rows
of the page; the words of all filters are asked for once a minute. `tomoni.counting` says what is
exact, and `found.is_partial` whether the counts of the filters are lower bounds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from tomoni import counting, crowds, text
from tomoni.counting import ANY_WORD, Counted
from tomoni.crowds import Crowd
from tomoni.facets import (
    AnyFilter,
    Cases,
    Filter,
    Word,
    Words,
    by_choices,
    by_field,
    by_goal,
    by_municipality,
    by_vocabulary,
    vocabulary_rows,
)
from tomoni.narrowing import Chip, Facet, SortOption, facets_of, in_address, labels_of
from tomoni.polls import Poll
from tomoni.search import SearchableQuerySet, query, rank_of

__all__ = [
    "AnyFilter",
    "Cases",
    "Filter",
    "Found",
    "Sort",
    "Words",
    "browse",
    "by_choices",
    "by_field",
    "by_goal",
    "by_municipality",
    "by_vocabulary",
]

PER_PAGE = 20
_LONGEST_SEARCH = 100  # characters of ?q= that are looked for
_MOST_VALUES = 30  # of one filter; an address with more was not made by our links


@dataclass(frozen=True)
class Sort:
    """An order of the list; the first of a list's sorts is what it has unless asked otherwise."""

    value: str
    label: Words
    order: tuple[str, ...]

    def __init__(self, value: str, label: Words, *order: str) -> None:
        for name, content in (("value", value), ("label", label), ("order", order)):
            object.__setattr__(self, name, content)


BEST = Sort("best", _("best match"), "-rank", "-pk")


def browse(
    request: HttpRequest,
    rows: QuerySet[Any],
    filters: Sequence[AnyFilter],
    sorts: Sequence[Sort],
    *,
    per_page: int = PER_PAGE,
    same: str = "",
) -> "Found":
    """Narrow, sort and page the rows as the address says. Nothing is asked before it is read.

    `same` names rows that are the same for the same reader whenever they are asked for: how to
    count them is then worked out once a minute.
    """
    key = (same, request.user.pk) if same else None
    return Found(request.path, request.GET, rows, filters, sorts, per_page, key)


@dataclass
class Found:
    """A list as the reader has narrowed it down; the module says what a template reads of it."""

    path: str
    asked: QueryDict
    rows: QuerySet[Any]
    filters: Sequence[AnyFilter]
    sorting: Sequence[Sort]
    per_page: int = PER_PAGE
    same: tuple[str, Any] | None = None

    @cached_property
    def words(self) -> str:
        """What is looked for with ?q=, where the rows can be searched."""
        typed = text.one_line(self.asked.get("q", ""))[:_LONGEST_SEARCH]
        return typed if self.has_words else ""

    @cached_property
    def chosen(self) -> dict[str, list[str]]:
        """The values of each filter that stand in the address and exist."""
        return {
            narrowing.parameter: self._known(narrowing.parameter, self.labels)
            for narrowing in self.filters
        }

    def _known(self, parameter: str, labels: dict[str, dict[str, str]]) -> list[str]:
        typed = dict.fromkeys(self.asked.getlist(parameter)[:_MOST_VALUES])
        return [value for value in typed if value in labels[parameter]]

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """{parameter: {value: label}} of all filters, in the order in which they are shown."""
        return labels_of(self.filters, self.words_of_filters)

    @cached_property
    def words_of_filters(self) -> list[Word]:
        """What stands in the vocabularies of the filters."""
        return vocabulary_rows(self.filters)

    @cached_property
    def narrowed(self) -> QuerySet[Any]:
        """The rows under all filters, unsorted."""
        return self._under(self.filters, self.words)

    def _under(self, filters: Iterable[AnyFilter], words: str) -> Any:
        rows: Any = self.rows
        if words:
            rows = rows.found_by(words)
        for narrowing in filters:
            values = self.chosen[narrowing.parameter]
            if values:
                rows = rows.filter(narrowing.condition(rows.model, values))
        return rows

    @cached_property
    def counted(self) -> Counted:
        """The total and the rows of each value, by the value that stands in the address.

        What is chosen of a filter does not narrow its own counts.
        """
        whole, *rest = counting.ask(self._question())
        for each in rest:
            whole.values |= each.values
            whole.is_partial |= each.is_partial
        whole.values = in_address(whole.values, self.words_of_filters)
        return whole

    def _question(self) -> counting.Question:
        lexemes = query(self.words)
        words = ANY_WORD if lexemes else self.words
        chosen = tuple((name, *values) for name, values in self.chosen.items() if values)
        key = self.same and (*self.same, chosen, bool(words), bool(lexemes))
        asked = counting.kept_question(key, lambda: self._polls(words))
        return asked.about(query(ANY_WORD), lexemes)

    def _polls(self, words: str) -> list[Poll]:
        chosen = [each for each in self.filters if self.chosen[each.parameter]]
        free = [each for each in self.filters if each not in chosen]
        rows = self._under(self.filters, words)
        polls = [Poll([Crowd(rows, free, is_capped=self.is_narrowed)])]
        for narrowing in chosen:
            others = self._under([each for each in self.filters if each is not narrowing], words)
            polls.append(Poll([Crowd(others, [narrowing], most=crowds.CAP)]))
        return polls

    @cached_property
    def is_narrowed(self) -> bool:
        """Words are looked for, or a value is chosen."""
        return bool(self.words) or any(self.chosen.values())

    @property
    def is_partial(self) -> bool:
        """The counts of the filters are lower bounds: they are of the newest rows alone."""
        return self.counted.is_partial

    @property
    def looked_at(self) -> int:
        """So many of the newest rows are counted by filter where there are very many."""
        return crowds.CAP

    @property
    def total(self) -> int:
        """The number of rows on all pages."""
        return self.counted.total

    @cached_property
    def orders(self) -> Sequence[Sort]:
        """The orders there are, the usual one first: where words are looked for in the rows
        themselves, by relevance.
        """
        is_ranked = isinstance(self.rows, SearchableQuerySet) and query(self.words)
        return (BEST, *self.sorting) if is_ranked else self.sorting

    @cached_property
    def sort(self) -> str:
        """The value of the order in force."""
        typed = self.asked.get("sort", "")
        return next((sort.value for sort in self.orders if sort.value == typed), self._usual_sort)

    @property
    def _usual_sort(self) -> str:
        return self.orders[0].value

    @property
    def sorted(self) -> QuerySet[Any]:
        """All rows under all filters, in the order in force."""
        if self.sort == BEST.value:
            ranked = self.narrowed.annotate(rank=rank_of(self.words))
            return ranked.order_by(*BEST.order)
        order = next(sort.order for sort in self.orders if sort.value == self.sort)
        return self.narrowed.order_by(*order)

    @cached_property
    def page(self) -> Page[Any]:
        """The page asked for; the nearest there is where there is none of that number."""
        paginator = _Paginator(self.sorted, self.per_page)
        paginator.known_count = self.total
        return paginator.get_page(self.asked.get("page"))

    @cached_property
    def chips(self) -> list[Chip]:
        """What the reader has chosen, the words looked for first."""
        chips = [Chip(_("Words"), self.words, self.url(q=[]))] if self.words else []
        for narrowing in self.filters:
            parameter = narrowing.parameter
            for value in self.chosen[parameter]:
                label = self.labels[parameter][value]
                label = f"{value} {label}" if parameter == "goal" else label
                chips.append(Chip(narrowing.title, label, self._toggled(parameter, value)))
        return chips

    @cached_property
    def facets(self) -> list[Facet]:
        """The filters that could narrow the list further, or do already."""
        return facets_of(self.filters, self.labels, self.chosen, self.counted, self._toggled)

    def _toggled(self, parameter: str, value: str) -> str:
        chosen = self.chosen[parameter]
        others = [other for other in chosen if other != value]
        return self.url(**{parameter: others if value in chosen else [*chosen, value]})

    @cached_property
    def sorts(self) -> list[SortOption]:
        """The orders one may choose."""
        return [
            SortOption(sort.value, sort.label, self.url(sort=[sort.value]), sort.value == self.sort)
            for sort in self.orders
        ]

    @cached_property
    def kept(self) -> list[tuple[str, str]]:
        """What is chosen beside the words, for the hidden inputs of a search form."""
        return [
            (name, value) for name, values in self._state.items() if name != "q" for value in values
        ]

    @cached_property
    def _state(self) -> dict[str, list[str]]:
        sort = [self.sort] if self.sort != self._usual_sort else []
        return {"q": [self.words] if self.words else [], **self.chosen, "sort": sort}

    def url(self, **changes: list[str]) -> str:
        """The address of the list with some parameters changed, on its first page."""
        state = {**self._state, **changes}
        if state["sort"] == [self._usual_sort]:
            state["sort"] = []
        query = urlencode({name: values for name, values in state.items() if values}, doseq=True)
        return f"{self.path}?{query}" if query else self.path

    @property
    def has_words(self) -> bool:
        """Whether the rows can be searched with ?q=."""
        return hasattr(self.rows, "found_by")

    @property
    def kept_sort(self) -> str:
        """The order, where it is another than the usual one: for the form of the filters."""
        return "".join(self._state["sort"])

    @property
    def query_string(self) -> str:
        """The cleaned query without the page."""
        return self.url().partition("?")[2]

    @property
    def clear_url(self) -> str:
        """The list without filters and words, in the same order."""
        return self.url(**{name: [] for name in self._state if name != "sort"})

    def page_url(self, number: int) -> str:
        """The address of a page."""
        return self.url(page=[str(number)]) if number > 1 else self.url()

    @property
    def previous_url(self) -> str:
        """The page before; "" on the first."""
        return self.page_url(self.page.number - 1) if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        """The page after; "" on the last."""
        return self.page_url(self.page.number + 1) if self.page.has_next() else ""


class _Paginator(Paginator):
    """Does not count again what was counted with the facets."""

    known_count = 0

    @property
    def count(self) -> int:
        return self.known_count
