"""The partners' work in the background: lists that are checked and imported."""

from typing import Any

from partners.bulk import importing
from partners.models import Import
from tomoni.journal import ledger


@ledger.handler(importing.CHECK)
def check_list(key: str, payload: dict[str, Any]) -> ledger.Write:
    """A list is to be read and compared with what is there."""
    rows = Import.objects.select_related("municipality")
    return importing.run_check(rows.get(pk=int(key)))


@ledger.handler(importing.IMPORT)
def import_list(key: str, payload: dict[str, Any]) -> ledger.Write:
    """The next rows of a list are to be imported: "12:4711", import and first row."""
    pk = int(key.partition(":")[0])

    def write() -> None:
        importing.import_part(pk)

    return write
