"""Which of the seventeen goals a cell names: numbers of any shape, ranges, names, or a mark."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from partners.bulk.vocabulary import word_key
from tomoni import text

_CIRCLED = {ord("①") + n: f" {n + 1} " for n in range(20)}
_MARKS = frozenset("○◯〇●◎✓✔レ✕×*1") - frozenset("✕×")
_RANGE = re.compile(r"([0-9]{1,2})\s*[~〜∼-]\s*([0-9]{1,2})")
_ALL = frozenset(["全て", "すべて", "全部", "全目標", "all"])
_SEPARATOR = re.compile(r"[,，、;；\n/／]|\s{2,}|\s(?=[0-9])")


def goals_in(cell: str, header: str, names: dict[str, int]) -> list[int]:
    """The numbers of the goals; under the header "SDGs / 11" a mark (○) means 11."""
    of_header = re.search(r"[0-9]+", text.key(header.translate(_CIRCLED)).rpartition(" / ")[2])
    if of_header and cell.strip() in _MARKS:
        return _checked([int(of_header[0])])
    plain = text.key(cell.translate(_CIRCLED))
    if plain in _ALL:
        return list(range(1, 18))
    found: list[int] = []
    for part in _SEPARATOR.split(plain):
        found += _goals_of(part.strip(), names)
    return _checked(list(dict.fromkeys(found)))


def _goals_of(part: str, names: dict[str, int]) -> list[int]:
    if not part:
        return []
    if word_key(part) in names:
        return [names[word_key(part)]]
    spans = [(int(a), int(b)) for a, b in _RANGE.findall(part)]
    if spans and all(a < b for a, b in spans):
        return [number for a, b in spans for number in range(a, min(b, 99) + 1)]
    # A target such as 11.2 or 11.b belongs to its goal.
    numbers = [
        int(number) for number in re.findall(r"[0-9]+", re.sub(r"(?<=[0-9])\.[0-9a-c]\b", "", part))
    ]
    if not numbers:
        raise ValidationError(
            _("“%(word)s” is none of the 17 goals. Write their numbers, e.g. 3, 11, 17."),
            params={"word": part[:40]},
        )
    return numbers


def _checked(numbers: list[int]) -> list[int]:
    for number in numbers:
        if not 1 <= number <= 17:
            raise ValidationError(
                _("There is no goal %(number)s. Write numbers from 1 to 17, e.g. 3, 11, 17."),
                params={"number": str(number)[:20]},
            )
    return sorted(numbers)
