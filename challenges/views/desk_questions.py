"""The desk: questions on challenges and their answers."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from challenges import asking
from challenges.forms.asking import AnswerForm
from challenges.models import Challenge, Question
from challenges.views.desk_assigning import by_charge
from tomoni.filters import Cases, Filter, Sort, browse
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.municipalities.access import require_staff
from tomoni.municipalities.models import StaffRole

SORTS = (
    Sort("due", gettext_lazy("most urgent first"), "is_answered", "created_at", "pk"),
    Sort("new", gettext_lazy("newest first"), "-created_at", "-pk"),
)


@require_safe
def question_queue(request: HttpRequest) -> HttpResponse:
    """All questions to the office, what waits longest on top."""
    require_staff(request)
    rows = Question.objects.on_desk_of(request.user).select_related(
        "challenge", "asked_by", "assignment__assignee"
    )
    titles = Challenge.objects.on_desk_of(request.user).order_by("-opened_at", "-pk")
    filters = (
        Cases("waiting", gettext_lazy("The answer"), (("yes", gettext_lazy("owed"), _is_owed),)),
        by_charge(request.user),
        Filter(
            "challenge",
            gettext_lazy("Challenge"),
            ("challenge__slug",),
            choices=tuple(titles.values_list("slug", "title")),
        ),
    )
    context = {"found": browse(request, rows.by_urgency(), filters, SORTS)}
    return render(request, "challenges/question_queue.html", context, partials=["question_rows"])


def _is_owed() -> Q:
    return Q(answered_at=None)


@require_http_methods(["GET", "POST"])
@idempotent
def question_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer, or mend the answer."""
    rows = Question.objects.on_desk_of(request.user)
    question = get_object_or_404(
        rows.select_related(
            "challenge__municipality", "asked_by", "answered_by", "assignment__assignee"
        ),
        pk=pk,
    )
    role = require_staff(
        request, question.challenge.municipality_id, at_least=StaffRole.Role.EDITOR
    )
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        initial={
            "answer": question.answer,
            "is_public": question.is_public or not question.answered_at,
        },
    )
    if form.is_valid():
        text, is_public = form.cleaned_data["answer"], form.cleaned_data["is_public"]
        asking.answer(question, by=role.user, text=text, is_public=is_public)
        messages.success(request, _("The answer is on its way."))
        return redirect("challenges:question_queue")
    context = {
        "question": question,
        "challenge": question.challenge,
        "municipality": question.challenge.municipality,
        "form": form,
    }
    return render(request, "challenges/question_answer.html", context)
