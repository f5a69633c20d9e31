"""Introductions by their partners' side: asking for one, all of them, and a single one."""

from typing import Any, NamedTuple

from allauth.decorators import rate_limit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matching.forms.introducing import AnswerForm, AskForm
from matching.introducing import rules, steps, telling
from matching.introducing.access import (
    Standing,
    own_listing,
    partner_to_list,
    shown_to,
    standing_in,
)
from matching.introducing.asking import obstacle_words, value_of, ways
from matching.introducing.contacts import contacts
from matching.introducing.drafting import card_of, first_draft
from matching.introducing.steps import ObstacleError
from matching.introducing.words import Said, broker_of, course, history, how_it_stands
from matching.models import CLOSES_AFTER, Introduction, Party
from partners.access import capacity_for
from partners.models import Listing, Partner, Project
from partners.models.origin import origin_of
from tomoni.accounts.signed_in import person_of
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError
from tomoni.municipalities.models import IntroductionRoute

_PER_PAGE = 30
Route = tuple[IntroductionRoute, Partner | None]


@require_http_methods(["GET", "POST"])
@rate_limit(action="introduction")
@idempotent
def introduction_ask(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Ask the partner of another need or seed for a talk about it and one's own."""
    own, may_ask = own_listing(request, pk)
    others = Listing.objects.visible_to(request.user).exclude(partner=own.partner)
    theirs = get_object_or_404(others.select_related("partner__municipality"), pk=other)
    if not may_ask:
        raise PermissionDenied
    card = card_of(own, theirs)
    routes = rules.routes_to(theirs.partner, of=own.partner)
    form = AskForm(
        request.POST if request.method == "POST" else None,
        ways=ways(routes, theirs.partner),
        draft=first_draft(own, theirs, card["reasons"] if card else ()),
    )
    found = rules.obstacle(own, theirs)
    if form.is_valid():
        try:
            return _ask(request, own, theirs, form, routes)
        except ObstacleError as error:
            found = error.obstacle
        except StateError:  # the rule of the city has changed since
            return redirect("matching:introduction_ask", pk, other)
    context = {
        "own": own,
        "theirs": theirs,
        "card": card,
        "form": form,
        "ways": ways(routes, theirs.partner),
        "obstacle": found,
        "obstacle_words": obstacle_words(found, theirs.partner) if found else "",
        "under_way": _under_way(own, theirs) if found == rules.Obstacle.OPEN else None,
        "left": rules.asks_left(own.partner),
        "days": CLOSES_AFTER.days,
        "acting": capacity_for(request, own.partner),
    }
    status = 409 if found and request.method == "POST" else 200
    return render(request, "matching/introduction_ask.html", context, status=status)


def _ask(
    request: HttpRequest, own: Listing, theirs: Listing, form: AskForm, routes: list[Route]
) -> HttpResponse:
    [(route, federation)] = [each for each in routes if value_of(*each) == form.cleaned_data["way"]]
    introduction = steps.ask(
        own,
        theirs,
        by=person_of(request),
        message=form.cleaned_data["message"],
        route=route,
        federation=federation,
    )
    messages.success(request, _asked_words(introduction, theirs.partner))
    return redirect(introduction)


def _asked_words(introduction: Introduction, other: Partner) -> str:
    names = {
        "name": other.name,
        "broker": broker_of(introduction),
        "day": date_format(introduction.last_day, "DATE_FORMAT"),
    }
    if introduction.is_agreed:
        return _("%(name)s had asked for you, too: you have both agreed.") % names
    if introduction.state == Introduction.State.REQUESTED:
        return _("It is asked. %(broker)s reads it, and passes it on to %(name)s.") % names
    return _("It is asked. %(name)s gets a mail and can answer until %(day)s.") % names


def _under_way(own: Listing, theirs: Listing) -> Introduction | None:
    key = rules.between([own.partner, theirs.partner])
    rows = Introduction.objects.filter(between=key, state__in=rules.UNFINISHED)
    return rows.of_partners([own.partner]).first()


class Row(NamedTuple):
    """An introduction in the list of a partner; `titles` are those that may be read."""

    introduction: Introduction
    place: int
    names: list[str]
    titles: list[str]
    said: Said


@require_safe
def introduction_list(request: HttpRequest) -> HttpResponse:
    """All of a partner: first what waits for its answer, then for others, agreed, over."""
    partner, acting = partner_to_list(request)
    rows = Introduction.objects.of_partners([partner]).with_place_for(partner)
    rows = rows.select_related("municipality", "federation")
    rows = rows.prefetch_related("parties__partner", "parties__listing")
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    shown = shown_to(request, [party for row in page for party in row.parties.all()])
    context = {
        "partner": partner,
        "acting": acting,
        "page": page,
        "rows": [_row(introduction, partner, shown) for introduction in page],
        "has_paused": rules.has_paused(partner),
    }
    return render(request, "matching/introduction_list.html", context)


def _row(introduction: Any, partner: Partner, shown: frozenset[int]) -> Row:
    parties = list(introduction.parties.all())
    own = next(party for party in parties if party.partner_id == partner.pk)
    return Row(
        introduction,
        introduction.place,
        [party.partner.name for party in parties if party != own],
        [party.listing.title for party in parties if party.listing_id in shown],
        how_it_stands(introduction, own, waiting=_waiting(parties, own)),
    )


def _waiting(parties: list[Party], own: Party | None) -> int:
    return sum(party.state == Party.State.ASKED for party in parties if party != own)


@require_safe
def introduction_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: who asks whom, about what, how it stands, and what to do next."""
    standing = standing_in(request, pk)
    telling.note_read(standing.introduction, standing.parties, person_of(request))
    return detail_page(request, standing, AnswerForm())


def detail_page(
    request: HttpRequest, standing: Standing, form: AnswerForm, *, status: int = 200
) -> HttpResponse:
    """The page; the form comes with its errors where an answer was not understood."""
    introduction, parties, own = standing.introduction, list(standing.parties), standing.own
    asking = next((party for party in parties if party.is_asking), None)
    context = {
        "standing": standing,
        "introduction": introduction,
        "origins": introduction.origins_for(request.user),
        "own": own,
        "asking": asking,
        "acting": standing.acting,
        "said": how_it_stands(introduction, own, waiting=_waiting(parties, own)),
        "broker": broker_of(introduction),
        "course": course(introduction),
        "history": history(introduction, parties, own),
        "reasons": _reasons(standing),
        "contacts": contacts(introduction, parties, reader=own),
        "project": _project(request, introduction),
        "form": form,
    }
    return render(request, "matching/introduction_detail.html", context, status=status)


def _reasons(standing: Standing) -> list[Party]:
    """The reasons that others have given with a no: read by who has agreed, and by the broker."""
    own, introduction = standing.own, standing.introduction
    if introduction.is_open or (own is not None and own.state != Party.State.AGREED):
        return []
    return [party for party in standing.others if party.reason]


def _project(request: HttpRequest, introduction: Introduction) -> Project | None:
    if introduction.state != Introduction.State.OUTCOME:
        return None
    rows = Project.objects.visible_to(request.user).filter(**origin_of(introduction))
    return rows.first()
