"""The notes as they are before somebody's eyes."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.models import (
    Event,
    FollowUp,
    NoteEntry,
    Objection,
    Table,
    TableNotes,
)
from events.noting.access import Reader, is_open
from events.noting.agreeing import marker
from events.noting.sprouting import SPROUTING

HINTS: dict[str, Promise] = {
    NoteEntry.Part.COMMON: _("What do several of you care about?"),
    NoteEntry.Part.SPROUT: _("Who could do what with whom? An idea is enough."),
    NoteEntry.Part.NEXT: _("Only if somebody would like to. Nothing has to come of it."),
}


@dataclass(frozen=True)
class Line:
    """An entry as its reader sees it."""

    entry: NoteEntry
    is_own: bool
    objects: bool  # the reader's own objection
    stays: bool  # is not published whatever the table agrees to
    is_public: bool
    follow_up: FollowUp | None
    looks_after: bool  # the reader, the follow-up

    @property
    def may_sprout(self) -> bool:
        """A follow-up can be made of it."""
        wanted = self.entry.part in SPROUTING and not self.entry.is_deleted
        return wanted and self.follow_up is None


@dataclass(frozen=True)
class Part:
    """One of the three parts of a table's notes in a round."""

    name: str
    label: str
    hint: str | Promise
    lines: list[Line]


@dataclass(frozen=True)
class Sheet:
    """The notes of a table in a round. `fresh` entries were not agreed to yet, in all rounds."""

    reader: Reader
    round: int
    parts: list[Part]
    notes: TableNotes | None
    marker: str
    is_open: bool
    written: int
    fresh: int

    @property
    def is_agreed(self) -> bool:
        """The table has agreed to what was written then."""
        return self.notes is not None and self.notes.agreed_at is not None


def sheet_of(reader: Reader, at: int) -> Sheet:
    """What stands there now. The marker is read first: what comes later is seen next time."""
    seen = marker(reader.table)
    lines = [_line(entry, reader) for entry in _entries(reader, at)]
    standing = reader.table.entries.standing()
    counted = list(standing.values_list("version", "agreed_version", "is_shareable"))
    return Sheet(
        reader=reader,
        round=at,
        parts=[_part(name, lines) for name in NoteEntry.Part],
        notes=TableNotes.objects.filter(table=reader.table).select_related("agreed_by").first(),
        marker=seen,
        is_open=is_open(reader.event),
        written=len(counted),
        fresh=sum(version != agreed and shown for version, agreed, shown in counted),
    )


def _entries(reader: Reader, at: int) -> Iterable[NoteEntry]:
    objections = Objection.objects.filter(entry=OuterRef("pk"))
    rows = NoteEntry.objects.filter(table=reader.table, round=at).annotate(
        has_objection=Exists(objections),
        own_objection=Exists(objections.filter(user=reader.user)),
        is_public=Exists(NoteEntry.objects.published().filter(pk=OuterRef("pk"))),
    )
    follow_ups = Prefetch("follow_up", FollowUp.objects.select_related("owner"))
    related = rows.select_related("writer", "author__user").prefetch_related(follow_ups)
    return (
        entry
        for entry in related.order_by("created_at", "pk")
        if not entry.is_deleted or entry.writer_id == reader.user.pk
    )


def _line(entry: NoteEntry, reader: Reader) -> Line:
    known: dict[str, bool] = entry.__dict__
    follow_up: FollowUp | None = getattr(entry, "follow_up", None)
    return Line(
        entry,
        is_own=entry.writer_id == reader.user.pk,
        objects=known["own_objection"],
        stays=known["has_objection"] or not entry.is_shareable,
        is_public=known["is_public"],
        follow_up=follow_up,
        looks_after=follow_up is not None and follow_up.owner_id == reader.user.pk,
    )


def _part(name: NoteEntry.Part, lines: list[Line]) -> Part:
    return Part(name, str(name.label), HINTS[name], [x for x in lines if x.entry.part == name])


# --- What everybody may read --------------------------------------------------------------------


@dataclass(frozen=True)
class PublicTable:
    """What a table has published, part by part, without names."""

    table: Table
    parts: list[tuple[str, list[NoteEntry]]]


def published_of(event: Event) -> list[PublicTable]:
    """The tables that have published something, in their order; two queries."""
    entries = list(NoteEntry.objects.published().filter(table__event=event))
    found = []
    for table in event.tables.filter(pk__in={entry.table_id for entry in entries}):
        own = [entry for entry in entries if entry.table_id == table.pk]
        parts = [(part.label, [x for x in own if x.part == part]) for part in NoteEntry.Part]
        named = [(str(label), rows) for label, rows in parts if rows]
        found.append(PublicTable(table, named))
    return found
