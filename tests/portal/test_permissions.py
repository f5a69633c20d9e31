"""Every URL × every role × GET and POST, made from the URLconf: nothing can be forgotten."""

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.portal.role_table import GRID, arguments_of
from tests.portal.roles import ROLES, World, make_world
from tomoni.accounts.models import User

pytestmark = pytest.mark.django_db
# Addresses of libraries, which have rules and tests of their own; the admin has its own test below.
LIBRARIES = ("account_", "mfa_", "usersessions_", "admin:")
NOT_ALLOWED = "405"
# Asked about a method that nobody may use: which one is asked is decided before who asks.
FEW = ("anonymous", "owner", "operator")


def names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    """Every named URL of the project."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry, entry.namespace or namespace)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{namespace}:{entry.name}" if namespace else entry.name


OUR_NAMES = sorted({name for name in names(get_resolver()) if not name.startswith(LIBRARIES)})
ADMIN_NAMES = sorted(
    name
    for name in names(get_resolver())
    if name.startswith("admin:") and name.endswith(("_changelist", "_add"))
)


def rows() -> dict[tuple[str, str], list[str]]:
    """The grid by URL name and method."""
    lines = [line.split() for line in GRID.splitlines() if ":" in line]
    return {(name, method): cells for name, method, *cells in lines}


ROWS = rows()


def test_every_url_has_a_row_and_every_row_a_url() -> None:
    assert sorted({name for name, _ in ROWS}) == OUR_NAMES
    assert {len(cells) for cells in ROWS.values()} == {len(ROLES)}


@pytest.fixture(scope="module")
def world(module_rows: None) -> World:
    return make_world()


def answer(user: User | None, method: str, url: str, data: dict[str, Any]) -> HttpResponse:
    """What the person gets; everything it did is undone."""
    client = Client()
    if user is not None:
        client.force_login(user)
    with transaction.atomic():
        response: Any = client.get(url) if method == "GET" else client.post(url, data)
        if response.streaming:
            list(response)  # read to its end, so that the file behind it is closed
        transaction.set_rollback(True)
    return response  # type: ignore[no-any-return]


def status_of(response: HttpResponse) -> str:
    """The status, or "login" for a redirect there."""
    location = response.headers.get("Location", "")
    return "login" if location.startswith("/accounts/login/") else str(response.status_code)


def answers(world: World, name: str, method: str, roles: Sequence[str]) -> dict[str, str]:
    """What each of the roles gets."""
    url = reverse(name, kwargs=arguments_of(name, world))
    data = {"idempotency_key": str(uuid.uuid4())} if method == "POST" else {}
    return {role: status_of(answer(world.users[role], method, url, data)) for role in roles}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("name", OUR_NAMES)
def test_everybody_gets_what_the_table_says(world: World, name: str, method: str) -> None:
    if (name, method) in ROWS:
        expected = dict(zip(ROLES, ROWS[name, method], strict=True))
        assert answers(world, name, method, ROLES) == expected
    else:
        assert set(answers(world, name, method, FEW).values()) <= {NOT_ALLOWED, "login"}


@pytest.mark.parametrize("name", ADMIN_NAMES)
def test_admin_is_for_operators_alone(world: World, name: str) -> None:
    got = {role: status_of(answer(world.users[role], "GET", reverse(name), {})) for role in ROLES}
    # A table that is only read has no page to add a row.
    assert got.pop("operator") in ({"200", "403"} if name.endswith("_add") else {"200"})
    assert set(got.values()) <= {"login", "302", "403"}
