"""Somebody who does things, and work of a test's own, registered for the time of the test."""

from typing import Any

import pytest
from django.db import transaction

from tests.factories import make_user
from tests.journal.work import Ask, Register
from tomoni.accounts.models import User
from tomoni.journal import ledger
from tomoni.journal.ledger import Function, Handler
from tomoni.journal.models import Job


@pytest.fixture
def alice() -> User:
    return make_user("Alice")


@pytest.fixture
def on_work(monkeypatch: pytest.MonkeyPatch) -> Register:
    """Say what is done for the kind "test.work"."""

    def register(function: Function, **options: Any) -> None:
        settings = {"lease": ledger.LEASE, "waits": ledger.WAITS, **options}
        monkeypatch.setitem(ledger.handlers, "test.work", Handler(function, **settings))

    return register


@pytest.fixture
def ask() -> Ask:
    """Ask for "test.work" and return its open row."""

    def ask(key: str = "a", payload: dict[str, Any] | None = None, **options: Any) -> Job:
        with transaction.atomic():
            ledger.enqueue("test.work", key, payload, **options)
        return Job.objects.open().get(kind="test.work", key=key)

    return ask
