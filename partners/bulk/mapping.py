"""The columns of a list as the page shows them: header, examples, and what each is read as."""

from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm
from django.forms.boundfield import BoundField

from partners.bulk.columns import guesses
from partners.bulk.headers import Header
from partners.bulk.sheets import column_letter
from partners.models import Import

_EXAMPLES = 3


@dataclass(frozen=True)
class ShownColumn:
    """A column with its question and the first things that stand in it."""

    letter: str
    field: BoundField
    examples: list[str]


def columns_of(source: Import, form: BaseForm, header: Header) -> list[ShownColumn]:
    """The columns about which the form asks."""
    names = [name for name in form.fields if name.startswith("column_")]
    indices = [int(name.removeprefix("column_")) for name in names]
    return [
        ShownColumn(column_letter(index), form[name], _examples(source, header, index))
        for name, index in zip(names, indices, strict=True)
    ]


def _examples(source: Import, header: Header, index: int) -> list[str]:
    below = [cells for number, cells in source.head if number > header.last]
    found = [cells[index] for cells in below if index < len(cells) and cells[index].strip()]
    return found[:_EXAMPLES]


def initial_answers(source: Import, header: Header) -> dict[str, Any]:
    """What was chosen for these headers before, else what they seem to mean."""
    is_same = (header.first, header.last) == (source.header_first, source.header_last)
    keys = (
        source.columns
        if is_same
        else {str(index): key for index, key in enumerate(guesses(list(header.labels)))}
    )
    answers: dict[str, Any] = {f"column_{index}": key for index, key in keys.items()}
    kept = ("approves", "mails_codes")
    answers |= {name: getattr(source, name) for name in kept}
    answers["checks"] = list(source.checked.all())
    return answers | {"default_type": source.default_type_id}
