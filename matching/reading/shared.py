"""The words two texts have in common, each where it stands in both, and how rare it is."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import NamedTuple

from django.core.cache import cache
from django.utils.translation import gettext as _

from matching.engine.hashes import term_hash
from matching.engine.highlights import Excerpt, excerpts
from matching.engine.shared_words import SharedWord, shared_words
from matching.reading.found import Pair
from matching.storing import store

KEPT = 600  # seconds; what was counted stays as it is until the next rebuild


class CommonWord(NamedTuple):
    """A word of both as each writes it, in how many texts it is, and its context in both."""

    here: str
    there: str
    is_rare: bool
    how_many: str
    left: Excerpt
    right: Excerpt


def common_words(both: Pair, left: Sequence[str], right: Sequence[str]) -> list[CommonWord]:
    """The words of the two, rare ones first; the texts of each side are its title and its parts."""
    words = shared_words(both.found.subject.profile, both.candidate)
    counts = _counts(both.found.subject.slot, words)
    rows = zip(words, counts, excerpts(left, words), excerpts(right, words), strict=True)
    return [
        CommonWord(word.here, word.there, word.is_rare, how_many, here, there)
        for word, how_many, here, there in rows
        if here and there
    ]


def _counts(slot: int, words: Iterable[SharedWord]) -> list[str]:
    """In how many of the texts each word is, in words; the rarest part of a phrase tells."""
    counted = [[term_hash(term) for term in word.counted] for word in words]
    size, frequencies = _frequencies(slot, {term for terms in counted for term in terms})
    return [
        frequency_words(min(frequencies.get(term, 1) for term in terms), size) for terms in counted
    ]


def _frequencies(slot: int, terms: set[int]) -> tuple[int, dict[int, int]]:
    """How many texts there are, and how many have each term."""
    if not terms:
        return 0, {}
    wanted = sorted(terms)
    name = blake2b(repr((slot, wanted)).encode(), digest_size=16).hexdigest()
    found: tuple[int, dict[int, int]] | None = cache.get_or_set(
        f"matching.frequencies:{name}", lambda: store.frequencies(slot, wanted), KEPT
    )
    return found or (0, {})


def frequency_words(count: int, size: int) -> str:
    """As a reader says it: "in 12 of 1,240 texts". The two at hand have it, counted or not yet."""
    count = max(2, count)
    said = _("In %(count)s of %(size)s texts")
    return said % {"count": f"{count:,}", "size": f"{max(count, size):,}"}
