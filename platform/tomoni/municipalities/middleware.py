"""City staff and operators use a second factor."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tomoni.municipalities.access import staff_roles

GetResponse = Callable[[HttpRequest], HttpResponse]
_GUARDED = ("/desk/", "/admin/")


class StaffMfaMiddleware:
    """Before the desk or the admin opens, the person must have set up TOTP or a passkey."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.STAFF_MFA_REQUIRED and request.path.startswith(_GUARDED) and _lacks(request):
            messages.warning(
                request, _("Staff need a second step at login. Please set one up first.")
            )
            return redirect("mfa_index")
        return self.get_response(request)


def _lacks(request: HttpRequest) -> bool:
    user = request.user
    if not user.is_authenticated or not (user.is_staff or staff_roles(request)):
        return False
    return not is_mfa_enabled(user)
