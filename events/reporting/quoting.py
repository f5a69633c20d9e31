"""What of the tables' words stands in a report and may not be published, or not any more.

The draft takes over only what the tables have agreed to. Afterwards somebody may object, an entry
may be changed or taken out, the table may take its agreement back: the text of the report stays.
So it is compared with all entries of the meeting, and with those of the draft as worded then.
"""

from collections.abc import Iterator

from events.models import Event, NoteEntry, Report, TableNotes
from tomoni import text as plain

SHORT = 8
"""Fewer characters are words that anybody may use: they count only where they are a whole line."""
_MARKS = "-*+#>0123456789. \t\u3000・"


def quotes_of(event: Event) -> dict[str, str]:
    """What a draft takes over now: each entry as it is worded."""
    rows = NoteEntry.objects.published().filter(table__event=event)
    return {str(row.pk): plain.one_line(row.text) for row in rows}


def hold(event: Event) -> None:
    """Nobody objects, changes an entry or takes an agreement back until the transaction ends."""
    list(TableNotes.objects.select_for_update(of=("self",)).filter(table__event=event))


def not_allowed(report: Report, text: str) -> list[str]:
    """The words of entries that stand in the text and may not be published."""
    allowed = quotes_of(report.event)
    keys = {plain.key(words) for words in allowed.values()}
    body = plain.key(text)
    lines = {plain.key(line.lstrip(_MARKS)) for line in text.splitlines()}
    found = {plain.key(words): words for words in _others(report, allowed)}
    return [words for key, words in found.items() if key and _stands(key, body, lines, keys)]


def _others(report: Report, allowed: dict[str, str]) -> Iterator[str]:
    """Everything that was written and is not public, and what was worded otherwise once."""
    rows = NoteEntry.objects.filter(table__event=report.event_id).order_by("pk")
    for pk, words in rows.values_list("pk", "text"):
        if str(pk) not in allowed:
            yield plain.one_line(words)
    for key, words in report.quoted.items():
        if allowed.get(key) != words:
            yield words


def _stands(words: str, body: str, lines: set[str], allowed: set[str]) -> bool:
    """More often than as a part of what is public."""
    if len(words) < SHORT:
        return words in lines and words not in allowed
    public = sum(body.count(each) * each.count(words) for each in allowed if words in each)
    return body.count(words) > public
