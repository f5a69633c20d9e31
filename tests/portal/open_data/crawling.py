"""Reading what everybody can reach: from an address to all those that it links to."""

import json
import re
from html import unescape
from typing import Any

from django.test import Client
from django.urls import Resolver404, resolve

from tests.portal.open_data.private_world import marks_in

_LINK = re.compile(r'(?:href|src|action)="([^"#]+)')
_MOST_OF_A_KIND = 8  # pages of one view: lists lead to themselves in a thousand ways
STARTS = (
    "/",
    "/search/?q=お茶",
    "/open-data/",
    "/api/v1/",
    "/partners/",
    "/listings/",
    "/challenges/",
    "/projects/",
    "/events/",
    "/reports/",
    "/news/",
    "/agreements/",
    "/sitemap.xml",
    "/feeds/search/",
    "/feeds/events.ics",
    "/feeds/deadlines.ics",
    "/feeds/challenges.ics",
)
ALWAYS_READ = ("portal:dataset_", "api:", "portal:search_feed", "portal:events_calendar")
ALWAYS_READ += ("portal:deadlines_calendar",)


def crawl(client: Client, starts: tuple[str, ...] = STARTS) -> dict[str, str]:
    """Address → what it answers to who is not logged in, whatever the status, of all that can be
    reached by links.
    """
    waiting, read, seen = list(starts), {}, {}
    while waiting:
        address = waiting.pop(0)
        kind = _kind(address)
        if address in read or not kind or not _may_read(kind, seen):
            continue
        response = client.get(address)
        location = str(response.get("Location", ""))
        read[address] = f"{location}\n{content_of(response)}"
        waiting += _links(address, read[address] if response.status_code == 200 else "", location)
    return read


def content_of(response: Any) -> str:
    """All that came; escapes of HTML and JSON and the folds of a calendar are undone."""
    content = b"".join(response) if response.streaming else response.content
    text = content.decode("utf-8", "replace")
    kind = response.get("Content-Type", "")
    if kind.startswith("text/calendar"):
        text = text.replace("\r\n ", "")
    if "json" in kind and text.startswith("{"):
        lines = text.splitlines() if "jsonl" in kind else [text]
        return "\n".join(json.dumps(json.loads(line), ensure_ascii=False) for line in lines)
    return unescape(text)


def leaks(read: dict[str, str], marks: dict[str, str]) -> dict[str, list[str]]:
    """What has one of these marks and was read all the same: text → where."""
    found: dict[str, list[str]] = {}
    for address, content in read.items():
        for mark in marks_in(content) & set(marks):
            found.setdefault(marks[mark], []).append(address)
    return found


def _kind(address: str) -> str:
    try:
        return resolve(address.partition("?")[0]).view_name
    except Resolver404:
        return ""


def _may_read(kind: str, seen: dict[str, int]) -> bool:
    seen[kind] = seen.get(kind, 0) + 1
    return kind.startswith(ALWAYS_READ) or seen[kind] <= _MOST_OF_A_KIND


def _links(address: str, content: str, location: str) -> list[str]:
    addresses = [*_LINK.findall(content), location]
    if address.startswith(("/api/", "/sitemap")):
        addresses += re.findall(r"https?://[^\s\"<]+", content)
    ours = [re.sub(r"^https?://(127\.0\.0\.1:8000|testserver)", "", each) for each in addresses]
    return [each for each in ours if each.startswith("/") and not each.startswith("//")]
