"""The five questions after a meeting, and what came of them for the office."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.following import questionnaire as steps
from events.following import telling
from events.following.forms import QuestionnaireForm
from events.following.questionnaire import Results, results_of
from events.models import Answer
from events.views.of_meeting import own_event, own_seat, posted, shown_event
from tomoni.accounts.signed_in import person_of
from tomoni.charts import Bars, bars
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError
from tomoni.notices import reading


@require_http_methods(["GET", "POST"])
@idempotent
def questionnaire(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions, for who had a seat; afterwards what one has answered."""
    event = shown_event(request, slug)
    seat = own_seat(request, event)
    reading.settle(telling.QUESTIONS, [seat.pk], reader=person_of(request))
    given = Answer.objects.filter(registration=seat).first()
    is_open = steps.takes_answers(event) and (given is None or steps.may_change(given))
    form = QuestionnaireForm(posted(request), instance=given)
    if form.is_valid():
        try:
            steps.answer(seat, form.cleaned_data)
        except StateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. You can change your answers for two weeks."))
            return redirect("events:questionnaire", slug)
    context = {"event": event, "form": form, "given": given, "is_open": is_open}
    return render(request, "events/following/questionnaire.html", context)


@require_safe
def questionnaire_results(request: HttpRequest, slug: str) -> HttpResponse:
    """Figures, bars and remarks without names; nothing as long as fewer than three answered."""
    event = own_event(request, slug)
    results = results_of(event)
    context = {
        "event": event,
        "results": results,
        "fewest": steps.FEWEST,
        "charts": _charts(results) if results.are_shown else [],
    }
    return render(request, "events/following/questionnaire_results.html", context)


def _charts(results: Results) -> list[tuple[str, Bars]]:
    """The question, and the picture whose title says what it shows."""
    n = {"all": results.count, "said": results.said_of_tables}
    content = _("%(n)d of %(all)d are content (4 or 5 points)") % {**n, "n": results.content}
    going_on = _("%(n)d of %(all)d will continue with somebody, or perhaps") % {
        **n,
        "n": results.going_on,
    }
    charts = [
        (_question("satisfaction"), bars("satisfaction", content, results.satisfaction)),
        (_question("continuing"), bars("continuing", going_on, results.continuing)),
    ]
    if results.said_of_tables:
        helped = _("%(n)d of %(said)d found the talk at their table helpful (4 or 5 points)") % {
            **n,
            "n": results.helped,
        }
        charts.append((_question("table_helped"), bars("table", helped, results.table_helped)))
    return charts


def _question(name: str) -> str:
    return str(QuestionnaireForm.base_fields[name].label)
