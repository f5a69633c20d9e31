"""What a form says about an address and a name while they are typed: proposals, never more.

A postal code has one place or several, or nobody knows it. A name has a reading that the dictionary
gives. What a person has typed is never overwritten: a place is put in front of it, or left alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from partners.likeness import spoken_name
from tomoni import postal, readings, text
from tomoni.forms import PostalCodeField
from tomoni.postal import Place

Answers = Mapping[str, Sequence[str]]
TAKE_ADDRESS, TAKE_READING = "address", "reading"
_CODE = PostalCodeField(required=False)


@dataclass(frozen=True)
class AddressHelp:
    """What there is to say about a postal code, beside the address as it stands now."""

    code: str
    """Seven digits, or "" where what was typed is no code."""
    places: Sequence[Place]
    address: str

    @property
    def held(self) -> Place | None:
        """The place with which the address begins already."""
        return next((place for place in self.places if _begins(self.address, place)), None)

    @property
    def edition(self) -> str:
        """Of which month the data is: "2026-10"."""
        return postal.edition()

    @property
    def shown_code(self) -> str:
        """As it is written: 436-0047."""
        return f"{self.code[:3]}-{self.code[3:]}"

    @property
    def common(self) -> str:
        """What all places begin with; shown once, above several."""
        first = self.places[0]
        same = all((p.prefecture, p.city) == (first.prefecture, first.city) for p in self.places)
        return f"{first.prefecture}{first.city}" if same and len(self.places) > 1 else ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(whole address, what tells it apart from the others) of each place."""
        return [
            (p.address, p.organisation or p.address.removeprefix(self.common) or p.city)
            for p in self.places
        ]


def address_help(typed_code: str, address: str) -> AddressHelp:
    """What the code stands for, whatever was typed for it."""
    try:
        code = _CODE.clean(typed_code)
    except ValidationError:
        code = ""
    return AddressHelp(code, postal.places(code) if code else [], text.one_line(address))


def address_with(place: Place, address: str) -> str:
    """The place, and behind it what was typed; unchanged where the two do not go together.

    "1-1-1" and "掛川市長谷1-1-1" are what follows 静岡県掛川市長谷; "名古屋市" is not.
    """
    whole, typed = place.address, text.one_line(address)
    if not typed or typed[0].isdigit():
        return whole + typed
    for start in range(len(whole)):
        if typed.startswith(whole[start:]):
            return whole[:start] + typed
    return address


def reading_help(name: str, kana: str) -> str:
    """A reading to propose for the name, "" where there is one already or none is certain."""
    return "" if text.one_line(kana) else readings.reading_of(spoken_name(name))


def taken(step: str, answers: Answers) -> dict[str, str] | None:
    """What the button of a proposal changes in the answers; None where the step is another.

    "address" takes the one place of the code, "address-2" the third of several.
    """
    first = {name: values[0] for name, values in answers.items() if values}
    if step == TAKE_READING:
        found = reading_help(first.get("name", ""), first.get("kana", ""))
        return {"kana": found} if found else {}
    name, _dash, number = step.partition("-")
    if name != TAKE_ADDRESS:
        return None
    known = address_help(first.get("postal_code", ""), first.get("address", ""))
    index = int(number) if number.isdecimal() and len(number) < 4 else 0
    if known.held or index >= len(known.places) or (not number and len(known.places) > 1):
        return {}
    return {"address": address_with(known.places[index], known.address)}


def _begins(address: str, place: Place) -> bool:
    """In any width, and with the prefecture left out too."""
    plain = text.key(address).replace(" ", "")
    whole = text.key(place.address)
    return plain.startswith((whole, whole.removeprefix(text.key(place.prefecture))))
