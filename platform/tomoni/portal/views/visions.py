"""The desk: the directions that a municipality has named for itself."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tomoni import text
from tomoni.accounts.models import User
from tomoni.forms import LineField
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError
from tomoni.municipalities.access import municipalities_of_staff, require_staff
from tomoni.municipalities.models import StaffRole, Vision
from tomoni.portal import visions

_MANAGER = StaffRole.Role.MANAGER


class VisionForm(forms.ModelForm):
    """The name of a vision in both languages."""

    name_ja = LineField(
        label=gettext_lazy("Vision (Japanese)"),
        max_length=100,
        help_text=gettext_lazy("As your plan words it. Example: 世界に誇るお茶のまち"),
    )
    name_en = LineField(
        label=gettext_lazy("Vision (English)"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Without it, English readers see the Japanese one."),
    )

    class Meta:
        model = Vision
        fields = ("name_ja", "name_en")

    def clean_name_ja(self) -> str:
        """Each name once in a municipality."""
        name: str = self.cleaned_data["name_ja"]
        others = Vision.objects.filter(municipality=self.instance.municipality_id)
        names = others.exclude(pk=self.instance.pk).values_list("name_ja", flat=True)
        if text.key(name) in {text.key(other) for other in names}:
            raise ValidationError(_("There is a vision of this name already."))
        return name


@require_http_methods(["GET", "POST"])
@idempotent
def vision_list(request: HttpRequest) -> HttpResponse:
    """All visions of the person's municipality, and a line to add one."""
    role = require_staff(request, _chosen(request))
    may_change = StaffRole.Role(role.role).includes(_MANAGER)
    if request.method == "POST":
        require_staff(request, role.municipality_id, at_least=_MANAGER)
    blank = Vision(municipality=role.municipality)
    form = VisionForm(request.POST or None, instance=blank)
    if form.is_valid():
        vision = visions.name_vision(form.save(commit=False), by=_user(request))
        messages.success(request, _("“%(name)s” can be chosen now.") % {"name": vision.name})
        return _back(role.municipality.slug)
    context: dict[str, Any] = {
        "municipality": role.municipality,
        "towns": municipalities_of_staff(request),
        "visions": visions.visions_of(role.municipality),
        "form": form,
        "may_change": may_change,
    }
    return render(request, "portal/vision_list.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
def vision_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another wording of a vision."""
    vision = _vision(request, pk)
    form = VisionForm(request.POST or None, instance=vision)
    if not form.is_valid():
        context = {"vision": Vision.objects.get(pk=pk), "form": form}
        return render(request, "portal/vision_edit.html", context)
    visions.rename_vision(form.save(commit=False), by=_user(request))
    messages.success(request, _("The new wording is saved."))
    return _back(vision.municipality.slug)


@require_POST
@idempotent
def vision_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a vision out of what can be chosen, or back in."""
    vision = _vision(request, pk)
    is_current = vision.retired_at is None
    step = visions.retire_vision if is_current else visions.restore_vision
    try:
        step(vision, by=_user(request))
    except StateError:
        messages.warning(request, _("Somebody was quicker. This is how it stands now."))
    else:
        words = _("“%(name)s” can be chosen again.")
        if is_current:
            words = _("“%(name)s” can no longer be chosen. Where it was chosen it stays.")
        messages.success(request, words % {"name": vision.name})
    return _back(vision.municipality.slug)


def _chosen(request: HttpRequest) -> int | None:
    """The municipality named in the address, if the person has several."""
    slug = request.GET.get("municipality", "")
    towns = municipalities_of_staff(request)
    return next((town.pk for town in towns if town.slug == slug), None)


def _vision(request: HttpRequest, pk: int) -> Vision:
    require_staff(request)
    vision = get_object_or_404(Vision.objects.select_related("municipality"), pk=pk)
    require_staff(request, vision.municipality_id, at_least=_MANAGER)
    return vision


def _back(slug: str) -> HttpResponse:
    response = redirect("portal:vision_list")
    response["Location"] += f"?municipality={slug}"
    return response


def _user(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user
