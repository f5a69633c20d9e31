"""A code in a letter: as a picture for phones, and as it is read out."""

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_noop

# How each character of a code is said on the telephone.
_NAMES = {
    "3": gettext_noop("three"),
    "4": gettext_noop("four"),
    "7": gettext_noop("seven"),
    "9": gettext_noop("nine"),
    "A": gettext_noop("A as in apple"),
    "C": gettext_noop("C as in cat"),
    "D": gettext_noop("D as in dog"),
    "E": gettext_noop("E as in egg"),
    "F": gettext_noop("F as in fish"),
    "H": gettext_noop("H as in house"),
    "J": gettext_noop("J as in jam"),
    "K": gettext_noop("K as in king"),
    "M": gettext_noop("M as in moon"),
    "N": gettext_noop("N as in nest"),
    "P": gettext_noop("P as in pen"),
    "R": gettext_noop("R as in rain"),
    "T": gettext_noop("T as in tea"),
    "W": gettext_noop("W as in water"),
    "X": gettext_noop("X as in box"),
    "Y": gettext_noop("Y as in year"),
}


def spoken(code: str) -> str:
    """The code as it is read out, in the groups in which it is written."""
    groups = (
        gettext(", ").join(gettext(_NAMES[letter]) for letter in group)
        for group in code.split("-")
    )
    return gettext(" – ").join(groups)


def qr(address: str) -> SafeString:
    """The address as an inline SVG without style attributes: the security policy forbids them."""
    code = segno.make(address, error="m", micro=False)
    # Made of squares by us; what stands in the address is only seen by who scans it.
    return mark_safe(  # noqa: S308
        code.svg_inline(border=4, omitsize=True, svgclass="qr", lineclass=None, light="#fff")
    )
