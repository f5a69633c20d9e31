"""Text as people type it: any width, any hyphen, any space; normalised for keys, kept for names."""

import re
import unicodedata

# NFKC leaves these as they are; all of them are typed for "-" in numbers.
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−ー－ｰ⁃﹣﹘"), "-")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(value: str) -> str:
    """Drop what no reader can see and no database can store; keep every visible character.

    Control characters, lone surrogates and marks that turn the direction of writing go; line ends
    become "\\n". Zero-width joiners stay: emoji are made with them.
    """
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return _BIDI.sub("", _SURROGATE.sub("", _CONTROL.sub("", value)))


def one_line(value: str) -> str:
    """A name or title as typed, on one line, without space at its ends."""
    return re.sub(
        r"[\s\u3000]+", lambda m: "\u3000" if "\u3000" in m[0] else " ", clean(value)
    ).strip()


def key(value: str) -> str:
    """The form in which two spellings of the same thing are equal: NFKC, lower case, one space."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", clean(value))).strip().casefold()


def digits(value: str) -> str:
    """The digits of a number typed in any width, with any hyphen or space."""
    return re.sub(r"[\s()-]", "", unicodedata.normalize("NFKC", clean(value)).translate(DASHES))


_LONG_VOWEL = re.compile("(?<=[ァ-ヺ])[‐‑‒–—―−]")


def katakana(value: str) -> str:
    """A reading in full-width katakana, from hiragana or half-width katakana.

    A dash behind kana, typed for the mark of a long vowel, becomes one; "-" may divide two words.
    """
    value = unicodedata.normalize("NFKC", one_line(value))
    value = "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in value)
    return _LONG_VOWEL.sub("ー", value)
