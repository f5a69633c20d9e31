"""The filters as a page shows them: options with counts, chips, orders."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import get_language

from tomoni.counting import Counted
from tomoni.facets import AnyFilter, Word, Words

Counts = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a filter with the number of rows it would leave, at least that where it is of a
    part of the rows.
    """

    value: str
    label: str
    count: int
    url_of: Callable[[str, str], str]
    parameter: str
    is_chosen: bool
    is_partial: bool = False

    @property
    def url(self) -> str:
        """The list with the value, or without it where it is chosen."""
        return self.url_of(self.parameter, self.value)

    @property
    def shown(self) -> str:
        """The count as it is read: 1,204, or 120+; nothing where nothing is known."""
        if self.is_partial:
            return f"{self.count:,}+" if self.count else ""
        return f"{self.count:,}"


@dataclass(frozen=True)
class Facet:
    """A filter as it is shown."""

    title: Words
    parameter: str
    options: list[Option]

    @property
    def is_chosen(self) -> bool:
        """Narrows the list now."""
        return any(option.is_chosen for option in self.options)


@dataclass(frozen=True)
class Chip:
    """A chosen value, and the list without it."""

    title: Words
    label: str
    url: str


@dataclass(frozen=True)
class SortOption:
    """An order one may choose."""

    value: str
    label: Words
    url: str
    is_current: bool


def labels_of(filters: Iterable[AnyFilter], words: Iterable[Word]) -> dict[str, dict[str, str]]:
    """{parameter: {value: label}} in the reader's language."""
    labels: dict[str, dict[str, str]] = {
        narrowing.parameter: {value: str(label) for value, label in narrowing.choices}
        for narrowing in filters
    }
    is_japanese = get_language() == "ja"
    for parameter, value, _key, ja, en in words:
        labels[parameter][value] = ja if is_japanese else en or ja
    return labels


def in_address(counts: dict[tuple[str, str], int], words: Iterable[Word]) -> Counts:
    """The counts by what stands in the address instead of the ids of the vocabularies' rows."""
    values = {(parameter, key): value for parameter, value, key, _ja, _en in words}
    return {
        (parameter, values.get((parameter, value), value)): number
        for (parameter, value), number in counts.items()
    }


def facets_of(
    filters: Iterable[AnyFilter],
    labels: dict[str, dict[str, str]],
    chosen: dict[str, list[str]],
    counted: Counted,
    url_of: Callable[[str, str], str],
) -> list[Facet]:
    """The filters that could narrow what was found, or do already.

    Where the counts are of a part only, a value without a count may still have rows.
    """
    facets = []
    for narrowing in filters:
        parameter = narrowing.parameter
        own = chosen[parameter]
        options = [
            Option(value, label, number, url_of, parameter, value in own, counted.is_partial)
            for value, label in labels[parameter].items()
            if (number := counted.values.get((parameter, value), 0))
            or value in own
            or counted.is_partial
        ]
        if len(options) > 1 or own:
            facets.append(Facet(narrowing.title, parameter, options))
    return facets
