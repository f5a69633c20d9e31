"""A form field that holds several rows of a small form, e.g. the contacts of a challenge.

The rows are answered under names such as `contacts-0-person`, so they are kept in a draft like
every other answer and need no JavaScript: some empty rows are always there, and more appear when
those are filled and the form is kept.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

Row = dict[str, str]


class RowsWidget(forms.Widget):
    """Collects the rows that are not empty. A template draws `rows(bound_field)` instead of it."""

    use_fieldset = True

    def __init__(self, columns: Mapping[str, forms.Field], read: int) -> None:
        super().__init__()
        self.columns, self.read = list(columns), read
        self.seen = [name for name, field in columns.items() if not field.widget.is_hidden]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Row]:
        """The filled rows as typed, in their order; also those beyond the last one allowed.

        What is hidden nobody can empty: a row of which only that is left was emptied.
        """
        typed = (self._row(data, name, number) for number in range(self.read))
        return [row for row in typed if any(row[column].strip() for column in self.seen)]

    def _row(self, data: Mapping[str, Any], name: str, number: int) -> Row:
        return {column: data.get(f"{name}-{number}-{column}") or "" for column in self.columns}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Rows without an answer are an answer."""
        return False


class RowsField(forms.Field):
    """Cleans to a list of the `cleaned_data` of `row_form`.

    At least one row must be filled where the field is required, at most `most` may be; `spare` is
    the number of empty rows at the end.
    """

    widget: RowsWidget

    def __init__(
        self, row_form: type[forms.Form], *, most: int, spare: int = 3, **kwargs: Any
    ) -> None:
        self.row_form, self.most, self.spare = row_form, most, spare
        # One row more than can be drawn, so that a row too many is refused and not just dropped.
        widget = RowsWidget(row_form.base_fields, read=most + spare + 1)
        super().__init__(widget=widget, **kwargs)

    def clean(self, value: list[Row]) -> list[dict[str, Any]]:
        """Check every row; what is wrong with a row stands in the row itself."""
        super().validate(value)
        if len(value) > self.most:
            raise ValidationError(_("At most %(most)d rows."), params={"most": self.most})
        checked = [self.row_form(row) for row in value]
        if not all([row.is_valid() for row in checked]):  # noqa: C419 – every row is checked
            raise ValidationError(_("Please look at the rows marked below."))
        return [row.cleaned_data for row in checked]


def rows(bound_field: BoundField) -> list[forms.Form]:
    """The forms to draw: the filled rows, marked where they were checked, and some empty ones."""
    field = bound_field.field
    assert isinstance(field, RowsField)  # noqa: S101 – the caller names a field of this kind
    value: list[Row] = bound_field.value() or []
    filled = [
        _row(field, bound_field.html_name, number, row, is_checked=bound_field.form.is_bound)
        for number, row in enumerate(value)
    ]
    last = min(len(filled) + field.spare, max(field.most, len(filled)))
    spare = [
        field.row_form(prefix=f"{bound_field.html_name}-{number}")
        for number in range(len(filled), last)
    ]
    return filled + spare


def _row(field: RowsField, name: str, number: int, row: Row, *, is_checked: bool) -> forms.Form:
    prefix = f"{name}-{number}"
    if not is_checked:
        return field.row_form(initial=row, prefix=prefix)
    return field.row_form({f"{prefix}-{key}": value for key, value in row.items()}, prefix=prefix)
