"""A form acts for the partner it was shown for, also where another was switched to meanwhile."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from partners.models import Invitation, Membership, Partner
from tests.factories import make_member, make_partner
from tests.partners.answers import logged_in
from tomoni.accounts.models import User

pytestmark = pytest.mark.django_db
Role = Membership.Role
WITHDRAW, LEAVE, INVITE = "/my/partner/withdraw/", "/my/members/leave/", "/my/members/invite/"
ANSWERS = {
    WITHDRAW: {"understands": "on"},
    LEAVE: {},
    INVITE: {"email": "hanako@example.jp", "role": "editor"},
}


@pytest.fixture
def shown() -> Partner:
    return make_partner("画面の会社")


@pytest.fixture
def other() -> Partner:
    return make_partner("別の会社")


@pytest.fixture
def owner(shown: Partner, other: Partner) -> User:
    user = make_member(shown)
    Membership.objects.create(partner=other, user=user, role=Role.OWNER)
    for partner in (shown, other):
        make_member(partner)
    return user


def switch(client: Client, partner: Partner) -> None:
    client.post("/my/switch/", {"partner": partner.slug, "idempotency_key": str(uuid.uuid4())})


def touched(partner: Partner, user: User) -> bool:
    """Whether anything was done to the partner."""
    partner.refresh_from_db()
    has_invited = Invitation.objects.filter(partner=partner).exists()
    has_left = not Membership.objects.filter(partner=partner, user=user).exists()
    return partner.state == Partner.State.WITHDRAWN or has_invited or has_left


@pytest.mark.parametrize("page", ANSWERS)
def test_form_acts_for_the_partner_it_was_shown_for(
    page: str, shown: Partner, other: Partner, owner: User
) -> None:
    client = logged_in(owner)
    switch(client, shown)
    html = client.get(page).content.decode()
    hidden = r'<input type="hidden" name="(partner|idempotency_key)" value="([^"]+)">'
    form = html[html.index("<main") :]
    switch(client, other)
    client.post(page, {**dict(re.findall(hidden, form)), **ANSWERS[page]})
    assert (touched(shown, owner), touched(other, owner)) == (True, False)


@pytest.mark.parametrize("page", ANSWERS)
@pytest.mark.parametrize("named", ["", "stranger"])
def test_form_that_names_none_of_several_does_nothing(
    page: str, named: str, shown: Partner, other: Partner, owner: User
) -> None:
    make_partner(slug="stranger")
    data: dict[str, Any] = {"idempotency_key": str(uuid.uuid4()), **ANSWERS[page]}
    if named:
        data["partner"] = named
    assert logged_in(owner).post(page, data).status_code == 404
    assert (touched(shown, owner), touched(other, owner)) == (False, False)


def test_links_name_the_partner(shown: Partner, other: Partner, owner: User) -> None:
    client = logged_in(owner)
    switch(client, shown)
    html = "".join(client.get(page).content.decode() for page in ("/my/", "/my/members/"))
    assert all(f"{page}?partner={shown.slug}" in html for page in ANSWERS)
