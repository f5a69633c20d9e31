"""A partner is left in peace: its pause from introductions, and whom it has blocked."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from matching.forms.introducing import BlockForm, PauseForm
from matching.introducing import settings
from matching.models import Block, Pause
from partners.access import memberships, require_named
from partners.models import Membership, Partner
from tomoni.accounts.signed_in import person_of
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent

_EDITOR = Membership.Role.EDITOR


@require_http_methods(["GET", "POST"])
@idempotent
def introduction_settings(request: HttpRequest) -> HttpResponse:
    """The pause, which a POST begins or changes, and the blocks."""
    partner = require_named(request, at_least=_EDITOR).partner
    paused = Pause.objects.filter(partner=partner).first()
    posted = request.POST if request.method == "POST" else None
    form = PauseForm(posted, initial={"until": paused.until if paused else None})
    if form.is_valid():
        settings.pause(partner, by=person_of(request), until=form.cleaned_data["until"])
        messages.success(request, _("You take no introductions now. Nobody is told why."))
        return redirect(_address(partner))
    context = {
        "partner": partner,
        "pause": paused,
        "form": form,
        "blocks": list(Block.objects.filter(partner=partner).select_related("blocked", "by")),
    }
    return render(request, "matching/introduction_settings.html", context)


@require_POST
@idempotent
def introduction_resume(request: HttpRequest) -> HttpResponse:
    """The pause is over."""
    partner = require_named(request, at_least=_EDITOR).partner
    settings.resume(partner, by=person_of(request))
    messages.success(request, _("You take introductions again."))
    return redirect(_address(partner))


@require_http_methods(["GET", "POST"])
@idempotent
def partner_block(request: HttpRequest, slug: str) -> HttpResponse:
    """What a block does, and the form that makes it."""
    partner, other = _two(request, slug)
    made = Block.objects.filter(partner=partner, blocked=other).first()
    posted = request.POST if request.method == "POST" else None
    form = BlockForm(posted, initial={"reason": made.reason if made else ""})
    if form.is_valid():
        by = person_of(request)
        settings.block(partner, other, by=by, reason=form.cleaned_data["reason"])
        words = _("%(name)s is not suggested to you any more, nor you to them.")
        messages.success(request, words % {"name": other.name})
        return redirect(_address(partner))
    context = {"partner": partner, "other": other, "form": form, "is_made": made is not None}
    return render(request, "matching/partner_block.html", context)


@require_POST
@idempotent
def partner_unblock(request: HttpRequest, slug: str) -> HttpResponse:
    """They may meet again."""
    partner, other = _two(request, slug)
    settings.unblock(partner, other, by=person_of(request))
    words = _("%(name)s may be suggested to you again, and you to them.")
    messages.success(request, words % {"name": other.name})
    return redirect(_address(partner))


def _two(request: HttpRequest, slug: str) -> tuple[Partner, Partner]:
    """The partner for which the person acts, and another: one that it can see, or has blocked."""
    if not memberships(request):
        raise Http404
    blocked = Partner.objects.filter(blocked_by__partner__memberships__user=person_of(request).pk)
    rows = (Partner.objects.approved() | blocked).distinct()
    other = get_object_or_404(rows, slug=slug)
    partner = require_named(request, at_least=_EDITOR).partner
    if partner == other:
        raise PermissionDenied
    return partner, other


def _address(partner: Partner) -> str:
    return f"{reverse('matching:introduction_settings')}?partner={partner.slug}"
