"""Reverse calls: a partner sets theme and money, its city checks, municipalities answer."""

import pytest
from django.test import Client

from challenges.models import Challenge, Offer
from partners.models import Partner
from tests.challenges.reverse.answers import NEW, call_answers, key, offer_answers, token, told
from tests.factories import make_call, make_municipality, make_offer, make_staff
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
State = Challenge.State


def test_the_whole_way_from_a_draft_to_what_came_of_it(
    client: Client, city: Municipality, partner: Partner, owner: User
) -> None:
    other = make_municipality("菊川市")
    manager, staff = make_staff(city, StaffRole.Role.MANAGER), make_staff(other)
    client.force_login(owner)
    assert client.post(NEW, call_answers(called=[other.pk]))["Location"] == f"{NEW}confirm/"
    work = client.post(f"{NEW}confirm/", token())["Location"]
    call = Challenge.objects.get()
    assert (call.caller, call.municipality, call.state) == (partner, city, State.DRAFT)
    assert work == call.get_work_url() == f"/my/calls/{call.slug}/"
    client.post(f"{work}steps/ask_review/", key())
    assert told("challenge_review") == [manager.pk]

    client.force_login(manager)
    check = f"/desk/calls/{call.slug}/"
    assert "三百万円まで" in client.get(check).content.decode()
    client.post(f"{check}publish/", key(version=call.version))
    call.refresh_from_db()
    assert call.state == State.OPEN
    assert told("challenge_call_published") == [owner.pk]
    assert told("challenge_call_opened") == [staff.pk]

    client.force_login(staff)
    assert call.title in client.get("/desk/calls/").content.decode()
    form = f"/desk/calls/{call.slug}/offer/"
    assert client.post(form, offer_answers())["Location"] == f"{form}confirm/"
    done = client.post(f"{form}confirm/", token())["Location"]
    offer = Offer.objects.get()
    assert offer.receipt.startswith("O-")
    assert offer.receipt in client.get(done).content.decode()
    assert told("challenge_offer_arrived") == [owner.pk]
    assert told("challenge_offer_received") == [staff.pk]

    client.force_login(owner)
    reply = f"/offers/{offer.receipt}/reply/"
    early = client.post(reply, key(answer="choose", text="ぜひ。")).content.decode()
    assert "受け付けが終わって" in early
    client.post(f"{work}tell/close/", key(reason="十分に集まりました。"))
    client.post(f"{work}steps/select/", key())
    client.post(f"{work}tell/decide/", key(result="決めました。"))
    call.refresh_from_db()
    assert call.state == State.SELECTING  # an offer waits for its reply
    client.post(reply, key(answer="choose", text="用水路の条件が合いました。"))
    assert told("challenge_offer_decided") == [staff.pk]
    client.post(f"{work}tell/decide/", key(result="菊川市と進めます。"))
    client.logout()
    page = client.get(call.get_absolute_url()).content.decode()
    assert "菊川市と進めます。" in page
    assert "用水路のある公園で" in page
    assert "三か所で試せます。" not in page
    client.force_login(owner)
    client.post(f"{work}steps/start/", key())
    client.post(f"{work}tell/complete/", key(report="街灯がつきました。"))
    call.refresh_from_db()
    assert call.state == State.COMPLETED
    for path in (work, offer.get_absolute_url(), "/my/calls/"):
        assert client.get(path).status_code == 200
    verbs = Entry.objects.filter(verb__startswith="challenge.").order_by("pk")
    assert [entry.verb.removeprefix("challenge.") for entry in verbs] == [
        *("written", "review_asked", "opened", "closed", "selecting"),
        *("decided", "started", "completed"),
    ]


def test_pages_cost_the_same_with_more_rows(client: Client, partner: Partner, owner: User) -> None:
    call = make_call(partner, created_by=owner)
    client.force_login(owner)
    assert_constant_queries(client, call.get_work_url(), lambda: make_offer(call), at_most=10)
    assert_constant_queries(client, call.get_absolute_url(), lambda: make_offer(call), at_most=8)
    assert_constant_queries(client, "/my/calls/", lambda: make_call(partner), at_most=8)
    client.force_login(make_staff(partner.municipality))
    assert_constant_queries(client, "/desk/calls/", make_call, at_most=12)
