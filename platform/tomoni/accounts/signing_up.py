"""Signing up once, however often the button is pressed."""

from typing import Any

from allauth.account.forms import SignupForm
from django.db import IntegrityError, transaction
from django.http import HttpRequest


class SignupOnceForm(SignupForm):
    """django-allauth's form, which looks for the address before it stores the person."""

    def try_save(self, request: HttpRequest) -> tuple[Any, Any]:
        """Store the person, or answer as always where the address is known already.

        Of two answers sent at the same moment both find the address free; the database takes one.
        """
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)
