"""What page, file and interface tell, read as their readers do."""

import csv
import io
import re

from django.test import Client


def table_of(client: Client, address: str) -> dict[str, str]:
    """{label: what is told}, of the file."""
    lines = b"".join(client.get(address).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return {row[0]: row[1] for row in list(csv.reader(io.StringIO(lines)))[1:]}


def on_page(html: str) -> dict[str, str]:
    """{label: what is told}, of the table of the page."""
    plain = re.compile(
        r'<th scope="row">([^<]+)</th><td class="number nowrap"[^>]*>(?:<a[^>]*>)?([^<]+)'
    )
    return dict(plain.findall(html.partition('id="chart-times"')[0]))


def without_words(told: str) -> str:
    """“about 10” as the file has it."""
    return told.removeprefix("約").replace(",", "")
