"""Who could answer a challenge that nobody has seen yet: looked up as it stands, not stored."""

from collections.abc import Mapping
from typing import NamedTuple

from django.http import HttpRequest

from challenges.models import Challenge
from matching.engine import analyse
from matching.engine.ranking import RANKED
from matching.policies import policy_for
from matching.reading.access import may_see_partners
from matching.reading.cards import Suggestion, cards
from matching.reading.found import Found, live
from matching.reading.lists import LEAST_FITTING, Row, visible
from matching.reading.words import Reason
from matching.storing.documents import draft_of_challenge
from partners.models import Listing, Partner

NAMED = 10
"""So many partners are named; of the others it is said how many there are."""


class Likely(NamedTuple):
    """A partner with the seed of it that comes closest, how close that is in words, and why."""

    partner: Partner
    seed: Listing | None
    closeness: str
    reasons: list[Reason]


class Answering(NamedTuple):
    """Those named, and the number of all; `is_at_least` where there may be more."""

    named: list[Likely]
    number: int
    is_at_least: bool


def answering(challenge: Challenge, request: HttpRequest) -> Answering | None:
    """The partners with a fairly close seed, for the staff of the city; None for others.

    Only the nearest seeds are looked at, as in every list: where the last of them is still fairly
    close, there may be more.
    """
    if not may_see_partners(request, challenge):
        return None
    found = live(analyse(draft_of_challenge(challenge)), "seed")
    return among(found, visible([found], request) if found else {}, challenge)


def among(found: Found | None, faces: Mapping[str, Row], challenge: Challenge) -> Answering:
    """The same of seeds that were looked up already; `challenge` may be one that is written now."""
    if found is None:
        return Answering([], 0, is_at_least=False)
    matches = found.only(faces).best(RANKED, policy_for(challenge))
    likely: dict[Partner, Suggestion] = {}
    for match in matches:
        seed = faces[match.candidate]
        if isinstance(seed, Listing) and match.level >= LEAST_FITTING:
            likely.setdefault(seed.partner, Suggestion(challenge, seed.partner, match, via=seed))
    is_full = len(matches) == RANKED and matches[-1].level >= LEAST_FITTING
    named = list(likely.items())[:NAMED]
    worded = cards(suggestion for _partner, suggestion in named)
    told = [
        Likely(partner, suggestion.via, card["level_words"], card["reasons"])
        for (partner, suggestion), card in zip(named, worded, strict=True)
    ]
    return Answering(told, len(likely), is_at_least=is_full)
