"""How a list becomes partners: uploaded, columns named, checked, imported part by part.

Checking and importing are done by the worker. Each part of an import is written in the transaction
that closes its ledger row and asks for the next one: a worker that is killed repeats its part,
and no row is imported twice.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import PurePath
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from partners.bulk.checking import check
from partners.bulk.columns import BY_KEY, guesses
from partners.bulk.headers import LOOKED_AT, find_header
from partners.bulk.known import Known, known_of
from partners.bulk.problems import problem
from partners.bulk.reading import open_list
from partners.bulk.sheets import Sheet
from partners.bulk.taking_over import take_over
from partners.life.checklists import require_all_checks
from partners.models import ChecklistItem, Import, ImportRow
from tomoni import text
from tomoni.accounts.models import User
from tomoni.journal import ledger
from tomoni.journal.record import record
from tomoni.models import LostUpdateError, StateError
from tomoni.municipalities.models import Municipality
from tomoni.taxonomy.models import PartnerType

CHECK, IMPORT = "partners.check_list", "partners.import_list"
PART = 200  # rows that are imported in one transaction
_HEAD = LOOKED_AT + 10  # rows that are kept to be shown
_SHOWN = 300  # characters of a cell that is shown
_NAME = 100  # characters of the name of a sheet
_BATCH = 1_000
_State = Import.State


def read_list(
    file: IO[bytes], name: str, *, municipality: Municipality, by: User | None = None
) -> tuple[Import, Sheet]:
    """An unsaved import of the list, with a guess at its headers and columns, and the list.

    ValidationError says what is wrong with the file.
    """
    sheet = open_list(file)
    source = Import(municipality=municipality, by=by, name=name[-120:], encoding=sheet.encoding)
    source.sheets = [
        {"name": text.one_line(name)[:_NAME], "rows": rows} for name, rows in sheet.siblings
    ]
    _look_at(source, sheet)
    return source, sheet


def _look_at(source: Import, sheet: Sheet) -> None:
    """Put down the first rows of the sheet, with a guess at its headers and columns."""
    head = list(islice(sheet.rows(), _HEAD))
    header = find_header(head[:LOOKED_AT])
    source.sheet, source.sheet_number = text.one_line(sheet.name)[:_NAME], sheet.number
    source.head = [
        [number, [text.clean(cell)[:_SHOWN] for cell in cells]] for number, cells in head
    ]
    source.header_first, source.header_last = header.first, header.last
    source.columns = _numbered(guesses(list(header.labels)))


@transaction.atomic
def upload_list(
    file: IO[bytes], name: str, *, municipality: Municipality, by: User | None
) -> Import:
    """Keep a list that can be read, until its columns are named. ValidationError as above."""
    source, _sheet = read_list(file, name, municipality=municipality, by=by)
    file.seek(0)
    source.file.save(f"list{PurePath(name).suffix.lower()[:5]}", ContentFile(file.read()))
    record(by, "import.uploaded", source, municipality=municipality)
    forget_outdated()
    return source


@transaction.atomic
def choose_sheet(source: Import, number: int) -> None:
    """Read another sheet of the workbook from now on; its columns are to be named anew.

    StateError once rows have been imported; ValidationError where the sheet cannot be read.
    """
    locked = _lock(source)
    if not locked.takes_sheets or not 0 <= number < len(locked.sheets):
        raise StateError(f"import {source.pk} has no choice of sheet {number}")
    with locked.file.open("rb") as file:
        _look_at(locked, open_list(file, number))
    locked.state, locked.refusal = _State.UPLOADED, None
    locked.save()
    locked.rows.all().delete()


def _numbered(keys: Iterable[str]) -> dict[str, str]:
    return {str(index): key for index, key in enumerate(keys) if key}


@transaction.atomic
def check_list(
    source: Import,
    *,
    header: tuple[int, int],
    columns: Mapping[str, str],
    default_type: PartnerType | None,
    approves: bool,
    mails_codes: bool = False,
    checked: Iterable[ChecklistItem] = (),
) -> None:
    """Ask for the dry run with these columns. StateError once rows have been imported.

    `mails_codes`: who is registered gets a claim code at the address that the list has for it.
    `checked`: what of the municipality's checklist was looked at for every row.
    """
    locked = _lock(source)
    if not locked.takes_columns:
        raise StateError(f"import {source.pk} is {locked.state}")
    source.header_first, source.header_last = header
    source.columns = {index: key for index, key in columns.items() if key in BY_KEY}
    source.default_type, source.approves = default_type, approves
    source.mails_codes = mails_codes
    source.state, source.progress, source.total, source.refusal = _State.CHECKING, 0, 0, None
    source.save()
    source.checked.set(checked)
    ledger.enqueue(CHECK, str(source.pk))


def run_check(source: Import) -> ledger.Write:
    """The dry run, outside any transaction; what is returned stores its report."""
    if source.state != _State.CHECKING:
        return _nothing
    try:
        with source.file.open("rb") as file:
            sheet = open_list(file, source.sheet_number)
        headers = sum(number <= source.header_last for number, _cells in source.head)
        progress = Import.objects.filter(pk=source.pk, state=_State.CHECKING)
        progress.update(total=max(0, sheet.count - headers))
        rows = check(source, sheet, lambda done: progress.update(progress=done) and None)
    except ValidationError as error:
        refusal = problem("", error)
        return lambda: _refuse(source, refusal)
    return lambda: _store(source, rows)


def _nothing() -> None:
    """Somebody has chosen other columns, or the list is checked already."""


def _refuse(source: Import, refusal: dict[str, object]) -> None:
    found = Import.objects.filter(pk=source.pk, state=_State.CHECKING)
    found.update(state=_State.REFUSED, refusal=refusal)


def _store(source: Import, rows: list[ImportRow]) -> None:
    if _lock(source).state != _State.CHECKING:
        return
    ImportRow.objects.filter(source=source).delete()
    ImportRow.objects.bulk_create(rows, batch_size=_BATCH)
    Import.objects.filter(pk=source.pk).update(state=_State.CHECKED)


@transaction.atomic
def begin_import(source: Import, *, by: User | None, rows: Iterable[int] | None = None) -> int:
    """Ask for the import of the rows with these ids, or of all that fit; how many that are.

    StateError unless the list is checked and nobody is importing it.
    """
    if not _lock(source).takes_rows:
        raise StateError(f"import {source.pk} takes no rows")
    own = source.rows.all()
    wanted = own.fit() if rows is None else own.choosable().filter(pk__in=list(rows))
    number = wanted.update(is_chosen=True)
    if number:
        source.by, source.state = by, _State.IMPORTING
        source.progress, source.total = 0, number
        source.save(update_fields=["by", "state", "progress", "total"])
        record(by, "import.begun", source, municipality=source.municipality, rows=number)
        _ask_for_part(source)
    return number


def _ask_for_part(source: Import) -> None:
    first = source.rows.pending().values_list("pk", flat=True).first()
    ledger.enqueue(IMPORT, f"{source.pk}:{first}")


def import_part(pk: int) -> bool:
    """Import the next rows in the caller's transaction; whether there are more."""
    source = Import.objects.select_for_update(no_key=True).get(pk=pk)
    if source.state != _State.IMPORTING:
        return False
    # Two lists of one municipality are imported one after the other, so that neither registers
    # what the other has just registered.
    city = Municipality.objects.select_for_update(no_key=True).get(pk=source.municipality_id)
    source.municipality, known = city, known_of(city)
    rows = list(source.rows.pending()[:PART])
    for row in rows:
        _import_row(source, row, known)
    ImportRow.objects.bulk_update(rows, ["outcome", "partner", "problems"])
    source.progress += len(rows)
    has_more = source.rows.pending().exists()
    if not has_more:
        _finish(source)
    source.save(update_fields=["progress", "state", "finished_at"])
    if has_more:
        _ask_for_part(source)
    return has_more


