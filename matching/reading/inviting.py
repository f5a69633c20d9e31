"""Which suggested partners a city may still invite to a challenge."""

from typing import NamedTuple

from django.http import HttpRequest

from challenges.inviting.steps import known_partners
from challenges.models import Challenge
from matching.reading.cards import cards
from matching.reading.lists import partners_about
from matching.reading.words import Reason
from partners.models import Listing, Partner

SHOWN = 5
"""At a time; whoever is invited makes room for the next."""


class Invitable(NamedTuple):
    """A partner, the seed for which it is suggested, how close that is in words, and why."""

    partner: Partner
    seed: Listing | None
    closeness: str
    reasons: list[Reason]


def invitable(challenge: Challenge, request: HttpRequest) -> list[Invitable]:
    """The best suggested partners that are not invited, have not begun and have not proposed."""
    suggestions = partners_about(challenge, request)
    partners = {each.candidate: each for each in suggestions if isinstance(each.candidate, Partner)}
    if not partners:
        return []
    known = known_partners(challenge, [partner.pk for partner in partners])
    shown = [partner for partner in partners if partner.pk not in known][:SHOWN]
    worded = cards(partners[partner] for partner in shown)
    return [
        Invitable(partner, partners[partner].via, card["level_words"], card["reasons"])
        for partner, card in zip(shown, worded, strict=True)
    ]
