"""The API is asked everything its description allows, and what it does not: nothing is found.

schemathesis makes the questions: the limits of each parameter, and examples that fit the
description or break it. All its checks look at each answer. It is always asked the same.
"""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.generation.hypothesis.builder import (
    HypothesisTestConfig,
    HypothesisTestMode,
    create_test,
)

from tests.factories import make_challenge, make_event, make_listing, make_partner, make_project
from tests.portal.open_data.agreed import make_agreed
from tomoni.municipalities.models import Vision
from tomoni.portal.api.description import operation_ids

pytestmark = pytest.mark.django_db
DESCRIPTION = "/api/v1/openapi.json"
OPERATIONS = operation_ids()
SETTINGS = settings(
    max_examples=2,  # beside those of the limits of each parameter
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def rows(module_rows: None) -> None:
    partner = make_partner()
    make_listing(partner)
    Vision.objects.create(municipality=partner.municipality, name_ja="にぎわいのあるまち")
    make_challenge(partner.municipality)
    make_event(partner.municipality)
    make_project(partner, visibility="public")
    make_agreed(partner.municipality, partner)


@pytest.fixture(autouse=True)
def _no_limit(settings: Any) -> None:
    settings.RATE_LIMITS = False


@pytest.fixture(autouse=True)
def _same_connection() -> Iterator[None]:
    """The rows are in a transaction of this connection, which a request would close."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@cache
def _described() -> Any:
    return schemathesis.openapi.from_wsgi(DESCRIPTION, WSGIHandler())


def _note(asked: Counter[int], case: Any) -> None:
    query = set(case.query or ())
    if "after" in query and query & {"page", "sort"}:
        return  # refused, which no description of single parameters can say
    asked[case.call_and_validate().status_code] += 1


@pytest.mark.parametrize("name", OPERATIONS)
def test_nothing_is_found(rows: None, name: str) -> None:
    """However it is asked; and it is asked for what is there, and in ways that are refused."""
    asked = Counter[int]()
    schema = _described()
    operation = schema.find_operation_by_id(name)

    def ask(case: Any) -> None:
        _note(asked, case)

    config = HypothesisTestConfig(
        project=schema.config,
        modes=[HypothesisTestMode.COVERAGE, HypothesisTestMode.FUZZING],
        settings=SETTINGS,
    )
    create_test(operation=operation, test_func=ask, config=config)()
    assert asked.total() > 10
    assert asked[404] + asked[422] > 3
    assert asked[200] > 5 or name.endswith("_detail")
