"""What we ask on sign-up beside address and password."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tomoni.accounts.models import User
from tomoni.forms import LineField


class SignupForm(forms.Form):
    """Name and consent; django-allauth adds address and password."""

    name = LineField(label=_("Your name"), max_length=100)
    consent = forms.BooleanField(label=_("I have read how my data is used and agree."))

    def signup(self, request: HttpRequest, user: User) -> None:
        """Everything is stored by the adapter."""
