"""The checklists of a municipality: what who registers declares, and what staff check."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.forms import ChecklistItemForm
from partners.life import checklists
from partners.models import ChecklistItem
from tomoni.accounts.models import User
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError
from tomoni.municipalities.access import municipalities_of_staff, require_staff
from tomoni.municipalities.models import Municipality, StaffRole

_Kind = ChecklistItem.Kind
_MANAGER = StaffRole.Role.MANAGER


@require_safe
def checklist(request: HttpRequest) -> HttpResponse:
    """Both checklists as they are in force, what is to come, and what was asked before."""
    role = require_staff(request)
    towns = municipalities_of_staff(request)
    asked = request.GET.get("municipality", "")
    town = next((town for town in towns if town.slug == asked), role.municipality)
    role = require_staff(request, town.pk)
    context = {
        "town": town,
        "towns": towns,
        "may_edit": StaffRole.Role(role.role).includes(_MANAGER),
        "lists": [_list(town, kind) for kind in _Kind],
    }
    return render(request, "partners/checklist.html", context)


def _list(town: Municipality, kind: ChecklistItem.Kind) -> dict[str, Any]:
    rows = list(ChecklistItem.objects.filter(municipality=town, kind=kind).order_by("order", "pk"))
    return {
        "kind": kind,
        "title": kind.label,
        "latest": [row for row in rows if row.in_force_until is None],
        "earlier": sorted(
            (row for row in rows if row.in_force_until is not None),
            key=lambda row: row.in_force_until,
            reverse=True,
        ),
    }


@require_http_methods(["GET", "POST"])
@idempotent
def checklist_add(request: HttpRequest, kind: str) -> HttpResponse:
    """A new line."""
    if kind not in _Kind.values:
        raise Http404
    town = _town(request)
    last = ChecklistItem.objects.filter(municipality=town, kind=kind).order_by("order").last()
    initial = {"order": min(last.order + 10, 9999) if last else 10}
    form = ChecklistItemForm(request.POST or None, initial=initial)
    if not form.is_valid():
        context = {"form": form, "town": town, "kind": _Kind(kind)}
        return render(request, "partners/checklist_add.html", context)
    said = form.cleaned_data
    item = ChecklistItem(
        municipality=town,
        kind=kind,
        text_ja=said["text_ja"],
        text_en=said["text_en"],
        order=said["order"],
    )
    if said["since"]:
        item.in_force_from = said["since"]
    checklists.add_item(item, by=_user(request))
    messages.success(request, _("The line is added."))
    return redirect(_back(town))


@require_http_methods(["GET", "POST"])
@idempotent
def checklist_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another text, which is a new version, or another place."""
    item = _item(request, pk)
    initial = {"text_ja": item.text_ja, "text_en": item.text_en, "order": item.order}
    form = ChecklistItemForm(request.POST or None, initial=initial)
    if not form.is_valid():
        context = {"form": form, "item": item, "town": item.municipality}
        return render(request, "partners/checklist_change.html", context)
    try:
        checklists.change_item(
            item, by=_user(request), seen_version=_seen(request), **form.cleaned_data
        )
    except StateError:
        return _lost(request, form, item)
    messages.success(request, _("The line is saved. Older texts and who ticked them are kept."))
    return redirect(_back(item.municipality))


@require_POST
@idempotent
def checklist_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a line no more."""
    item = _item(request, pk)
    try:
        checklists.end_item(item, by=_user(request), seen_version=_seen(request))
    except StateError:
        messages.warning(request, _("A colleague has changed this line. This is how it is now."))
    else:
        messages.success(request, _("The line is not asked any more. What was ticked is kept."))
    return redirect(_back(item.municipality))


def _lost(request: HttpRequest, form: ChecklistItemForm, item: ChecklistItem) -> HttpResponse:
    """Both texts, so that nothing is typed twice; the next sending knows of the colleague's."""
    now = ChecklistItem.objects.filter(code=item.code, in_force_until=None).first()
    if now is None:
        messages.warning(request, _("A colleague has ended this line in the meantime."))
        return redirect(_back(item.municipality))
    context = {"form": form, "item": now, "town": item.municipality, "theirs": now}
    return render(request, "partners/checklist_change.html", context, status=409)


def _item(request: HttpRequest, pk: int) -> ChecklistItem:
    """The latest version of a line of a municipality the person manages: 404, then 403."""
    require_staff(request)
    item = get_object_or_404(ChecklistItem.objects.select_related("municipality"), pk=pk)
    require_staff(request, item.municipality_id, at_least=_MANAGER)
    latest = ChecklistItem.objects.filter(code=item.code, in_force_until=None)
    return get_object_or_404(latest.select_related("municipality"))


def _town(request: HttpRequest) -> Municipality:
    require_staff(request, at_least=_MANAGER)
    towns = municipalities_of_staff(request, at_least=_MANAGER)
    asked = request.GET.get("municipality", "")
    return next((town for town in towns if town.slug == asked), towns[0])


def _seen(request: HttpRequest) -> int:
    typed = request.POST.get("seen_version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 6 else 0


def _back(town: Municipality) -> str:
    return f"{reverse('partners:checklist')}?municipality={town.slug}"


def _user(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user
