"""The public figure of how fast a municipality replies: honest, and only where there are enough."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from challenges.models import Proposal
from challenges.screening.promptness import LEAST, Promptness, promptness_of
from tests.factories import make_challenge, make_proposal, make_refusal_ground
from tests.queries import count_queries
from tomoni.municipalities.models import Municipality

pytestmark = pytest.mark.django_db
State = Proposal.State


def replied(city: Municipality, *, took: int, allowed: int = 30, ago: int = 10) -> Proposal:
    """Answered `ago` days ago, `took` days after it came in."""
    decided = timezone.now() - timedelta(days=ago)
    came = decided - timedelta(days=took)
    due = timezone.localdate(came) + timedelta(days=allowed)
    return make(city, came, due, state=State.ACCEPTED, decided_at=decided)


def waiting(city: Municipality, *, since: int, allowed: int = 30, **fields: Any) -> Proposal:
    """Without a reply, `since` days after it came in."""
    came = timezone.now() - timedelta(days=since)
    return make(city, came, timezone.localdate(came) + timedelta(days=allowed), **fields)


def make(city: Municipality, came: Any, due: Any, **fields: Any) -> Proposal:
    challenge = city.challenges.first() or make_challenge(city)
    return make_proposal(challenge, submitted_at=came, reply_due_on=due, **fields)


def test_of_three_in_time_and_one_late(city: Municipality) -> None:
    for took in (10, 20, 30, 31):
        replied(city, took=took)
    assert promptness_of(city) == Promptness(number=4, in_time=3, overdue=0, median_days=25)


def test_a_reply_on_the_day_promised_is_in_time(city: Municipality) -> None:
    replied(city, took=30)
    assert promptness_of(city).in_time == 1


def test_who_lets_proposals_lie_does_not_look_faster(city: Municipality) -> None:
    replied(city, took=10)
    before = promptness_of(city)
    waiting(city, since=90)
    waiting(city, since=50)
    after = promptness_of(city)
    assert (before.number, before.in_time, before.median_days) == (1, 1, 10)
    assert (after.number, after.in_time, after.overdue, after.median_days) == (3, 1, 2, 50)


def test_what_is_overdue_for_years_counts_on(city: Municipality) -> None:
    waiting(city, since=800)
    assert promptness_of(city).overdue == 1


@pytest.mark.parametrize("state", [State.SUBMITTED, State.SCREENING, State.INTERVIEW])
def test_what_is_still_in_time_does_not_count(city: Municipality, state: State) -> None:
    waiting(city, since=30, state=state)
    assert promptness_of(city).number == 0
    waiting(city, since=31, state=state)
    assert promptness_of(city).number == 1


def test_what_was_withdrawn_or_is_old_or_of_another_city_does_not_count(
    city: Municipality,
) -> None:
    waiting(city, since=90, state=State.WITHDRAWN)
    replied(city, took=10, ago=366)
    replied(make_challenge().municipality, took=10)
    assert promptness_of(city) == Promptness(number=0, in_time=0, overdue=0, median_days=None)


def test_declined_ones_count_like_accepted_ones(city: Municipality) -> None:
    proposal = replied(city, took=10)
    ground = make_refusal_ground(city)
    changes = {"state": State.DECLINED, "refusal_ground": ground, "decision_text": "理由"}
    Proposal.objects.filter(pk=proposal.pk).update(**changes)
    assert promptness_of(city).in_time == 1


def test_a_reply_on_the_same_day_took_no_day(city: Municipality) -> None:
    replied(city, took=0)
    assert promptness_of(city).median_days == 0


def test_a_day_ends_at_midnight_in_japan(city: Municipality) -> None:
    due = timezone.localdate() - timedelta(days=3)
    last = timezone.localtime() - timedelta(days=3)
    last = last.replace(hour=23, minute=59, second=59)
    for decided in (last, last + timedelta(seconds=1)):
        make(city, last - timedelta(days=5), due, state=State.ACCEPTED, decided_at=decided)
    assert promptness_of(city).in_time == 1


def test_shares_are_rounded_down() -> None:
    assert Promptness(number=6, in_time=5, overdue=0, median_days=1).per_cent == 83
    assert Promptness(number=1000, in_time=999, overdue=0, median_days=1).per_cent == 99


def pages(city: Municipality) -> list[str]:
    """Where everybody reads the figure."""
    challenge = city.challenges.first() or make_challenge(city)
    return [f"/m/{city.slug}/", challenge.get_absolute_url()]


def test_the_figure_stands_on_both_pages_with_how_it_is_counted(
    client: Client, city: Municipality
) -> None:
    for _number in range(LEAST - 1):
        replied(city, took=12)
    waiting(city, since=40)
    for url in pages(city):
        page = client.get(url).content.decode()
        assert "<b>5件のうち4件（80％）</b>" in page
        assert "中央値は12日" in page
        assert "期限を過ぎてまだ回答していない1件も" in page
        assert "数え方" in page


def test_where_there_are_too_few_the_page_says_so(client: Client, city: Municipality) -> None:
    for number in range(LEAST):
        for url in pages(city):
            page = client.get(url).content.decode()
            assert f"まだ{number}件" in page
            assert "中央値は" not in page
        replied(city, took=12)


def test_the_public_page_of_a_challenge_keeps_its_budget(
    client: Client, city: Municipality
) -> None:
    assert count_queries(client, pages(city)[1]) <= 8