def _import_row(source: Import, row: ImportRow, known: Known) -> None:
    """One row that is not possible does not spoil the others."""
    try:
        with transaction.atomic():
            row.outcome = take_over(source, row, known)
    except (StateError, LostUpdateError, IntegrityError, DataError):
        row.outcome = ImportRow.Outcome.FAILED


def _finish(source: Import) -> None:
    source.state, source.finished_at = _State.DONE, timezone.now()
    outcomes = source.rows.filter(is_chosen=True).values_list("outcome", flat=True)
    counts = Counter(outcomes)
    record(source.by, "partners.imported", source, municipality=source.municipality, **counts)


@transaction.atomic
def import_again(
    source: Import, *, by: User | None, checked: Iterable[ChecklistItem] = ()
) -> Import:
    """The same list with the same columns once more, now to register what it says at once; all of
    the municipality's checklist was `checked`, else UncheckedError.
    """
    checked = require_all_checks(source.municipality, checked)
    if not source.file:
        raise StateError(f"the file of import {source.pk} is gone")
    with source.file.open("rb") as file:
        content = ContentFile(file.read())
    again = Import.objects.get(pk=source.pk)
    again.pk, again.state, again.by, again.approves = None, _State.UPLOADED, by, True
    again.finished_at = None
    again._state.adding = True
    again.file.save(PurePath(source.file.name or "list").name, content)
    record(by, "import.uploaded", again, municipality=again.municipality)
    check_list(
        again,
        header=(again.header_first, again.header_last),
        columns=again.columns,
        default_type=again.default_type,
        approves=True,
        mails_codes=again.mails_codes,
        checked=checked,
    )
    return again


def forget_outdated() -> None:
    """Take away the files and the words of all old lists; what became of their rows stays."""
    for source in Import.objects.outdated().iterator():
        with suppress(OSError):
            source.file.delete(save=False)
        Import.objects.filter(pk=source.pk).update(file="", head=[])
        source.rows.update(values={}, problems=[])


def _lock(source: Import) -> Import:
    """The import as it is now, kept from others until the transaction ends."""
    return Import.objects.select_for_update(no_key=True).get(pk=source.pk)
