"""English word stems after Porter's second algorithm (Snowball "english").

M. F. Porter, "The English (Porter2) stemming algorithm", snowballstem.org/algorithms/english.
Left out: most of its exceptional words, which are hardly words of our subjects.
"""

import re
from functools import lru_cache

VOWEL = "[aeiouy]"
REGION = re.compile(rf"{VOWEL}[^aeiouy]")
SHORT_END = re.compile(r"(^[aeiouy][^aeiouy]|[^aeiouy][aeiouy][^aeiouywxY])$")
DOUBLE_END = re.compile(r"(bb|dd|ff|gg|mm|nn|pp|rr|tt)$")

EXCEPTIONS = {"news": "news"}
DERIVED = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "abli": "able",
    "entli": "ent", "izer": "ize", "ization": "ize", "ation": "ate", "ator": "ate",
    "alism": "al", "aliti": "al", "alli": "al", "fulness": "ful", "ousli": "ous",
    "ousness": "ous", "iveness": "ive", "iviti": "ive", "biliti": "ble", "bli": "ble",
    "fulli": "ful", "lessli": "less",
}  # fmt: skip
SHORTENED = {
    "ational": "ate", "tional": "tion", "alize": "al", "icate": "ic", "iciti": "ic",
    "ical": "ic", "ful": "", "ness": "",
}  # fmt: skip
DROPPED = (
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous",
    "ive", "ize", "al", "er", "ic",
)  # fmt: skip


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Stem of one English word in lower-case ASCII letters; two letters or fewer stay as they are.

    >>> stem("charging"), stem("recycled"), stem("communities")
    ('charg', 'recycl', 'communiti')
    """
    if len(word) <= 2 or word in EXCEPTIONS:
        return EXCEPTIONS.get(word, word)
    word = re.sub(rf"(^|(?<={VOWEL}))y", r"\1Y", word)
    first, second = regions(word)
    word = strip_plural(word)
    word = strip_ending_of_verb(word, first)
    word = re.sub(r"(?<=[^aeiouy])(?<!^.)[yY]$", "i", word)
    word = replace_suffix(word, DERIVED, first)
    word = strip_li(word, first)
    word = replace_suffix(word, SHORTENED, first)
    word = drop_suffix(word, second)
    return strip_final_e_or_l(word, first, second).lower()


def regions(word: str) -> tuple[int, int]:
    """Where R1 and R2 begin: after the first and the second vowel that a consonant follows."""
    prefix = re.match("(gener|commun|arsen)", word)
    first = prefix.end() if prefix else region_after(word, 0)
    return first, region_after(word, first)


def region_after(word: str, start: int) -> int:
    """Where what follows the next vowel and consonant begins: R1 and R2 of Porter 2."""
    found = REGION.search(word, start)
    return found.end() if found else len(word)


def strip_plural(word: str) -> str:
    """Step 1a of Porter 2: the ending of a plural or of a third person."""
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith(("ied", "ies")):
        return word[:-2] if len(word) > 4 else word[:-1]
    if word.endswith(("us", "ss")) or not word.endswith("s"):
        return word
    return word[:-1] if re.search(VOWEL, word[:-2]) else word


def strip_ending_of_verb(word: str, first: int) -> str:
    """Step 1b: charged, charging, agreed → charg, charg, agree."""
    if agreed := re.search("(eedly|eed)$", word):
        return word[: agreed.start()] + "ee" if agreed.start() >= first else word
    ending = re.search("(ingly|edly|ing|ed)$", word)
    if not ending or not re.search(VOWEL, word[: ending.start()]):
        return word
    return restore_after_verb(word[: ending.start()], first)


def restore_after_verb(word: str, first: int) -> str:
    """The end of step 1b of Porter 2: what a verb loses before -ed and -ing."""
    if word.endswith(("at", "bl", "iz")):
        return word + "e"
    if DOUBLE_END.search(word):
        return word[:-1]
    return word + "e" if first >= len(word) and SHORT_END.search(word) else word


def replace_suffix(word: str, replacements: dict[str, str], first: int) -> str:
    """The longest suffix of the table, replaced if it lies in R1."""
    for size in range(7, 2, -1):
        suffix = word[-size:]
        if suffix in replacements and len(word) > size:
            inside = len(word) - size >= first
            return word[:-size] + replacements[suffix] if inside else word
    return word


def strip_li(word: str, first: int) -> str:
    """Step 2 of Porter 2 for -li and -logi; ``first`` is where R1 begins."""
    if word.endswith("logi") and len(word) - 3 >= first:
        return word[:-1]
    return word[:-2] if re.search("[cdeghkmnrt]li$", word) and len(word) - 2 >= first else word


def drop_suffix(word: str, second: int) -> str:
    """Step 4: the longest of the list, dropped if it lies in R2; -ion only after s or t."""
    if re.search("[st]ion$", word):
        return word[:-3] if len(word) - 3 >= second else word
    found = next((suffix for suffix in DROPPED if word.endswith(suffix)), "")
    return word[: -len(found)] if found and len(word) - len(found) >= second else word


def strip_final_e_or_l(word: str, first: int, second: int) -> str:
    """Step 5 of Porter 2; ``first`` and ``second`` are where R1 and R2 begin."""
    end = len(word) - 1
    if word.endswith("e"):
        drops = end >= second or (end >= first and not SHORT_END.search(word[:-1]))
        return word[:-1] if drops else word
    return word[:-1] if word.endswith("ll") and end >= second else word
