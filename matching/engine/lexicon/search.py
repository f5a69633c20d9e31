"""Finding the expressions of the lexicon in a text, in time that grows with the text only."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from matching.engine.english import regions, stem, strip_ending_of_verb, strip_plural
from matching.engine.lexicon.reading import ideas, spellings
from matching.engine.text import MAX_CHARACTERS

# A character with the marks that NFKC melts into it: か and ゛, ﾊ and ﾟ, e and an accent.
MELTING = re.compile(r".[\u0300-\u036f\u3099\u309a\uff9e\uff9f]*", re.DOTALL)
WORD = re.compile(r"[A-Za-z0-9]+(?:['’][A-Za-z]+)?")
WORD_OF_LEXICON = re.compile(rf"{WORD.pattern}!?")
CAPITALS = re.compile(r"(?=[a-z0-9]*[A-Z])[A-Z0-9]+s?")
# What may stand between two words of a phrase. Not a full stop and a space, a comma or a tab:
# sentences, lists and the cells of a table end there.
GAP = re.compile(r"['’]?[ \n]{0,2}[-–/&+]?[ \n]{0,2}|\.")
# Everything beyond the Latin, Greek, Cyrillic … scripts and their punctuation.
JAPANESE = re.compile("[\u2e80-\U0010ffff]")
# Where an expression with Japanese in it may stand: 空き家, CO2削減, 1日1.9ドル. Tried only where
# such a run begins: from each of its characters, a long line of dashes would take its square.
JAPANESE_RUN = re.compile(
    rf"(?<![0-9A-Za-z.&-])[0-9A-Za-z.&-]*(?:{JAPANESE.pattern}[0-9A-Za-z.&-]*)+"
)
BRITISH_VERB = re.compile(r"(?<=...)is(e|ed|es|ing|er|ers|ation|ations)$")
BRITISH_NOUN = re.compile(r"(?<=..)our(s|ed|ing|al)?$")
HISSING = re.compile("(ch|sh|[sxz])e$")
FINAL_Y = re.compile("(?<=[^aeiouy])y$")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An expression in a text: ``idea`` is its place in ``ideas()``, ``surface`` as written."""

    idea: int
    surface: str


class Word(NamedTuple):
    """A word in Latin letters; ``follows`` says that only a GAP parts it from the one before."""

    text: str
    keys: tuple[str, ...]
    begin: int
    end: int
    follows: bool


Phrase = tuple[tuple[str, ...], int]
"""The keys of an expression's words, and the idea it belongs to."""


def occurrences(text: str) -> tuple[list[Occurrence], float]:
    """All expressions in the first MAX_CHARACTERS characters, and the length in English words.

    The longest expression at a place wins and none overlap. Case, width and the ways of composing
    a character make no difference. The Japanese expressions come first, then the English ones,
    each in their order in the text.
    """
    text = text[:MAX_CHARACTERS]
    plain, places = folded(text)
    japanese = list(find_japanese(plain))
    words = words_of(plain, japanese)
    found = [*japanese, *find_english(words)]
    length = len(words) + len(JAPANESE.findall(plain)) / CHARACTERS_PER_WORD
    return [Occurrence(i, surface(text, places[b], places[e])) for i, b, e in found], length


CHARACTERS_PER_WORD = 2.5
"""Japanese characters that say about as much as an English word."""


def surface(text: str, begin: int, end: int) -> str:
    """The text from begin to end as readers see it, with single spaces."""
    return " ".join(text[begin:end].split())


def folded(text: str) -> tuple[str, Sequence[int]]:
    """The text in NFKC, and where each of its characters (and the end) begins in the original."""
    if unicodedata.is_normalized("NFKC", text):
        return text, range(len(text) + 1)
    pieces: list[str] = []
    places: list[int] = []
    for found in MELTING.finditer(text):
        piece = unicodedata.normalize("NFKC", found[0])
        pieces.append(piece)
        places += [found.start()] * len(piece)
    return "".join(pieces), [*places, len(text)]


# --- Japanese: a table of the first two characters -----------------------------------------------


@cache
def japanese_index() -> dict[str, tuple[tuple[str, int], ...]]:
    """First two characters (or the only one) → (expression, idea), longest first."""
    rows: dict[str, dict[str, int]] = defaultdict(dict)
    for number, idea in enumerate(ideas()):
        for expression in idea.expressions:
            if not expression.isascii():
                for form in spellings(unicodedata.normalize("NFKC", expression).lower()):
                    rows[form[:2]].setdefault(form, number)
    return {
        start: tuple(sorted(forms.items(), key=lambda row: -len(row[0])))
        for start, forms in rows.items()
    }


def find_japanese(plain: str) -> Iterator[tuple[int, int, int]]:
    """(idea, begin, end) from left to right."""
    index, low = japanese_index(), lower(plain)
    for run in JAPANESE_RUN.finditer(low):
        at = run.start()
        while at < run.end():
            longer, one = index.get(low[at : at + 2], ()), index.get(low[at], ())
            found = longest_at(longer, low, at) or longest_at(one, low, at)
            if found:
                yield found
            at = found[2] if found else at + 1


