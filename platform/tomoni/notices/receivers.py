"""What notices hear from others: a refused address, a login, a confirmed address."""

from typing import Any

from allauth.account.signals import email_confirmed
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils.translation import gettext as _

from tomoni.journal.signals import refused
from tomoni.notices import bounces


@receiver(refused)
def mark_address(address: str, reply: str, **kwargs: Any) -> None:
    """A mail of another kind came back; whose address it is, if anybody's."""
    bounces.mark_address(address, reply)


@receiver(user_logged_in)
def tell_of_bounce(request: Any, user: Any, **kwargs: Any) -> None:
    """Who does not get our mails learns it where they are."""
    if bounces.bounce_of(user):
        text = _("Our mails to %(address)s come back. Please check your address under “Notices”.")
        messages.warning(request, text % {"address": user.email}, fail_silently=True)


@receiver(email_confirmed)
def lift_mark(email_address: Any, **kwargs: Any) -> None:
    """A code that was mailed there has been typed in: mail arrives."""
    bounces.lift(email_address.user)
