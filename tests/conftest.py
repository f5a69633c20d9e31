"""Fixtures that every test may ask for."""

import gc
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import translation

from tests.emptying import empty_what_is_filled
from tomoni import counting, facets
from tomoni.taxonomy import vocabulary

# Playwright runs an event loop in the test's thread; Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


empty_what_is_filled()


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay to the end: looking through them again and again for
    garbage took a seventh of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """As ever; and at the end nobody is left in the database: a thread of the last live server may
    still be closing its connection, and a database in use is not dropped.
    """
    yield
    connection.close()  # the last test may have left one that the server has ended
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    connection.close()


@pytest.fixture(scope="module")
def module_rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A transaction around all tests of a module, for rows that are made once for all of them.

    What a test writes itself is undone before the next, as always. A module-wide fixture asks for
    this one and makes its rows; it is for modules without transactional tests.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _fresh_start() -> Iterator[None]:
    """No cached row and no language of the test before."""
    cache.clear()
    for memory in (facets, counting, vocabulary):
        memory.forget()
    with translation.override("ja"):
        yield
    cache.clear()
