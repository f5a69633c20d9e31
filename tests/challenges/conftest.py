"""Who stands before the desk and before a challenge."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from partners.models import Membership
from tests.factories import make_member, make_municipality, make_partner, make_staff
from tomoni.accounts.models import User
from tomoni.municipalities.models import Municipality
from tomoni.portal.views import errors


@pytest.fixture
def city() -> Municipality:
    return make_municipality("掛川市", slug="kakegawa")


@pytest.fixture
def editor(client: Client, city: Municipality) -> User:
    """A member of staff, logged in."""
    person = make_staff(city, name="事務局 佐藤")
    client.force_login(person)
    return person


@pytest.fixture
def person(client: Client) -> User:
    """A member of a registered partner, logged in."""
    person = make_member(make_partner("緑茶商店"), Membership.Role.EDITOR, name="茶園 一郎")
    client.force_login(person)
    return person


@pytest.fixture
def short_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal needs no page where thousands of them are asked for."""

    def page(request: HttpRequest, status: int, words: str = "") -> HttpResponse:
        return HttpResponse(status=status)

    monkeypatch.setattr(errors, "_page", page)
