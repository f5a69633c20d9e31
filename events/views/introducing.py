"""Asking for an introduction out of a follow-up."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.following.forms import IntroductionForm
from events.models import FollowUp
from events.views.of_meeting import posted
from matching.introducing import rules, steps
from matching.introducing.asking import obstacle_words, value_of, ways
from matching.introducing.steps import ObstacleError
from matching.models import Introduction
from partners.access import acts_for
from partners.models import Listing, Membership, Partner
from tomoni.accounts.signed_in import person_of
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError


@require_http_methods(["GET", "POST"])
@idempotent
def follow_up_introduce(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the other partner for a talk about a need or seed of each, out of the follow-up."""
    follow_up, ours, theirs = _between(request, pk)
    routes = rules.routes_to(theirs, of=ours)
    rows = Listing.objects.live().visible_to(request.user)
    rows = rows.exclude(visibility=Listing.Visibility.STAFF).order_by("side", "title", "pk")
    own, other = rows.filter(partner=ours), rows.filter(partner=theirs)
    form = IntroductionForm(
        posted(request),
        own=own,
        theirs=other,
        ways=ways(routes, theirs),
        initial={"message": _draft(follow_up, ours)},
    )
    if form.is_valid():
        try:
            introduction = _ask(request, follow_up, form.cleaned_data, routes)
        except ObstacleError as error:
            form.add_error(None, obstacle_words(error.obstacle, theirs))
        except StateError:
            form.add_error("way", _("This way is not open any more. Please choose once more."))
        else:
            messages.success(request, _("It is asked. You hear of the answer by mail."))
            return redirect(introduction)
    context = {
        "follow_up": follow_up,
        "ours": ours,
        "theirs": theirs,
        "form": form,
        "has_own": own.exists(),
        "has_theirs": other.exists(),
    }
    return render(request, "events/following/follow_up_introduce.html", context)


def _between(request: HttpRequest, pk: int) -> tuple[FollowUp, Partner, Partner]:
    """One's own open follow-up with two partners: 404 for others, 403 for who only reads it or may
    not write for the partner.
    """
    rows = FollowUp.objects.visible_to(request.user).open()
    related = ("event", "partner__municipality", "counterpart__municipality")
    row = get_object_or_404(
        rows.select_related(*related), pk=pk, partner__isnull=False, counterpart__isnull=False
    )
    ours, theirs = cast(Partner, row.partner), cast(Partner, row.counterpart)
    is_own = row.owner_id == person_of(request).pk
    if not is_own or not acts_for(request, ours, at_least=Membership.Role.EDITOR):
        raise PermissionDenied
    return row, ours, theirs


def _ask(
    request: HttpRequest, follow_up: FollowUp, said: dict[str, Any], routes: Any
) -> Introduction:
    [(route, federation)] = [each for each in routes if value_of(*each) == said["way"]]
    return steps.ask(
        said["own"],
        said["theirs"],
        by=person_of(request),
        message=said["message"],
        route=route,
        federation=federation,
        origin=follow_up,
    )


def _draft(follow_up: FollowUp, ours: Partner) -> str:
    """A message to begin with."""
    words = {"meeting": follow_up.event.title, "own": ours.name, "title": follow_up.title}
    return (
        _(
            "We met at “%(meeting)s”. We of %(own)s would like to go on with this: %(title)s. "
            "Could we talk about it?"
        )
        % words
    )
