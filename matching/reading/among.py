"""How well the seeds of partners answer each other's needs, for many partners at once."""

from collections.abc import Collection

from matching.engine.levels import FAIRLY_CLOSE, VERY_CLOSE
from matching.models import Block
from matching.storing import store
from matching.storing.keys import key_of
from partners.models import Listing

Pair = tuple[int, int]
"""Two partners by primary key: who has the seed, and who has the need."""


def answers_among(partners: Collection[int]) -> dict[Pair, float]:
    """Pairs of which the first has a seed for a need of the second, with how well, 0 to 1.

    Read from the stored neighbours of the needs, what is less than fairly close left out; a very
    close one is worth 1. Who wants nothing to do with each other answers nobody. A constant number
    of queries, whatever the number of partners.
    """
    version = store.current()
    live = Listing.objects.live().filter(partner__in=partners)
    owners = {key_of(row): row for row in live.only("pk", "partner_id", "side")}
    needs = [key for key, row in owners.items() if row.is_need]
    if version is None or not needs:
        return {}
    lists = store.lists(version.slot, [store.Place("seed", key) for key in needs])
    found: dict[Pair, float] = {}
    for place, near in lists.items():
        asking = owners[place.key].partner_id
        for candidate, base in zip(near.candidates, near.bases, strict=True):
            if base < FAIRLY_CLOSE:
                break  # the best come first
            seed = owners.get(candidate)
            if seed is not None and seed.partner_id != asking:
                pair = seed.partner_id, asking
                found[pair] = max(found.get(pair, 0.0), min(base / VERY_CLOSE, 1.0))
    return _without(found, at_odds(partners))


def at_odds(partners: Collection[int]) -> set[frozenset[int]]:
    """Pairs of partners of which one has blocked the other."""
    rows = Block.objects.filter(partner__in=partners, blocked__in=partners)
    return {frozenset(pair) for pair in rows.values_list("partner", "blocked")}


def _without(found: dict[Pair, float], apart: set[frozenset[int]]) -> dict[Pair, float]:
    return {pair: value for pair, value in found.items() if frozenset(pair) not in apart}
