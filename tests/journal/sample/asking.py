"""What the tests say about the sample's work."""

from django.db import transaction

from tomoni.journal import ledger
from tomoni.journal.models import Entry, Job

SETTINGS = "tests.journal.sample_settings"


def ask(kind: str, *keys: str) -> None:
    with transaction.atomic():
        for key in keys:
            ledger.enqueue(kind, key)


def keys_of(verb: str) -> list[str]:
    return sorted(Entry.objects.filter(verb=verb).values_list("subject_id", flat=True))


def all_closed() -> bool:
    return not Job.objects.open().exists()
