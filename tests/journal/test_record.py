"""The journal: who did what to what, and nobody changes it afterwards."""

from datetime import date
from decimal import Decimal

import pytest
import structlog
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from tests.factories import make_municipality
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.journal.record import history_of, record
from tomoni.municipalities.models import Municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Municipality:
    return make_municipality("掛川市")


def test_entry_tells_who_did_what_to_what(alice: User, city: Municipality) -> None:
    entry = record(alice, "city.renamed", city, municipality=city, before="旧市名")

    entry = Entry.objects.get(pk=entry.pk)
    assert (entry.actor, entry.verb, entry.municipality) == (alice, "city.renamed", city)
    assert (entry.subject_type, entry.subject_id) == ("municipalities.municipality", str(city.pk))
    assert entry.data == {"before": "旧市名"}
    assert entry.at is not None


def test_entry_keeps_the_title_of_its_time_in_the_language_of_the_installation(
    alice: User, city: Municipality
) -> None:
    with translation.override("en"):
        entry = record(alice, "city.renamed", city)
    city.name_ja = "別の市"
    city.save()
    assert Entry.objects.get(pk=entry.pk).subject_title == "掛川市"


def test_entry_cuts_a_title_that_is_too_long(alice: User) -> None:
    subject = Entry(pk=1, verb="x", subject_title="長" * 500)
    assert record(alice, "entry.seen", subject).subject_title == "x " + "長" * 298


def test_entry_carries_the_request_id(alice: User, city: Municipality) -> None:
    with structlog.contextvars.bound_contextvars(request_id="abc-123"):
        inside = record(alice, "city.seen", city)
    outside = record(alice, "city.seen", city)
    assert (inside.request_id, outside.request_id) == ("abc-123", "")


def test_entry_may_hold_dates_and_amounts(city: Municipality) -> None:
    entry = record(None, "city.counted", city, on=date(2026, 4, 1), yen=Decimal("1.5"))
    assert Entry.objects.get(pk=entry.pk).data == {"on": "2026-04-01", "yen": "1.5"}
    assert entry.actor is None


def test_record_refuses_a_subject_without_a_row(alice: User) -> None:
    with pytest.raises(ValueError, match="no row"):
        record(alice, "city.founded", Municipality())


def test_history_is_the_subjects_own_latest_first(alice: User, city: Municipality) -> None:
    record(alice, "city.founded", city)
    record(alice, "city.renamed", city)
    record(alice, "user.joined", alice)
    assert [entry.verb for entry in history_of(city)] == ["city.renamed", "city.founded"]


@pytest.mark.parametrize(
    "statement", ["UPDATE journal_entry SET verb = 'x'", "DELETE FROM journal_entry"]
)
def test_entry_can_neither_be_changed_nor_deleted(city: Municipality, statement: str) -> None:
    record(None, "city.founded", city)
    refused = pytest.raises(IntegrityError, match="append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert [entry.verb for entry in history_of(city)] == ["city.founded"]


def test_person_with_entries_cannot_be_deleted(alice: User, city: Municipality) -> None:
    record(alice, "city.founded", city)
    with pytest.raises(IntegrityError):
        alice.delete()
