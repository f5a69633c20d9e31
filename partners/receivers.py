"""What partners answer to the apps below."""

from typing import Any

from django.dispatch import receiver

from partners.people.members import without_whom
from tomoni.accounts.models import User
from tomoni.accounts.signals import closing


@receiver(closing)
def partners_need_an_owner(sender: Any, user: User, **kwargs: Any) -> str:
    """An account stays open as long as a partner would be left without an owner."""
    return without_whom(user)
