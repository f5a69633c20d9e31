"""Every URL × every role × GET and POST, made from the URLconf: nothing can be forgotten."""

import uuid
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.portal.role_table import TABLE

from tests.portal.roles import LOGIN, ROLES, Expected, Row, World, make_world
from tomoni.accounts.models import User

pytestmark = pytest.mark.django_db
# Addresses of libraries, which have rules and tests of their own; the admin has its own test below.
LIBRARIES = ("account_", "mfa_", "usersessions_", "admin:")


def names(resolver: URLResolver, namespace: str = "") -> list[str]:
    """Every named URL of the project."""
    found: list[str] = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found += names(entry, entry.namespace or namespace)
        elif isinstance(entry, URLPattern) and entry.name:
            found.append(f"{namespace}:{entry.name}" if namespace else entry.name)
    return found


OUR_NAMES = sorted(
    {name for name in names(get_resolver()) if not name.startswith(LIBRARIES)} - {"admin"}
)


def test_every_url_has_a_row_and_every_row_a_url() -> None:
    assert sorted(TABLE) == OUR_NAMES


@pytest.fixture
def world() -> World:
    return make_world()


def answer(user: User | None, method: str, url: str, data: dict[str, Any]) -> HttpResponse:
    """What the person gets; everything it did is undone."""
    client = Client(raise_request_exception=True)
    if user is not None:
        client.force_login(user)
    with transaction.atomic():
        response: Any = client.generic("GET", url) if method == "GET" else client.post(url, data)
        transaction.set_rollback(True)
    return response  # type: ignore[no-any-return]


def status_of(response: HttpResponse) -> int | str:
    """The status, or LOGIN for a redirect there."""
    location = response.headers.get("Location", "")
    return LOGIN if location.startswith("/accounts/login/") else response.status_code


def answers(world: World, row: Row, name: str, method: str) -> Expected:
    """What every role gets."""
    arguments = row.arguments(world)
    url = reverse(name, kwargs=arguments) + row.query
    data = {"idempotency_key": str(uuid.uuid4()), **row.data(world)} if method == "POST" else {}
    return {role: status_of(answer(world.users[role], method, url, data)) for role in ROLES}


@pytest.mark.parametrize("name", sorted(TABLE))
def test_get(world: World, name: str) -> None:
    row = TABLE[name]
    expected = row.get or dict.fromkeys(ROLES, 405)
    got = answers(world, row, name, "GET")
    if row.get is None:
        got = {role: 405 if status == LOGIN else status for role, status in got.items()}
    assert got == dict(expected)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_post(world: World, name: str) -> None:
    row = TABLE[name]
    expected = row.post or dict.fromkeys(ROLES, 405)
    got = answers(world, row, name, "POST")
    if row.post is None:
        got = {role: 405 if status == LOGIN else status for role, status in got.items()}
    assert got == dict(expected)


@pytest.mark.parametrize(
    "name",
    sorted(
        name
        for name in names(get_resolver())
        if name.startswith("admin:") and name.endswith(("_changelist", "_add"))
    ),
)
def test_admin_is_for_operators_alone(world: World, name: str) -> None:
    url = reverse(name)
    for role in ROLES:
        status = status_of(answer(world.users[role], "GET", url, {}))
        if role == "operator":
            assert status in {200, 403}, (role, status)  # 403: a read-only table has no "add"
        else:
            assert status in {LOGIN, 302, 403, 404}, (role, status)
