"""Where django-allauth asks us: the language of a mail and the name of a new person."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import translation

from tomoni.accounts.models import Consent, User

CONSENT_TEXT_VERSION = "2026-12"


class AccountAdapter(DefaultAccountAdapter):
    """Our people have a name and a language, and no user name."""

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """There is none."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Remember the language of the page and the consent with the version of its text."""
        user.name = form.cleaned_data.get("name", "")
        user.language = (translation.get_language() or "ja")[:2]
        saved: User = super().save_user(request, user, form, commit)
        if commit and form.cleaned_data.get("consent"):
            Consent.objects.create(user=saved, text_version=CONSENT_TEXT_VERSION)
        return saved
