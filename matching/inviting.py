"""Which suggested partners a city may still invite to a challenge."""

from typing import NamedTuple

from django.http import HttpRequest

from challenges.inviting.steps import known_partners
from challenges.models import Challenge
from matching.reading import partners_about
from matching.words import level_words
from partners.models import Listing, Partner

SHOWN = 5
"""At a time; whoever is invited makes room for the next."""


class Invitable(NamedTuple):
    """A partner, the seed for which it is suggested, and how close that is in words."""

    partner: Partner
    seed: Listing | None
    closeness: str


def invitable(challenge: Challenge, request: HttpRequest) -> list[Invitable]:
    """The best suggested partners that are not invited, have not begun and have not proposed."""
    suggestions = partners_about(challenge, request)
    found = [
        Invitable(each.candidate, each.via, level_words(each.match.level))
        for each in suggestions
        if isinstance(each.candidate, Partner)
    ]
    if not found:
        return []
    known = known_partners(challenge, [each.partner.pk for each in found])
    return [each for each in found if each.partner.pk not in known][:SHOWN]
