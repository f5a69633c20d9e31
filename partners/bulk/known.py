"""The partners that a municipality has already: is a row one of them, is it like one of them?"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from partners.likeness import (
    address_key,
    are_names_alike,
    core_of_address,
    core_of_name,
    name_key,
)
from partners.models import Partner
from tomoni.municipalities.models import Municipality

Values = dict[str, Any]


@dataclass
class Known:
    """Organisations by what tells them apart; an id is whatever the caller knows them by."""

    by_number: dict[str, Any] = field(default_factory=dict)
    by_name: dict[tuple[str, str], Any] = field(default_factory=dict)
    numbers: dict[Any, str] = field(default_factory=dict)
    said: dict[Any, tuple[str, str]] = field(default_factory=dict)
    by_core: dict[str, list[tuple[Any, str]]] = field(default_factory=lambda: defaultdict(list))
    by_place: dict[str, list[tuple[Any, str]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, who: Any, values: Values) -> None:
        """Remember an organisation; of two that are the same, the first counts."""
        name, address = values.get("name", ""), values.get("address", "")
        number = values.get("corporate_number", "")
        self.said[who] = name, address
        if number:
            self.by_number.setdefault(number, who)
            self.numbers[who] = number
        self.by_name.setdefault((name_key(name), address_key(address)), who)
        core, place = core_of_name(name), core_of_address(address)
        self.by_core[core].append((who, place))
        if any(letter.isdigit() for letter in place):
            self.by_place[place].append((who, core))

    def same(self, values: Values) -> Any:
        """By the corporate number, else by name and address; None where it is none of them."""
        number = values.get("corporate_number", "")
        if number and number in self.by_number:
            return self.by_number[number]
        key = (name_key(values.get("name", "")), address_key(values.get("address", "")))
        who = self.by_name.get(key)
        return who if self._may_be(who, number) else None

    def alike(self, values: Values) -> Any:
        """One with a very similar name and address, or with the same name where either lacks its
        address; None where there is none.
        """
        core = core_of_name(values.get("name", ""))
        place = core_of_address(values.get("address", ""))
        if not core:
            return None
        for who, other in self.by_core.get(core, ()):
            if not place or not other or place.startswith(other) or other.startswith(place):
                return who
        for who, other in self.by_place.get(place, ()):
            if are_names_alike(core, other):
                return who
        return None

    def namesake(self, values: Values) -> tuple[str, str] | None:
        """Name and address of one with the same name, wherever it is."""
        core = core_of_name(values.get("name", ""))
        found = self.by_core.get(core) if core else None
        return self.said[found[0][0]] if found else None

    def _may_be(self, who: Any, number: str) -> bool:
        """Not if both have corporate numbers, since these would have been found equal."""
        return who is not None and not (number and self.numbers.get(who))


def known_of(municipality: Municipality) -> Known:
    """The municipality's partners, by their ids, in one query."""
    known = Known()
    columns = ("name", "address", "corporate_number")
    rows: Iterable[Any] = Partner.objects.filter(municipality=municipality).order_by("pk")
    for pk, *values in rows.values_list("pk", *columns):  # type: ignore[attr-defined]
        known.add(pk, dict(zip(columns, values, strict=True)))
    return known
