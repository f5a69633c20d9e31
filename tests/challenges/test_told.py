"""Who is told what becomes of a proposal: those who are there now, on both sides."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from challenges import deadlines, lifecycle
from challenges.models import CoAuthor, Interview, Proposal, ProposalDraft
from challenges.proposing import revising, steps
from challenges.reverse import mails
from challenges.screening.assigning import assign
from challenges.screening.interviews import invite_to_interview
from partners.models import Membership, Partner
from tests.factories import (
    make_call,
    make_challenge,
    make_co_author,
    make_member,
    make_offer,
    make_partner,
    make_proposal,
    make_proposal_draft,
    make_refusal_ground,
    make_staff,
)
from tomoni.accounts.models import User
from tomoni.journal.mail import deliver
from tomoni.journal.models import Job
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
CONFIRMED, LEFT = CoAuthor.State.CONFIRMED, CoAuthor.State.LEFT
EDITOR, VIEWER = Membership.Role.EDITOR, Membership.Role.VIEWER


class World:
    """A joint proposal of two partners; a third has left it, and people have come and gone."""

    def __init__(self, city: Municipality) -> None:
        self.city, self.challenge = city, make_challenge(city)
        self.lead, self.other = make_partner("緑茶商店"), make_partner("製材の森")
        self.gone, self.agreed = make_member(self.lead), make_member(self.other)
        shared = make_proposal_draft(self.challenge, self.lead)
        self.shared = shared
        self.proposal = make_proposal(self.challenge, self.lead, submitted_by=self.gone)
        make_co_author(
            shared, self.other, state=CONFIRMED, answered_by=self.agreed, proposal=self.proposal
        )
        former = make_partner("去った商店")
        make_member(former)
        make_co_author(shared, former, state=LEFT, proposal=self.proposal)
        ProposalDraft.objects.update(is_open=False, proposal=self.proposal)
        Membership.objects.filter(user__in=[self.gone, self.agreed]).delete()
        make_member(self.lead, VIEWER)
        self.authors = {make_member(self.lead), make_member(self.other, EDITOR)}
        self.in_charge, self.inviter = make_staff(city), make_staff(city)
        self.manager = make_staff(city, StaffRole.Role.MANAGER)
        assign(self.proposal, to=self.in_charge, by=self.in_charge)

    def invite(self, by: User, *, seen: int | None = None, days: int = 5) -> None:
        """To an interview in some days."""
        answers = {"starts_at": timezone.now() + timedelta(days=days), "minutes": 60}
        answers |= {"place": "市役所", "link": "", "word": ""}
        invite_to_interview(self.proposal, answers, by=by, seen=seen)


@pytest.fixture
def world(city: Municipality) -> World:
    return World(city)


def told(template: str) -> set[User]:
    """Who is written to."""
    jobs = Job.objects.filter(kind="journal.mail", payload__template=template)
    return set(User.objects.filter(pk__in=[job.payload["to"] for job in jobs]))


def decline(world: World) -> None:
    ground = make_refusal_ground(world.city)
    steps.decline_proposal(world.proposal, by=world.manager, ground=ground, text="理由")


STEPS: dict[str, Callable[[World], None]] = {
    "proposal_decided": decline,
    "challenge_cancelled": lambda world: lifecycle.cancel_challenge(
        world.challenge, by=world.manager, reason="予算"
    ),
    "proposal_interview": lambda world: world.invite(world.inviter),
    "proposal_withdrawn": lambda world: steps.withdraw_proposal(world.proposal, by=world.gone),
}
CITY_TOO = {
    "proposal_interview": lambda world: {world.in_charge, world.inviter},
    "proposal_withdrawn": lambda world: {world.in_charge},
}


@pytest.mark.parametrize("template", STEPS)
def test_the_present_editors_and_owners_of_all_authors_are_told(
    world: World, template: str
) -> None:
    STEPS[template](world)
    city = CITY_TOO.get(template, lambda _world: set())(world)
    assert told(template) == world.authors | city


def test_a_receipt_goes_to_all_who_are_there_now(world: World) -> None:
    sender = make_member(world.lead)
    fields = {"title": "題", "summary": "要", "plan": "計", "brings": "大", "needs": ""}
    fields |= {"schedule": "", "cost": "", "confidentiality": "city"}
    answers: dict[str, Any] = {**fields, "goals": [], "fields": []}
    shared = revising.open_revision(world.proposal)
    revising.send_revision(shared, answers, by=sender, begun_at=timezone.now())
    assert told("proposal_received") == world.authors | {sender}


def test_those_in_charge_and_who_has_invited_hear_of_an_answer(world: World) -> None:
    world.invite(world.inviter)
    decline(world)
    assert told("proposal_answered") == {world.in_charge, world.inviter}
    assert told("proposal_interview_off") == world.authors | {world.in_charge, world.inviter}


def test_who_answers_is_not_told_of_it(world: World) -> None:
    assign(world.proposal, to=world.manager, by=world.manager)
    decline(world)
    assert not told("proposal_answered")


def test_a_withdrawal_nobody_is_in_charge_of_goes_to_the_office(world: World) -> None:
    assign(world.proposal, to=None, by=world.manager)
    make_staff(world.city, StaffRole.Role.VIEWER)
    steps.withdraw_proposal(world.proposal, by=world.gone)
    office = {world.in_charge, world.inviter, world.manager, world.challenge.created_by}
    assert told("proposal_withdrawn") == world.authors | office


def test_who_withdraws_is_not_told(world: World) -> None:
    by = next(iter(world.authors))
    steps.withdraw_proposal(world.proposal, by=by)
    assert told("proposal_withdrawn") == world.authors - {by} | {world.in_charge}


def test_who_has_left_the_office_is_told_nothing(world: World) -> None:
    world.invite(world.inviter)
    StaffRole.objects.filter(user__in=[world.inviter, world.in_charge]).delete()
    Job.objects.all().delete()
    steps.withdraw_proposal(world.proposal, by=world.gone)
    office = {world.manager, world.challenge.created_by}
    assert told("proposal_withdrawn") == world.authors | office


def test_a_colleagues_new_date_reaches_who_had_invited_first(world: World) -> None:
    world.invite(world.inviter)
    world.invite(world.manager, seen=0, days=6)
    Job.objects.all().delete()
    world.invite(world.manager, seen=1, days=7)
    city = {world.in_charge, world.inviter, world.manager}
    assert told("proposal_interview") == world.authors | city


def test_without_editors_and_owners_the_viewers_are_told(world: World) -> None:
    Membership.objects.exclude(role=VIEWER).delete()
    decline(world)
    assert told("proposal_decided") == set(world.lead.members.all())


def test_where_nobody_is_left_the_city_is_asked_to_tell_them(world: World) -> None:
    Membership.objects.all().delete()
    Partner.objects.filter(pk=world.lead.pk).update(phone="0537-00-0000")
    decline(world)
    assert told("proposal_unread") == {world.in_charge}
    (job,) = Job.objects.filter(payload__template="proposal_unread")
    deliver(job.key, job.payload)()
    assert "0537-00-0000" in mail.outbox[0].body
    assert "ご提案について" in mail.outbox[0].body


def test_all_who_write_together_hear_of_more_time_and_of_the_end(world: World) -> None:
    shared = make_proposal_draft(world.challenge, make_partner())
    writer, asked, agreed = (make_member(make_partner()) for _time in range(3))
    Membership.objects.create(partner=shared.partner, user=writer, role=EDITOR)
    make_co_author(shared, asked.partners.get())
    make_co_author(shared, agreed.partners.get(), state=CONFIRMED)
    until = world.challenge.closes_at + timedelta(days=3)
    deadlines.extend_deadline(world.challenge, until=until, by=world.manager)
    lifecycle.cancel_challenge(world.challenge, by=world.manager, reason="予算")
    for template in ("challenge_extended", "challenge_called_off"):
        assert told(template) == {writer, asked, agreed}


def test_an_interview_that_falls_away_leaves_the_calendar(world: World) -> None:
    world.invite(world.inviter)
    steps.withdraw_proposal(world.proposal, by=world.gone)
    entries = []
    for template in ("proposal_interview", "proposal_interview_off"):
        job = Job.objects.filter(payload__template=template).order_by("pk")[0]
        deliver(job.key, job.payload)()
        calendar: Any = Calendar.from_ical(str(mail.outbox[-1].attachments[0][1]))
        entries.append((calendar["method"], calendar.walk("VEVENT")[0]))
    (before_method, before), (after_method, after) = entries
    assert (before_method, after_method) == ("PUBLISH", "CANCEL")
    assert (before["status"], after["status"]) == ("CONFIRMED", "CANCELLED")
    assert before["uid"] == after["uid"]
    assert after["sequence"] > before["sequence"]
    assert before["organizer"] == after["organizer"]
    assert after.start == before.start


def test_an_interview_that_was_held_stays(world: World) -> None:
    world.invite(world.inviter)
    Interview.objects.update(starts_at=timezone.now() - timedelta(days=1))
    decline(world)
    assert Interview.objects.get().called_off_at is None
    assert not told("proposal_interview_off")


def test_after_it_was_called_off_another_date_is_a_new_invitation(world: World) -> None:
    world.invite(world.inviter)
    steps.withdraw_proposal(world.proposal, by=world.gone)
    Job.objects.all().delete()
    Proposal.objects.update(state=Proposal.State.SUBMITTED)
    world.proposal.refresh_from_db()
    world.invite(world.manager, seen=1)
    interview = Interview.objects.get()
    assert (interview.called_off_at, interview.sequence) == (None, 2)
    job = Job.objects.filter(payload__template="proposal_interview").order_by("pk")[0]
    assert job.payload["context"]["is_changed"] is False


def test_offers_are_told_to_the_office_that_is_there_now() -> None:
    offer = make_offer(make_call(state="closed"))
    StaffRole.objects.filter(user=offer.submitted_by).delete()
    present = make_staff(offer.municipality)
    make_staff(offer.municipality, StaffRole.Role.VIEWER)
    mails.send_receipt(offer)
    mails.send_decision(offer)
    mails.tell_of_cancellation(offer.challenge)
    for template in ("received", "decided", "cancelled"):
        assert told(f"challenge_offer_{template}") == {present}
