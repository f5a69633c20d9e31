"""Five questions: who answers, until when, and that nobody's answer can be told apart."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from events.following import questionnaire
from events.models import Answer, Event
from tests.events.past import make_past, make_running, make_seat
from tests.factories import make_partner
from tomoni.charts import bars, columns
from tomoni.journal.models import Entry
from tomoni.models import StateError

pytestmark = pytest.mark.django_db


def _answers(**fields: Any) -> dict[str, Any]:
    return {"satisfaction": 4, "new_contacts": 3, "continuing": "yes", **fields}


def _answered(event: Event, *given: dict[str, Any]) -> None:
    for said in given:
        questionnaire.answer(make_seat(event, make_partner()), _answers(**said))


def test_answered_once_and_changed_within_two_weeks() -> None:
    seat = make_seat(make_past(), make_partner())
    questionnaire.answer(seat, _answers())
    questionnaire.answer(seat, _answers(satisfaction=5))
    assert Answer.objects.get().satisfaction == 5
    with time_machine.travel(timezone.now() + timedelta(days=15)), pytest.raises(StateError):
        questionnaire.answer(seat, _answers(satisfaction=1))


def test_during_the_meeting_and_long_after_nobody_answers() -> None:
    for event in (make_running(), make_past(days=61)):
        with pytest.raises(StateError):
            questionnaire.answer(make_seat(event, make_partner()), _answers())


def test_without_a_seat_nobody_answers() -> None:
    seat = make_seat(make_past(), make_partner(), state="cancelled")
    with pytest.raises(StateError):
        questionnaire.answer(seat, _answers())


def test_the_journal_keeps_nothing_of_what_was_answered() -> None:
    _answered(make_past(), {"remarks": "もっと時間がほしい"})
    [entry] = Entry.objects.filter(verb="questionnaire.answered")
    assert entry.data == {}
    assert "時間" not in entry.subject_title


@pytest.mark.parametrize(("count", "are_shown"), [(0, False), (2, False), (3, True)])
def test_nothing_is_shown_of_fewer_than_three(count: int, are_shown: bool) -> None:
    event = make_past()
    _answered(event, *[{}] * count)
    assert questionnaire.results_of(event).are_shown is are_shown


def test_figures() -> None:
    event = make_past()
    _answered(
        event,
        {"satisfaction": 5, "new_contacts": 2, "continuing": "yes", "table_helped": 5},
        {"satisfaction": 4, "new_contacts": 4, "continuing": "perhaps", "table_helped": None},
        {"satisfaction": 2, "new_contacts": 7, "continuing": "no", "table_helped": 3},
    )
    results = questionnaire.results_of(event)
    assert results.satisfaction == [("5", 1), ("4", 1), ("3", 0), ("2", 1), ("1", 0)]
    assert (results.content, results.going_on, results.helped) == (2, 2, 1)
    assert (results.said_of_tables, results.new_contacts) == (2, 4.3)
    assert [n for _label, n in results.continuing] == [1, 1, 1]


def test_remarks_stand_in_no_order_of_time() -> None:
    event = make_past()
    _answered(event, {"remarks": "B"}, {"remarks": ""}, {"remarks": "A"})
    assert questionnaire.results_of(event).remarks == ["A", "B"]


# --- Pictures -----------------------------------------------------------------------------------


def test_the_longest_bar_fills_the_room() -> None:
    chart = bars("x", "題", [("5", 4), ("4", 2), ("3", 0)])
    widths = [row.width for row in chart.rows]
    assert widths[0] == 2 * widths[1]
    assert widths[2] == 0
    assert chart.height == 3 * 26


def test_bars_of_nothing_are_empty() -> None:
    assert [row.width for row in bars("x", "題", [("5", 0)]).rows] == [0]


def test_columns_share_one_scale() -> None:
    chart = columns("x", "題", [1, 2], [4, 0])
    assert [column.height for column in chart.columns] == [22.5, 45, 90, 0]
    assert [column.is_after for column in chart.columns] == [False, False, True, True]
    assert chart.middle == 160
