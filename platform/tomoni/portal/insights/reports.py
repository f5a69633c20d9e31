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
from tomoni.portal.insights.figures import Figure
from tomoni.portal.insights.meetings import Moved, labels, meetings, number_held
from tomoni.portal.insights.periods import Period, year_of, years_offered
from tomoni.portal.insights.scope import Scope
from tomoni.portal.insights.searches import Sought, without_result
from tomoni.portal.insights.shown import Shown
from tomoni.portal.insights.times import Wait, waits

MOST_UNMET = 15
_WIDTHS = (34, 18, 18, 18, 18, 18)


@dataclass(frozen=True)
class Compared:
    """A figure of the time, and of the time before."""

    line: counting.Line
    before: Shown

    @property
    def shown(self) -> Shown:
        """In the time."""
        return self.line.shown

    @property
    def difference(self) -> int | None:
        """How many more; None where one of the two is not kept any more."""
        if not (self.shown.is_kept and self.before.is_kept):
            return None
        return self.shown.length - self.before.length

    @property
    def change(self) -> str:
        """“+3”, “−2”, “±0”, “–”."""
        change = self.difference
        if change is None:
            return "–"
        return f"+{change:,}" if change > 0 else f"−{-change:,}" if change < 0 else "±0"


@dataclass(frozen=True)
class Years:
    """The figures of all fiscal years that one may choose, the latest first."""

    periods: list[Period]
    counted: list[counting.Counted]

    @property
    def rows(self) -> list[tuple[Figure, list[tuple[Shown, str]]]]:
        """(figure, [(number, query of the list of its rows) of each year])."""
        queries = [each.scope.query for each in self.counted]
        return [
            (
                lines[0].figure,
                [(line.shown, query) for line, query in zip(lines, queries, strict=True)],
            )
            for lines in zip(*(each.lines for each in self.counted), strict=True)
        ]


@dataclass(frozen=True)
class Report:
    """Everything a report says, in the order in which it says it."""

    scope: Scope
    city: Municipality
    at: datetime
    before: Period
    figures: list[Compared]
    years: Years
    waits: list[Wait]
    unmet: list[Cell]
    meetings: list[Moved]
    held: int
    searches: list[Sought]
    measures: list[Any]

    @property
    def title(self) -> str:
        """Of the page and of the file."""
        return _("Report of %(period)s: %(city)s") % {
            "period": self.scope.period.label,
            "city": self.city.name,
        }

    @property
    def label(self) -> str:
        """The time; up to which day, where it has not ended."""
        return self.scope.period.until(self.scope.today).label


def report(scope: Scope, city: Municipality) -> Report:
    """What the pages show of one municipality, beside the time before: where the time has not
    ended, beside as many days of that.
    """
    counted, earlier = counting.funnel(scope), scope.period.before_until(scope.today)
    before = counting.funnel(scope.within(earlier))
    waiting, _at = waits(scope)
    everybody = Scope(scope.period, scope.today, municipality=city.slug)
    moved = meetings(scope, city)
    return Report(
        scope=scope,
        city=city,
        at=counted.at,
        before=earlier,
        figures=[Compared(line, before.of(line.figure.name)) for line in counted.lines],
        years=_years(scope),
        waits=waiting,
        unmet=demand(everybody).unmet[:MOST_UNMET],
        meetings=moved,
        held=number_held(moved, scope, city),
        searches=without_result(scope),
        measures=labels(),
    )


def _years(scope: Scope) -> Years:
    years = [year_of(year) for year in years_offered(scope.today)]
    counted = [counting.funnel(scope.within(year)) for year in years]
    return Years([year.until(scope.today) for year in years], counted)


def sheets(said: Report) -> dict[str, tables.Table]:
    """The report as tables, by the name of their sheet."""
    return {
        _("Figures"): _figures(said),
        _("Fiscal years"): _by_year(said.years),
        _("Waiting times"): tables.times_table(said.waits),
        _("Unmet demand"): [
            [_("Goal"), _("Administrative field"), _("Needs"), _("Seeds")],
            *([cell.goal, cell.field.name, cell.needs, cell.seeds] for cell in said.unmet),
        ],
        _("Meetings"): tables.meetings_table(said.meetings),
        _("Searches without a result"): [
            [_("Words"), _("How often")],
            *([sought.words, sought.times] for sought in said.searches),
        ],
    }


def _figures(said: Report) -> tables.Table:
    now, before = said.label, said.before.label
    head = [_("Figure"), now, before, _("More or fewer"), _("What is counted")]
    lines = [
        [
            str(each.line.figure.label),
            tables.cell(each.shown),
            tables.cell(each.before),
            "–" if each.difference is None else each.difference,
            str(each.line.figure.definition),
        ]
        for each in said.figures
    ]
    return [head, *lines]


def _by_year(years: Years) -> tables.Table:
    head = [_("Figure"), *(period.label for period in years.periods)]
    lines = [
        [str(figure.label), *(tables.cell(shown) for shown, _query in numbers)]
        for figure, numbers in years.rows
    ]
    return [head, *lines]


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
