"""A list on its way through a real worker that is killed in the middle."""

from pathlib import Path

import pytest
from django.db import connection

from partners.bulk import importing
from partners.models import Import, ImportRow, Listing, Partner
from tests.factories import make_import
from tests.workers import environment, kill, running_relay, running_worker, wait_until
from tomoni.journal.models import Entry
from tomoni.taxonomy.models import PartnerType

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
ROWS = 3 * importing.PART


def test_worker_that_is_killed_imports_every_row_once(tmp_path: Path) -> None:
    source = make_import()
    source.rows.all().delete()
    kind = PartnerType.objects.get(slug="company").pk
    ImportRow.objects.bulk_create(
        ImportRow(
            source=source,
            number=n,
            name=f"商店{n}",
            verdict=ImportRow.Verdict.NEW,
            values={
                "name": f"商店{n}",
                "address": f"掛川市{n}",
                "type": kind,
                "need": {"title": "人手", "body": "人手が足りません。"},
            },
        )
        for n in range(2, ROWS + 2)
    )
    importing.begin_import(source, by=None)
    env = environment(tmp_path)
    with running_relay(env):
        with running_worker(env, concurrency=1, may_end=True) as worker:
            wait_until(lambda: Import.objects.get().progress)
            kill(worker)
        assert Import.objects.get().progress < ROWS
        with running_worker(env, concurrency=1):
            wait_until(lambda: Import.objects.get().state == Import.State.DONE)
    names = list(Partner.objects.values_list("name", flat=True))
    assert (len(names), len(set(names))) == (ROWS, ROWS)
    assert Listing.objects.count() == ROWS
    assert Entry.objects.filter(verb="partners.imported").count() == 1
    connection.close()
