"""Questions on a challenge, for everybody; and following it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from challenges import asking
from challenges.forms.asking import QuestionForm
from challenges.models import Challenge
from tomoni.accounts.signed_in import person_of
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError


@require_http_methods(["GET", "POST"])
@idempotent
def question_ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the city; while the challenge takes no proposals, the page says so."""
    challenge = _challenge(request, slug)
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            asking.ask(challenge, by=person_of(request), text=form.cleaned_data["text"])
        except StateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("The city has your question. You will get the answer by mail.")
            )
            return redirect(challenge)
    context = {"challenge": challenge, "municipality": challenge.municipality, "form": form}
    return render(request, "challenges/question_ask.html", context)


@require_POST
@idempotent
def challenge_follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Be told what happens, or no more."""
    challenge, by = _challenge(request, slug), person_of(request)
    if request.POST.get("follow") == "no":
        asking.unfollow(challenge, by=by)
        messages.success(request, _("You will not be told of this challenge any more."))
    else:
        asking.follow(challenge, by=by)
        messages.success(
            request,
            _("You will be told by mail of answers, of a later deadline, and of the result."),
        )
    return redirect(challenge)


def _challenge(request: HttpRequest, slug: str) -> Challenge:
    return get_object_or_404(
        Challenge.objects.published().select_related("municipality"), slug=slug
    )
