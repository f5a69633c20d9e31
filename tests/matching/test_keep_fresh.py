"""The lists are made anew once a day, and whenever another engine is at work."""

from datetime import datetime

import pytest
import time_machine
from django.utils import timezone

from matching import rebuilding, suggestions
from matching.models import Version
from matching.tasks import keep_fresh
from tests.matching.world import make_need, make_seed
from tomoni.journal.models import Job

pytestmark = pytest.mark.django_db


def is_asked_for() -> bool:
    return Job.objects.open().filter(kind=suggestions.REBUILD, key=suggestions.START).exists()


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 5, day, hour, 30, tzinfo=timezone.get_default_timezone())


def test_first_lists_are_asked_for() -> None:
    keep_fresh()
    assert is_asked_for()


@pytest.mark.parametrize(("day", "hour", "expected"), [(1, 23, False), (2, 2, False), (2, 3, True)])
def test_made_anew_in_the_night(day: int, hour: int, expected: bool) -> None:
    with time_machine.travel(at(1, 12), tick=False):
        make_need(), make_seed()
        rebuilding.run_here()
    with time_machine.travel(at(day, hour), tick=False):
        keep_fresh()
    assert is_asked_for() == expected


def test_made_anew_by_a_new_engine() -> None:
    version = rebuilding.run_here()
    keep_fresh()
    assert not is_asked_for()
    Version.objects.filter(pk=version.pk).update(engine_version="1/old")
    keep_fresh()
    assert is_asked_for()
