"""Words that stand side by side: pairs, rows of three, and what an expression is as terms."""

import re
from collections.abc import Iterator

from matching.engine.text import Token, lines, tokens

GAP = re.compile(r"[ァ-ヺー一-鿿々]{0,4}| ")


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
    """The term of neighbouring words."""
    return " ".join(word.form for word in words)


def joined_surface(line: str, first: Token, last: Token) -> str:
    """How they stand in the line, with what is between them."""
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


def terms_of(expression: str) -> list[str]:
    """The words and pairs of a short expression, as they are counted in a text."""
    found: list[str] = []
    for line in lines(expression):
        words = tokens(line)
        found += [word.form for word in words if word.role == "word"]
        found += [term for term, _surface in pairs(line, words)]
    return list(dict.fromkeys(found))


def term_of(expression: str) -> str:
    """The one term an expression is known by: its word, or the pair of its two parts.

    Empty for three parts and more, which only the fallback makes of a short expression.
    """
    parts = [token for line in lines(expression) for token in tokens(line)]
    return joined_form(*parts) if len(parts) <= 2 else ""
