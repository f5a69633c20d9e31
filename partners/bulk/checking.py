"""The dry run: every row read, compared with what is there, and judged. Nothing is written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from partners.bulk.cells import (
    check_length,
    cleaners,
    content_of,
    goals_of_listing,
    sorted_goals,
)
from partners.bulk.columns import BY_KEY
from partners.bulk.differences import differences, is_theirs, with_all
from partners.bulk.headers import header_at
from partners.bulk.known import Known, known_of
from partners.bulk.problems import DoubtError, Problem, problem
from partners.bulk.sheets import Cells, NumberText, Sheet, cell_name
from partners.bulk.theirs import told_of
from partners.bulk.vocabulary import vocabulary_of
from partners.models import Import, ImportRow, Partner
from tomoni import postal, text
from tomoni.forms import LONG

_AT_A_TIME = 500
_TITLE = 80  # characters
_JOINED = (("address", 200), ("description", LONG))
"""What may have become too long when several columns were put together."""
_GOALS = ("goals", "primary_goals", "related_goals")
_Verdict = ImportRow.Verdict
_CLOSED = (
    Partner.State.SUSPENDED,
    Partner.State.WITHDRAWN,
    Partner.State.RETURNED,
    Partner.State.LAPSED,
)
Tell = Callable[[int], object]


@dataclass
class _Row:
    number: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)
    """Where each value stands, by the key of its target."""

    def complain(self, key: str, error: ValidationError) -> None:
        """Note what is wrong with the value, and where it stands."""
        self.problems.append(problem(self.cells.get(key, str(self.number)), error))

    def cell_of(self, key: str) -> str:
        """Where the value stands; empty where the list does not have it."""
        return self.cells.get(key, "")

    def has_problem_in(self, key: str) -> bool:
        return any(each["cell"] == self.cells.get(key) for each in self.problems)

    @property
    def is_wrong(self) -> bool:
        return any(each["is_error"] for each in self.problems)


def check(source: Import, sheet: Sheet, tell: Tell) -> list[ImportRow]:
    """The rows of the list with their verdicts, unsaved; `tell` hears how many are done."""
    checker = _Checker(source)
    judged: list[ImportRow] = []
    rows = (row for row in sheet.rows() if row[0] > source.header_last)
    rows = (row for row in rows if not checker.is_header(row[1]))
    for some in _in_portions(rows):
        judged += checker.judged([checker.read(number, cells) for number, cells in some])
        tell(len(judged))
    return judged


def _in_portions(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while some := list(islice(rows, _AT_A_TIME)):
        yield some


class _Checker:
    """What all rows of one list are read and compared with."""

    def __init__(self, source: Import) -> None:
        self.source = source
        self.cleaners = cleaners(vocabulary_of(source.municipality))
        self.columns = [(int(index), key) for index, key in source.columns.items()]
        header = header_at(source.head, source.header_first, source.header_last)
        self.headers = dict(enumerate(header.labels))
        last = [cells for number, cells in source.head if number == header.last]
        self.top = _said(last[0]) if last else []
        self.known = known_of(source.municipality)
        self.of_list = Known()
        self.rows_of: dict[int, int] = {}

    def is_header(self, cells: Cells) -> bool:
        """The headers once more, as at the top of every printed page."""
        return len(self.top) > 1 and _said(cells) == self.top

    # --- Reading a row ------------------------------------------------------------------------

    def read(self, number: int, cells: Cells) -> _Row:
        """The values of a row with everything that is wrong with them."""
        row = _Row(number)
        for index, key in sorted(self.columns):
            row.cells.setdefault(key, cell_name(index, number))
            if index < len(cells) and cells[index].strip():
                self._read_cell(row, key, index, cells[index])
        self._put_together(row)
        return row

    def _read_cell(self, row: _Row, key: str, index: int, cell: str) -> None:
        try:
            value = self._value(key, index, cell)
        except DoubtError as doubt:
            row.problems.append(problem(cell_name(index, row.number), doubt))
            value = doubt.value
        except ValidationError as error:
            row.problems.append(problem(cell_name(index, row.number), error))
            return
        if value:
            row.values[key] = _joined(key, row.values.get(key), value)

    def _value(self, key: str, index: int, cell: str) -> Any:
        content = content_of(cell if isinstance(cell, NumberText) else text.clean(cell))
        return self.cleaners[key](content, self.headers.get(index, "")) if content else None

    def _put_together(self, row: _Row) -> None:
        """What several columns say together, and what must not be missing."""
        values = row.values
        try:
            values |= sorted_goals({key: values.pop(key) for key in _GOALS if key in values})
        except ValidationError as error:
            row.complain("primary_goals", error)
        for key, longest in _JOINED:
            try:
                check_length(values.get(key, ""), longest)
            except ValidationError as error:
                row.complain(key, error)
        for side in ("need", "seed"):
            self._put_listing_together(row, side)
        self._put_contact_together(row)
        if not values.get("name") and not row.has_problem_in("name"):
            row.complain("name", ValidationError(_("The name is missing. Please write it here.")))
        if self.source.default_type_id:
            values.setdefault("type", self.source.default_type_id)
        if not values.get("type") and not row.has_problem_in("type"):
            missing = _("The type of partner is missing. Please write it here.")
            row.complain("type", ValidationError(missing))

    def _put_listing_together(self, row: _Row, side: str) -> None:
        title = row.values.pop(f"{side}_title", "")
        body = row.values.pop(f"{side}_body", "")
        chosen = goals_of_listing(row.values.pop(f"{side}_goals", []))
        for name in ("fields", "resources"):
            if ids := row.values.pop(f"{side}_{name}", None):
                chosen[name] = ids
        if title or body:
            said = {"title": title or _title_of(body), "body": body or title}
            row.values[side] = said | chosen
        elif chosen:
            missing = _("This belongs to a need or seed, but it has neither title nor description.")
            row.problems.append(problem(str(row.number), DoubtError(missing, value=None)))

    def _put_contact_together(self, row: _Row) -> None:
        person, email = (row.values.pop(f"contact_{name}", "") for name in ("person", "email"))
        said = {name: value for name, value in (("person", person), ("email", email)) if value}
        if said:
            row.values["contact"] = said

    # --- Judging rows -------------------------------------------------------------------------

    def judged(self, rows: list[_Row]) -> list[ImportRow]:
        """The verdicts, from one look at the partners that the rows are about."""
        same = {row.number: self.known.same(row.values) for row in rows}
        wanted = [pk for pk in same.values() if pk is not None]
        partners = with_all(Partner.objects.filter(pk__in=wanted)).in_bulk()
        return [self._judge(row, partners.get(same[row.number])) for row in rows]

    def _judge(self, row: _Row, partner: Partner | None) -> ImportRow:
        judged = ImportRow(source=self.source, number=row.number, verdict=_Verdict.WRONG)
        if partner is None:
            _fill_address(row)
        self._compare_with_rows_above(row, partner)
        if row.is_wrong:
            judged.partner = partner
        elif partner:
            judged.partner = partner
            changes = differences(partner, row.values, approves=self.source.approves)
            judged.changes = changes
            judged.verdict = _Verdict.CHANGED if changes else _Verdict.UNCHANGED
            if changes and is_theirs(partner):
                judged.verdict = _Verdict.THEIRS
                row.problems += told_of(partner, row.values, changes, row.cell_of)
        else:
            judged.partner_id = self._judge_new(judged, row)
        self.of_list.add(row.number, row.values)
        judged.name, judged.values = row.values.get("name", "")[:120], row.values
        judged.problems = row.problems
        return judged

    def _compare_with_rows_above(self, row: _Row, partner: Partner | None) -> None:
        """The same organisation twice in one list: only its first row counts."""
        first = self.of_list.same(row.values) if row.values.get("name") else None
        if partner:  # two rows may name one partner in two ways, by its number and by its name
            first = first or self.rows_of.get(partner.pk)
            self.rows_of.setdefault(partner.pk, row.number)
        if first is not None:
            twice = _("This is the same organisation as in row %(row)s. Please keep one of them.")
            row.complain("name", ValidationError(twice, params={"row": first}))
        if partner and partner.state in _CLOSED:
            row.complain("name", _closed(partner))

    def _judge_new(self, judged: ImportRow, row: _Row) -> int | None:
        """New, unless it is very like a partner (whose id is returned) or a row above."""
        twin: int | None = self.known.alike(row.values)
        above = None if twin else self.of_list.alike(row.values)
        if above is not None:
            alike = _("Very like row %(row)s of this list. Tick it if it is another organisation.")
            row.complain("name", DoubtError(alike, value=None, params={"row": above}))
        elif twin is None and (namesake := self.known.namesake(row.values)):
            row.complain("name", _namesake(*namesake))
        judged.verdict = _Verdict.ALIKE if twin or above else _Verdict.NEW
        return twin


def _fill_address(row: _Row) -> None:
    """Of a new organisation with a postal code alone: the town it stands for; and say so.

    One that is there already stays as it is where the row does not say anything.
    """
    code = row.values.get("postal_code", "")
    places = postal.places(code) if code and not row.values.get("address") else []
    if not places:
        return
    if len(places) > 1:
        several = _("There is no address, and the postal code stands for %(number)s places.")
        params: dict[str, object] = {"number": len(places)}
        row.complain("postal_code", DoubtError(several, value=None, params=params))
        return
    row.values["address"] = places[0].address
    filled = _("There is no address; %(address)s is taken from the postal code.")
    params = {"address": places[0].address}
    row.complain("postal_code", DoubtError(filled, value=None, params=params))


def _namesake(name: str, address: str) -> DoubtError:
    return DoubtError(
        _("“%(name)s” is at another address (%(address)s). Please make sure that it is another."),
        value=None,
        params={"name": name, "address": address},
    )


def _said(cells: Cells) -> list[str]:
    """The words of a row, wherever they stand."""
    return [word for cell in cells if (word := text.one_line(cell))]


def _joined(key: str, before: Any, value: Any) -> Any:
    """What a further column of the same kind adds."""
    if before is None or not BY_KEY[key].joined:
        return value
    if isinstance(value, list):
        return sorted({*before, *value})
    if key == "address":
        gap = " " if before[-1:].isascii() and value[:1].isascii() else ""
        return f"{before}{gap}{value}"
    return f"{before}\n\n{value}"


def _title_of(body: str) -> str:
    """The first sentence, cut where a title must end."""
    first = body.strip().splitlines()[0].strip()
    sentence = first.partition("。")[0]
    return sentence if len(sentence) <= _TITLE else f"{sentence[: _TITLE - 1]}…"


def _closed(partner: Partner) -> ValidationError:
    return ValidationError(
        _(
            "“%(name)s” is there already, but returned, suspended, withdrawn or at its end. "
            "It stays as it is until you have settled that on its own page."
        ),
        params={"name": partner.name},
    )
