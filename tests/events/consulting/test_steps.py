"""A topic from being put to the office to its answer, and to the need it becomes."""

from typing import Any

import pytest

from events.consulting import steps, telling
from events.consulting.transitions import TRANSITIONS, By
from events.models import Event, Topic
from partners.models import Listing
from partners.publishing.listings import discard_listing
from tests.events.past import make_past, make_running
from tests.factories import make_event, make_member, make_partner, make_staff, make_user
from tomoni.accounts.models import User
from tomoni.journal.models import Entry, Job
from tomoni.models import LostUpdateError, StateError
from tomoni.municipalities.models import StaffRole
from tomoni.notices.models import Notice
from tomoni.notices.wording import worded

pytestmark = pytest.mark.django_db
WORDS = "事務所の一角を貸せますが、だれに声をかければよいでしょうか。"


def _put(event: Event | None = None, by: User | None = None, **fields: Any) -> Topic:
    given = {"text": WORDS, "is_public": False, **fields}
    return steps.put(event or make_event(takes_topics=True), by=by or make_user(), **given)


@pytest.mark.parametrize("make", [make_event, make_running])
def test_put_before_and_during_the_meeting(make: Any) -> None:
    topic = _put(make(takes_topics=True))
    assert topic.state == Topic.State.ASKED
    assert topic.receipt.startswith("T-")
    [mail] = Job.objects.filter(kind="journal.mail")
    assert mail.payload["context"]["receipt"] == topic.receipt


@pytest.mark.parametrize(
    "event",
    [
        lambda: make_past(takes_topics=True),
        lambda: make_event(takes_topics=False),
        lambda: make_event(takes_topics=True, state="draft"),
        lambda: make_event(takes_topics=True, state="cancelled", cancel_reason="台風"),
    ],
    ids=["over", "no desk", "draft", "called off"],
)
def test_otherwise_no_topic_is_taken(event: Any) -> None:
    with pytest.raises(StateError):
        _put(event())


def test_nobody_floods_the_office() -> None:
    event, person = make_event(takes_topics=True), make_user()
    topics = [_put(event, person) for _ in range(steps.MOST_WAITING)]
    with pytest.raises(StateError):
        _put(event, person)
    steps.take_back(topics[0], by=person)
    assert _put(event, person).pk


def test_the_editors_of_the_office_are_told_until_it_is_answered() -> None:
    event = make_event(takes_topics=True)
    editor = make_staff(event.municipality)
    make_staff(event.municipality, StaffRole.Role.VIEWER)
    make_staff(make_partner().municipality)
    topic = _put(event)
    notices = Notice.objects.filter(kind=telling.WAITING)
    assert [notice.recipient for notice in notices] == [editor]
    assert WORDS in worded(notices)[0].text
    steps.answer_live(topic, by=editor)
    assert worded(notices) == []
    assert not notices.filter(read_at=None).exists()


def test_answered_live_with_or_without_words() -> None:
    topic = _put()
    staff = make_staff(topic.event.municipality)
    steps.answer_live(topic, by=staff)
    topic.refresh_from_db()
    assert (topic.state, topic.answer, topic.answered_by) == ("live", "", staff)
    assert not Notice.objects.filter(kind=telling.ANSWERED).exists()


def test_answered_in_writing_who_asked_is_told() -> None:
    topic = _put()
    steps.answer(
        topic, by=make_staff(topic.event.municipality), words="窓口は三階です。", seen=None
    )
    [notice] = Notice.objects.filter(kind=telling.ANSWERED)
    assert notice.recipient == topic.user
    assert "窓口は三階です。" in worded([notice])[0].text


def test_what_was_said_is_written_down_later_and_put_right() -> None:
    topic = _put()
    staff = make_staff(topic.event.municipality)
    steps.answer_live(topic, by=staff, words="会場で答えました。")
    steps.answer(topic, by=staff, words="窓口は三階です。", seen=topic.answered_at)
    steps.answer(topic, by=staff, words="窓口は四階です。", seen=topic.answered_at)
    topic.refresh_from_db()
    assert (topic.state, topic.answer) == ("answered", "窓口は四階です。")
    said = worded(Notice.objects.filter(kind=telling.ANSWERED))
    assert all("四階" in each.text for each in said)


def test_taken_back_it_waits_for_nobody() -> None:
    event = make_event(takes_topics=True)
    make_staff(event.municipality)
    topic = _put(event, is_public=True)
    steps.take_back(topic, by=topic.user)
    assert not Topic.objects.shown().exists()
    assert not Notice.objects.filter(read_at=None).exists()


