"""Lists of partners that a municipality hands in."""

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from partners.models import ChecklistItem, Import, ImportRow
from tests.making.people import make_municipality
from tomoni.municipalities.models import Municipality


def make_import(municipality: Municipality | None = None, **fields: Any) -> Import:
    """A list that was checked, with one row of each verdict."""
    head = [["名称", "種別"], ["掛川製茶㈱", "企業"], ["", "企業"]]
    defaults = {
        "name": "名簿.csv",
        "encoding": "UTF-8",
        "head": [[number, cells] for number, cells in enumerate(head, 1)],
        "columns": {"0": "name", "1": "type"},
        "state": Import.State.CHECKED,
        "file": ContentFile("\n".join(map(",".join, head)).encode(), name="list.csv"),
    }
    municipality = municipality or make_municipality()
    source = Import.objects.create(municipality=municipality, **{**defaults, **fields})
    missing = {"cell": "A3", "text": "The name is missing. Please write it here.", "params": {}}
    ImportRow.objects.bulk_create(
        ImportRow(
            source=source,
            number=number,
            name="掛川製茶㈱",
            verdict=verdict,
            problems=[{**missing, "is_error": True}] if verdict == "wrong" else [],
            changes=["phone", "state", "need"] if verdict == "changed" else [],
        )
        for number, verdict in enumerate(ImportRow.Verdict.values, 2)
    )
    return source


def make_line(
    municipality: Municipality,
    text: str = "市税を滞納していません。",
    kind: ChecklistItem.Kind = ChecklistItem.Kind.PLEDGE,
    **fields: Any,
) -> ChecklistItem:
    """A line of a checklist that is in force."""
    fields.setdefault("in_force_from", timezone.now() - timedelta(days=400))
    return ChecklistItem.objects.create(
        municipality=municipality, kind=kind, text_ja=text, **fields
    )
