"""What every page's header and footer show."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from partners.access import acting_membership, memberships
from tomoni.municipalities.access import municipalities_of_staff
from tomoni.notices import unread


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The person's partners, cities and unread notices, asked only where a template uses them."""
    return {
        "my_partners": SimpleLazyObject(lambda: memberships(request)),
        "my_membership": SimpleLazyObject(lambda: acting_membership(request)),
        "staff_municipalities": SimpleLazyObject(lambda: municipalities_of_staff(request)),
        "unread_notices": SimpleLazyObject(lambda: _unread(request)),
    }


def _unread(request: HttpRequest) -> int:
    """How many notices the person has not read."""
    return unread.count(request.user.pk) if request.user.is_authenticated else 0
