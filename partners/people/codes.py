"""A code in a letter: as a picture for phones, and as it is read out."""

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext_lazy

# How each character of a code is said on the telephone.
_NAMES = {
    "3": pgettext_lazy("read out", "three"),
    "4": pgettext_lazy("read out", "four"),
    "7": pgettext_lazy("read out", "seven"),
    "9": pgettext_lazy("read out", "nine"),
    "A": pgettext_lazy("read out", "A as in apple"),
    "C": pgettext_lazy("read out", "C as in cat"),
    "D": pgettext_lazy("read out", "D as in dog"),
    "E": pgettext_lazy("read out", "E as in egg"),
    "F": pgettext_lazy("read out", "F as in fish"),
    "H": pgettext_lazy("read out", "H as in house"),
    "J": pgettext_lazy("read out", "J as in jam"),
    "K": pgettext_lazy("read out", "K as in king"),
    "M": pgettext_lazy("read out", "M as in moon"),
    "N": pgettext_lazy("read out", "N as in nest"),
    "P": pgettext_lazy("read out", "P as in pen"),
    "R": pgettext_lazy("read out", "R as in rain"),
    "T": pgettext_lazy("read out", "T as in tea"),
    "W": pgettext_lazy("read out", "W as in water"),
    "X": pgettext_lazy("read out", "X as in box"),
    "Y": pgettext_lazy("read out", "Y as in year"),
}


def spoken(code: str) -> str:
    """The code as it is read out, in the groups in which it is written."""
    groups = (
        gettext(", ").join(str(_NAMES[letter]) for letter in group) for group in code.split("-")
    )
    return gettext(" – ").join(groups)


def qr(address: str) -> SafeString:
    """The address as an inline SVG without style attributes: the security policy forbids them."""
    code = segno.make(address, error="m", micro=False)
    # Made of squares by us; what stands in the address is only seen by who scans it.
    return mark_safe(  # noqa: S308
        code.svg_inline(border=4, omitsize=True, svgclass="claim-qr", lineclass=None, light="#fff")
    )
