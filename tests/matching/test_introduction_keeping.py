"""How long the words of an introduction are kept."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from matching import tasks
from matching.introducing import steps
from matching.introducing.keeping import WORDS_KEPT, sweep
from matching.models import Introduction
from tests.matching.pairs import MESSAGE, make_introduction, make_side

pytestmark = pytest.mark.django_db
State = Introduction.State
OVER = {
    State.DECLINED: "over_at",
    State.UNANSWERED: "over_at",
    State.WITHDRAWN: "over_at",
    State.ACCEPTED: "accepted_at",
    State.MET: "met_at",
    State.OUTCOME: "outcome_at",
}


def grown_old(made: Introduction, days: int, **fields: Any) -> None:
    """Its last step was so many days ago."""
    at = timezone.now() - timedelta(days=days)
    Introduction.objects.filter(pk=made.pk).update(**{OVER[State(made.state)]: at}, **fields)


@pytest.mark.parametrize("state", OVER)
def test_the_words_are_forgotten_in_their_time(state: Introduction.State) -> None:
    made = make_introduction(state)
    grown_old(made, WORDS_KEPT.days - 1)
    assert sweep() == 0
    grown_old(made, WORDS_KEPT.days + 1, broker_note="ひとこと", decline_reason="理由")
    made.parties.update(reason="理由")
    tasks.sweep()
    made.refresh_from_db()
    assert (made.message, made.broker_note, made.decline_reason) == ("", "", "")
    assert set(made.parties.values_list("reason", flat=True)) == {""}
    assert made.state == state
    assert sweep() == 0


def test_what_they_have_told_last_counts() -> None:
    shop = make_side(side="need")
    made = make_introduction(State.OUTCOME, shop)
    grown_old(made, WORDS_KEPT.days + 1)
    made.refresh_from_db()
    outcome = Introduction.Outcome.NEXT_MEETING
    steps.conclude(made, shop.partner, by=shop.person, outcome=outcome, text="また会います。")
    assert sweep() == 0


@pytest.mark.parametrize("state", [State.REQUESTED, State.FORWARDED])
def test_what_is_open_keeps_its_words(state: Introduction.State) -> None:
    made = make_introduction(state)
    Introduction.objects.update(requested_at=timezone.now() - timedelta(days=900))
    assert sweep() == 0
    made.refresh_from_db()
    assert made.message == MESSAGE
