"""What the kind and the mode of a call mean for who reads it."""

from django import template
from django.utils.functional import Promise

from challenges.kinds import KINDS, MODES, REVERSE_MODE
from challenges.models import Challenge

register = template.Library()


@register.filter
def kind_words(challenge: Challenge) -> Promise:
    """Who asks whom."""
    return KINDS[challenge.call_type]


@register.filter
def mode_words(challenge: Challenge) -> Promise:
    """What follows for money and orders."""
    return REVERSE_MODE if challenge.is_reverse else MODES[challenge.mode]
