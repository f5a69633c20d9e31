"""Why a match is not closer: what the addends and profiles know, and nothing that is guessed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import fsum, sqrt
from typing import Literal

from matching.engine.documents import Facts, Match
from matching.engine.geography import are_neighbours
from matching.engine.meaning import MEANING
from matching.engine.policy import DEFAULT, Policy
from matching.engine.profiles import Profile
from matching.engine.ranking import USUAL_HERE, USUAL_THERE, taken
from matching.engine.scoring import LABEL_SHARE, confidence
from matching.engine.statistics import OFFERED
from matching.engine.vectors import length

MOST = 3
LEAST_GAIN = 0.01
"""What would add less than this to a score is not worth a sentence."""
MANY_WORDS = 0.25
"""So much the texts of the closest matches have in common."""
FEW_WORDS = 0.12
LITTLE_TRUST = 0.4
"""Below this confidence ticks are called many: from six goals of seventeen on."""
ABOUT_AS_CLOSE = 0.7
"""Who usually meets this share of a base has others that are about as close."""

Code = Literal["words", "apart", "unticked", "many", "usual", "far", "same_sector"]
Where = Literal["", "here", "there", "both"]
Ticks = Mapping[str, int]
"""How many goals, fields and kinds of resources a document ticked, by kind of label."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One thing that keeps two apart, and the most it could add if it were otherwise.

    ``code``: "words" – the texts share few; "apart" – both ticked labels of the ``kind``, none in
    common; "unticked" – who stands in ``where`` ticked none; "many" – it ticked so many (``count``)
    that they say little; "usual" – it has others that are about as close; "far" – another
    prefecture; "same_sector" – the same line of business. The subject is here, the candidate there.
    """

    code: Code
    gain: float
    kind: str = ""
    where: Where = ""
    count: int = 0


def shortfalls(
    match: Match,
    subject: Profile,
    candidate: Profile,
    ticks: tuple[Ticks, Ticks],
    policy: Policy = DEFAULT,
) -> list[Shortfall]:
    """Up to three, what would add most first. ``ticks`` are the subject's and the candidate's."""
    found = [
        *_words(match),
        *(each for kind in LABEL_SHARE for each in _labels(kind, match, subject, candidate, ticks)),
        *_usual(match, subject.facts, candidate.facts, policy),
        *_facts(subject.facts, candidate.facts, policy),
    ]
    worth = [each for each in found if each.gain >= LEAST_GAIN]
    return sorted(worth, key=lambda each: -each.gain)[:MOST]


def _sum(match: Match, kind: str) -> float:
    return fsum(addend.value for addend in match.addends if addend.kind == kind)


def _words(match: Match) -> Iterator[Shortfall]:
    text = _sum(match, "text")
    if text < FEW_WORDS:
        count = sum(addend.kind == "text" for addend in match.addends)
        yield Shortfall("words", MANY_WORDS - text, count=count)


def _labels(
    kind: str, match: Match, subject: Profile, candidate: Profile, ticks: tuple[Ticks, Ticks]
) -> Iterator[Shortfall]:
    """At most one per kind. What could be gained is what two that agree entirely would have."""
    here, there = (side.get(kind, 0) for side in ticks)
    mine, theirs = _weight(kind, subject), _weight(kind, candidate)
    got, most = _sum(match, kind), sqrt(LABEL_SHARE[kind])
    if not (here and there):
        where = _where(not here, not there)
        yield Shortfall("unticked", most * ((theirs if there else mine) or most), kind, where)
    elif min(_trust(kind, here), _trust(kind, there)) < LITTLE_TRUST:
        is_mine = here >= there
        gain = most * (theirs if is_mine else mine) - got
        yield Shortfall("many", gain, kind, _where(is_mine, not is_mine), max(here, there))
    elif not got:
        yield Shortfall("apart", mine * theirs, kind)


def _weight(kind: str, profile: Profile) -> float:
    return length({label: value for label, value in profile.labels.items() if label[0] == kind})


def _trust(kind: str, ticks: int) -> float:
    return confidence(ticks, max(ticks, OFFERED[kind]))


def _usual(match: Match, subject: Facts, candidate: Facts, policy: Policy) -> Iterator[Shortfall]:
    lost = {addend.key: -addend.value for addend in match.addends if addend.kind == "usual"}
    base = ABOUT_AS_CLOSE * fsum(_sum(match, kind) for kind in ("text", MEANING, *LABEL_SHARE))
    least = {
        USUAL_HERE: taken(subject, base, policy),
        USUAL_THERE: taken(candidate, base, policy),
    }
    many = {key: value for key, value in lost.items() if value >= least[key]}
    if many:
        where = _where(USUAL_HERE in many, USUAL_THERE in many)
        yield Shortfall("usual", fsum(many.values()), where=where)


def _facts(one: Facts, other: Facts, policy: Policy) -> Iterator[Shortfall]:
    places = one.prefecture, other.prefecture
    if all(places) and len({*places}) > 1 and not are_neighbours(*places):
        yield Shortfall("far", policy.same_prefecture)
    if one.sector and one.sector == other.sector:
        yield Shortfall("same_sector", policy.different_sector)


def _where(here: bool, there: bool) -> Where:
    return ("both" if there else "here") if here else ("there" if there else "")
