"""Where the words stand that were looked for: a piece of the text with them marked."""

import unicodedata
from collections.abc import Iterable, Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from tomoni import search

LENGTH = 90  # characters of an excerpt
BEFORE = 30  # of them in front of the first word
_MOST = 40  # marks in one text
_VOICED = "\uff9e\uff9f\u3099\u309a"  # marks that melt with the kana before them

Span = tuple[int, int]


def marked(value: str, words: str) -> SafeString:
    """The whole text with the words marked."""
    return _with_marks(value, _spans(value, words), 0, len(value))


def excerpt(texts: Iterable[str], words: str, length: int = LENGTH) -> SafeString:
    """A piece of the first text in which one of the words stands; "" where none does."""
    for value in texts:
        line = " ".join(value.split())
        if spans := _spans(line, words):
            start = max(0, spans[0][0] - BEFORE)
            start = 0 if start < BEFORE // 2 else start
            return _cut(line, spans, start, max(start + length, spans[0][1]))
    return SafeString()


def _cut(value: str, spans: list[Span], start: int, end: int) -> SafeString:
    before = "…" if start else ""
    after = "…" if end < len(value) else ""
    return mark_safe(f"{before}{_with_marks(value, spans, start, end)}{after}")  # noqa: S308


def _with_marks(value: str, spans: list[Span], start: int, end: int) -> SafeString:
    """The text from start to end; everything in it is escaped."""
    parts, at = [], start
    for first, last in spans:
        first, last = max(first, at), min(last, end)
        if first < last:
            parts += [escape(value[at:first]), "<mark>", escape(value[first:last]), "</mark>"]
            at = last
    parts.append(escape(value[at:end]))
    return mark_safe("".join(parts))  # noqa: S308 – each part is escaped


def _spans(value: str, words: str) -> list[Span]:
    """Where the words stand, in order and without overlaps, as places of the text itself."""
    form, places = _comparable(value)
    found = sorted(
        (places[at], places[at + len(run)])
        for run, is_japanese in search.runs(words)
        for at in _occurrences(form, run, is_japanese)
    )
    spans: list[Span] = []
    for first, last in found[:_MOST]:
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return spans


def _occurrences(form: str, run: str, is_japanese: bool) -> Iterator[int]:
    """Japanese anywhere, other words where one begins."""
    at, found = form.find(run), 0
    while at >= 0 and found < _MOST:
        if is_japanese or at == 0 or not form[at - 1].isalnum() or form[at - 1] > "\u2fff":
            yield at
            found += 1
        at = form.find(run, at + len(run))


def _comparable(value: str) -> tuple[str, list[int] | range]:
    """The text as words are compared (NFKC, any case), and where each character comes from."""
    plain = unicodedata.normalize("NFKC", value).casefold()
    if len(plain) == len(value):  # one for one, as nearly all texts are
        return plain, range(len(value) + 1)
    form: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(value):
        end = at + 1
        while end < len(value) and (value[end] in _VOICED or unicodedata.combining(value[end])):
            end += 1
        written = unicodedata.normalize("NFKC", value[at:end]).casefold()
        form.append(written)
        places += [at] * len(written)
        at = end
    return "".join(form), [*places, len(value)]
