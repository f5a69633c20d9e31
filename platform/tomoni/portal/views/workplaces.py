"""The two places where people work: the partner's page and the desk of the staff."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tomoni.htmx import render
from tomoni.municipalities.access import municipalities_of_staff, require_staff
from tomoni.municipalities.models import StaffRole
from tomoni.portal import workplace


@require_safe
def my(request: HttpRequest) -> HttpResponse:
    """What is mine: profile, listings with their suggestions, proposals, meetings, what is next."""
    return render(request, "portal/my.html", workplace.my_page(request))


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What the office owes whom, with clocks."""
    reader = require_staff(request).user
    towns, who = municipalities_of_staff(request), request.GET.get("whose", "")
    context = workplace.desk(towns, reader, who)
    context["may_post"] = bool(municipalities_of_staff(request, at_least=StaffRole.Role.EDITOR))
    return render(request, "portal/desk.html", context)
