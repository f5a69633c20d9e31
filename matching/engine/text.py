"""From a text to its words: normalisation, cutting, and the form under which words meet."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from typing import Any, Literal

from matching.engine.english import stem
from matching.engine.phrases import COMPOUND, NAMES
from matching.engine.spellings import respelt
from matching.engine.words import (
    CAPITALS,
    ENGLISH_STOP_WORDS,
    SILENT_AFFIXES,
    SILENT_VERBS,
    STOP_WORDS,
    SYNONYMS,
)

try:
    import sudachipy

    import_module("sudachidict_small")  # without a dictionary SudachiPy cuts nothing
except ImportError:  # a bare machine: character bigrams instead of words
    sudachipy = None  # type: ignore[assignment,unused-ignore]

MAX_CHARACTERS = 20_000  # of one text; a form takes far less, a pasted report may not
MAX_LINE = 2_000  # characters per call; SudachiPy refuses more than 49,149 bytes
MAX_WORD = 40  # a longer "word" is a row of signs

Role = Literal["word", "prefix", "suffix", "sign"]

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]+")
SENTENCE = re.compile(rf"[^\n。!?]{{1,{MAX_LINE}}}[。!?]{{0,3}}")
LATIN = re.compile(r"[a-z][a-z']*")
READABLE = re.compile(r"[^\W_]")
FALLBACK = re.compile(r"[A-Za-z][A-Za-z']*|[ァ-ヺー]{2,}|[々〆ヶぁ-ゖァ-ヺー一-鿿]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a line. ``form`` is what it is compared by, ``surface`` what readers see.

    Only a word counts by itself. A prefix, a suffix or a sign (one character of the fallback)
    counts in a pair with its neighbour. ``begin`` and ``end`` are offsets in the line.
    """

    form: str
    surface: str
    role: Role
    begin: int
    end: int


def normalise(text: str) -> str:
    """NFKC, one spelling, at most MAX_CHARACTERS characters; tabs end a line like newlines."""
    text = unicodedata.normalize("NFKC", text[:MAX_CHARACTERS]).replace("\t", "\n")
    return respelt(CONTROL.sub(" ", text))[:MAX_CHARACTERS]


def lines(text: str) -> Iterator[str]:
    """The sentences of a text, each short enough for one call of the dictionary."""
    return (found[0] for found in SENTENCE.finditer(normalise(text)))


def tokens(line: str) -> list[Token]:
    """The words of one normalised line in their order, stop words left out."""
    cut = tokens_by_dictionary if sudachipy else tokens_by_character
    return [token for token in cut(line) if token.form]


def tokeniser_name() -> str:
    """Which of the two ways of cutting is at work; words of the one never meet the other's."""
    return "sudachi" if sudachipy else "bigrams"


@cache
def dictionary() -> Any:
    """SudachiPy's small dictionary, loaded once."""
    return sudachipy.Dictionary(dict="small")


class _PerThread(threading.local):
    """A SudachiPy tokenizer must not be shared between threads; the dictionary may."""

    def __init__(self) -> None:
        shared = dictionary()
        make = getattr(shared, "tokenizer", None) or shared.create
        self.tokenizer = make(mode=sudachipy.SplitMode.A)


@cache
def per_thread() -> _PerThread:
    """The tokeniser of this thread: SudachiPy's may not be shared."""
    return _PerThread()


def tokens_by_dictionary(line: str) -> Iterator[Token]:
    """The words of a line by SudachiPy in mode A; compounds of our own list stay whole."""
    whole = {found.start(): found[0] for found in COMPOUND.finditer(line)}
    done = 0
    for morpheme in per_thread().tokenizer.tokenize(line):
        begin = morpheme.begin()
        if begin < done:
            continue
        if compound := whole.get(begin):
            done = begin + len(compound)
            yield Token(compound_form(compound), compound, "word", begin, done)
        elif role := role_of(morpheme.part_of_speech()):
            yield token_of(morpheme, role)


def compound_form(compound: str) -> str:
    """The name a compound meets under; empty for what says nothing."""
    name = NAMES.get(compound, compound)
    return settle(name) if name else ""


@cache
def role_of(part_of_speech: tuple[str, ...]) -> Role | None:
    """What a part of speech of the UniDic tag set is to us, None for nothing."""
    match part_of_speech[:3]:
        case ("名詞", "数詞" | "助動詞語幹", _):
            return None
        case ("名詞", _, _) | ("動詞" | "形容詞" | "形状詞", "一般", _):
            return "word"
        case ("接頭辞", _, _):
            return "prefix"
        case ("接尾辞", "名詞的", _):
            return "suffix"
    return None


def token_of(morpheme: Any, role: Role) -> Token:
    """A morpheme as a token: its normalised form, a verb's as the noun of it."""
    surface, begin, end = morpheme.surface(), morpheme.begin(), morpheme.end()
    if role != "word":
        return Token(affix_form(morpheme.normalized_form()), surface, role, begin, end)
    if LATIN.fullmatch(surface.casefold()):
        return Token(latin_form(surface), surface, role, begin, end)
    form, kind = morpheme.normalized_form(), morpheme.part_of_speech()
    readable = morpheme.dictionary_form() if kind[0] in ("動詞", "形容詞") else surface
    form = as_noun(form, kind[4]) if kind[0] == "動詞" else settle(form)
    return Token(form, readable, role, begin, end)


GODAN = dict(zip("うくぐすつぬぶむる", "いきぎしちにびみり", strict=True))


def as_noun(verb: str, conjugation: str) -> str:
    """A verb's noun form, so that 支える meets 支え and 引っ越す meets 引っ越し."""
    if verb in SILENT_VERBS:
        return ""
    ichidan = verb.endswith("る") and not conjugation.startswith("五段")
    return settle(verb[:-1] + ("" if ichidan else GODAN.get(verb[-1], verb[-1])))


@lru_cache(maxsize=16_384)
def settle(form: str) -> str:
    """The form words are compared by; empty for what says nothing."""
    form = "".join(form.casefold().split())[:MAX_WORD]
    form = SYNONYMS.get(form, form)
    if form in STOP_WORDS or not READABLE.search(form):
        return ""
    # コンピュータ and コンピューター; short words (コピー) keep the mark that tells them apart.
    return form[:-1] if len(form) > 3 and form.endswith("ー") else form


def affix_form(form: str) -> str:
    """The form of a prefix or suffix; empty for one that says nothing."""
    return "" if form in SILENT_AFFIXES or not READABLE.search(form) else form


def latin_form(surface: str) -> str:
    """The stem of a word in Latin letters, an abbreviation as it is; empty for a stop word."""
    word = surface.casefold()[:MAX_WORD].removesuffix("'s").replace("'", "")
    if surface in CAPITALS:
        return word
    return "" if word in ENGLISH_STOP_WORDS or len(word) < 2 else settle(stem(word))


def tokens_by_character(line: str) -> Iterator[Token]:
    """Where SudachiPy is missing: whole foreign words, single signs that count in pairs."""
    for found in FALLBACK.finditer(line):
        surface, begin, end = found[0], found.start(), found.end()
        if LATIN.fullmatch(surface.casefold()):
            yield Token(latin_form(surface), surface, "word", begin, end)
        elif len(surface) > 1:
            yield Token(settle(surface), surface, "word", begin, end)
        else:
            yield Token(surface, surface, "sign", begin, end)
