"""The desk: the policy of a municipality, what another would do, and how the matching stands."""

from dataclasses import asdict
from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from matching.engine.policy import DEFAULT, Policy
from matching.forms.policy import PolicyForm
from matching.models import MatchingPolicy
from matching.policies import change_policy, row_of
from matching.progress import progress
from matching.reading.counted import feedback_counts
from matching.reading.preview import preview
from tomoni.accounts.models import User
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.journal.record import history_of
from tomoni.models import LostUpdateError
from tomoni.municipalities.access import municipalities_of_staff
from tomoni.municipalities.models import Municipality, StaffRole


@require_http_methods(["GET", "POST"])
@idempotent
def policy(request: HttpRequest) -> HttpResponse:
    """What other numbers would do to real lists; the POST saves the numbers that were shown."""
    sent = request.POST if request.method == "POST" else request.GET
    towns = _towns(request)
    town = _chosen(towns, sent.get("municipality", ""))
    if request.method == "POST" and not _may_save(request, town):
        raise PermissionDenied
    stored = row_of(town)
    needs_all, is_lost_update = request.method == "POST", False
    form = PolicyForm(sent, current=stored.policy, needs_all=needs_all)
    if request.method == "POST" and form.policy:
        try:
            return _save(request, town, form.policy)
        except LostUpdateError:
            stored, is_lost_update = row_of(town), True
            form = PolicyForm(sent, current=stored.policy)
    context = {
        **_context(request, stored, form),
        "towns": towns,
        "is_lost_update": is_lost_update,
    }
    return render(
        request,
        "matching/policy.html",
        context,
        partials=["policy_preview", "matching_state"],
        status=409 if is_lost_update else 200,
    )


def _save(request: HttpRequest, town: Municipality, wanted: Policy) -> HttpResponse:
    seen = request.POST.get("version", "")
    number = int(seen) if seen.isascii() and seen.isdecimal() else 0
    change_policy(town, wanted, by=cast(User, request.user), seen=number)
    messages.success(request, _("The policy is saved. All lists follow it from now on."))
    return HttpResponseRedirect(_address(town))


def _context(request: HttpRequest, stored: MatchingPolicy, form: PolicyForm) -> dict[str, object]:
    """What the page and its fragments show; what a fragment does not show is not asked for."""
    town, then = stored.municipality, form.policy
    return {
        "municipality": town,
        "form": form,
        "stored": stored,
        "may_save": _may_save(request, town),
        "default_url": "" if stored.policy == DEFAULT else _address(town, DEFAULT),
        "preview": SimpleLazyObject(lambda: preview(town, request, stored.policy, then))
        if then
        else None,
        "last_change": SimpleLazyObject(lambda: history_of(stored).first()) if stored.pk else None,
        "progress": SimpleLazyObject(progress),
        "counted": SimpleLazyObject(lambda: feedback_counts(town, timezone.localdate())),
    }


def _address(town: Municipality, shown: Policy | None = None) -> str:
    numbers = asdict(shown) if shown else {}
    query = urlencode({"municipality": town.slug, **numbers})
    return f"{reverse('matching:policy')}?{query}"


def _towns(request: HttpRequest) -> list[Municipality]:
    """Those whose policy the person may see: where they work, for an operator all. Else 404."""
    is_operator = cast(User, request.user).is_operator
    towns = list(Municipality.objects.all()) if is_operator else municipalities_of_staff(request)
    if not towns:
        raise Http404
    return towns


def _chosen(towns: list[Municipality], slug: str) -> Municipality:
    """The one that was asked for, the first where none was; another city's is a 404."""
    for town in towns:
        if slug in ("", town.slug):
            return town
    raise Http404


def _may_save(request: HttpRequest, town: Municipality) -> bool:
    managed = municipalities_of_staff(request, at_least=StaffRole.Role.MANAGER)
    return cast(User, request.user).is_operator or town in managed
