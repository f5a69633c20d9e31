"""The words and pictures of the components: days as people say them, chips, pages, problems."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django import forms
from django.template import engines
from django.utils import timezone, translation

from tomoni.portal.templatetags import look
from tomoni.taxonomy.models import Goal

NOON = datetime.fromisoformat("2026-11-21T12:00:00+09:00")
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _at_noon_in_japanese():
    with time_machine.travel(NOON, tick=False), translation.override("ja"):
        yield


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "今日"),
        (1, "1日前"),
        (30, "30日前"),
        (31, "1か月前"),
        (364, "11か月前"),
        (400, "2025年10月"),
    ],
)
def test_freshness_says_how_long_ago(days: int, words: str) -> None:
    assert look.freshness(TODAY - timedelta(days=days)) == words


@pytest.mark.parametrize(
    ("closes", "words"),
    [
        (NOON + timedelta(days=3), "あと3日"),
        (NOON + timedelta(hours=1), "本日締切"),
        (NOON - timedelta(minutes=1), "締め切りました"),
        (TODAY - timedelta(days=1), "締め切りました"),
    ],
)
def test_days_left_follows_the_clock(closes: date, words: str) -> None:
    assert look.days_left(closes) == words


@pytest.mark.parametrize(
    ("days", "state", "words"),
    [
        (-3, "is-late", "3日超過"),
        (0, "is-soon", "本日まで"),
        (2, "is-soon", "あと2日"),
        (9, "", "あと9日"),
    ],
)
def test_clock_marks_what_is_late_or_soon(days: int, state: str, words: str) -> None:
    html = look.clock(TODAY + timedelta(days=days))
    assert words in html
    assert f'class="clock{" " + state if state else ""}"' in html


def test_day_has_a_weekday_and_a_year_only_where_it_differs() -> None:
    assert look.day(date(2026, 11, 28)) == "11月28日(土)"
    assert look.day(date(2027, 1, 9)) == "2027年1月9日(土)"
    with translation.override("en"):
        assert look.day(date(2026, 11, 28)) == "Sat 28 November"


def test_words_of_nothing_are_empty() -> None:
    for words in (look.day, look.freshness, look.days_left, look.clock):
        assert words(None) == ""


def test_goal_numbers_show_three_and_count_the_rest() -> None:
    goals = [Goal(number=n, name_ja=f"目標<{n}>", name_en="") for n in range(1, 18)]
    html = look.goal_numbers(goals[:2], goals[2:])
    assert html.count('class="goal goal-') == 3
    assert "+14" in html
    assert "目標&lt;1&gt;" in html
    assert look.goal_numbers([]) == ""


@pytest.mark.parametrize(
    ("number", "last", "window"),
    [(1, 1, [1]), (1, 3, [1, 2, 3]), (5, 10, [1, 0, 4, 5, 6, 0, 10]), (10, 10, [1, 0, 9, 10])],
)
def test_page_window_keeps_ends_and_neighbours(number: int, last: int, window: list[int]) -> None:
    assert look.page_window(number, last) == window


class SampleForm(forms.Form):
    """One field of each kind that answers differently."""

    title = forms.CharField(label="題名")
    kind = forms.ChoiceField(label="種類", choices=[("a", "だれでも"), ("b", "職員だけ")])
    kinds = forms.MultipleChoiceField(label="複数", choices=[("1", "人材"), ("2", "技術")])
    agreed = forms.BooleanField(label="同意")
    note = forms.CharField(label="備考", required=False)


class OpenField(forms.MultipleChoiceField):
    """Not to tick anything is an answer too."""

    unanswered = "どなたでも"


def test_problems_name_the_field_and_where_it_stands() -> None:
    found = look.problems(SampleForm({"kind": "a", "kinds": ["1"], "agreed": "on"}))
    assert [(problem.id, problem.label) for problem in found] == [("id_title", "題名")]
    assert look.problems("", "") == []


def test_answers_are_worded_as_in_the_form() -> None:
    form = SampleForm({"title": "茶", "kind": "b", "kinds": ["1", "2"], "agreed": "on"})
    assert [look.answer(field) for field in form] == ["茶", "職員だけ", "人材、技術", "はい", "–"]


@pytest.mark.parametrize("data", [None, {}, {"x": ["1"]}])
def test_no_answer_is_worded_where_it_means_something(data: Any) -> None:
    form = forms.Form(data)
    form.fields["x"] = OpenField(choices=[("1", "企業")], required=False)
    assert look.answer(form["x"]) == ("企業" if data else "どなたでも")


def test_table_circle_has_a_dot_per_person_and_a_ring_per_free_seat() -> None:
    html = look.table_circle(4, 6, 2)
    assert html.count('class="seat is-taken"') == 2
    assert html.count('class="seat"') == 4
    assert look.table_circle(1, 300).count("<circle") == look.SEATS_DRAWN + 1


def test_part_of_the_site_is_known_or_nothing() -> None:
    assert look.first_segment("/events/4/tables/") == "events"
    assert look.first_segment("/whatever/") == ""


def test_required_field_shows_label_help_and_error_in_this_order() -> None:
    class OneField(forms.Form):
        title = forms.CharField(label="題名", help_text="短く")

    html = (
        engines["django"]
        .from_string("{{ form.title.as_field_group }}")
        .render({"form": OneField({})})
    )
    places = [html.index(part) for part in ("題名", "※必須", "短く", "<input", "id_title_error")]
    assert places == sorted(places)
    assert 'aria-describedby="id_title_helptext id_title_error"' in html


def test_today_is_the_day_in_japan() -> None:
    with time_machine.travel("2026-11-20T15:30:00Z", tick=False):
        assert timezone.localdate() == TODAY
        assert look.freshness(NOON) == "今日"
