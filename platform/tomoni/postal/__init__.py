"""Which address a postal code has, from a file that travels with the project.

The data is Japan Post's (KEN_ALL and JIGYOSYO), on which it claims no copyright and which it lets
anybody pass on. `python -m tomoni.postal.packing` makes the file; docs/people.md says from what.
"""

import json
import lzma
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("japan_post.dat")
FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 9}]
PREFIX = 2  # digits of a code that say in which part of the file it stands
_PARTS_KEPT = 4  # a registration is typed in one place; each part is some 200 kB


@dataclass(frozen=True)
class Place:
    """What one code stands for: a town, or one organisation with so much mail that it has its own.

    `rest` is the town, and of an organisation the house number too; "" for a whole municipality.
    """

    prefecture: str
    city: str
    rest: str
    code: str
    """The municipality, five digits (JIS X 0402)."""
    organisation: str = ""

    @property
    def address(self) -> str:
        """As it is written in front of the house number."""
        return f"{self.prefecture}{self.city}{self.rest}"


def places(code: str) -> list[Place]:
    """The places of a code of seven digits, in the order of the data; none for an unknown one."""
    if len(code) != 7 or not (code.isascii() and code.isdigit()):
        return []
    part, mark = _part(code[:PREFIX]), f"\n{code[PREFIX:]}\t"
    found, start = [], part.find(mark)
    while start >= 0:
        end = part.index("\n", start + 1)
        found.append(_place(*part[start + len(mark) : end].split("\t")))
        start = end if part.startswith(mark, end) else -1
    return found


def edition() -> str:
    """Of which month the data is: "2026-10"."""
    return str(_head()[0]["edition"])


def _place(city: str, rest: str, organisation: str = "") -> Place:
    prefecture, name = _cities()[city]
    return Place(prefecture, name, rest, city, organisation)


@cache
def _head() -> tuple[dict[str, Any], int]:
    """The first line of the file, which says where its parts are, and where they begin."""
    with FILE.open("rb") as file:
        return json.loads(file.readline()), file.tell()


@cache
def _cities() -> dict[str, tuple[str, str]]:
    lines = (line.split("\t") for line in _unpacked("cities").splitlines())
    return {code: (prefecture, city) for code, prefecture, city in lines}


@lru_cache(maxsize=_PARTS_KEPT)
def _part(prefix: str) -> str:
    return _unpacked(prefix)


def _unpacked(name: str) -> str:
    """The text of a part; an end of line alone where there is none."""
    head, start = _head()
    if name not in head["parts"]:
        return "\n"
    offset, length = head["parts"][name]
    with FILE.open("rb") as file:
        file.seek(start + offset)
        packed = file.read(length)
    return lzma.decompress(packed, format=lzma.FORMAT_RAW, filters=FILTERS).decode()
