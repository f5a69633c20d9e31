"""The report for the council: a fiscal year or one of its months, beside the one before."""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font

from partners.bulk.files import text_cell
from tomoni.municipalities.models import Municipality
from tomoni.portal.insights import counting, tables
from tomoni.portal.insights.demand import Cell, demand
from tomoni.portal.insights.meetings import Moved, labels, meetings
from tomoni.portal.insights.scope import Scope
from tomoni.portal.insights.searches import Sought, without_result
from tomoni.portal.insights.times import Wait, waits

MOST_UNMET = 15
_WIDTHS = (34, 18, 18, 18, 18, 18)


@dataclass(frozen=True)
class Compared:
    """A figure of the time, and of the time before."""

    line: counting.Line
    before: int

    @property
    def number(self) -> int:
        """In the time."""
        return self.line.shown.length

    @property
    def change(self) -> str:
        """“+3”, “−2”, “±0”."""
        change = self.number - self.before
        return f"+{change}" if change > 0 else f"−{-change}" if change < 0 else "±0"


@dataclass(frozen=True)
class Report:
    """Everything a report says, in the order in which it says it."""

    scope: Scope
    city: Municipality
    at: datetime
    figures: list[Compared]
    waits: list[Wait]
    unmet: list[Cell]
    meetings: list[Moved]
    searches: list[Sought]
    measures: list[Any]

    @property
    def title(self) -> str:
        """Of the page and of the file."""
        return _("Report of %(period)s: %(city)s") % {
            "period": self.scope.period.label,
            "city": self.city.name,
        }


def report(scope: Scope, city: Municipality) -> Report:
    """What the pages show of one municipality, beside the time before."""
    counted = counting.funnel(scope)
    before = counting.funnel(scope.within(scope.period.before()))
    waiting, _at = waits(scope)
    everybody = Scope(scope.period, scope.today, municipality=city.slug)
    return Report(
        scope=scope,
        city=city,
        at=counted.at,
        figures=[Compared(line, before.of(line.figure.name).length) for line in counted.lines],
        waits=waiting,
        unmet=demand(everybody).unmet[:MOST_UNMET],
        meetings=meetings(scope, city),
        searches=without_result(scope),
        measures=labels(),
    )


def sheets(said: Report) -> dict[str, tables.Table]:
    """The report as tables, by the name of their sheet."""
    return {
        _("Figures"): _figures(said),
        _("Waiting times"): tables.times_table(said.waits),
        _("Unmet demand"): [
            [_("Goal"), _("Administrative field"), _("Needs"), _("Seeds")],
            *([cell.goal, cell.field.name, cell.needs, cell.seeds] for cell in said.unmet),
        ],
        _("Meetings"): _meetings(said),
        _("Searches without a result"): [
            [_("Words"), _("How often")],
            *([sought.words, sought.times] for sought in said.searches),
        ],
    }


def _figures(said: Report) -> tables.Table:
    before = said.scope.period.before().label
    head = [_("Figure"), said.scope.period.label, before, _("More or fewer"), _("What is counted")]
    lines = [
        [
            str(each.line.figure.label),
            each.number,
            each.before,
            each.number - each.before,
            str(each.line.figure.definition),
        ]
        for each in said.figures
    ]
    return [head, *lines]


def _meetings(said: Report) -> tables.Table:
    heads = [
        words
        for label in said.measures
        for words in (_("%(what)s before") % {"what": label}, _("%(what)s after") % {"what": label})
    ]
    lines = [
        [moved.span.day.isoformat(), moved.event.title, *(n for pair in moved.pairs for n in pair)]
        for moved in said.meetings
    ]
    return [[_("Day"), _("Meeting"), *heads], *lines]


def as_workbook(said: Report) -> IO[bytes]:
    """An Excel file with a sheet for each table; no cell starts a formula."""
    book = Workbook(write_only=True)
    for name, rows in sheets(said).items():
        page = book.create_sheet(name)
        page.freeze_panes = "B2"
        for column, width in zip("ABCDEF", _WIDTHS, strict=True):
            page.column_dimensions[column].width = width
        for number, row in enumerate(rows):
            cells = [text_cell(page, value) for value in row]
            for cell in cells if not number else ():
                cell.font = Font(bold=True)
            page.append(cells)
    file = tempfile.TemporaryFile()  # noqa: SIM115 – the caller closes it
    book.save(file)
    file.seek(0)
    return file
