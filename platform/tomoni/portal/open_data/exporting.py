"""All files of all data sets into a folder: the same bytes as over the web."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tomoni.municipalities.models import Municipality
from tomoni.portal.open_data.catalogue import catalogue
from tomoni.portal.open_data.columns import DataSet
from tomoni.portal.open_data.data_sets import DATA_SETS
from tomoni.portal.open_data.files import FORMS, Form, file_name, write

Task = tuple[DataSet, Form, str]


@dataclass(frozen=True)
class Exported:
    """A file that was written."""

    name: str
    rows: int
    size: int


def tasks() -> list[Task]:
    """Which files there are: of everything, and of each municipality."""
    cities = list(Municipality.objects.order_by("code", "pk").values_list("slug", flat=True))
    return [
        (data_set, form, city)
        for data_set in DATA_SETS.values()
        for city in (["", *cities] if data_set.city else [""])
        for form in FORMS.values()
    ]


def export(folder: Path, chosen: list[Task], on: date) -> Iterator[Exported]:
    """Write each file, and say so; last the catalogue. A file appears when it is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    for data_set, form, city in chosen:
        path = folder / file_name(data_set, form, city, on)
        unfinished = path.with_name(f".{path.name}.part")
        try:
            with unfinished.open("w+b") as file:
                written = write(data_set, form, city, file)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        yield Exported(path.name, written.rows, written.size)
    text = json.dumps(catalogue(), ensure_ascii=False, indent=2)
    (folder / "catalogue.jsonld").write_text(f"{text}\n", "utf-8")
