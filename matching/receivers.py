"""A change below asks for matching in the transaction of the step that caused it."""

from typing import Any

from django.dispatch import receiver

from challenges.models import Challenge
from challenges.signals import challenge_changed
from matching import suggestions
from matching.models import Block
from partners.models import Listing, Partner
from partners.signals import listing_changed, partner_changed, partners_approach
from tomoni.models import StateError


@receiver(listing_changed)
def match_listing(sender: Any, listing: Listing, **kwargs: Any) -> None:
    """It was published, edited, paused, fulfilled or it expired."""
    suggestions.ask_for(listing)


@receiver(partner_changed)
def match_partner(sender: Any, partner: Partner, **kwargs: Any) -> None:
    """Its profile changed, or it was approved, suspended or withdrawn."""
    suggestions.ask_for(partner)


@receiver(partners_approach)
def keep_apart(sender: Any, partners: tuple[Partner, Partner], **kwargs: Any) -> None:
    """Raises StateError where one has blocked the other; whoever asks learns no more than that."""
    one, other = partners
    if other.pk in Block.objects.others_of([one.pk]):
        raise StateError(f"{one.pk} and {other.pk} are kept apart")


@receiver(challenge_changed)
def match_challenge(sender: Any, challenge: Challenge, **kwargs: Any) -> None:
    """It was opened, edited, closed or cancelled."""
    suggestions.ask_for(challenge)
