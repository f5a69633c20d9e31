"""From neighbours to a list: reciprocity and policy, and the score taken apart.

score(a, b) = base(a, b) − λ · usual(a) − λ · usual(b) + policy, where usual is the mean base of a
document's own ten nearest: what counts is how much better the two are for each other than what
each of them meets anyway. That gives those a place in lists who are nobody's first word for word.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, product
from math import fsum

from matching.engine.documents import Addend, Match
from matching.engine.levels import level_of
from matching.engine.policy import DEFAULT, Policy, bonuses
from matching.engine.pool import EQUAL_PLACES, Neighbours
from matching.engine.profiles import Profile, TextProfile
from matching.engine.reasons import bonus_addends, in_order, label_addends, text_addends
from matching.engine.vectors import shared

RANKED = 40
"""So many of the nearest compete for a place."""
SHOWN = 20
"""So many of them make a list."""
USUAL_OF = 10
"""The nearest whose mean base is what a document usually meets; missing ones count as 0."""

USUAL_HERE, USUAL_THERE = "subject", "candidate"


def usual(bases: Sequence[float]) -> float:
    """The mean of the ten largest bases, in their order; of fewer, as if the others were 0."""
    return fsum(bases[:USUAL_OF]) / USUAL_OF


@dataclass(frozen=True, slots=True)
class Terms:
    """What a score depends on beside the two documents."""

    policy: Policy = DEFAULT
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Rival:
    """A candidate that competes for a place: its base, and what it usually meets."""

    profile: Profile
    base: float
    usual: float


def rivals(
    neighbours: Neighbours, profiles: Mapping[str, Profile], usuals: Mapping[str, float]
) -> list[Rival]:
    """The nearest candidates, with what is known of each. One that is not known is left out."""
    pairs = zip(neighbours.candidates[:RANKED], neighbours.bases, strict=False)
    return [
        Rival(profiles[key], base, usuals.get(key, 0.0)) for key, base in pairs if key in profiles
    ]


def score(subject: Profile, own_usual: float, rival: Rival, terms: Terms) -> float:
    """The score of the pair as its addends sum up to it, without naming them."""
    earned = bonuses(subject.facts, rival.profile.facts, terms.policy, terms.as_of)
    weight = terms.policy.reciprocity
    parts = [rival.base, -weight * own_usual, -weight * rival.usual, *(b.value for b in earned)]
    return round(fsum(parts), EQUAL_PLACES)


def ranked(
    subject: Profile, own_usual: float, found: Iterable[Rival], terms: Terms
) -> list[tuple[Rival, float]]:
    """The rivals with their scores, best first, equal ones by key."""
    scored = [(rival, score(subject, own_usual, rival, terms)) for rival in found]
    return sorted(scored, key=lambda row: (-row[1], row[0].profile.key))


def explained(subject: Profile, own_usual: float, rival: Rival, terms: Terms) -> Match:
    """The pair with every addend of its score."""
    candidate = rival.profile
    addends = in_order(
        chain(
            _text(subject, candidate),
            label_addends(shared(subject.labels, candidate.labels), subject.rare_labels),
            bonus_addends(bonuses(subject.facts, candidate.facts, terms.policy, terms.as_of)),
            _usual(own_usual, rival.usual, terms.policy),
        )
    )
    total = fsum(addend.value for addend in addends)
    is_mutual = is_above(rival.base, own_usual) and is_above(rival.base, rival.usual)
    return Match(subject.key, candidate.key, total, level_of(total), addends, is_mutual)


def is_above(base: float, known_usual: float) -> bool:
    """Whether a base beats what a side usually meets; nobody's usual is known to be 0."""
    return 0 < known_usual < base


def _usual(own: float, other: float, policy: Policy) -> Iterable[Addend]:
    for key, value in ((USUAL_HERE, own), (USUAL_THERE, other)):
        if taken := policy.reciprocity * value:
            yield Addend("usual", key, -taken, rare=False)


def _text(subject: Profile, candidate: Profile) -> list[Addend]:
    at, other = best_texts(subject.texts, candidate.texts)
    mine, theirs = subject.texts[at], candidate.texts[other]
    terms = shared(mine.weights, theirs.weights)
    return text_addends(terms, mine, theirs, part=part_of(at, other))


def best_texts(subject: Sequence[TextProfile], candidate: Sequence[TextProfile]) -> tuple[int, int]:
    """Which texts of the two are closest (0 the whole, 1 … the sub-themes); ties to the whole."""
    combinations = product(range(len(subject)), range(len(candidate)))
    return max(combinations, key=lambda pair: cosine(subject[pair[0]], candidate[pair[1]]))


def cosine(a: TextProfile, b: TextProfile) -> float:
    return round(fsum(shared(a.weights, b.weights).values()), EQUAL_PLACES)


def base_of(one: Profile, other: Profile) -> float:
    """Text plus labels of any two profiles, as `Pool.bases` gives it."""
    at, there = best_texts(one.texts, other.texts)
    text = shared(one.texts[at].weights, other.texts[there].weights).values()
    return round(fsum([*text, *shared(one.labels, other.labels).values()]), EQUAL_PLACES)


def part_of(subject_text: int, candidate_text: int) -> int | None:
    """The subject's sub-theme if the match came through one, else the candidate's, else None."""
    text = subject_text or candidate_text
    return text - 1 if text else None
