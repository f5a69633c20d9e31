"""Two people at the same moment: one step happens, the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from challenges import lifecycle
from challenges.models import Challenge, Opening, Proposal, ProposalDraft
from challenges.proposing import joint, revising, sharing, steps
from tests.challenges.writing import written
from tests.factories import (
    make_challenge,
    make_co_author,
    make_member,
    make_municipality,
    make_partner,
    make_proposal,
    make_proposal_draft,
    make_refusal_ground,
    make_staff,
)
from tomoni.accounts.models import User
from tomoni.journal.models import Job
from tomoni.models import StateError

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*steps: Callable[[], Any]) -> list[Any]:
    """Run the steps in threads of their own, all starting together; a StateError is a result."""
    barrier = Barrier(len(steps))

    def run(step: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=10)
            return step()
        except StateError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as threads:
        return list(threads.map(run, steps))


def test_of_two_decisions_one_stands_and_one_mail_goes_out() -> None:
    proposal = make_proposal()
    by, ground = make_staff(proposal.municipality), make_refusal_ground(proposal.municipality)
    one, other = (Proposal.objects.get(pk=proposal.pk) for _ in range(2))
    results = at_once(
        lambda: steps.accept_proposal(one, by=by, text="採択"),
        lambda: steps.decline_proposal(other, by=by, ground=ground, text="不採択"),
    )
    assert sum(isinstance(result, StateError) for result in results) == 1
    assert Job.objects.filter(kind="journal.mail").count() == 1


TEXTS = ("title", "summary", "plan", "brings", "needs", "schedule", "cost")
ANSWERS = {**dict.fromkeys(TEXTS, "茶"), "confidentiality": "city", "goals": [], "fields": []}


def logged_in(person: User, number: int) -> list[Client]:
    """So many windows of one browser."""
    first = Client()
    first.force_login(person)
    clients = [first]
    for _ in range(number - 1):
        clients.append(Client())
        clients[-1].cookies = first.cookies
    return clients


def test_six_clicks_at_once_make_one_proposal_and_one_receipt() -> None:
    shared = make_proposal_draft()
    person = make_member(shared.partner)
    url = f"{shared.challenge.get_absolute_url()}propose/confirm/"
    sends = {"draft": str(shared.pk), "version": str(shared.version)}

    def click(client: Client) -> Callable[[], Any]:
        return lambda: client.post(url, sends)

    answers = at_once(*(click(client) for client in logged_in(person, 6)))
    proposal = Proposal.objects.get()
    assert {answer["Location"] for answer in answers} == {f"/proposals/{proposal.receipt}/done/"}
    assert Job.objects.filter(payload__template="proposal_received").count() == 1


def test_two_members_who_send_at_once_get_one_receipt() -> None:
    shared = make_proposal_draft()
    url = f"{shared.challenge.get_absolute_url()}propose/confirm/"
    sends = {"draft": str(shared.pk), "version": str(shared.version)}
    one, other = (logged_in(make_member(shared.partner), 1)[0] for _ in range(2))
    answers = at_once(lambda: one.post(url, sends), lambda: other.post(url, sends))
    assert len({answer["Location"] for answer in answers}) == 1
    assert Proposal.objects.count() == 1


def test_two_who_open_the_form_at_once_share_one_draft() -> None:
    challenge, partner = make_challenge(), make_partner()
    made = at_once(*[lambda: sharing.open_draft(challenge, partner)] * 4)
    assert len({shared.pk for shared in made}) == 1


def test_of_two_who_write_into_one_answer_at_once_nobody_loses_a_word() -> None:
    shared = make_proposal_draft()
    base = sharing.base_of(shared.draft.data)
    people = [make_member(shared.partner) for _ in range(3)]

    def write(person: User) -> Callable[[], Any]:
        posted = QueryDict(mutable=True)
        for name, values in {**shared.draft.data, "plan": [f"計画{person.pk}"]}.items():
            posted.setlist(name, values)
        posted["base"] = base
        own = ProposalDraft.objects.select_related("draft").get()
        return lambda: sharing.keep(own, posted, by=person, form_url="/")

    kept = at_once(*(write(person) for person in people))
    assert sorted(one.clashes for one in kept) == [(), ("plan",), ("plan",)]
    now = ProposalDraft.objects.select_related("draft").get()
    asides = [aside for person in people if (aside := sharing.aside(now, person))]
    everywhere = [row.data["plan"][0] for row in (now.draft, *asides)]
    assert sorted(everywhere) == sorted(f"計画{person.pk}" for person in people)


def test_at_the_deadline_it_is_in_with_a_receipt_or_out_with_its_text() -> None:
    challenge = make_challenge()
    shared = make_proposal_draft(challenge)
    by, begun_at = make_member(shared.partner), timezone.now() + timedelta(seconds=5)
    other = Challenge.objects.get(pk=challenge.pk)
    sent, closed = at_once(
        lambda: steps.submit_proposal(shared, ANSWERS, by=by, begun_at=begun_at),
        lambda: lifecycle.close_challenge(other, by=challenge.created_by, reason="理由"),
    )
    assert not isinstance(closed, StateError)
    is_out = isinstance(sent, StateError)
    assert Proposal.objects.count() == (0 if is_out else 1)
    draft = ProposalDraft.objects.select_related("draft").get()
    assert draft.is_open == is_out
    assert draft.draft.data["plan"] == ["春からです。"]


def test_nothing_is_sent_with_an_answer_that_comes_in_that_moment_left_open() -> None:
    shared = make_proposal_draft()
    asked = make_co_author(shared)
    by, begun_at = make_member(shared.partner), shared.draft.created_at
    fresh = ProposalDraft.objects.get()

    def send() -> Any:
        with transaction.atomic():
            sharing.reread(fresh)
            return steps.submit_proposal(fresh, ANSWERS, by=by, begun_at=begun_at)

    sent, agreed = at_once(send, lambda: joint.agree(asked, by=by, brings="木材"))
    asked.refresh_from_db()
    assert agreed is None
    assert asked.proposal == (None if isinstance(sent, StateError) else Proposal.objects.get())


def test_of_a_correction_and_the_beginning_of_the_screening_one_comes_first() -> None:
    proposal = make_proposal()
    assert proposal.challenge
    shared = revising.open_revision(proposal)
    by, begun_at = proposal.submitted_by, shared.draft.created_at
    staff, other = make_staff(proposal.municipality), Proposal.objects.get()
    sent, screened = at_once(
        lambda: revising.send_revision(shared, ANSWERS, by=by, begun_at=begun_at),
        lambda: steps.start_screening(other, by=staff),
    )
    now = Proposal.objects.get()
    assert screened is None
    assert now.state == Proposal.State.SCREENING
    assert now.versions.count() == (0 if isinstance(sent, StateError) else 1)
    assert (now.plan == "茶") != isinstance(sent, StateError)


def test_opening_a_page_often_at_once_is_one_row() -> None:
    proposal = make_proposal()
    person = make_staff(proposal.municipality)
    at_once(*[lambda: Opening.objects.note(proposal, person, "page")] * 5)
    assert Opening.objects.count() == 1


def test_two_clocks_close_a_challenge_once() -> None:
    make_challenge(closes_at=timezone.now())
    assert sum(at_once(lifecycle.follow_the_clock, lifecycle.follow_the_clock)) == 1


def test_two_new_challenges_get_two_numbers() -> None:
    city = make_municipality(slug="kakegawa")
    by = make_staff(city)
    made = at_once(lambda: written(city, by), lambda: written(city, by))
    assert len({challenge.slug for challenge in made}) == 2
    assert Challenge.objects.count() == 2
