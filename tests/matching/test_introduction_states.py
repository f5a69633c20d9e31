"""Every step of an introduction × its state × who tries it: what the pages let through."""

import uuid
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from matching.models import Introduction
from partners.models import Membership
from tests.factories import affiliate, make_federation, make_member, make_staff, make_user
from tests.matching.pairs import make_introduction, make_side
from tomoni.accounts.models import User
from tomoni.municipalities.models import IntroductionRoute, StaffRole

pytestmark = pytest.mark.django_db
State = Introduction.State
ROLES = ("asking", "asking viewer", "asked", "asked viewer", "broker", "other office", "stranger")

# What each gets, and the state to which an answer of 302 leads; "-" where nothing changes.
# A broker holds it while it is requested: until then it is not there for who is asked.
GRID = """
step      state       asking asking-viewer asked asked-viewer broker other-office stranger becomes
open      requested   200    200           404   404          200    404          404      -
open      forwarded   200    200           200   200          200    404          404      -
open      accepted    200    200           200   200          200    404          404      -
open      declined    200    200           200   200          200    404          404      -
answer    requested   302    403           404   404          403    404          404      -
answer    forwarded   302    403           302   403          403    404          404      accepted
answer    accepted    302    403           302   403          403    404          404      -
answer    declined    302    403           302   403          403    404          404      -
answer    met         302    403           302   403          403    404          404      -
withdraw  requested   302    403           404   404          403    404          404      withdrawn
withdraw  forwarded   302    403           403   403          403    404          404      withdrawn
withdraw  accepted    302    403           403   403          403    404          404      -
withdraw  unanswered  302    403           403   403          403    404          404      -
met       requested   302    403           404   404          403    404          404      -
met       forwarded   302    403           302   403          403    404          404      -
met       accepted    302    403           302   403          403    404          404      met
met       met         302    403           302   403          403    404          404      -
met       outcome     302    403           302   403          403    404          404      -
outcome   forwarded   302    403           302   403          403    404          404      -
outcome   accepted    302    403           302   403          403    404          404      outcome
outcome   met         302    403           302   403          403    404          404      outcome
outcome   outcome     302    403           302   403          403    404          404      outcome
outcome   withdrawn   302    403           302   403          403    404          404      -
"""
LINES = [line.split() for line in GRID.strip().splitlines()[1:]]
# Of those who get 302, who changes anything: only the asked side answers.
ANSWERS = {"answer": ("asked",), "withdraw": ("asking",)}
SENT = {"answer": {"answer": "agree"}, "outcome": {"outcome": "information", "text": ""}}


def make_cast(state: Introduction.State) -> tuple[Introduction, dict[str, User]]:
    """An introduction through a federation, and everybody around it."""
    asking, asked = make_side(side="need"), make_side(side="seed")
    federation = make_federation()
    broker = make_member(federation)
    affiliate(federation, asked.partner)
    made = make_introduction(
        state, asking, asked, route=IntroductionRoute.FEDERATION, federation=federation
    )
    office = make_staff(asked.partner.municipality, StaffRole.Role.MANAGER)
    people = {
        "asking": asking.person,
        "asking viewer": make_member(asking.partner, Membership.Role.VIEWER),
        "asked": asked.person,
        "asked viewer": make_member(asked.partner, Membership.Role.VIEWER),
        "broker": broker,
        "other office": office,
        "stranger": make_user(),
    }
    return made, people


def try_it(step: str, made: Introduction, user: User) -> tuple[int, str]:
    """The status, and the state afterwards; all of it is undone."""
    client = Client()
    client.force_login(user)
    page = made.get_absolute_url()
    with transaction.atomic():
        if step == "open":
            response: Any = client.get(page)
        else:
            said = {"idempotency_key": str(uuid.uuid4()), **SENT.get(step, {})}
            response = client.post(f"{page}{step}/", said)
        made.refresh_from_db()
        state = str(made.state)
        transaction.set_rollback(True)
    made.refresh_from_db()
    return response.status_code, state


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line[0]}-{line[1]}")
def test_everybody_gets_what_the_grid_says(line: list[str], settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False
    step, state, *cells, becomes = line
    made, people = make_cast(State(state))
    for role, cell in zip(ROLES, cells, strict=True):
        status, after = try_it(step, made, people[role])
        acts = cell == "302" and role in ANSWERS.get(step, ("asking", "asked"))
        expected = becomes if acts and becomes != "-" else state
        assert (role, status, after) == (role, int(cell), expected)
