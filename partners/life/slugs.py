"""Addresses of partners' pages: readable where the partner writes itself in Latin letters."""

import secrets
from urllib.parse import urlsplit

from django.utils.text import slugify

from partners.models import Partner
from tomoni import text

_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # without letters that look alike
_SHORTEST, _LONGEST = 3, 50
_TAKEN = {"new"}  # names a page under /desk/partners/ and /my/affiliates/


def new_slug(partner: Partner) -> str:
    """From a Latin name or the website; drawn by lot where there is neither (nothing is guessed
    from Japanese names: their readings are for people, not for addresses).
    """
    for proposed in (_of_name(partner.name), _of_website(partner.website)):
        if len(proposed) >= _SHORTEST:
            return proposed if _is_free(proposed) else f"{proposed}-{_drawn(4)}"
    return f"p-{_drawn(8)}"


def _of_name(name: str) -> str:
    """The slug of a name that is mostly Latin."""
    key = text.key(name)
    slug = slugify(key)
    return slug[:_LONGEST].strip("-") if 2 * len(slug) > len(key) else ""


def _of_website(website: str) -> str:
    """The first part of the host's name: "kakegawa-cha" of https://www.kakegawa-cha.example.jp/."""
    host = (urlsplit(website).hostname or "").removeprefix("www.")
    first, _dot, rest = host.partition(".")
    return slugify(first)[:_LONGEST].strip("-") if rest and not first.isdigit() else ""


def _is_free(slug: str) -> bool:
    return slug not in _TAKEN and not Partner.objects.filter(slug=slug).exists()


def _drawn(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
