"""The link in the mails of a registration that cancels it without login.

It is signed for one registration and one purpose. Who has it has the mail.
"""

from typing import Any

from django.core import signing
from django.urls import reverse
from django.utils import translation

from events import mails
from events.models import Registration

_SALT = "events.cancel_registration"


def cancel_path(registration: Registration) -> str:
    """Where the person gives the seat, or the place on the waiting list, back."""
    return reverse("events:cancel_link", args=[cancel_token(registration)])


def cancel_token(registration: Registration) -> str:
    """The part of the link that says which registration."""
    return signing.dumps(registration.pk, salt=_SALT)


def registration_of(token: str) -> Registration | None:
    """Which registration the link cancels; None where it is not ours or its account is closed."""
    try:
        pk = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    rows = Registration.objects.select_related("event__municipality", "user", "partner")
    return rows.filter(pk=pk, user__is_active=True).first()


def word_receipt(pk: int, state: str) -> dict[str, Any] | None:
    """What a receipt says when it goes out; None where the registration stands otherwise by then,
    so that nobody reads of a seat that was given back, or of waiting after having moved up.
    """
    rows = Registration.objects.select_related("event", "user", "partner")
    registration = rows.filter(pk=pk, state=state).first()
    if registration is None or registration.user is None or registration.event.is_cancelled:
        return None
    with translation.override(registration.user.language):
        facts = mails.facts(registration)
    may = registration.may_be_cancelled
    return {**facts, "cancel_path": cancel_path(registration) if may else ""}
