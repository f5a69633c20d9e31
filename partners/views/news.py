"""The bulletin as everybody reads it, and a partner's own news with the steps of each."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from partners.access import (
    acting_membership,
    approved_membership,
    choose_partner,
    memberships,
)
from partners.models import Membership, News
from partners.publishing import bulletin
from partners.views.pictures import picture_response
from tomoni.accounts.models import User
from tomoni.filters import (
    Sort,
    Words,
    browse,
    by_choices,
    by_field,
    by_goal,
    by_municipality,
)
from tomoni.htmx import render
from tomoni.journal import searches
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError
from tomoni.municipalities.access import staff_roles

FILTERS = (
    by_choices("kind", _("Kind"), News.Kind, "kind"),
    by_goal("goals"),
    by_field("fields"),
    by_municipality("partner__municipality"),
)
SORTS = (
    Sort("new", _("newest"), "-published_at", "-pk"),
    Sort("closing", _("ending soon"), "ends_on", "pk"),
)


@login_not_required
@require_safe
def news_list(request: HttpRequest) -> HttpResponse:
    """What is new at the partners."""
    rows = News.objects.current().visible_to(request.user).with_card()
    found = browse(request, rows, FILTERS, SORTS)
    searches.note(request, found)
    context = {"found": found, "may_post": approved_membership(request) is not None}
    response = render(request, "partners/news_list.html", context, partials=["news_rows"])
    response["HX-Push-Url"] = found.page_url(found.page.number)
    return response


@login_not_required
@require_safe
def news_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece of news; past and hidden ones to their partner and its city alone."""
    news = get_object_or_404(News.objects.visible_to(request.user).with_detail(), pk=pk)
    membership = _membership_in(request, news)
    context = {
        "news": news,
        "membership": membership,
        "may_edit": membership is not None and _may_edit(membership),
        "is_staffed": any(
            role.municipality_id == news.partner.municipality_id for role in staff_roles(request)
        ),
    }
    return render(request, "partners/news_detail.html", context)


@login_not_required
@require_safe
def news_image(request: HttpRequest, pk: int) -> FileResponse:
    """The picture of a piece of news."""
    news = News.objects.visible_to(request.user).select_related("partner")
    row = get_object_or_404(news, pk=pk)
    return picture_response(request, row.image, is_public=row.is_public)


@require_safe
def my_news(request: HttpRequest) -> HttpResponse:
    """All news of the partner for which one acts, past ones too."""
    acting = acting_membership(request)
    rows = News.objects.filter(partner=acting.partner_id if acting else None)
    context = {
        "membership": acting,
        "news_rows": list(rows.select_related("partner").order_by("-published_at", "-pk")),
        "may_edit": acting is not None and _may_edit(acting),
        "may_post": approved_membership(request) is not None,
        "has_room": acting is None or bulletin.has_room(acting.partner),
        "limits": {"at_once": bulletin.AT_ONCE, "per_month": bulletin.PER_MONTH},
    }
    return render(request, "partners/my_news.html", context)


@require_POST
@idempotent
def news_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it down before its last day."""
    return _take(request, pk, bulletin.end_news, _("It is ended. You find it in your archive."))


@require_POST
@idempotent
def news_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the city's staff to show it again."""
    asked = _("The municipality is asked to show it again.")
    return _take(request, pk, bulletin.ask_for_news, asked)


def _take(request: HttpRequest, pk: int, step: Callable[..., None], success: Words) -> HttpResponse:
    news = own_news(request, pk)
    user: User = request.user  # type: ignore[assignment]
    try:
        step(news, by=user)
    except StateError:
        messages.warning(request, _("That is not possible any more. This is how it stands now."))
    else:
        messages.success(request, str(success))
    return redirect("partners:my_news")


def own_news(request: HttpRequest, pk: int) -> News:
    """News the person may change: 404 where they may not see it, 403 where only that."""
    seen = News.objects.visible_to(request.user).select_related("partner__municipality")
    news = get_object_or_404(seen, pk=pk)
    membership = _membership_in(request, news)
    if membership is None or not _may_edit(membership):
        raise PermissionDenied
    choose_partner(request, news.partner.slug)
    return news


def _may_edit(membership: Membership) -> bool:
    return membership.may(Membership.Role.EDITOR) and membership.partner.takes_edits


def _membership_in(request: HttpRequest, news: News) -> Membership | None:
    return next((m for m in memberships(request) if m.partner_id == news.partner_id), None)
