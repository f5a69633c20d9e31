"""What the engine keeps of a document: counted terms and labels, ready to be stored as JSON."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Self

from matching.engine.documents import Document, Facts, Side
from matching.engine.text import Token, lines, tokeniser_name, tokens

ANALYSIS_VERSION = 1  # raised whenever the same text would give other terms

GAP = re.compile(r"[ァ-ヺー一-鿿々]{0,4}| ")


class StaleAnalysisError(ValueError):
    """A stored analysis was made by another version or another tokeniser; analyse again."""


@dataclass(frozen=True, slots=True)
class AnalysedText:
    """The terms of one text: words, and pairs of neighbours joined by a space.

    ``counts`` holds (term, occurrences), sorted by term; ``surfaces`` the written form of the
    terms where it is not simply the term; ``runs`` the rows of three neighbours, which prove that
    two pairs may be read as one long word.
    """

    counts: tuple[tuple[str, int], ...] = ()
    surfaces: tuple[tuple[str, str], ...] = ()
    runs: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> list[Any]:
        """Few long strings, as thousands of short ones are slow to read. No term holds a tab."""
        terms, counts = "\n".join(term for term, _ in self.counts), [n for _, n in self.counts]
        return [terms, counts, _table(self.surfaces), _table(self.runs)]

    @classmethod
    def from_json(cls, data: list[Any]) -> Self:
        """The text back from ``to_json``."""
        terms, counts, surfaces, runs = data
        pairs = zip(terms.split("\n"), counts, strict=True) if counts else ()
        return cls(tuple(pairs), _untable(surfaces), _untable(runs))


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
        return cls(**{**data, **labels, "text": text, "parts": parts, "facts": facts})


def _table(rows: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{term}\t{surface}" for term, surface in rows)


def _untable(text: str) -> tuple[tuple[str, str], ...]:
    rows = (line.partition("\t") for line in text.split("\n")) if text else ()
    return tuple((term, surface) for term, _, surface in rows)


LABEL_FIELDS = ("goals", "primary_goals", "fields", "resources")


def analysis_version() -> str:
    return f"{ANALYSIS_VERSION}-{tokeniser_name()}"


def analyse(document: Document) -> AnalysedDocument:
    """Cut a document into terms: the costly step, worth storing (about 1 ms per 400 characters).

    The title counts twice. The sub-themes count in the whole text and once more by themselves.
    """
    whole = [document.title, document.title, document.body, *document.parts]
    return AnalysedDocument(
        key=document.key,
        side=document.side,
        text=analyse_text(whole),
        parts=tuple(analyse_text([part]) for part in document.parts),
        goals=document.goals | document.primary_goals,
        primary_goals=document.primary_goals,
        fields=document.fields,
        resources=document.resources,
        facts=document.facts,
    )


def analyse_text(texts: Iterable[str]) -> AnalysedText:
    """Terms of several texts together, each as readers most often find it written there."""
    counts: Counter[str] = Counter()
    written: Counter[tuple[str, str]] = Counter()
    runs: dict[str, str] = {}
    for line in (line for text in texts for line in lines(text)):
        words = tokens(line)
        found = [(w.form, w.surface) for w in words if w.role == "word"] + list(pairs(line, words))
        counts.update(term for term, _ in found)
        written.update(found)
        runs.update(triples(line, words))
    return AnalysedText(
        tuple(sorted(counts.items())), surfaces_of(written), tuple(sorted(runs.items()))
    )


def surfaces_of(written: Counter[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The most frequent surface of each term; of equal ones the first in code point order."""
    best: dict[str, str] = {}
    for (term, surface), _ in sorted(written.items(), key=lambda row: (-row[1], row[0])):
        best.setdefault(term, surface)
    return tuple(sorted((t, s) for t, s in best.items() if s != default_surface(t)))


def default_surface(term: str) -> str:
    return term.replace(" ", "")


def pairs(line: str, words: list[Token]) -> Iterator[tuple[str, str]]:
    """Neighbours as (term, surface)."""
    for first, second in neighbours(line, words):
        yield joined_form(first, second), joined_surface(line, first, second)


def triples(line: str, words: list[Token]) -> Iterator[tuple[str, str]]:
    """Rows of three neighbours as (term, surface)."""
    following: dict[Token, list[Token]] = {}
    for first, second in neighbours(line, words):
        following.setdefault(first, []).append(second)
    for first, seconds in following.items():
        for second in seconds:
            for third in following.get(second, ()):
                yield joined_form(first, second, third), joined_surface(line, first, third)


def joined_form(*words: Token) -> str:
    return " ".join(word.form for word in words)


def joined_surface(line: str, first: Token, last: Token) -> str:
    return line[first.begin : last.begin] + last.surface


def neighbours(line: str, words: list[Token]) -> Iterator[tuple[Token, Token]]:
    """Each word with the next one, and with the suffix between them if there is one."""
    for at, first in enumerate(words):
        for second in words[at + 1 : at + 3]:
            if first.role == "suffix" or not GAP.fullmatch(line, first.end, second.begin):
                break
            if second.role != "prefix" and not grammar_only(first, second):
                yield first, second
            if second.role in ("word", "sign"):
                break


def grammar_only(first: Token, second: Token) -> bool:
    """Two hiragana of the fallback: endings and particles, hardly ever a word."""
    return first.role == second.role == "sign" and max(first.form, second.form) < "ゖ"
