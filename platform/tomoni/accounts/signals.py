"""What accounts ask the apps above."""

from django.dispatch import Signal

closing = Signal()
"""user: whether the account may be closed. A receiver answers in words why not, or nothing."""


def reasons_to_stay(user: object) -> list[str]:
    """Why the person's account cannot be closed now; nothing where it can."""
    answers = closing.send(type(user), user=user)
    return [str(reason) for _receiver, reason in answers if reason]
