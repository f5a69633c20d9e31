"""Which of the engine's matches a list keeps. No database: a corpus in, places out."""

from collections.abc import Iterator
from dataclasses import dataclass

from matching.engine import Corpus, Match
from matching.keys import kind_of

LENGTH = 20
"""Kept of each kind of candidate: needs or seeds, challenges, partners."""
DEPTH = 100
"""How far down its matches a seed finds challenges, and a challenge partners."""


@dataclass(frozen=True, slots=True)
class Place:
    """A candidate's place in a list. `via` is the seed that speaks for a partner, else empty."""

    candidate: str
    rank: int
    match: Match
    via: str = ""


def places(corpus: Corpus, subject: str) -> list[Place]:
    """The subject's list; empty if it does not take part.

    A challenge is shown seeds, and once more the partners behind them, each for its best seed.
    """
    try:
        document = corpus[subject]
    except KeyError:
        return []
    finds_one_kind = kind_of(subject) == "listing" and document.side == "need"
    matches = corpus.suggest(document, limit=LENGTH if finds_one_kind else DEPTH)
    found = [*_of_kind("listing", matches), *_of_kind("challenge", matches)]
    return [*found, *_partners(corpus, matches)] if kind_of(subject) == "challenge" else found


def _of_kind(kind: str, matches: tuple[Match, ...]) -> Iterator[Place]:
    chosen = [match for match in matches if kind_of(match.candidate) == kind]
    for rank, match in enumerate(chosen[:LENGTH], start=1):
        yield Place(match.candidate, rank, match)


def _partners(corpus: Corpus, matches: tuple[Match, ...]) -> Iterator[Place]:
    best: dict[str, Match] = {}
    for match in matches:
        best.setdefault(corpus[match.candidate].owner, match)
    for rank, (owner, match) in enumerate(list(best.items())[:LENGTH], start=1):
        yield Place(owner, rank, match, via=match.candidate)
