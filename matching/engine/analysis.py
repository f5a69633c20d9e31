"""What the engine keeps of a document: counted terms and labels, ready to be stored as JSON."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from matching.engine.bilingual import BRIDGED, bridged
from matching.engine.documents import Document, Facts, Side
from matching.engine.meaning import backend_name, meaning_of
from matching.engine.neighbours import pairs, triples
from matching.engine.terms import signs_of
from matching.engine.text import Token, lines, tokeniser_name, tokens
from matching.engine.topics import topics_of

ANALYSIS_VERSION = 6  # raised whenever the same text would give other terms
THEME_EMPHASIS = 2.7
"""So often a topic counts in a sub-theme, whose few words name it: as heavy as a word, not half."""


class StaleAnalysisError(ValueError):
    """A stored analysis was made by another version or another tokeniser; analyse again."""


@dataclass(frozen=True, slots=True)
class AnalysedText:
    """The terms of one text: words, and pairs of neighbours joined by a space.

    ``counts`` holds (term, occurrences), sorted by term; ``surfaces`` the written form of the
    terms where it is not simply the term; ``runs`` the rows of three neighbours, which prove that
    two pairs may be read as one long word. Both are sorted.
    """

    counts: tuple[tuple[str, float], ...] = ()
    surfaces: Mapping[str, str] = field(default_factory=dict)
    runs: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> list[Any]:
        """The terms, their counts, and the rest as it is. No term holds a line end."""
        terms, counts = "\n".join(term for term, _ in self.counts), [n for _, n in self.counts]
        return [terms, counts, self.surfaces, self.runs]

    @classmethod
    def from_json(cls, data: list[Any]) -> Self:
        """The text back from ``to_json``."""
        terms, counts, surfaces, runs = data
        pairs = zip(terms.split("\n"), counts, strict=True) if counts else ()
        return cls(tuple(pairs), surfaces, runs)


@dataclass(frozen=True, slots=True)
class AnalysedDocument:
    """A document without its text. Frozen, picklable, and a round trip through JSON."""

    key: str
    side: Side
    text: AnalysedText
    parts: tuple[AnalysedText, ...] = ()
    goals: frozenset[int] = frozenset()
    primary_goals: frozenset[int] = frozenset()
    fields: frozenset[str] = frozenset()
    resources: frozenset[str] = frozenset()
    meaning: tuple[float, ...] = ()
    facts: Facts = field(default_factory=Facts)
    version: str = field(default_factory=lambda: analysis_version())

    @property
    def texts(self) -> tuple[AnalysedText, ...]:
        """The whole text first, then the sub-themes."""
        return self.text, *self.parts

    def to_json(self) -> dict[str, Any]:
        """A dict of lists, strings and numbers only, the same for the same document."""
        return {
            "key": self.key,
            "side": self.side,
            "text": self.text.to_json(),
            "parts": [part.to_json() for part in self.parts],
            **{name: sorted(getattr(self, name)) for name in LABEL_FIELDS},
            "meaning": self.meaning,
            "facts": self.facts.to_json(),
            "version": self.version,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The document back from ``to_json``. Raises StaleAnalysisError for another version."""
        if data.get("version") != analysis_version():
            raise StaleAnalysisError(f"{data.get('key')}: analysed by {data.get('version')}")
        labels = {name: frozenset(data[name]) for name in LABEL_FIELDS}
        parts = tuple(AnalysedText.from_json(part) for part in data["parts"])
        text, facts = AnalysedText.from_json(data["text"]), Facts.from_json(data["facts"])
        whole = {"text": text, "parts": parts, "facts": facts, "meaning": tuple(data["meaning"])}
        return cls(**{**data, **labels, **whole})


LABEL_FIELDS = ("goals", "primary_goals", "fields", "resources")


def analysis_version() -> str:
    """Ours, the tokeniser's and the backend's: another wherever a text would be cut otherwise."""
    return "-".join(filter(None, (str(ANALYSIS_VERSION), tokeniser_name(), backend_name())))


def analyse(document: Document) -> AnalysedDocument:
    """Cut a document into terms: the costly step, worth storing (about 1 ms per 400 characters).

    The title counts twice. The sub-themes count in the whole text and once more by themselves.
    """
    whole = [document.title, document.title, document.body, *document.parts]
    return AnalysedDocument(
        key=document.key,
        side=document.side,
        text=analyse_text(whole),
        parts=tuple(analyse_text([part], THEME_EMPHASIS) for part in document.parts),
        goals=document.goals | document.primary_goals,
        primary_goals=document.primary_goals,
        fields=document.fields,
        resources=document.resources,
        meaning=meaning_of("\n".join(whole[1:])),
        facts=document.facts,
    )


def analyse_text(texts: Iterable[str], emphasis: float = 1) -> AnalysedText:
    """Terms of several texts together, each as readers most often find it written there.

    The topics behind the words count ``emphasis`` times.
    """
    written: dict[tuple[str, str], float] = defaultdict(int)
    runs: dict[str, str] = {}
    for line in (line for text in texts for line in lines(text)):
        words = tokens(line)
        for found, amount in ((written_terms(line, words), 1), (bridged(line, words), BRIDGED)):
            for term, surface in found:
                written[term, surface] += amount
        runs.update(triples(line, words))
    counts, best = totals(written), surfaces_of(written)
    topics, shown = topics_behind(counts, best)
    counts |= signs_behind(counts) | {term: amount * emphasis for term, amount in topics.items()}
    surfaces = (row for row in (best | shown).items() if row[1] != default_surface(row[0]))
    return AnalysedText(
        tuple(sorted(counts.items())), dict(sorted(surfaces)), dict(sorted(runs.items()))
    )


def written_terms(line: str, words: list[Token]) -> Iterator[tuple[str, str]]:
    """Words and pairs as (term, surface)."""
    yield from ((word.form, word.surface) for word in words if word.role == "word")
    yield from pairs(line, words)


def totals(written: Mapping[tuple[str, str], float]) -> dict[str, float]:
    """How often each term occurs under all its surfaces; only bridged ones have fractions."""
    counts: dict[str, float] = defaultdict(int)
    for (term, _surface), amount in written.items():
        counts[term] += amount
    return counts


def surfaces_of(written: Mapping[tuple[str, str], float]) -> dict[str, str]:
    """The most frequent surface of each term; of equal ones the first in code point order."""
    best: dict[str, str] = {}
    for (term, surface), _ in sorted(written.items(), key=lambda row: (-row[1], row[0])):
        best.setdefault(term, surface)
    return best


def signs_behind(counts: Mapping[str, float]) -> dict[str, float]:
    """The signs of the words, as often as these."""
    signs: dict[str, float] = defaultdict(int)
    for term, amount in counts.items():
        if " " not in term:
            for sign in signs_of(term):
                signs[sign] += amount
    return signs


def topics_behind(
    counts: Mapping[str, float], surfaces: Mapping[str, str]
) -> tuple[dict[str, float], dict[str, str]]:
    """The topics of words and pairs, as often as these, each shown by its most frequent one."""
    topics: dict[str, float] = defaultdict(int)
    best: dict[str, tuple[float, int, str]] = {}
    for term, amount in counts.items():
        for topic in topics_of(term):
            topics[topic] += amount
            row = amount, len(surfaces[term]), surfaces[term]
            best[topic] = max(best.get(topic, row), row)
    return topics, {topic: surface for topic, (_amount, _length, surface) in best.items()}


def default_surface(term: str) -> str:
    """How a term reads that nobody has written otherwise: a pair without its space."""
    return term.replace(" ", "")
