"""Fixtures that every test may ask for."""

import os
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.utils import translation

from tomoni import counting, facets
from tomoni.taxonomy import vocabulary

# Playwright runs an event loop in the test's thread; Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(autouse=True)
def _fresh_start() -> Iterator[None]:
    """No cached row and no language of the test before."""
    cache.clear()
    for memory in (facets, counting, vocabulary):
        memory.forget()
    with translation.override("ja"):
        yield
    cache.clear()
