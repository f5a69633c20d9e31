"""A draft from a list: its new owner sends it in, staff save it; what was declared is kept."""

from typing import Any

import pytest
from django.test import Client

from partners.life import registration
from partners.models import ChecklistItem, OnBehalf, Partner, Tick
from partners.people import claims
from tests.factories import make_line, make_municipality, make_partner, make_staff, make_user
from tests.partners.answers import CONFIRM, FORM, logged_in, partner_answers, press_send
from tests.partners.test_registration import delivered
from tomoni.accounts.models import User
from tomoni.journal.record import history_of
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Municipality:
    return make_municipality()


@pytest.fixture
def pledge(city: Municipality) -> ChecklistItem:
    return make_line(city)


@pytest.fixture
def draft(city: Municipality, pledge: ChecklistItem) -> Partner:
    partner = make_partner(municipality=city, state=Partner.State.DRAFT, approved_at=None)
    OnBehalf.objects.create(partner=partner, agreed=OnBehalf.Agreed.LIST)
    return partner


@pytest.fixture
def owner(draft: Partner, city: Municipality) -> User:
    """With the code from the letter."""
    user = make_user()
    code = claims.issue_code(draft, by=make_staff(city))
    claim = claims.try_code(draft.receipt, code)[1]
    assert claim
    claims.take_over(claim, user)
    delivered().clear()
    return user


def send_in(client: Client, partner: Partner, pledge: ChecklistItem, words: str) -> str:
    """Fill in, look through, press; the page before pressing."""
    query = f"?partner={partner.slug}"
    answers: dict[str, Any] = partner_answers(pledges=[pledge.pk])
    assert client.post(FORM + query, answers).status_code == 302
    html = client.get(CONFIRM + query).content.decode()
    assert words in html
    assert press_send(client, CONFIRM + query).status_code == 302
    partner.refresh_from_db()
    return html


def test_owner_of_a_claimed_draft_sends_it_in(
    draft: Partner, owner: User, pledge: ChecklistItem
) -> None:
    client = logged_in(owner)
    assert f"{FORM}?partner={draft.slug}" in client.get("/my/").content.decode()
    send_in(client, draft, pledge, "申請する")
    assert draft.state == Partner.State.SUBMITTED
    entry = history_of(draft)[0]
    assert (entry.verb, entry.data["pledged"]) == ("partner.submitted", [pledge.pk])
    [mail] = delivered()
    assert (mail.to, draft.receipt in mail.subject) == ([owner.email], True)
    registration.approve_partner(draft, by=make_user())
    assert [mail.to for mail in delivered()] == [[owner.email]] * 2


def test_staff_save_a_draft_and_what_they_declared_is_kept(
    draft: Partner, city: Municipality, pledge: ChecklistItem, settings: Any
) -> None:
    settings.STAFF_MFA_REQUIRED = False
    client = logged_in(make_staff(city))
    send_in(client, draft, pledge, "変更を保存する")
    assert draft.state == Partner.State.DRAFT
    tick = Tick.objects.get(partner=draft)
    assert (tick.item, tick.acting_as) == (pledge, city.name)
    assert not delivered()


def test_owner_hears_that_a_claimed_draft_is_registered(
    draft: Partner, owner: User, city: Municipality
) -> None:
    manager = make_staff(city, StaffRole.Role.MANAGER)
    registration.approve_from_list(draft, by=manager)
    [mail] = delivered()
    assert mail.to == [owner.email]
