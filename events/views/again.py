"""Whom one would like to talk to again: one's own wishes, and what the office may ask."""

from collections import defaultdict
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.following import again, telling
from events.following.again import Said
from events.following.forms import AgainForm
from events.models import AgainWish, Place, Registration
from events.views.of_meeting import own_event, own_seat, posted, shown_event
from matching.introducing.rules import UNFINISHED, between
from matching.models import Introduction
from tomoni import text
from tomoni.accounts.signed_in import person_of
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError
from tomoni.municipalities.models import StaffRole
from tomoni.notices import reading

_MOST = 20
_LONGEST = 60


@require_safe
def again_list(request: HttpRequest, slug: str) -> HttpResponse:
    """One's wishes, the people of one's tables, and a search among all who took part."""
    event = shown_event(request, slug)
    seat = own_seat(request, event)
    wishes = list(
        AgainWish.objects.filter(wisher=seat, taken_back_at=None)
        .select_related("wished__user", "wished__partner", "introduction")
        .order_by("-created_at", "-pk")
    )
    reading.settle(telling.MUTUAL, [wish.pk for wish in wishes], reader=person_of(request))
    said = {wish.wished_id for wish in wishes}
    words = text.one_line(request.GET.get("q", ""))[:_LONGEST]
    context = {
        "event": event,
        "wishes": wishes,
        "words": words,
        "found": list(_found(seat, words).exclude(pk__in=said)[:_MOST]) if words else [],
        "companions": list(_companions(seat).exclude(pk__in=said)),
        "takes_wishes": again.takes_wishes(event),
    }
    return render(request, "events/following/again_list.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
def again_wish(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say that one would like to talk to somebody again, or change what was said."""
    event = shown_event(request, slug)
    seat = own_seat(request, event)
    other = get_object_or_404(_others(seat), pk=pk)
    known = AgainWish.objects.filter(wisher=seat, wished=other, taken_back_at=None).first()
    if known is not None and known.is_mutual:
        return redirect("events:again_list", slug)
    names = ("words", "office_may_ask", "shares_contact")
    initial = {name: getattr(known, name) for name in names} if known else {}
    form = AgainForm(posted(request), seat=seat, other=other, initial=initial)
    if form.is_valid():
        try:
            made = again.wish(seat, other, Said(**form.cleaned_data), by=person_of(request))
        except StateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _what_now(made))
            return redirect("events:again_list", slug)
    context = {"event": event, "other": other, "form": form, "known": known}
    return render(request, "events/following/again_wish.html", context)


@require_POST
@idempotent
def again_take_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """As if it had never been said."""
    seat = own_seat(request, shown_event(request, slug))
    rows = AgainWish.objects.select_related("wisher", "wished")
    made = get_object_or_404(rows, wisher=seat, wished=pk)
    try:
        again.take_back(made, by=person_of(request))
    except StateError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is taken back. Nobody has learnt of it."))
    return redirect("events:again_list", slug)


@require_safe
def again_queue(request: HttpRequest, slug: str) -> HttpResponse:
    """Wishes about which the office may ask the other side; for who can bring them together."""
    event = own_event(request, slug, at_least=StaffRole.Role.EDITOR)
    related = ("wisher__user", "wisher__partner", "wished__user", "wished__partner")
    rows = AgainWish.objects.for_office().filter(wisher__event=event, wished__state="registered")
    wishes = list(rows.select_related(*related).order_by("created_at", "pk"))
    context = {"event": event, "wishes": [(wish, _to_propose(wish)) for wish in _open(wishes)]}
    return render(request, "events/following/again_queue.html", context)


def _open(wishes: list[AgainWish]) -> list[AgainWish]:
    """Those whose partners are not in touch, and were not since the wish was made."""
    keys = {wish.pk: _key(wish) for wish in wishes}
    known: dict[str, list[Introduction]] = defaultdict(list)
    for row in Introduction.objects.filter(between__in=set(keys.values())):
        known[row.between].append(row)
    return [wish for wish in wishes if not any(_answers(row, wish) for row in known[keys[wish.pk]])]


def _answers(row: Introduction, wish: AgainWish) -> bool:
    """It is under way, or was at some time since the wish was made, whatever came of it."""
    settled_at = row.over_at or row.outcome_at or row.requested_at
    return row.state in UNFINISHED or settled_at >= wish.created_at


def _key(wish: AgainWish) -> str:
    partners = [seat.partner for seat in (wish.wisher, wish.wished) if seat.partner]
    return between(partners)


def _to_propose(wish: AgainWish) -> str:
    """Where the office brings the two together, with both chosen already."""
    places = [f"partner-{wish.wisher.partner_id}", f"partner-{wish.wished.partner_id}"]
    query = urlencode({"place": places}, doseq=True)
    return f"{reverse('matching:introduction_propose')}?{query}"


def _others(seat: Registration) -> QuerySet[Registration]:
    """Everybody who can be wished for: with an account, and not of the same partner."""
    rows = Registration.objects.registered().filter(event=seat.event_id, user__is_active=True)
    rows = rows.exclude(user=seat.user_id).with_names().order_by("user__name", "pk")
    return rows.exclude(partner=seat.partner_id) if seat.partner_id else rows


def _found(seat: Registration, words: str) -> QuerySet[Registration]:
    return _others(seat).filter(Q(user__name__icontains=words) | Q(partner__name__icontains=words))


def _companions(seat: Registration) -> QuerySet[Registration]:
    """Those with whom one sat at a table, in any round that was shown to all."""
    shown = Place.objects.filter(plan__event=seat.event_id, plan__state="published")
    own = shown.filter(registration=seat, round=OuterRef("round"), table=OuterRef("table"))
    beside = shown.filter(Exists(own), registration=OuterRef("pk"))
    return _others(seat).filter(Exists(beside))


def _what_now(made: AgainWish) -> str:
    if made.is_mutual:
        return _("You both wish it. You find each other below.")
    return _("It is noted. If the other wishes it, too, you both hear of it; else nobody does.")
