"""Whose notes are open to whom, once people are seated: a seating never opens a table to others."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from events.models import Duty, Event, Place, Registration, SeatingPlan, Table
from tests.events.noting.tables import make_evening, person, reader, seat, write
from tests.factories import make_duty, make_staff, make_table
from tomoni.municipalities.models import StaffRole

pytestmark = pytest.mark.django_db


@pytest.fixture
def table() -> Table:
    """Of two people one sits here; the other at the table beside it."""
    return make_evening(2)


@pytest.fixture
def beside(table: Table) -> Table:
    return make_table(table.event, "海", number=table.number + 1)


def _seated(table: Table, beside: Table, **fields: Any) -> SeatingPlan:
    now = timezone.now()
    plan = SeatingPlan.objects.create(event=table.event, **{"computed_at": now, **fields})
    for number, each in enumerate((table, beside)):
        Place.objects.create(plan=plan, round=1, registration=seat(table, number), table=each)
    return plan


SHOWN = {"state": "published", "published_at": timezone.now()}
HIDDEN = {"state": "draft", "published_at": timezone.now()}


@pytest.mark.parametrize("fields", [SHOWN, HIDDEN, {}], ids=["shown", "hidden", "never shown"])
def test_notes_are_of_those_who_sit_there(
    table: Table, beside: Table, fields: dict[str, Any]
) -> None:
    _seated(table, beside, **fields)
    assert reader(table).may_write
    assert reader(beside, person(table, 1)).may_write
    with pytest.raises(Http404):
        reader(beside)


def test_a_plan_by_which_nobody_was_seated_closes_nothing(table: Table, beside: Table) -> None:
    SeatingPlan.objects.create(event=table.event)
    assert reader(beside).may_write


def test_a_table_that_was_never_shown_is_told_to_nobody_before(table: Table, beside: Table) -> None:
    plan = _seated(table, beside)
    later = timezone.now() + timedelta(minutes=5)
    Event.objects.filter(pk=table.event_id).update(starts_at=later)
    with pytest.raises(Http404):
        reader(table)
    SeatingPlan.objects.filter(pk=plan.pk).update(**HIDDEN)
    assert reader(table).may_write


def test_rounds_that_are_no_more_are_not_read(table: Table, beside: Table) -> None:
    plan = _seated(table, beside, **SHOWN)
    Place.objects.create(plan=plan, round=2, registration=seat(table), table=beside)
    with pytest.raises(Http404):
        reader(beside)
    Event.objects.filter(pk=table.event_id).update(rounds=2)
    assert reader(beside).rounds == (2,)


def test_a_viewer_of_the_office_writes_only_where_the_viewer_sits(
    table: Table, beside: Table
) -> None:
    viewer = make_staff(table.event.municipality, StaffRole.Role.VIEWER)
    Registration.objects.filter(pk=seat(table).pk).update(user=viewer)
    assert reader(beside, viewer).may_write  # nobody is seated yet
    _seated(table, beside, **SHOWN)
    assert (reader(table, viewer).may_write, reader(beside, viewer).may_write) == (True, False)
    assert reader(beside, viewer).registration is None


def test_who_takes_notes_at_all_tables_writes_as_who_they_are(table: Table, beside: Table) -> None:
    make_duty(table.event, Duty.Kind.NOTE_TAKER, user=person(table))
    _seated(table, beside, **SHOWN)
    assert write(beside, "書記の一言").author == seat(table)
