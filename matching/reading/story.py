"""One real match as an example for the front page."""

from collections.abc import Iterator
from itertools import chain

from django.core.cache import cache

from matching.models import Block
from matching.reading.cards import Card, Suggestion, cards
from matching.reading.kept import best_of, rankings
from matching.reading.lists import SHOWN_OF_LISTING
from matching.storing import store
from matching.storing.keys import key_of, kind_of, pk_of, pks
from partners.models import Listing

STORY_KEPT = 300  # seconds
MOST_TOLD = 50
"""Pairs looked at for the front page, as not all of them are public."""
_BOTH = ("partner", "blocked")


def story() -> Card | None:
    """The closest public need and seed of this moment, as an example for the front page."""
    pair = cache.get("matching.story")
    card = _story_of(*pair) if pair else None
    if card is None:
        pair = next(iter(_closest_pairs()), None)
        card = _story_of(*pair) if pair else None
        cache.set("matching.story", pair if card else None, STORY_KEPT)
    return card


def _closest_pairs() -> Iterator[tuple[str, str]]:
    """Pairs of a public need and a public seed, the closest first."""
    public = Listing.objects.live().filter(visibility=Listing.Visibility.PUBLIC)
    pairs = store.closest_pairs("seed", MOST_TOLD)
    keys = {key for pair in pairs for key in pair}
    rows = public.filter(pk__in=pks(keys, "listing")).values_list("pk", "partner")
    owners = dict(rows)
    blocked = set(Block.objects.filter(partner__in=owners.values()).values_list(*_BOTH))
    for need, seed in pairs:
        if kind_of(need) == "listing" and {pk_of(need), pk_of(seed)} <= owners.keys():
            both = owners[pk_of(need)], owners[pk_of(seed)]
            if not {both, both[::-1]} & blocked:
                yield need, seed


def _story_of(need: str, seed: str) -> Card | None:
    """The card of the pair, None where one of them may not be told of any more."""
    public = Listing.objects.live().filter(visibility=Listing.Visibility.PUBLIC)
    rows = public.filter(pk__in=pks([need, seed], "listing")).select_related("partner")
    by_key = {key_of(row): row for row in rows.only(*SHOWN_OF_LISTING)}
    lists = rankings([need], ["seed"]) if {need, seed} == by_key.keys() else []
    for match in chain.from_iterable(best_of([each.only([seed]) for each in lists], 1)):
        [card] = cards([Suggestion(by_key[need], by_key[seed], match)])
        return {**card, "url_compare": ""}
    return None
