"""The form of a municipality's policy: five numbers within the engine's bounds."""

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.engine.policy import BOUNDS, DEFAULT, Bounds, Policy
from tomoni import text

STEP, PLACES = 0.005, 3
"""Numbers are set in this step, so that all have so many decimal places."""


class Change(NamedTuple):
    """A number of the policy that would be another."""

    label: str | Promise
    now: float
    then: float


class NumberField(forms.Field):
    """A number within bounds in whole steps, typed in any width."""

    widget = forms.TextInput

    def __init__(self, bounds: Bounds, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.bounds = bounds
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off", "class": "short"}

    def prepare_value(self, value: Any) -> Any:
        """What was typed as it was typed, a stored number with all its places."""
        return f"{value:.{PLACES}f}" if isinstance(value, float) else value

    def to_python(self, value: Any) -> float | None:
        """The number, at the very step it stands on."""
        if value in self.empty_values:
            return None
        typed = unicodedata.normalize("NFKC", text.one_line(str(value))).replace("。", ".")
        try:
            return self._stepped(float(typed))
        except ValueError:
            raise self._outside() from None

    def _stepped(self, number: float) -> float:
        least, most = self.bounds
        if not least <= number <= most or round(number / STEP, 6) % 1:
            raise self._outside()
        return round(number, PLACES)

    def _outside(self) -> ValidationError:
        return ValidationError(
            _("Please write a number from %(least)s to %(most)s in steps of %(step)s."),
            params={"least": self.bounds.least, "most": self.bounds.most, "step": STEP},
        )


def _number(name: str, label: Promise, meaning: Promise) -> NumberField:
    return NumberField(BOUNDS[name], label=label, help_text=meaning)


class PolicyForm(forms.Form):
    """What each number does, in plain words; whoever only looks may leave some of them out."""

    different_sector = _number(
        "different_sector",
        gettext_lazy("Another line of business"),
        gettext_lazy("A little more for counterparts who may have what one lacks oneself."),
    )
    same_prefecture = _number(
        "same_prefecture",
        gettext_lazy("The same prefecture"),
        gettext_lazy("A little more for counterparts who are easy to visit."),
    )
    neighbouring_prefecture = _number(
        "neighbouring_prefecture",
        gettext_lazy("A neighbouring prefecture"),
        gettext_lazy("A little more for counterparts across the border."),
    )
    freshness = _number(
        "freshness",
        gettext_lazy("Published lately"),
        gettext_lazy("A little more for what is new. After half a year a third of it is left."),
    )
    reciprocity = _number(
        "reciprocity",
        gettext_lazy("Weight of “made for each other”"),
        gettext_lazy(
            "How much a match must be better than what each of the two meets anyway. At 0 closeness"
            " alone counts, and what fits everybody a little stands high in every list. The more"
            " weight, the higher stand those who are something special to each other."
        ),
    )

    def __init__(
        self, data: Mapping[str, Any], *, current: Policy, needs_all: bool = False
    ) -> None:
        self.current = current
        kept = asdict(current)
        sent = {name: data[name] for name in kept if name in data}
        given = sent if needs_all else kept | sent
        super().__init__(given if needs_all or sent else None, initial=kept)
        for name, field in self.fields.items():
            field.help_text = format_html("{}<br>{}", field.help_text, _bounds(name))

    @property
    def policy(self) -> Policy | None:
        """What the numbers make; the current one where none was sent, None where one is wrong."""
        if not self.is_bound:
            return self.current
        return Policy(**self.cleaned_data) if self.is_valid() else None

    @property
    def is_changed(self) -> bool:
        """Whether the numbers are others than the current ones."""
        return self.policy not in (None, self.current)

    def changes(self) -> list[Change]:
        """The numbers that differ from the current ones."""
        now, then = asdict(self.current), self.numbers()
        labels = {name: field.label or "" for name, field in self.fields.items()}
        return [Change(labels[n], now[n], then[n]) for n in now if now[n] != then[n]]

    def numbers(self) -> dict[str, float]:
        """The numbers that are shown, to be sent on as they are."""
        return asdict(self.policy or self.current)


def _bounds(name: str) -> str:
    least, most = BOUNDS[name]
    return _("From %(least)s to %(most)s in steps of %(step)s; %(default)s to begin with.") % {
        "least": least,
        "most": most,
        "step": STEP,
        "default": f"{getattr(DEFAULT, name):.{PLACES}f}",
    }
