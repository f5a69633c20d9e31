"""How a name is probably read, for a proposal that a person accepts or not; never a fact."""

import re
import threading
import unicodedata
from functools import cache
from typing import Any

from tomoni import text

try:
    import sudachipy
except ImportError:  # pragma: no cover – a machine without the dictionary proposes nothing
    sudachipy = None  # type: ignore[assignment,unused-ignore]

LONGEST = 60  # characters of a name that are looked up
_KANA = re.compile("[ァ-ヺー・ ]+")
_SIGNS = re.compile(r"[\s・&.,'’\-–—_/()「」『』]+")


def reading_of(name: str) -> str:
    """The reading in katakana; "" unless every word of the name stands in the dictionary.

    Names of people and places have several readings, so the answer is the usual one at best.
    """
    if not sudachipy or len(name) > LONGEST:
        return ""
    words = [_reading(word) for word in _words(unicodedata.normalize("NFKC", text.one_line(name)))]
    return "".join(words) if words and all(words) else ""


def _words(name: str) -> list[Any]:
    found = _tokenizers().get().tokenize(name) if name else []
    return [word for word in found if not _SIGNS.fullmatch(word.surface())]


def _reading(word: Any) -> str:
    """The reading of one word; "" for Latin letters, digits and words nobody knows."""
    surface = text.katakana(word.surface())
    if _KANA.fullmatch(surface):
        return surface
    known: str = "" if word.is_oov() else text.katakana(word.reading_form())
    return known if _KANA.fullmatch(known) else ""


class _Tokenizers(threading.local):
    """A tokenizer must not be shared between threads; the dictionary may."""

    def __init__(self) -> None:
        self.own: Any = None

    def get(self) -> Any:
        if self.own is None:
            shared = _dictionary()
            make = getattr(shared, "tokenizer", None) or shared.create
            self.own = make(mode=sudachipy.SplitMode.C)
        return self.own


@cache
def _dictionary() -> Any:
    return sudachipy.Dictionary(dict="small")


@cache
def _tokenizers() -> _Tokenizers:
    return _Tokenizers()
