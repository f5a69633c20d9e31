"""What the forms of projects and agreements have in common: a step each, and what goes wrong."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tomoni.htmx import render
from tomoni.models import LostUpdateError, StateError, Versioned


def lost_update_words() -> str:
    """What the second of two editors is told."""
    return _(
        "Somebody else has saved it in the meantime. What you have typed is kept: please compare"
        " it with the page as it is now, and save once more."
    )


def show_or_step(
    request: HttpRequest,
    form: forms.Form,
    step: Callable[[], str],
    page: str,
    context: Mapping[str, Any],
    *,
    row: Versioned,
    leads_to: str,
) -> HttpResponse:
    """Show the form, or take the step, say what it answers and lead on; why not stands in the form.

    `row` is what the form is about: where somebody else has saved it the status is 409.
    """
    status = 200
    if form.is_valid():
        try:
            messages.success(request, step())
            return redirect(leads_to)
        except LostUpdateError:
            status = 409
            form.add_error(None, lost_update_words())
            _take_version(form, row)
        except StateError as error:
            form.add_error(None, str(error))
    return render(request, page, dict(context), status=status)


def _take_version(form: forms.Form, row: Versioned) -> None:
    """The form is about the row as it is now: saved once more it counts."""
    row.refresh_from_db(fields=["version"])
    answers: Any = form.data.copy()  # type: ignore[attr-defined]
    answers["version"] = row.version
    form.data = answers
