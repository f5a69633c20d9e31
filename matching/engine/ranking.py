"""From neighbours to a list: reciprocity and policy, and the score taken apart.

score(a, b) = base(a, b) − λ · usual(a) / said(a) − λ · usual(b) / said(b) + policy, where usual is
the mean base of a document's own ten nearest: what counts is how much better the two are for each
other than what each of them meets anyway. That gives those a place in lists who are nobody's first
word for word. Who says little meets little, which is no merit: said is the share of what it might
say that it does say, and what it leaves unsaid is taken to meet as much as the rest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, product
from math import fsum
from typing import NamedTuple

from matching.engine.documents import Addend, Facts, Match
from matching.engine.levels import level_of
from matching.engine.policy import DEFAULT, Policy, bonuses
from matching.engine.pool import EQUAL_PLACES, Neighbours
from matching.engine.profiles import Profile, TextProfile
from matching.engine.reasons import bonus_addends, in_order, label_addends, text_addends
from matching.engine.vectors import shared

RANKED = 60
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


class Rival(NamedTuple):
    """A candidate that competes for a place: its base, and what it usually meets."""

    key: str
    facts: Facts
    base: float
    usual: float


def rivals(
    neighbours: Neighbours, facts: Mapping[str, Facts], usuals: Mapping[str, float]
) -> list[Rival]:
    """The nearest candidates, with what is known of each. One that is not known is left out."""
    pairs = zip(neighbours.candidates[:RANKED], neighbours.bases, strict=False)
    return [
        Rival(key, facts[key], base, usuals.get(key, 0.0)) for key, base in pairs if key in facts
    ]


def score(subject: Profile, own_usual: float, rival: Rival, terms: Terms) -> float:
    """The score of the pair as its addends sum up to it, without naming them."""
    earned = bonuses(subject.facts, rival.facts, terms.policy, terms.as_of)
    here = taken(subject.facts, own_usual, terms.policy)
    there = taken(rival.facts, rival.usual, terms.policy)
    return round(fsum([rival.base, -here, -there, *(b.value for b in earned)]), EQUAL_PLACES)


def taken(facts: Facts, known_usual: float, policy: Policy) -> float:
    """What a side's usual takes from a score: λ · usual / said.

    Measured on 6,936 halves of policy proposals (CC BY 4.0, team-mirai/policy), 7.8 % of which tick
    all 17 goals: without the division those get 2.0 % of the first ten places where tags alone are
    compared, with it .3 % (.4 % at λ = 0); where texts are compared too, 5.5 and 5.1 % (5.0 %).
    """
    return policy.reciprocity * known_usual / (1 - facts.silence)


def ranked(
    subject: Profile, own_usual: float, found: Iterable[Rival], terms: Terms
) -> list[tuple[Rival, float]]:
    """The rivals with their scores, best first, equal ones by key."""
    scored = [(rival, score(subject, own_usual, rival, terms)) for rival in found]
    return sorted(scored, key=lambda row: (-row[1], row[0].key))


def explained(
    subject: Profile, own_usual: float, rival: Rival, candidate: Profile, terms: Terms
) -> Match:
    """The pair with every addend of its score; the candidate is the rival's profile."""
    addends = in_order(
        chain(
            _text(subject, candidate),
            label_addends(shared(subject.labels, candidate.labels), subject.rare_labels),
            bonus_addends(bonuses(subject.facts, candidate.facts, terms.policy, terms.as_of)),
            _usual(subject.facts, own_usual, USUAL_HERE, terms.policy),
            _usual(candidate.facts, rival.usual, USUAL_THERE, terms.policy),
        )
    )
    total = fsum(addend.value for addend in addends)
    is_mutual = is_above(rival.base, own_usual) and is_above(rival.base, rival.usual)
    return Match(subject.key, candidate.key, total, level_of(total), addends, is_mutual)


def is_above(base: float, known_usual: float) -> bool:
    """Whether a base beats what a side usually meets; nobody's usual is known to be 0."""
    return 0 < known_usual < base


def _usual(facts: Facts, known_usual: float, key: str, policy: Policy) -> Iterable[Addend]:
    if value := taken(facts, known_usual, policy):
        yield Addend("usual", key, -value, rare=False)


def _text(subject: Profile, candidate: Profile) -> list[Addend]:
    at, other = best_texts(subject.texts, candidate.texts)
    mine, theirs = subject.texts[at], candidate.texts[other]
    terms = shared(mine.weights, theirs.weights)
    return text_addends(terms, mine, theirs, part=part_of(at, other))


def best_texts(subject: Sequence[TextProfile], candidate: Sequence[TextProfile]) -> tuple[int, int]:
    """Which texts of the two are closest (0 the whole, 1 … the sub-themes); ties to the whole."""
    if len(subject) == len(candidate) == 1:
        return 0, 0
    combinations = product(range(len(subject)), range(len(candidate)))
    return max(combinations, key=lambda pair: cosine(subject[pair[0]], candidate[pair[1]]))


def cosine(a: TextProfile, b: TextProfile) -> float:
    """T: the product of two texts, to the places to which bases are compared."""
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
