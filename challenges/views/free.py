"""Proposals without a challenge, to a municipality that takes them (フリー型)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from challenges.forms.free import FreeRuleForm
from challenges.proposing.addressee import Addressee
from challenges.proposing.free import set_free_rule
from challenges.views.proposing import confirm, fill_in
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.municipalities.access import municipalities_of_staff, require_staff
from tomoni.municipalities.models import Municipality, StaffRole


@login_not_required
@require_safe
def free_list(request: HttpRequest) -> HttpResponse:
    """The municipalities that take free proposals, what they wish and how soon they reply."""
    towns = Municipality.objects.taking_free_proposals()
    return render(request, "challenges/free_list.html", {"towns": list(towns)})


@require_http_methods(["GET", "POST"])
def free_create(request: HttpRequest, slug: str) -> HttpResponse:
    """The form, for editors and owners of registered partners."""
    return fill_in(request, _addressee(slug))


@require_http_methods(["GET", "POST"])
def free_confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything once more; the POST sends the proposal in."""
    return confirm(request, _addressee(slug))


def _addressee(slug: str) -> Addressee:
    return Addressee(get_object_or_404(Municipality, slug=slug))


@require_http_methods(["GET", "POST"])
@idempotent
def free_rule(request: HttpRequest) -> HttpResponse:
    """The desk: whether the municipality takes free proposals; its managers say so."""
    role = require_staff(request, _chosen(request))
    town, manager = role.municipality, StaffRole.Role.MANAGER
    if request.method == "POST":
        require_staff(request, town.pk, at_least=manager)
    form = FreeRuleForm(
        request.POST if request.method == "POST" else None,
        initial={
            "accepts": town.accepts_free_proposals,
            "wish_ja": town.free_wish_ja,
            "wish_en": town.free_wish_en,
        },
    )
    if form.is_valid():
        set_free_rule(town, by=role.user, **form.cleaned_data)
        messages.success(request, _said(town))
        response = redirect("challenges:free_rule")
        response["Location"] += f"?municipality={town.slug}"
        return response
    context = {
        "municipality": town,
        "towns": municipalities_of_staff(request),
        "form": form,
        "may_change": StaffRole.Role(role.role).includes(manager),
    }
    return render(request, "challenges/free_rule.html", context)


def _said(town: Municipality) -> str:
    if town.accepts_free_proposals:
        return _("Partners can propose to you without a challenge now.")
    return _("You take no free proposals now. Those that have come in are answered all the same.")


def _chosen(request: HttpRequest) -> int | None:
    """The municipality named in the address, if the person has several."""
    slug = request.GET.get("municipality", "")
    towns = municipalities_of_staff(request)
    return next((town.pk for town in towns if town.slug == slug), None)
