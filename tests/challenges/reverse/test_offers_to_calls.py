"""What municipalities answer to a call, and what the partner replies."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from challenges import lifecycle, outcome
from challenges.models import Challenge, Offer
from challenges.reverse import offering
from challenges.reverse.transitions import OFFER_TRANSITIONS, OfferStep
from partners.models import Membership, Partner
from tests.challenges.reverse.answers import key, offer_answers, told
from tests.factories import (
    make_call,
    make_member,
    make_municipality,
    make_offer,
    make_operator,
    make_partner,
    make_staff,
    make_user,
)
from tomoni.accounts.models import User
from tomoni.models import StateError
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
State = Challenge.State


@pytest.mark.parametrize(
    ("who", "status"), [("editor", 200), ("viewer", 403), ("not asked", 403), ("partner", 404)]
)
def test_editors_of_a_municipality_that_is_asked_answer(
    client: Client, who: str, status: int
) -> None:
    call, asked, other = make_call(), make_municipality(), make_municipality()
    call.called.add(asked)
    person = {
        "editor": lambda: make_staff(asked),
        "viewer": lambda: make_staff(asked, StaffRole.Role.VIEWER),
        "not asked": lambda: make_staff(other),
        "partner": lambda: make_member(make_partner()),
    }[who]()
    client.force_login(person)
    assert client.get(f"/desk/calls/{call.slug}/offer/").status_code == status


def test_an_offer_is_between_the_municipality_and_the_partner_alone(
    client: Client, partner: Partner, owner: User
) -> None:
    call, town = make_call(partner, created_by=owner), make_municipality()
    offer = make_offer(call, town)
    rival = make_offer(call)
    readers = [owner, make_member(partner, Membership.Role.VIEWER), make_staff(town)]
    others = [rival.submitted_by, make_staff(partner.municipality), make_user(), make_operator()]
    for person, status in [*((p, 200) for p in readers), *((p, 404) for p in others)]:
        client.force_login(person)
        assert client.get(offer.get_absolute_url()).status_code == status
    client.logout()
    assert "/accounts/login/" in client.get(offer.get_absolute_url())["Location"]


def test_a_municipality_answers_once_until_it_takes_its_offer_back(
    client: Client, city: Municipality
) -> None:
    call, staff = make_call(), make_staff(city)
    offer = make_offer(call, city, submitted_by=staff)
    answers = {**offer_answers()}
    with pytest.raises(StateError):
        offering.submit_offer(call, answers, municipality=city, by=staff, begun_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        make_offer(call, city)
    client.force_login(staff)
    assert client.get(f"/desk/calls/{call.slug}/offer/").status_code == 403
    client.post(f"/offers/{offer.receipt}/withdraw/", key())
    assert client.get(f"/desk/calls/{call.slug}/offer/").status_code == 200
    offering.submit_offer(call, answers, municipality=city, by=staff, begun_at=timezone.now())
    assert call.offers.count() == 2


@pytest.mark.parametrize(("late", "is_in"), [(-1, True), (14 * 60, True), (16 * 60, False)])
def test_the_deadline_is_that_of_the_server_with_the_stated_grace(
    city: Municipality, late: int, is_in: bool
) -> None:
    call, staff = make_call(), make_staff(city)
    with time_machine.travel(call.closes_at + timedelta(seconds=late), tick=False):
        begun_at = call.closes_at - timedelta(hours=1)
        try:
            offering.submit_offer(
                call, offer_answers(), municipality=city, by=staff, begun_at=begun_at
            )
        except StateError:
            assert not is_in
        else:
            assert is_in


@pytest.mark.parametrize("state", list(Offer.State))
@pytest.mark.parametrize("step", list(OfferStep))
def test_an_offer_moves_only_as_the_table_has_it(
    partner: Partner, owner: User, step: OfferStep, state: Offer.State
) -> None:
    call = make_call(partner, created_by=owner, state=State.SELECTING)
    decided = {"decided_at": timezone.now(), "decision_text": "理由"}
    offer = make_offer(call, state=state, **decided)
    transition = OFFER_TRANSITIONS[step]
    may = state in transition.sources
    try:
        if step == OfferStep.WITHDRAW:
            offering.withdraw_offer(offer, by=offer.submitted_by)
        else:
            offering.reply_to_offer(offer, step, by=owner, text="理由を書きます。")
    except StateError:
        assert not may
    offer.refresh_from_db()
    assert offer.state == (transition.target if may else state)


def test_calling_it_off_tells_who_waits_and_who_is_writing(
    client: Client, partner: Partner, owner: User
) -> None:
    call = make_call(partner, created_by=owner)
    offer, writer = make_offer(call), make_staff(make_municipality())
    client.force_login(writer)
    client.post(f"/desk/calls/{call.slug}/offer/", offer_answers(title=""))
    lifecycle.cancel_challenge(call, by=owner, reason="予算がなくなりました。")
    assert told("challenge_offer_cancelled") == [offer.submitted_by_id]
    assert told("challenge_called_off") == [writer.pk]


def test_the_result_waits_for_every_reply(partner: Partner, owner: User) -> None:
    call = make_call(partner, created_by=owner, state=State.SELECTING)
    make_offer(call)
    with pytest.raises(StateError):
        outcome.decide_challenge(call, by=owner, result="決めました。")
