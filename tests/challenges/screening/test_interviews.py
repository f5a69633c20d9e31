"""Interviews: invited, changed, mailed with an entry for the calendar, read by both sides."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail as outgoing
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from challenges.models import Interview, Opening, Proposal
from challenges.proposing.steps import withdraw_proposal
from challenges.screening.interviews import invite_to_interview
from tests.bad_inputs import TYPEABLE
from tests.factories import (
    make_challenge,
    make_member,
    make_municipality,
    make_partner,
    make_proposal,
    make_refusal_ground,
    make_staff,
)
from tomoni.accounts.models import User
from tomoni.journal.mail import deliver
from tomoni.journal.models import Job
from tomoni.journal.record import history_of
from tomoni.models import StateError
from tomoni.municipalities.models import Municipality

pytestmark = pytest.mark.django_db
State = Proposal.State


@pytest.fixture
def proposal(city: Municipality) -> Proposal:
    return make_proposal(make_challenge(city), make_partner("緑茶商店"), title="古民家の改修")


def url(proposal: Proposal) -> str:
    return f"/desk/proposals/{proposal.receipt}/interview/"


def at(days: int = 7) -> datetime:
    """Half past one in the afternoon of a day to come."""
    later = timezone.localtime() + timedelta(days=days)
    return later.replace(hour=13, minute=30, second=0, microsecond=0)


def answers(**fields: Any) -> dict[str, Any]:
    defaults = {"starts_at": at(), "minutes": 45, "place": "市役所3階 会議室"}
    return {**defaults, "link": "", "word": "茶葉の量を伺います。", **fields}


def post(client: Client, proposal: Proposal, **typed: Any) -> Any:
    said = answers()
    said |= {"starts_at": f"{said['starts_at']:%Y-%m-%dT%H:%M}", "seen": "", **typed}
    return client.post(url(proposal), {"idempotency_key": str(uuid4()), **said})


def sent() -> list[Any]:
    """Deliver what is waiting, as the worker does."""
    for job in Job.objects.filter(kind="journal.mail").order_by("pk"):
        deliver(job.key, job.payload)()
    return outgoing.outbox


def entry_in(message: Any) -> Any:
    """The calendar's entry that travels with a mail."""
    name, text, content_type = message.attachments[0]
    assert (name, content_type) == ("interview.ics", "text/calendar")
    [event] = Calendar.from_ical(text).walk("VEVENT")
    return event


def test_the_partner_is_invited_with_an_entry_for_the_calendar(
    client: Client, editor: User, proposal: Proposal
) -> None:
    assert post(client, proposal)["Location"] == proposal.get_absolute_url()
    proposal.refresh_from_db()
    assert proposal.state == State.INTERVIEW
    messages = sent()
    assert {message.to[0] for message in messages} == {proposal.submitted_by.email, editor.email}
    for shown in ("古民家の改修", "13:30–14:15", "市役所3階 会議室", "茶葉の量を伺います。"):
        assert shown in messages[0].body
    event = entry_in(messages[0])
    assert event["summary"] == "面談：古民家の改修"
    assert (event.start, event.end - event.start) == (at(), timedelta(minutes=45))
    assert event["location"] == "市役所3階 会議室"
    assert proposal.receipt in event["uid"]


@pytest.mark.usefixtures("editor")
def test_a_change_takes_the_place_of_the_first_date(client: Client, proposal: Proposal) -> None:
    post(client, proposal)
    response = post(client, proposal, seen="0", starts_at=f"{at(9):%Y-%m-%dT%H:%M}")
    assert response.status_code == 302
    first, _to_staff, second, _again = sent()
    assert "変更になりました" in second.body
    before, after = entry_in(first), entry_in(second)
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after.start == at(9)
    verbs = [entry.verb for entry in history_of(proposal)]
    assert verbs == ["proposal.interview_changed", "proposal.interview"]


@pytest.mark.usefixtures("editor")
def test_a_date_that_somebody_else_has_set_meanwhile_stays(
    client: Client, proposal: Proposal
) -> None:
    post(client, proposal)
    response = post(client, proposal, place="わたしの部屋")
    assert response.status_code == 409
    assert "わたしの部屋" in response.content.decode()
    assert Interview.objects.get().place == "市役所3階 会議室"


