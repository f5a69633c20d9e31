"""Two people at the same moment: one step happens, the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from challenges import lifecycle
from challenges.models import Challenge, Proposal
from challenges.proposing import steps
from tests.challenges.writing import written
from tests.factories import (
    make_challenge,
    make_municipality,
    make_proposal,
    make_refusal_ground,
    make_staff,
)
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


def test_two_clocks_close_a_challenge_once() -> None:
    make_challenge(closes_at=timezone.now())
    assert sum(at_once(lifecycle.follow_the_clock, lifecycle.follow_the_clock)) == 1


def test_two_new_challenges_get_two_numbers() -> None:
    city = make_municipality(slug="kakegawa")
    by = make_staff(city)
    made = at_once(lambda: written(city, by), lambda: written(city, by))
    assert len({challenge.slug for challenge in made}) == 2
    assert Challenge.objects.count() == 2
