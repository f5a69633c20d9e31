"""What a draft says, in the words of its form: for pages that show it without being the form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from challenges.forms.proposal import SECTIONS, ProposalForm
from challenges.models.proposal import Worded
from challenges.proposing.merging import Answers
from tomoni.marking import Piece, marked

ANSWERS = tuple(
    name for _title, names in SECTIONS for name in names if name not in ("partner", "attachments")
)
"""The names of the answers that a partner's members write together, in the order of the form."""


@dataclass(frozen=True)
class Said:
    """A question with its answer as text."""

    name: str
    label: str
    text: str


def said(answers: Answers) -> list[Said]:
    """The answers that are not empty, in the order of the form."""
    form = ProposalForm(partners=[None])  # type: ignore[list-item]
    return _not_empty(said_of(form, name, answers.get(name, [])) for name in ANSWERS)


def said_of_form(form: forms.BaseForm, answers: Answers) -> list[Said]:
    """The answers to any form that are not empty, in its order."""
    return _not_empty(said_of(form, name, answers.get(name, [])) for name in form.fields)


def _not_empty(every: Iterable[Said]) -> list[Said]:
    return [one for one in every if one.text]


def said_of(form: forms.BaseForm, name: str, values: Sequence[str]) -> Said:
    """One answer, right or wrong."""
    field = form.fields[name]
    return Said(name, str(field.label), _words(field, values))


@dataclass(frozen=True)
class Earlier:
    """An answer of an earlier version in pieces; what the next version has not is marked."""

    name: str
    label: str
    pieces: list[Piece]


def earlier_words(version: Worded, later: Worded) -> list[Earlier]:
    """The answers of a version that are not empty, but for its title, beside the next one."""
    names = [name for name in Worded.TEXTS if name != "title"]
    every = ((name, _stands(version, name), _stands(later, name)) for name in names)
    return [Earlier(name, label_of(name), marked(old, new)[0]) for name, old, new in every if old]


def _stands(version: Worded, name: str) -> str:
    if name == "confidentiality":
        return str(Worded.Confidentiality(version.confidentiality).label)
    text: str = getattr(version, name)
    return text


def label_of(name: str) -> str:
    """The question of an answer."""
    form = ProposalForm(partners=[None])  # type: ignore[list-item]
    return str(form.fields[name].label)


def labels(names: Iterable[str]) -> str:
    """The questions, one after the other."""
    return _(", ").join(label_of(name) for name in names)


def _words(field: forms.Field, values: Sequence[str]) -> str:
    if isinstance(field, forms.ModelMultipleChoiceField):
        return _(", ").join(map(str, _rows(field, values)))
    typed = "\n".join(values)
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return str(dict(choices).get(typed, typed))
    return typed.replace("\r\n", "\n")


def _rows(field: forms.ModelMultipleChoiceField, values: Sequence[str]) -> Iterable[Any]:
    try:
        rows: QuerySet[Any] = field.clean(list(values)) if values else field.queryset.none()  # type: ignore[union-attr]
    except ValidationError:
        return values
    return rows
