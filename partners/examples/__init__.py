"""Worked examples and templates of needs and seeds, for each type of partner.

A template has blanks 〔like this〕; a text in which one of them is still open is not accepted.
"""

import re
from dataclasses import dataclass

from partners.examples.needs import NEED_BODY, NEEDS
from partners.examples.seeds import SEED_BODY, SEEDS
from partners.examples.shapes import Words, Worked
from partners.models import Listing

OTHER = "other"
"""The type whose texts serve every type that a municipality has added."""
_WORKED = {Listing.Side.NEED: NEEDS, Listing.Side.SEED: SEEDS}
_BODIES = {Listing.Side.NEED: NEED_BODY, Listing.Side.SEED: SEED_BODY}
_BLANK = re.compile("〔[^〔〕]*〕")


@dataclass(frozen=True)
class Wording:
    """A title and a description in the reader's language."""

    title: str
    body: str


def example(side: str, partner_type: str) -> Wording:
    """A listing as a partner of this type could have written it."""
    worked = _worked(side, partner_type)
    return Wording(str(worked.title), str(worked.body))


def template(side: str, partner_type: str) -> Wording:
    """The same with blanks to be filled in."""
    worked = _worked(side, partner_type)
    return Wording(str(worked.blank_title), f"{worked.opening}\n\n{_BODIES[Listing.Side(side)]}")


def open_blank(text: str) -> str:
    """The first blank of a template that stands in the text as it was given; "" where none does."""
    return next((found for found in _BLANK.findall(text) if found in _BLANKS), "")


def _worked(side: str, partner_type: str) -> Worked:
    known = _WORKED[Listing.Side(side)]
    return known.get(partner_type) or known[OTHER]


def _all_blanks() -> set[str]:
    texts: list[Words] = [NEED_BODY, SEED_BODY]
    for worked in (*NEEDS.values(), *SEEDS.values()):
        texts += [worked.blank_title, worked.opening]
    return {blank for words in texts for blank in _BLANK.findall(words.ja + words.en)}


_BLANKS = _all_blanks()
