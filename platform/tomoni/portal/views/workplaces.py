"""The two places where people work: the partner's page and the desk of the staff."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tomoni.htmx import render
from tomoni.municipalities.access import municipalities_of_staff, require_staff
from tomoni.portal import workplace


@require_safe
def my(request: HttpRequest) -> HttpResponse:
    """What is mine: profile, listings with their suggestions, proposals, meetings, what is next."""
    return render(request, "portal/my.html", workplace.my_page(request))


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What the office owes whom, with clocks."""
    require_staff(request)
    context = workplace.desk(municipalities_of_staff(request), request.user)
    return render(request, "portal/desk.html", context)