def longest_at(
    expressions: tuple[tuple[str, int], ...], low: str, at: int
) -> tuple[int, int, int] | None:
    """The first of the expressions that stands at the place: (idea, begin, end); longest first."""
    for expression, idea in expressions:
        if low.startswith(expression, at):
            return idea, at, at + len(expression)
    return None


def lower(text: str) -> str:
    """Lower case of the same length: İ is the one letter that would grow."""
    return text.replace("İ", "I").lower()


# --- English: a table of the first word ----------------------------------------------------------


@cache
def english_index() -> dict[str, tuple[Phrase, ...]]:
    """Key of the first word → phrases, longest first."""
    rows: dict[str, dict[tuple[str, ...], int]] = defaultdict(dict)
    for number, idea in enumerate(ideas()):
        for expression in idea.expressions:
            if expression.isascii():
                keys = keys_of_expression(expression)
                rows[keys[0]].setdefault(keys, number)
    return {
        first: tuple(sorted(phrases.items(), key=lambda row: -len(row[0])))
        for first, phrases in rows.items()
    }


def keys_of_expression(expression: str) -> tuple[str, ...]:
    """One word: its inflection. Several: their stems. Marked ones: as they are written."""
    words = WORD_OF_LEXICON.findall(expression)
    return tuple(key_of_word(word, alone=len(words) == 1) for word in words)


def key_of_word(word: str, *, alone: bool) -> str:
    """What a word of an expression is found by: as written, by its inflection or by its stem."""
    as_written, exact, inflected, stemmed = keys_of(word.removesuffix("!"))
    if word.endswith("!"):
        return exact
    if CAPITALS.fullmatch(word):
        return as_written
    return inflected if alone else stemmed


@lru_cache(maxsize=16_384)
def keys_of(word: str) -> tuple[str, str, str, str]:
    """What a word may be found by, the strictest first; the first letter keeps the kinds apart."""
    low = word.lower().replace("’", "'").removesuffix("'s").replace("'", "")
    british = as_american(low)
    return f"^{word}", f"!{low}", f"~{inflection_base(british)}", stem(british)


def as_american(word: str) -> str:
    """organise, labour → organize, labor; not spelling, only one key for both ways of writing."""
    return BRITISH_NOUN.sub(r"or\1", BRITISH_VERB.sub(r"iz\1", word))


def inflection_base(word: str) -> str:
    """One form for a noun's numbers and a verb's tenses, but not for derived words.

    The Porter stem would let product meet productivity and integrity meet integration.
    """
    if len(word) <= 3:
        return word
    word = strip_plural(word)
    word = f"{word[:-3]}man" if word.endswith("men") else word
    word = strip_ending_of_verb(word, regions(word)[0])
    return FINAL_Y.sub("i", HISSING.sub(r"\1", word))


def words_of(plain: str, taken: Sequence[tuple[int, int, int]]) -> list[Word]:
    """The words in Latin letters that no Japanese expression has taken (the CO2 of CO2削減)."""
    inside = {place for _, begin, end in taken for place in range(begin, end)}
    found = [word for word in WORD.finditer(plain) if word.start() not in inside]
    follows = [False] + [
        GAP.fullmatch(plain, one.end(), other.start()) is not None for one, other in pairwise(found)
    ]
    return [
        Word(word[0], keys_of(word[0]), word.start(), word.end(), joined)
        for word, joined in zip(found, follows, strict=False)
    ]


def find_english(words: Sequence[Word]) -> Iterator[tuple[int, int, int]]:
    """(idea, begin, end) from left to right."""
    at = 0
    while at < len(words):
        best = longest_phrase(words, at)
        if best:
            yield best[1], words[at].begin, words[at + len(best[0]) - 1].end
        at += len(best[0]) if best else 1


def longest_phrase(words: Sequence[Word], at: int) -> Phrase | None:
    """The longest expression that begins with the word at this place; None where none does."""
    phrases = phrases_from(words[at].text)
    return next((phrase for phrase in phrases if is_at(phrase[0], words, at)), None)


@lru_cache(maxsize=16_384)
def phrases_from(word: str) -> tuple[Phrase, ...]:
    """The phrases that begin with the word, longest first; of equal ones the strictest."""
    index = english_index()
    phrases = (phrase for key in keys_of(word) for phrase in index.get(key, ()))
    return tuple(sorted(phrases, key=lambda phrase: -len(phrase[0])))


def is_at(keys: tuple[str, ...], words: Sequence[Word], at: int) -> bool:
    """Whether a phrase stands here; its first word is known to."""
    following = words[at + 1 : at + len(keys)]
    return len(following) == len(keys) - 1 and all(
        word.follows and key in word.keys for key, word in zip(keys[1:], following, strict=True)
    )
