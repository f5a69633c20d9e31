"""Which goals and administrative fields a text speaks of, and the words that say so.

No model and nothing learnt: the words and their weights are written by hand (``lexicon``). The
score of a label is the weight of its words over the root of the text's length, in units of the
one figure that was fitted, so that 1 is where a suggestion begins.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum, sqrt

from matching.engine.lexicon import ideas, occurrences

WEIGHTS = (0.0, 0.3, 1.0, 3.0)
"""Of a word that leans, speaks for, is hardly about anything else: three weaker ones make one
stronger. Anything between 0.2/1/3 and 0.5/1.5/3.5 gives the same accuracy to a point."""

HALFWAY = 2.0
"""Occurrences of an idea at which it reaches half of the most it can weigh, three times its
weight: one word repeated a thousand times is still one word. From 1 to 3 all alike."""

SHORTEST = 20.0
"""English words added to every text, so that one strong word carries a title (3 / √25 > 0.37) and
one weak word does not."""

THRESHOLD = 0.37
"""Weight per root of a word from which a label is suggested: the best of one figure for all goals
over 625 labelled English snippets (SDGClassification/benchmark): 91.3 % of the decisions right, a
mean over the goals; 90.4 % cross-validated. A figure for each goal gains three points on the
snippets it was fitted to and none on others."""

SHOWN_WORDS = 10

GOALS = tuple(str(number) for number in range(1, 18))


@dataclass(frozen=True, slots=True)
class TagSuggestion:
    """A goal ("1" … "17") or a field's slug. ``score`` is 1 where a suggestion begins.

    ``words`` are the expressions that speak for it as the reader wrote them, the weightiest first,
    at most SHOWN_WORDS.
    """

    key: str
    score: float
    words: tuple[str, ...]


def suggest_goals(text: str) -> tuple[TagSuggestion, ...]:
    """The goals the text is about, best first; empty where it says too little of any."""
    return likely(rank_goals(text))


def suggest_fields(text: str) -> tuple[TagSuggestion, ...]:
    """The administrative fields the text is about, best first."""
    return likely(rank_fields(text))


def rank_goals(text: str) -> tuple[TagSuggestion, ...]:
    """All goals that at least one word leans to, best first, those below the threshold too."""
    return tuple(tag for tag in rank(text) if tag.key in GOALS)


def rank_fields(text: str) -> tuple[TagSuggestion, ...]:
    """All fields that at least one word leans to, best first, those below the threshold too."""
    return tuple(tag for tag in rank(text) if tag.key not in GOALS)


def likely(tags: Iterable[TagSuggestion]) -> tuple[TagSuggestion, ...]:
    """Those worth proposing: as much speaks for them as the threshold asks."""
    return tuple(tag for tag in tags if tag.score >= 1)


def rank(text: str) -> list[TagSuggestion]:
    """Goals and fields together, best first; equal ones in the order of their names.

    Reads the first 20,000 characters: 0.4 ms for 400 of them, 20 ms for all. The first call reads
    the lexicon (0.2 s). The same text gives the same answer.
    """
    found, length = occurrences(text)
    times = Counter(each.idea for each in found)
    surfaces = {each.idea: each.surface for each in reversed(found)}
    addends: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for idea, count in times.items():
        for key, weight in ideas()[idea].tags:
            addends[key].append((WEIGHTS[weight] * saturated(count), surfaces[idea]))
    unit = THRESHOLD * sqrt(length + SHORTEST)
    tags = [suggestion(key, rows, unit) for key, rows in addends.items()]
    return sorted(tags, key=lambda tag: (-tag.score, len(tag.key), tag.key))


def saturated(count: int) -> float:
    """1 for one occurrence, towards 1 + HALFWAY for many (BM25's curve)."""
    return (1 + HALFWAY) * count / (count + HALFWAY)


def suggestion(key: str, addends: list[tuple[float, str]], unit: float) -> TagSuggestion:
    """A tag with the sum of its addends in units of the threshold, and its heaviest words."""
    heaviest = sorted(addends, key=lambda row: -row[0])
    words = dict.fromkeys(surface for _, surface in heaviest)
    score = fsum(value for value, _ in addends) / unit
    return TagSuggestion(key, round(score, 4), tuple(words)[:SHOWN_WORDS])
