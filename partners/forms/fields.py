"""What the forms of partners and listings share: pickers, sections, and what was chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from partners.models import ChecklistItem, ChecklistQuerySet
from partners.record.changes import Chosen
from tomoni.forms import AtMost
from tomoni.taxonomy.models import Field, Goal

Words = str | Promise
MAIN_GOALS = 3
_NOT_IN_LIST = {"invalid_choice": _("This is not in the list any more. Please choose again.")}
_NOT_IN_LIST |= {"invalid_pk_value": _NOT_IN_LIST["invalid_choice"]}


class GoalsField(forms.ModelMultipleChoiceField):
    """The seventeen goals as chips that can be ticked."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, most: int | None = None, **kwargs: Any) -> None:
        super().__init__(
            Goal.objects.all(),
            template_name="components/goal_picker.html",
            error_messages=_NOT_IN_LIST,
            **kwargs,
        )
        if most is not None:
            self.validators.append(AtMost(most))


class RowsField(forms.ModelMultipleChoiceField):
    """Rows of a vocabulary in columns, none of them required.

    `unanswered` is what it means to tick none, where that is an answer too.
    """

    widget = forms.CheckboxSelectMultiple

    def __init__(self, rows: QuerySet[Any], *, unanswered: Words = "–", **kwargs: Any) -> None:
        self.unanswered = unanswered
        kwargs |= {"error_messages": _NOT_IN_LIST, "required": False}
        super().__init__(rows, template_name="components/field_columns.html", **kwargs)


class RowField(forms.ModelChoiceField):
    """One row of a vocabulary; nothing is chosen beforehand."""

    def __init__(self, rows: QuerySet[Any], **kwargs: Any) -> None:
        error_messages = _NOT_IN_LIST
        super().__init__(
            rows, empty_label=_("Please choose"), error_messages=error_messages, **kwargs
        )


class TickAllField(forms.ModelMultipleChoiceField):
    """Lines of a checklist of the municipality: each has to be ticked."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, items: ChecklistQuerySet, **kwargs: Any) -> None:
        super().__init__(items, error_messages=_NOT_IN_LIST, **kwargs)

    def clean(self, value: Any) -> list[ChecklistItem]:  # type: ignore[override]
        """All of them. What is no longer asked may be ticked, and counts for nothing."""
        asked = list(self.queryset.all())  # type: ignore[union-attr]
        ticked = set(map(str, value or ()))
        missing = [item.text for item in asked if str(item.pk) not in ticked]
        if missing:
            words = ngettext_lazy(
                "Please tick this too: %(lines)s", "Please tick these too: %(lines)s", len(missing)
            )
            raise ValidationError(words, params={"lines": " / ".join(missing)})
        return asked


def administrative_fields() -> RowsField:
    """The picker of administrative fields, which says what the official term means."""
    return RowsField(
        Field.objects.all(),
        label=_("Administrative fields"),
        help_text=_("The parts of the city's work this has to do with. Tick what really fits."),
    )


@dataclass(frozen=True)
class Section:
    """Questions that belong together, in the form and on the confirmation."""

    title: Words
    fields: list[BoundField]


class Sectioned(forms.BaseModelForm):
    """A form whose questions stand in sections: (title, names of the questions)."""

    SECTIONS: Sequence[tuple[Words, Sequence[str]]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Here, because a class cannot declare a question of this name: forms keep theirs in it.
        self.fields["fields"] = administrative_fields()

    @property
    def sections(self) -> list[Section]:
        """The sections with the questions that this form really has."""
        sections = [
            Section(title, [self[name] for name in names if name in self.fields])
            for title, names in self.SECTIONS
        ]
        return [section for section in sections if section.fields]

    @property
    def chosen(self) -> Chosen:
        """The answers to the questions where several rows may be ticked."""
        return {
            name: self.cleaned_data[name]
            for name, question in self.fields.items()
            if isinstance(question, forms.ModelMultipleChoiceField)
            and not isinstance(question, TickAllField)
        }

    def clean(self) -> dict[str, Any]:
        """A main goal is not counted among the further ones as well."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        if "primary_goals" in answers and "related_goals" in answers:
            main = [goal.pk for goal in answers["primary_goals"]]
            answers["related_goals"] = answers["related_goals"].exclude(pk__in=main)
        return answers


def limit_to(form: forms.BaseForm, name: str, rows: QuerySet[Any], *, at_least: int = 1) -> None:
    """Offer only these rows, or leave the question out where there are too few to choose from."""
    if len(rows[:at_least]) == at_least:
        form.fields[name].queryset = rows  # type: ignore[attr-defined]
    else:
        del form.fields[name]


def row_of(rows: QuerySet[Any], typed: Any) -> Any:
    """The row whose id was typed, or None."""
    value = str(getattr(typed, "pk", typed) or "")
    return rows.filter(pk=int(value)).first() if value.isdecimal() and len(value) < 19 else None
