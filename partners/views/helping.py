"""The proposals of a profile form: as fragments while it is typed, or by buttons."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from partners.writing import helping
from tomoni.accounts.models import Draft
from tomoni.draft_forms import Steps
from tomoni.htmx import render

TARGETS = ("postal-found", "reading-found")


def fragment(request: HttpRequest) -> HttpResponse:
    """What there is to say about the postal code, or the name, that was just typed."""
    context = proposals(request.GET.get, asked=True)
    partials = [target.replace("-", "_") for target in TARGETS]
    return render(request, "partners/partner_form.html", context, partials=partials)


def proposals(typed: Callable[[str, str], Any], *, asked: bool) -> dict[str, Any]:
    """For the templates. Nobody is told anything about a code unless it was `asked` for."""

    def value(name: str) -> str:
        return str(typed(name, "") or "")

    return {
        "postal": helping.address_help(value("postal_code"), value("address")) if asked else None,
        "reading": helping.reading_help(value("name"), value("kana")),
    }


def proposals_of(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    """The proposals on the whole page, after the button of one was pressed."""
    answers = {name: values[0] for name, values in draft.data.items() if values}
    return proposals(answers.get, asked=helping.TAKE_ADDRESS in request.GET)


def side_step(draft: Draft, steps: Steps) -> Callable[[str], str]:
    """Takes a proposal into the draft and leads back to the place in the form where it stands."""

    def take(step: str) -> str:
        changes = helping.taken(step, draft.data)
        if changes is None:
            return ""
        draft.data |= {name: [value] for name, value in changes.items()}
        draft.save(update_fields=["data", "updated_at"])
        mark = "&" if "?" in steps.form else "?"
        is_reading = step == helping.TAKE_READING
        return f"{steps.form}{mark}reading#id_kana" if is_reading else _back(steps.form, mark)

    return take


def _back(form: str, mark: str) -> str:
    return f"{form}{mark}{helping.TAKE_ADDRESS}#postal-found"
