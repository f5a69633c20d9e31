"""Two versions of a text side by side: which pieces of each the other has not.

First sentence by sentence, then within what was replaced, letter by letter in Japanese and word by
word elsewhere. Where that would cost too much, the whole piece counts as replaced.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

_SENTENCES = re.compile(r"[^。．.!?！？\n]*[。．.!?！？\n]+|[^。．.!?！？\n]+")
_WORDS = re.compile(r"[A-Za-z0-9À-ɏ_]+|\s+|.", re.DOTALL)
_MOST = 60_000
"""Pairs of pieces that are compared at most; the matcher's worst case grows with their number."""


class Piece(NamedTuple):
    """A part of a text; changed where the other text has it not."""

    text: str
    is_changed: bool


Pieces = list[Piece]


def marked(old: str, new: str) -> tuple[Pieces, Pieces]:
    """Both texts in pieces; put together they are the texts again."""
    before, after = _pairs(_SENTENCES.findall(old), _SENTENCES.findall(new), _by_words)
    return _joined(before), _joined(after)


def _by_words(old: str, new: str) -> tuple[Pieces, Pieces]:
    """Where less than half is the same, a reader sees more in two whole sentences."""
    before, after = _pairs(_WORDS.findall(old), _WORDS.findall(new), _replaced)
    same = sum(len(piece.text) for piece in before if not piece.is_changed)
    return (before, after) if 2 * same >= max(len(old), len(new)) else _replaced(old, new)


def _replaced(old: str, new: str) -> tuple[Pieces, Pieces]:
    return [Piece(old, True)], [Piece(new, True)]


def _pairs(
    old: Sequence[str], new: Sequence[str], deeper: Callable[[str, str], tuple[Pieces, Pieces]]
) -> tuple[Pieces, Pieces]:
    before: Pieces = []
    after: Pieces = []
    for is_same, left, right in _blocks(old, new):
        if is_same:
            before.append(Piece(left, False))
            after.append(Piece(right, False))
        else:
            compare = deeper if left and right else _replaced
            more_before, more_after = compare(left, right)
            before += more_before
            after += more_after
    return before, after


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, str, str]]:
    """What is the same in both and what is not, in turn; both ends first, they cost nothing."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    yield True, "".join(old[:head]), "".join(new[:head])
    yield from _between(old[head : len(old) - tail], new[head : len(new) - tail])
    yield True, "".join(old[len(old) - tail :]), "".join(new[len(new) - tail :])


def _between(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, str, str]]:
    if len(old) * len(new) > _MOST:
        yield False, "".join(old), "".join(new)
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        yield kind == "equal", "".join(old[i:j]), "".join(new[k:m])


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    same = 0
    for left, right in zip(old, new, strict=False):
        if left != right:
            break
        same += 1
    return same


def _joined(pieces: Pieces) -> Pieces:
    """Neighbours of one kind as one piece; none is empty."""
    groups = groupby((piece for piece in pieces if piece.text), key=lambda piece: piece.is_changed)
    return [Piece("".join(piece.text for piece in group), changed) for changed, group in groups]
