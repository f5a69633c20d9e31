"""The first words of a report, from the rows of its meeting: for the editor to finish.

Everything in it may be told publicly: of table notes what their tables have agreed to publish, of
the questionnaire figures that tell nobody's answer, and no names of participants.
"""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.following.questionnaire import Results, asked, results_of
from events.models import Event, NoteEntry, Pitch, timed
from tomoni import text as plain


def draft_of(event: Event) -> str:
    """The text in limited Markdown, in the language of the place."""
    with translation.override(settings.LANGUAGE_CODE):
        parts = (_facts(event), _programme(event), _pitches(event), _tables(event), _answers(event))
        return "\n\n".join("\n".join(part) for lines in parts if (part := list(lines)))


def title_of(event: Event) -> str:
    """What the report is called at first."""
    with translation.override(settings.LANGUAGE_CODE):
        return (_("Report: %(meeting)s") % {"meeting": event.title})[:120]


def _facts(event: Event) -> Iterator[str]:
    seats = asked(event)
    partners = seats.filter(partner__isnull=False).values("partner").distinct().count()
    counts = {"people": seats.count(), "partners": partners}
    yield _("# What it was")
    yield ""
    yield from _list(
        f"{name}：{value}"
        for name, value in (
            (_("When"), _when(event)),
            (_("Where"), event.place),
            (_("Held by"), event.organisers),
            (_("Taking part"), _("%(people)d people, %(partners)d partners") % counts),
        )
        if value
    )
    yield ""
    yield plain.clean(event.summary).strip()


def _when(event: Event) -> str:
    start, end = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
    form = "TIME_FORMAT" if event.lasts_one_day else "DATETIME_FORMAT"
    return f"{date_format(start, 'DATETIME_FORMAT')} – {date_format(end, form)}"


def _programme(event: Event) -> Iterator[str]:
    items = timed(list(event.programme.all()), event.starts_at)
    if not items:
        return
    yield from (_("# Programme"), "")
    for item in items:
        begins = timezone.localtime(item.starts_at)  # type: ignore[attr-defined]
        yield f"- {date_format(begins, 'TIME_FORMAT')} {_one_line(item.title)}"


def _pitches(event: Event) -> Iterator[str]:
    pitches = Pitch.objects.chosen().filter(event=event).select_related("partner")
    lines = [
        f"- **{_one_line(row.title)}** {_one_line(row.partner.name)}：{_one_line(row.ask)}"
        for row in pitches
    ]
    if lines:
        yield from (_("# Who asked for co-operation"), "", *lines)


def _tables(event: Event) -> Iterator[str]:
    entries = list(published_entries(event))
    if not entries:
        return
    yield _("# What the tables found")
    table, part = None, ""
    for entry in entries:
        if entry.table != table:
            table, part = entry.table, ""
            yield from ("", f"## {_one_line(table.label)}")
        if entry.part != part:
            part = entry.part
            yield from ("", f"**{NoteEntry.Part(part).label}**", "")
        yield f"- {_one_line(entry.text)}"


def published_entries(event: Event) -> Iterable[NoteEntry]:
    """What the tables have agreed to publish, table by table."""
    rows = NoteEntry.objects.published().filter(table__event=event)
    return rows.select_related("table").order_by("table__number", "part", "created_at", "pk")


def _answers(event: Event) -> Iterator[str]:
    results: Results = results_of(event)
    if not results.are_shown:
        return
    all_of_them = {"all": results.count}
    yield from (_("# What participants say"), "")
    yield from _list(
        (
            _("%(n)d of %(all)d are content with the meeting")
            % {"n": results.content, **all_of_them},
            _("%(n)d of %(all)d will continue with somebody, or perhaps")
            % {"n": results.going_on, **all_of_them},
            _("Each talked to %(n)s people for the first time, on average")
            % {"n": results.new_contacts},
        )
    )


def _list(lines: Iterable[str]) -> Iterator[str]:
    return (f"- {line}" for line in lines)


def _one_line(words: str) -> str:
    """What people wrote must not become headings or lists of the report."""
    return plain.one_line(words)
