"""The words under which reports are found: typed with commas, shown as a cloud."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

from django.db.models import Count, Q
from django.utils.text import slugify

from events.models import Report, ReportTag
from tomoni import text

MOST, LONGEST = 10, 40
SIZES = 5


def typed(line: str) -> list[str]:
    """The words of a line, each once, in whatever width the commas were typed."""
    words = (text.one_line(word).lstrip("#＃") for word in re.split(r"[,、，，;；\n]", line))
    by_key = {text.key(word): word for word in reversed([word for word in words if word])}
    return list(reversed(by_key.values()))


def slug_of(word: str) -> str:
    """How a word stands in an address, as long as no other word stands there (C and C++)."""
    return slugify(text.key(word), allow_unicode=True)[:60].strip("-")


def choose(report: Report, words: Iterable[str]) -> None:
    """Give the report these tags; new ones are made.

    A tag is known by its name in any spelling: its address stays when its name is changed.
    """
    known = {text.key(tag.name): tag for tag in ReportTag.objects.order_by("-pk")}
    report.tags.set([known.get(text.key(word)) or _new(word) for word in words])


def _new(word: str) -> ReportTag:
    slug = slug_of(word)
    taken = set(ReportTag.objects.filter(slug__startswith=slug[:54]).values_list("slug", flat=True))
    free = (slug if n == 1 else f"{slug[:54]}-{n}" for n in count(1))
    return ReportTag.objects.create(name=word, slug=next(one for one in free if one not in taken))


def line_of(report: Report) -> str:
    """Its tags as one would type them."""
    return "、".join(report.tags.values_list("name", flat=True))


@dataclass(frozen=True)
class CloudTag:
    """A tag with how many reports have it, and its size from 1 to 5."""

    tag: ReportTag
    count: int
    size: int


def cloud() -> list[CloudTag]:
    """The tags of published reports, in the order of their names."""
    published = Count("reports", filter=Q(reports__state=Report.State.PUBLISHED))
    rows = list(ReportTag.objects.annotate(n=published).filter(n__gt=0).order_by("name"))
    most = max((row.n for row in rows), default=1)
    return [CloudTag(row, row.n, _size(row.n, most)) for row in rows]


def _size(count: int, most: int) -> int:
    """The largest for the most frequent; where all are as frequent, the one in the middle."""
    if most == 1:
        return 3
    return 1 + round((SIZES - 1) * (count - 1) / (most - 1))
