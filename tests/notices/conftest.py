"""People, and a kind of notice of the tests' own about a challenge, registered for each test."""

from typing import Any

import pytest
from django.db import transaction

from challenges.models import Challenge
from tests.factories import make_challenge, make_user
from tests.notices.samples import with_samples
from tests.notices.told import ABOUT, PLAIN, SAMPLES, Tell, words
from tomoni.accounts.models import User
from tomoni.notices import kinds
from tomoni.notices.models import Notice
from tomoni.notices.telling import tell


@pytest.fixture(autouse=True)
def _sample_kinds(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Kinds whose templates stand beside the tests."""
    settings.TEMPLATES = with_samples(settings.TEMPLATES)
    for kind in SAMPLES:
        monkeypatch.setitem(kinds.registered, kind.name, kinds.Registered(kind, words, None))


@pytest.fixture
def alice() -> User:
    return make_user("Alice")


@pytest.fixture
def bob() -> User:
    return make_user("Bob")


@pytest.fixture
def challenge() -> Challenge:
    return make_challenge(title=ABOUT)


@pytest.fixture
def told(challenge: Challenge) -> Tell:
    """Tell a person something about the challenge."""

    def told(to: User, key: str = "a", kind: kinds.Kind = PLAIN, **data: Any) -> Notice:
        with transaction.atomic():
            return tell(to, kind.name, challenge, key=key, url=f"/challenges/{key}/", data=data)

    return told
