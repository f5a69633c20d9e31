"""What is looked for, without a word about who looks: it tells later what is missing here.

A row says when, the words in one spelling, how many were found, and in which municipality. There is
one per search: who turns the pages of it, narrows it down, or follows it to a list, still looks for
the same.
"""

from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

from django.db import connection
from django.http import HttpRequest

from tomoni import text
from tomoni.journal.models import WORDS_LENGTH

_INSERT = """
    INSERT INTO journal_search (words, found, municipality_id)
    VALUES (
        %(words)s, %(found)s,
        (SELECT id FROM municipalities_municipality WHERE slug = %(municipality)s)
    )
"""


class Found(Protocol):
    """What a list or the search has found under its address."""

    @property
    def words(self) -> str: ...

    @property
    def chosen(self) -> dict[str, list[str]]: ...

    @property
    def total(self) -> int: ...


def note(request: HttpRequest, found: Found) -> None:
    """Write down what was looked for: one insert, and nothing where no words were typed."""
    words = text.key(found.words)[:WORDS_LENGTH]
    if not words or _goes_on(request, words):
        return
    towns = found.chosen.get("municipality", [])
    values: dict[str, Any] = {
        "words": words,
        "found": found.total,
        "municipality": towns[0] if len(towns) == 1 else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)


def _goes_on(request: HttpRequest, words: str) -> bool:
    """Whether it is a further page of a search, or the reader comes from the same search."""
    if request.GET.get("page", "1") != "1":
        return True
    came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    try:
        before = urlsplit(came_from)
        typed = parse_qs(before.query, max_num_fields=100).get("q", [""])
    except ValueError:  # nothing that could be an address
        return False
    return text.key(typed[-1])[:WORDS_LENGTH] == words
