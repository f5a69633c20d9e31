"""`manage.py import_partners`."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from partners.models import Import, Partner
from tests.factories import make_municipality
from tests.partners.bulk.lists import HEADERS, SHOP, TEA, csv_file, work
from tomoni.journal.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "名簿.csv"
    path.write_bytes(csv_file([HEADERS, TEA, ["", *SHOP[1:]]], "cp932").read())
    return path


def run(*options: Any) -> str:
    said = StringIO()
    call_command("import_partners", *map(str, options), stdout=said)
    return said.getvalue()


def test_import(file: Path) -> None:
    make_municipality()
    said = run(file, "--approve")
    assert "A3 名称がありません" in said
    assert "登録: 1" in said
    assert [partner.name for partner in Partner.objects.approved()] == [TEA[0]]
    assert Entry.objects.get(verb="partners.imported").actor is None
    work()
    assert Partner.objects.count() == 1


def test_twice_changes_nothing(file: Path) -> None:
    make_municipality()
    run(file)
    said = run(file)
    assert "変更なし: 1" in said
    assert Partner.objects.count() == 1


def test_dry_run_writes_nothing(file: Path) -> None:
    make_municipality()
    said = run(file, "--dry-run")
    assert "新規: 1" in said
    assert "要修正: 1" in said
    assert not Partner.objects.exists()
    assert not Import.objects.exists()
    assert not Entry.objects.exists()


def test_municipality_is_named_where_there_are_several(file: Path) -> None:
    one, other = make_municipality(), make_municipality()
    with pytest.raises(CommandError, match=one.slug):
        run(file)
    with pytest.raises(CommandError, match=other.slug):
        run(file, "--municipality", "nowhere")
    run(file, "--municipality", other.slug)
    assert Partner.objects.get().municipality == other


def test_what_cannot_be_done_is_said(file: Path, tmp_path: Path) -> None:
    make_municipality()
    empty = tmp_path / "empty.xlsx"
    empty.write_bytes(b"")
    with pytest.raises(CommandError, match="ファイルが空です"):
        run(empty)
    with pytest.raises(CommandError, match=r"nothing\.csv"):
        run(tmp_path / "nothing.csv")
    with pytest.raises(CommandError, match="company"):
        run(file, "--type", "nonsense")
    nameless = tmp_path / "nameless.csv"
    nameless.write_text("品名,値段\nお茶,100\n")
    with pytest.raises(CommandError, match="名称"):
        run(nameless, "--dry-run")
