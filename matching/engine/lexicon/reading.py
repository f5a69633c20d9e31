"""The files of the lexicon as ideas."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
HEADER = re.compile(r"\[(.*)\]")
TAG = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)(\+{1,3})")

SPELLINGS = (
    ("障害", "障がい", "障碍"),
    ("子ども", "子供", "こども"),
    ("ごみ", "ゴミ"),
    ("まちづくり", "街づくり", "町づくり", "まち作り"),
    ("支え合", "支えあ"),
    ("助け合", "助けあ"),
    ("見守", "見まも", "みまも"),
    ("ひとり親", "一人親"),
    ("生き物", "いきもの"),
    ("つながり", "繋がり"),
    ("センター", "センタ"),
    ("サーバー", "サーバ"),
)
"""Spellings of one sound: an expression with the first is found in the others as well."""


class LexiconError(ValueError):
    """A line of a lexicon file that cannot be read; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Idea:
    """Expressions of one thing in both languages, and what they speak for.

    ``tags`` holds (goal or field, weight from 1 to 3); empty for an expression that is only known
    so that its words are not.
    """

    japanese: tuple[str, ...]
    english: tuple[str, ...]
    tags: tuple[tuple[str, int], ...]

    @property
    def expressions(self) -> tuple[str, ...]:
        """All ways to say it, the Japanese ones first."""
        return self.japanese + self.english


@cache
def ideas() -> tuple[Idea, ...]:
    """The whole lexicon in the order of its files. Raises LexiconError."""
    return tuple(idea for file in sorted(FOLDER.glob("*.txt")) for idea in read_file(file))


def read_file(file: Path) -> list[Idea]:
    """The ideas of a file. Raises LexiconError with the file and line where one cannot be read."""
    try:
        return list(read(file.read_text("utf-8").splitlines()))
    except LexiconError as error:
        raise LexiconError(f"{file.name}, {error}") from None


def read(lines: Iterable[str]) -> Iterator[Idea]:
    """The ideas of one file. Raises LexiconError with the number of the line."""
    tags: tuple[tuple[str, int], ...] | None = None
    for number, line in enumerate(map(str.strip, lines), start=1):
        if header := HEADER.fullmatch(line):
            tags = tags_of(header[1], number)
        elif line and not line.startswith("#"):
            if tags is None or line.count("=") != 1:
                raise LexiconError(f"line {number}: {line}")
            yield idea_of(line, tags)


def tags_of(text: str, number: int) -> tuple[tuple[str, int], ...]:
    """Tags with their weights, the number of plus signs. Raises LexiconError with the line."""
    found = [TAG.fullmatch(word) for word in text.split()]
    if None in found:
        raise LexiconError(f"line {number}: [{text}]")
    return tuple((tag[1], len(tag[2])) for tag in found if tag)


def idea_of(line: str, tags: tuple[tuple[str, int], ...]) -> Idea:
    """A line: Japanese expressions, an equals sign, English ones, parted by bars."""
    japanese, english = (
        tuple(filter(None, map(str.strip, side.split("|")))) for side in line.split("=")
    )
    return Idea(japanese, english, tags)


def spellings(expression: str) -> tuple[str, ...]:
    """The expression and the other ways in which it is written."""
    found = [expression]
    for known, *others in SPELLINGS:
        found += [form.replace(known, other) for form in found if known in form for other in others]
    return tuple(found)
