"""What a reader is told of a figure: staff the number itself, everybody else no small number of
rows that are not public, and no number exact enough to be worked out by subtraction.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

LEAST, STEP, LEAST_FOR_MEDIAN = 3, 5, 5
"""Of rows that are not public: fewer than LEAST, or of fewer partners, are not told, others to the
nearest STEP; no median is told of fewer than LEAST_FOR_MEDIAN.
"""


@dataclass(frozen=True)
class Shown:
    """A number as it is told; `value` is None where there are fewer than LEAST, and where its rows
    are not kept any more.
    """

    value: int | None
    is_rounded: bool = False
    is_kept: bool = True

    @property
    def text(self) -> str:
        """“1,204”, “about 15”, “fewer than 3”, “not kept any more”."""
        if not self.is_kept:
            return gettext("not kept any more")
        if self.value is None:
            return gettext("fewer than %(least)d") % {"least": LEAST}
        if self.is_rounded:
            return gettext("about %(number)s") % {"number": f"{self.value:,}"}
        return f"{self.value:,}"

    @property
    def length(self) -> int:
        """How long its bar is drawn."""
        return self.value or 0

    @property
    def as_json(self) -> dict[str, Any]:
        """The same for programs; `below` stands in the place of a number that is not told."""
        told: dict[str, Any] = {
            "value": self.value,
            "is_rounded": self.is_rounded,
            "is_kept": self.is_kept,
        }
        return told if self.value is not None or not self.is_kept else {**told, "below": LEAST}


NOT_KEPT = Shown(None, is_kept=False)


def exactly(number: int) -> Shown:
    """The number itself."""
    return Shown(number)


def roughly(number: int) -> Shown:
    """The number as everybody may know it: to the nearest five, and nothing below three."""
    if number < LEAST:
        return Shown(None, is_rounded=True)
    return Shown(STEP * round(number / STEP), is_rounded=True)
