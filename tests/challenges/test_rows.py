"""The field of several rows: what is read, what is drawn, what is refused."""

import pytest
from django import forms
from django.http import QueryDict

from tomoni.form_rows import RowsField, rows


class ThingForm(forms.Form):
    """A row."""

    name = forms.CharField(max_length=5)
    note = forms.CharField(required=False)


class ListForm(forms.Form):
    """A form with rows."""

    things = RowsField(ThingForm, most=3, spare=2, required=False)


def typed(*names: str) -> QueryDict:
    """The answers of rows with these names."""
    answers = QueryDict(mutable=True)
    for number, name in enumerate(names):
        answers[f"things-{number}-name"] = name
    return answers


def test_filled_rows_are_cleaned_in_their_order_and_empty_ones_dropped() -> None:
    form = ListForm(typed("a", "", " ", "b"))
    assert form.is_valid()
    assert form.cleaned_data["things"] == [
        {"name": "a", "note": ""},
        {"name": "b", "note": ""},
    ]


def test_a_row_that_is_wrong_says_so_itself() -> None:
    form = ListForm(typed("a", "too long"))
    assert not form.is_valid()
    drawn = rows(form["things"])
    assert [bool(row.errors) for row in drawn] == [False, True, False]
    assert drawn[1]["name"].value() == "too long"
    assert drawn[1]["name"].id_for_label == "id_things-1-name"


@pytest.mark.parametrize(("filled", "drawn"), [(0, 2), (1, 3), (2, 3), (3, 3)])
def test_empty_rows_stand_below_as_long_as_there_may_be_more(filled: int, drawn: int) -> None:
    form = ListForm(initial={"things": [{"name": "a"}] * filled})
    assert len(rows(form["things"])) == drawn


def test_one_row_too_many_is_refused_and_still_drawn() -> None:
    form = ListForm(typed("a", "b", "c", "d"))
    assert not form.is_valid()
    assert [row["name"].value() for row in rows(form["things"])] == ["a", "b", "c", "d"]


def test_a_required_field_wants_one_row() -> None:
    form = ListForm(typed(""))
    form.fields["things"].required = True
    assert not form.is_valid()


def test_unchecked_rows_are_drawn_without_complaint() -> None:
    form = ListForm(initial={"things": [{"name": "too long", "note": ""}]})
    assert "too long" in str(rows(form["things"])[0]["name"])
    assert not rows(form["things"])[0].errors
