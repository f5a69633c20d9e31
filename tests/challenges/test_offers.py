"""The form of an offer: sent once however often it is pressed, and never lost when it is late."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from challenges.models import Challenge, Offer
from tests.factories import make_call, make_member, make_offer, make_staff
from tomoni.accounts.models import Draft, User
from tomoni.journal.models import Job
from tomoni.municipalities.models import Municipality

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def call() -> Challenge:
    return make_call(closes_at=timezone.now() + timedelta(hours=1))


def answers(**changes: Any) -> dict[str, Any]:
    """What an editor types."""
    texts = {"title": "用水路のある公園で", "summary": "三か所で試せます。", "brings": "場所"}
    return {**texts, "place": "", "schedule": "", "contact": "環境政策課", **changes}


def url(call: Challenge, end: str = "") -> str:
    return f"/desk/calls/{call.slug}/offer/{end}"


def unsent() -> dict[str, str]:
    """What the confirmation posts."""
    return {"draft": str(Draft.objects.get(sent_at=None).pk)}


@pytest.mark.usefixtures("editor")
def test_sending_an_offer_twice_makes_one_and_leads_to_its_receipt(
    client: Client, call: Challenge
) -> None:
    client.post(url(call), answers())
    sent = unsent()
    first, second = (client.post(url(call, "confirm/"), sent) for _time in range(2))
    assert first["Location"].startswith("/offers/O-")
    assert (second.status_code, second["Location"]) == (302, first["Location"])
    assert Offer.objects.count() == 1


@pytest.mark.usefixtures("editor")
def test_a_second_press_after_the_deadline_still_shows_the_receipt(
    client: Client, call: Challenge
) -> None:
    client.post(url(call), answers())
    sent = unsent()
    first = client.post(url(call, "confirm/"), sent)
    with time_machine.travel(call.closes_at + timedelta(minutes=30), tick=False):
        Challenge.objects.update(state=Challenge.State.CLOSED, closed_at=timezone.now())
        assert client.post(url(call, "confirm/"), sent)["Location"] == first["Location"]


def test_nobody_is_led_to_the_receipt_of_somebody_else(
    client: Client, city: Municipality, editor: User, call: Challenge
) -> None:
    client.post(url(call), answers())
    sent = unsent()
    client.post(url(call, "confirm/"), sent)
    client.force_login(make_staff(city))
    assert client.post(url(call, "confirm/"), sent).status_code == 403


@pytest.mark.usefixtures("editor")
def test_what_comes_too_late_stays_readable(client: Client, call: Challenge) -> None:
    client.post(url(call), answers(summary="まだ送っていない文です。"))
    sent = unsent()
    Challenge.objects.update(state=Challenge.State.CLOSED, closed_at=timezone.now())
    with time_machine.travel(call.closes_at + timedelta(minutes=20), tick=False):
        responses = [
            client.post(url(call, "confirm/"), sent),
            client.get(url(call)),
            client.post(url(call), answers(summary="まだ送っていない文です。", place="三号公園")),
        ]
        pages = [response.content.decode() for response in responses]
        assert {response.status_code for response in responses} == {403}
        assert all("まだ送っていない文です。" in page for page in pages)
        assert "三号公園" in pages[-1]
        assert "三号公園" in client.get(url(call)).content.decode()
    assert not Offer.objects.exists()


def test_the_text_of_who_was_slower_than_a_colleague_stays_readable(
    client: Client, city: Municipality, editor: User, call: Challenge
) -> None:
    client.post(url(call), answers(summary="わたしの文です。"))
    sent = unsent()
    make_offer(call, city)
    response = client.post(url(call, "confirm/"), sent)
    assert response.status_code == 403
    assert "わたしの文です。" in response.content.decode()


def test_a_partner_is_told_when_an_offer_is_taken_back(client: Client, call: Challenge) -> None:
    assert call.caller
    reader = make_member(call.caller)
    offer = make_offer(call)
    client.force_login(offer.submitted_by)
    client.post(f"/offers/{offer.receipt}/withdraw/", {"idempotency_key": str(uuid4())})
    jobs = Job.objects.filter(payload__template="challenge_offer_withdrawn")
    assert {job.payload["to"] for job in jobs} == {call.created_by_id, reader.pk}