def test_what_was_answered_is_not_taken_back() -> None:
    topic = _put()
    steps.answer_live(topic, by=make_staff(topic.event.municipality))
    with pytest.raises(StateError):
        steps.take_back(topic, by=topic.user)


def test_what_was_taken_back_is_not_answered() -> None:
    topic, staff = _put(), make_user()
    steps.take_back(topic, by=topic.user)
    for step in (
        lambda: steps.answer(topic, by=staff, words="x", seen=None),
        lambda: steps.answer_live(topic, by=staff),
        lambda: steps.make_need(topic, make_partner(), by=topic.user),
    ):
        with pytest.raises(StateError):
            step()


def test_becomes_the_draft_of_a_need_once() -> None:
    partner = make_partner()
    topic = _put(by=make_member(partner))
    made = steps.make_need(topic, partner, by=topic.user)
    assert (made.side, made.state, made.body) == ("need", Listing.State.DRAFT, WORDS)
    assert made.title == WORDS
    assert steps.make_need(topic, partner, by=topic.user) == made
    assert made.topic == topic


def test_a_thrown_away_draft_lets_the_topic_go() -> None:
    partner = make_partner()
    topic = _put(by=make_member(partner))
    discard_listing(steps.make_need(topic, partner, by=topic.user), by=topic.user)
    topic.refresh_from_db()
    assert topic.listing is None
    assert steps.make_need(topic, partner, by=topic.user).pk


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("短い題\n二行目", "短い題"),
        ("一文目です。" + "あ" * 100, "一文目です"),
        ("い" * 100, "い" * 79 + "…"),
    ],
)
def test_the_need_is_called_like_the_beginning(words: str, title: str) -> None:
    partner = make_partner()
    topic = _put(by=make_member(partner), text=words)
    assert steps.make_need(topic, partner, by=topic.user).title == title


def test_the_journal_keeps_no_words_of_a_topic() -> None:
    topic = _put()
    [entry] = Entry.objects.filter(verb="topic.put")
    assert (entry.subject_title, entry.data) == (topic.receipt, {})


def test_whose_each_step_is() -> None:
    assert {step.value: row.by for step, row in TRANSITIONS.items()} == {
        "answer_live": By.OFFICE,
        "answer": By.OFFICE,
        "take_back": By.ASKER,
        "make_need": By.ASKER,
        "make_private": By.ASKER,
        "hold_back": By.OFFICE,
        "let_show": By.OFFICE,
    }


# --- Who reads it -------------------------------------------------------------------------------


def test_a_public_topic_is_shown_once_it_is_answered() -> None:
    topic = _put(is_public=True)
    assert not Topic.objects.shown().exists()
    assert not Topic.objects.visible_to(make_user()).exists()
    steps.answer_live(topic, by=make_staff(topic.event.municipality))
    assert Topic.objects.shown().get() == topic
    assert topic.is_shown


def test_the_asker_takes_an_answered_topic_off_the_page_for_good() -> None:
    topic = _put(is_public=True)
    staff = make_staff(topic.event.municipality)
    steps.answer_live(topic, by=staff)
    steps.make_private(topic, by=topic.user)
    steps.let_show(topic, by=staff)
    assert not Topic.objects.shown().exists()
    assert Entry.objects.get(verb="topic.made_private").actor == topic.user


def test_the_office_keeps_a_topic_to_itself_and_shows_it_again() -> None:
    topic = _put(is_public=True)
    staff = make_staff(topic.event.municipality)
    for _twice in range(2):
        steps.hold_back(topic, by=staff)
    steps.answer_live(topic, by=staff)
    assert not Topic.objects.shown().exists()
    steps.let_show(topic, by=staff)
    assert Topic.objects.shown().exists()
    verbs = Entry.objects.filter(verb__in=["topic.held_back", "topic.let_show"])
    assert verbs.count() == 2


def test_the_second_of_two_answers_does_not_replace_the_first_unseen() -> None:
    topic = _put()
    same = Topic.objects.get(pk=topic.pk)
    staff = make_staff(topic.event.municipality)
    steps.answer(topic, by=staff, words="三階です。", seen=None)
    with pytest.raises(LostUpdateError):
        steps.answer(same, by=make_user(), words="四階です。", seen=None)
    topic.refresh_from_db()
    assert topic.answer == "三階です。"
