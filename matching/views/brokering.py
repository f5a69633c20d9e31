"""A broker passes an introduction on or not, and brings partners together by hand."""

from collections.abc import Callable, Iterable
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from matching.brokering.board import rows_of
from matching.brokering.brokers import Broker, broker_of
from matching.brokering.proposing import (
    LEAST_PARTIES,
    Choice,
    choices,
    objections,
    picks,
    search,
)
from matching.forms.brokering import ForwardForm, NoteForm, RefuseForm
from matching.introducing import steps
from matching.introducing.steps import ObstacleError
from matching.models import Introduction
from tomoni import text
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError

_NOT_NOW = gettext_lazy(
    "Who is asked takes no introductions now, so it cannot be passed on. Please tell who has asked."
)


@require_http_methods(["GET", "POST"])
@idempotent
def introduction_forward(request: HttpRequest, pk: int) -> HttpResponse:
    """Read what is asked, and pass it on with a few words or without."""
    introduction, broker = _to_pass_on(request, pk)
    form = ForwardForm(request.POST if request.method == "POST" else None)

    def step() -> None:
        steps.forward(introduction, by=broker.user, words=form.cleaned_data["words"])

    words = _("It is passed on. Who is asked is told now, and has 60 days to answer.")
    return _answer(request, introduction, form, step, words, "matching/introduction_forward.html")


@require_http_methods(["GET", "POST"])
@idempotent
def introduction_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not pass it on, and say why."""
    introduction, broker = _to_pass_on(request, pk)
    form = RefuseForm(request.POST if request.method == "POST" else None)

    def step() -> None:
        steps.refuse(introduction, by=broker.user, reason=form.cleaned_data["reason"])

    words = _("It is not passed on. Who has asked is told why.")
    return _answer(request, introduction, form, step, words, "matching/introduction_refuse.html")


def _to_pass_on(request: HttpRequest, pk: int) -> tuple[Introduction, Broker]:
    """What passes through the reader: 404 for what is not on their board, 403 for what is only
    counted there, and for who only reads.
    """
    broker = broker_of(request)
    introduction = get_object_or_404(rows_of(broker), pk=pk)
    if not broker.may_act(introduction):
        raise PermissionDenied
    return introduction, broker


def _answer(
    request: HttpRequest,
    introduction: Introduction,
    form: Form,
    step: Callable[[], None],
    words: str,
    page: str,
) -> HttpResponse:
    """The page with the form, or the step and back to the board."""
    if introduction.state != Introduction.State.REQUESTED:
        messages.warning(request, _("It does not wait with you any more."))
        return redirect("matching:introduction_board")
    if not form.is_valid():
        parties = introduction.parties.all()
        places = [(party.partner, party.listing) for party in parties]
        context = {"introduction": introduction, "places": places, "form": form}
        return render(request, page, context)
    try:
        step()
    except ObstacleError:
        messages.warning(request, _NOT_NOW)
        return redirect("matching:introduction_refuse", introduction.pk)
    except StateError:
        messages.warning(request, _("It does not wait with you any more."))
    else:
        messages.success(request, words)
    return redirect("matching:introduction_board")


# --- By hand ------------------------------------------------------------------------------------


@require_safe
def introduction_propose(request: HttpRequest) -> HttpResponse:
    """Choose two or three; the address keeps who is chosen."""
    broker = _proposer(request)
    chosen = choices(request.GET.getlist("place"), broker.user)
    words = text.one_line(request.GET.get("q", ""))[:60]
    against = objections(chosen, broker)
    context = {
        "broker": broker,
        "chosen": [(choice, _address(_without(chosen, choice), words)) for choice in chosen],
        "objections": against,
        "may_go_on": len(chosen) >= LEAST_PARTIES and not against,
        "query": _query(chosen),
        "words": words,
        "found": _offered(search(words, broker.user), chosen, words),
        "picks": _offered(picks(chosen[0], request), chosen, words) if chosen else [],
    }
    return render(request, "matching/introduction_propose.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
def introduction_send(request: HttpRequest) -> HttpResponse:
    """Write the note, read it once more, and ask all of them."""
    broker = _proposer(request)
    chosen = choices(request.GET.getlist("place"), broker.user)
    against = objections(chosen, broker)
    if against or len(chosen) < LEAST_PARTIES:
        return HttpResponseRedirect(_address(chosen))
    voices = broker.voices([choice.partner for choice in chosen])
    form = NoteForm(request.POST if request.method == "POST" else None, voices=voices)
    if form.is_valid() and request.POST.get("step") == "send":
        return _bring_together(request, broker, chosen, form)
    context = {
        "places": [choice.place for choice in chosen],
        "form": form,
        "is_read": form.is_valid() and request.POST.get("step") != "change",
        "back_url": _address(chosen),
    }
    return render(request, "matching/introduction_send.html", context)


def _bring_together(
    request: HttpRequest, broker: Broker, chosen: list[Choice], form: NoteForm
) -> HttpResponse:
    voice = form.cleaned_data["voice"]
    try:
        steps.bring_together(
            [choice.place for choice in chosen],
            municipality=voice.municipality,
            federation=voice.federation,
            by=broker.user,
            note_to_all=form.cleaned_data["note"],
        )
    except StateError:  # somebody was quicker; the page before says what stands in the way
        messages.warning(request, _("This cannot be proposed any more. Nobody was asked."))
        return HttpResponseRedirect(_address(chosen))
    messages.success(request, _("All of them are asked now. You are told when they have answered."))
    return redirect("matching:introduction_board")


def _proposer(request: HttpRequest) -> Broker:
    broker = broker_of(request)
    if not broker.may_propose:
        raise PermissionDenied
    return broker


def _offered(found: Iterable[Choice], chosen: list[Choice], words: str) -> list[tuple[Choice, str]]:
    """What may be added, each with its address; without what belongs to who is chosen already."""
    partners = {choice.partner for choice in chosen}
    if len(partners) >= steps.MOST_PARTIES:
        return []
    return [
        (choice, _address([*chosen, choice], words))
        for choice in found
        if choice.partner not in partners
    ]


def _without(chosen: list[Choice], one: Choice) -> list[Choice]:
    return [choice for choice in chosen if choice is not one]


def _query(chosen: Iterable[Choice], words: str = "") -> str:
    pairs = [("place", choice.key) for choice in chosen]
    return urlencode([*pairs, *([("q", words)] if words else [])])


def _address(chosen: Iterable[Choice], words: str = "") -> str:
    query = _query(chosen, words)
    address = reverse("matching:introduction_propose")
    return f"{address}?{query}" if query else address
