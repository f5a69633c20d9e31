"""A change below asks for matching in the transaction of the step that caused it."""

from typing import Any

from django.dispatch import receiver

from challenges.models import Challenge
from challenges.signals import challenge_changed
from matching import suggestions
from partners.models import Listing, Partner
from partners.signals import listing_changed, partner_changed


@receiver(listing_changed)
def match_listing(sender: Any, listing: Listing, **kwargs: Any) -> None:
    """It was published, edited, paused, fulfilled or it expired."""
    suggestions.ask_for(listing)


@receiver(partner_changed)
def match_partner(sender: Any, partner: Partner, **kwargs: Any) -> None:
    """Its profile changed, or it was approved, suspended or withdrawn."""
    suggestions.ask_for(partner)


@receiver(challenge_changed)
def match_challenge(sender: Any, challenge: Challenge, **kwargs: Any) -> None:
    """It was opened, edited, closed or cancelled."""
    suggestions.ask_for(challenge)