def test_an_invitation_sent_twice_is_mailed_once(
    client: Client, editor: User, proposal: Proposal
) -> None:
    form = {"idempotency_key": str(uuid4()), **answers(), "seen": ""}
    form["starts_at"] = f"{at():%Y-%m-%dT%H:%M}"
    first, second = (client.post(url(proposal), form) for _time in range(2))
    assert first["Location"] == second["Location"]
    assert Job.objects.filter(kind="journal.mail").count() == 2  # the partner and the editor


@pytest.mark.parametrize("state", list(State))
def test_only_what_waits_for_a_reply_gets_a_date(city: Municipality, state: State) -> None:
    fields: dict[str, Any] = {"state": state}
    if state in (State.ACCEPTED, State.DECLINED):
        fields |= {"decided_at": timezone.now(), "decision_text": "理由"}
        fields |= {"refusal_ground": make_refusal_ground(city)}
    proposal, by = make_proposal(make_challenge(city), **fields), make_staff(city)
    possible = state in Proposal.UNDECIDED_STATES
    if not possible:
        with pytest.raises(StateError):
            invite_to_interview(proposal, answers(), by=by, seen=None)
    else:
        invite_to_interview(proposal, answers(), by=by, seen=None)
    assert Interview.objects.exists() == possible
    assert Job.objects.exists() == possible


def test_what_is_withdrawn_gets_no_other_date(proposal: Proposal, editor: User) -> None:
    invite_to_interview(proposal, answers(), by=editor, seen=None)
    withdraw_proposal(proposal, by=proposal.submitted_by)
    with pytest.raises(StateError):
        invite_to_interview(proposal, answers(), by=editor, seen=0)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"starts_at": ""}, "starts_at"),
        ({"starts_at": "2020-01-01T10:00"}, "starts_at"),
        ({"starts_at": "9999-12-31T10:00"}, "starts_at"),
        ({"minutes": "5"}, "minutes"),
        ({"minutes": "999999"}, "minutes"),
        ({"place": ""}, "place"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"word": "長" * 2001}, "word"),
    ],
)
@pytest.mark.usefixtures("editor")
def test_what_is_wrong_is_said_beside_the_field(
    client: Client, proposal: Proposal, typed: dict[str, str], field: str
) -> None:
    response = post(client, proposal, **typed)
    assert response.status_code == 200
    assert f"id_{field}_error" in response.content.decode()
    assert not Interview.objects.exists()


@pytest.mark.parametrize("kind", TYPEABLE)
@pytest.mark.usefixtures("editor")
def test_any_word_travels_in_the_entry(client: Client, proposal: Proposal, kind: str) -> None:
    response = post(client, proposal, word=TYPEABLE[kind])
    assert response.status_code == (200 if kind == "over-long" else 302)
    if kind != "over-long":
        assert Interview.objects.get().word in str(entry_in(sent()[0])["description"])
        assert "<script>alert(1)</script>" not in client.get(response["Location"]).content.decode()


def test_both_sides_read_it_and_nobody_else(client: Client, proposal: Proposal) -> None:
    invite_to_interview(proposal, answers(), by=make_staff(proposal.municipality), seen=None)
    file = f"{proposal.get_absolute_url()}interview.ics"
    for person in (make_member(proposal.partner), make_staff(proposal.municipality)):
        client.force_login(person)
        assert "市役所3階 会議室" in client.get(proposal.get_absolute_url()).content.decode()
        response = client.get(file)
        assert Opening.objects.filter(user=person, thing="calendar").count() == 1
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        assert len(list(Calendar.from_ical(response.content).walk("VEVENT"))) == 1
    for person in (make_member(make_partner()), make_staff(make_municipality())):
        client.force_login(person)
        assert client.get(file).status_code == 404


def test_without_an_interview_there_is_no_file(client: Client, proposal: Proposal) -> None:
    client.force_login(make_member(proposal.partner))
    assert client.get(f"{proposal.get_absolute_url()}interview.ics").status_code == 404


@pytest.mark.usefixtures("editor")
def test_of_what_is_answered_no_date_is_set(client: Client, proposal: Proposal) -> None:
    Proposal.objects.update(state=State.WITHDRAWN)
    assert client.get(url(proposal))["Location"] == proposal.get_absolute_url()
    assert post(client, proposal).status_code == 302
    assert not Interview.objects.exists()
