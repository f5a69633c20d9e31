"""What we ask on sign-up beside address and password."""

from django import forms
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tomoni.accounts.models import User
from tomoni.forms import LineField


class SignupForm(forms.Form):
    """Name and consent; django-allauth adds address and password."""

    field_order = ("email", "name", "password1", "consent")

    name = LineField(label=_("Your name"), max_length=100)
    consent = forms.BooleanField(
        label=_("I have read how my data is used and agree."),
        help_text=format_lazy(
            '<a href="{url}">{text}</a>',
            url=reverse_lazy("portal:privacy"),
            text=_("How personal data is used"),
        ),
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        """Everything is stored by the adapter."""
