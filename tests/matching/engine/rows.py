"""Sparse rows and members made of plain numbers: their products are exact, and often equal."""

from random import Random
from typing import Any

import numpy as np

from matching.engine.documents import Facts
from matching.engine.policy import may_meet
from matching.engine.pool import Member
from matching.engine.rows import Row
from matching.engine.scoring import LEAST_BASE

Entries = dict[int, float]


def row(entries: Entries) -> Row:
    hashes = sorted(entries)
    weights = [entries[key] for key in hashes]
    return Row(np.array(hashes, dtype=np.int64), np.array(weights, dtype=np.float64))


def member(key: str, *rows: Entries, **facts: Any) -> Member:
    return Member(key, [row(entries) for entries in rows], Facts(**facts))


def random_members(rng: Random, prefix: str, count: int) -> list[Member]:
    """Members of few owners with few different texts, so that ties and duplicates abound."""
    return [
        member(
            f"{prefix}{number}",
            *(random_entries(rng) for _ in range(rng.choice([1, 1, 1, 2, 3]))),
            owner=rng.choice(["", "a", "b"]),
            owner_type=rng.choice(["", "npo", "company"]),
            accepts=rng.choice([frozenset(), frozenset(), frozenset({"npo"})]),
        )
        for number in range(count)
    ]


def random_entries(rng: Random) -> Entries:
    """At most three of six columns, each an eighth or a multiple: sums of products are exact."""
    columns = rng.sample(range(-3, 3), rng.randint(0, 3))
    return {column * 2**61: rng.randint(1, 4) / 8 for column in columns}


def product(one: Row, other: Row) -> float:
    theirs = dict(zip(other.hashes.tolist(), other.weights.tolist(), strict=True))
    pairs = zip(one.hashes.tolist(), one.weights.tolist(), strict=True)
    return sum(weight * theirs.get(key, 0.0) for key, weight in pairs)


def by_hand(subject: Member, members: list[Member]) -> list[tuple[str, float]]:
    """Whom the subject may meet with the base of each, best first, computed pair by pair."""
    bases = {
        other.key: max(product(mine, theirs) for mine in subject.rows for theirs in other.rows)
        for other in members
        if other.key != subject.key and may_meet(subject.facts, other.facts)
    }
    able = [(key, base) for key, base in bases.items() if base >= LEAST_BASE]
    return sorted(able, key=lambda found: (-found[1], found[0]))
