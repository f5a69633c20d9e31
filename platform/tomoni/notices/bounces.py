"""Addresses that refuse mail for good: marked, told to their owner at login, lifted by the owner.

A mark holds only as long as the person still has the address, so a new one lifts it by itself.
While it holds nothing is mailed there: the notices wait, and the next digest has them.
"""

from django.db.models import F

from tomoni.accounts.models import User
from tomoni.notices.models import Bounce


def mark(user: User, reply: str) -> None:
    """The person's address refuses mail; `reply` is what its mail server said."""
    Bounce.objects.update_or_create(
        user=user, defaults={"address": user.email, "reply": reply[:500]}
    )


def mark_address(address: str, reply: str) -> bool:
    """Mark whoever has the address; whether anybody has."""
    user = User.objects.filter(email__iexact=address.strip()).first()
    if user is not None:
        mark(user, reply)
    return user is not None


def bounce_of(user: User) -> Bounce | None:
    """The mark on the address that the person has now."""
    return Bounce.objects.filter(user=user, address=user.email).first()


def lift(user: User) -> None:
    """The person says that the address is right: mail is tried again."""
    Bounce.objects.filter(user=user).delete()


def refused_people() -> list[int]:
    """Whose present address is marked."""
    rows = Bounce.objects.filter(address=F("user__email"))
    return list(rows.values_list("user", flat=True))
