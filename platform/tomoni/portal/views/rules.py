"""The desk: the rules by which a municipality works with partners."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import LostUpdateError
from tomoni.municipalities.access import municipalities_of_staff, require_staff
from tomoni.municipalities.models import IntroductionRoute, Municipality, StaffRole
from tomoni.portal.rule_forms import RulesForm, answers_of
from tomoni.portal.rules import set_rules

_MANAGER = StaffRole.Role.MANAGER


@require_http_methods(["GET", "POST"])
@idempotent
def rules_edit(request: HttpRequest) -> HttpResponse:
    """The whole office reads them, a manager changes them."""
    role = require_staff(request, _chosen(request))
    town = role.municipality
    if request.method == "POST":
        require_staff(request, town.pk, at_least=_MANAGER)
    form, status = _form(request, town), 200
    if form.is_valid() and request.POST.get("step") != "more":
        try:
            set_rules(town, form.cleaned_data, by=role.user, seen=form.cleaned_data["version"])
        except LostUpdateError:
            form.add_error(
                None,
                _(
                    "Somebody else has changed the rules in the meantime. Open this page in a"
                    " second tab to compare, and write anew there."
                ),
            )
            status = 409
        else:
            messages.success(request, _("The rules are in force."))
            response = redirect("portal:rules_edit")
            response["Location"] += f"?municipality={town.slug}"
            return response
    context = {
        "municipality": town,
        "towns": municipalities_of_staff(request),
        "form": form,
        "grounds": town.refusal_grounds.current(),
        "partner_types": town.partner_types.all(),
        "ways": [IntroductionRoute(route).label for route in town.introduction_routes],
        "may_change": StaffRole.Role(role.role).includes(_MANAGER),
    }
    return render(request, "portal/rules_edit.html", context, status=status)


def _form(request: HttpRequest, town: Municipality) -> RulesForm:
    if request.method != "POST":
        return RulesForm(initial=answers_of(town))
    if request.POST.get("step") == "more":
        typed = RulesForm(request.POST)
        return RulesForm(initial={name: typed[name].value() for name in typed.fields})
    return RulesForm(request.POST)


def _chosen(request: HttpRequest) -> int | None:
    """The municipality named in the address, if the person has several."""
    slug = request.GET.get("municipality", "")
    towns = municipalities_of_staff(request)
    return next((town.pk for town in towns if town.slug == slug), None)
