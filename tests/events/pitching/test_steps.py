"""A pitch goes only where its table has it; who is concerned is told once."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.utils import timezone

from events.models import Event, Pitch
from events.pitching import running, steps, telling, wording
from events.pitching.steps import Answers, PitchesClosedError
from events.pitching.transitions import TRANSITIONS, By, Step, open_to
from partners.models import Membership, Partner
from tests.events.pitching.pitches import chosen, make_meeting, make_pitch, now_on
from tests.factories import make_member, make_partner, make_staff, make_user
from tomoni.accounts.models import User
from tomoni.journal.models import Entry, Job
from tomoni.models import LostUpdateError, StateError
from tomoni.notices.models import Notice

pytestmark = pytest.mark.django_db
State = Pitch.State
ANSWERS = Answers("台所を貸してください", "土曜に使える台所を探しています。", None, "例田 花子", 5)


def _kinds(person: User) -> list[str]:
    """What the person is told and has not read."""
    rows = Notice.objects.filter(recipient=person, read_at=None).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def test_hand_in_gives_a_receipt_and_tells_the_office() -> None:
    event = make_meeting()
    editor = make_staff(event.municipality)
    partner = make_partner()
    person = make_member(partner)
    pitch = steps.hand_in(event, partner, ANSWERS, by=person)
    assert (pitch.state, pitch.partner, pitch.minutes) == (State.APPLIED, partner, 5)
    assert pitch.receipt.startswith("H-")
    assert _kinds(editor) == [telling.HANDED_IN]
    assert Job.objects.filter(kind="journal.mail", key__contains=pitch.receipt).count() == 1
    assert Entry.objects.filter(verb="pitch.handed_in", actor=person).count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"pitches_until": None},
        {"pitches_until": timezone.now() - timedelta(minutes=1)},
        {"state": Event.State.DRAFT},
        {"state": Event.State.CANCELLED, "cancel_reason": "大雪のため"},
    ],
    ids=["no deadline", "too late", "draft", "called off"],
)
def test_hand_in_is_refused_where_no_pitches_are_taken(fields: dict[str, object]) -> None:
    event, partner = make_meeting(**fields), make_partner()
    with pytest.raises(PitchesClosedError):
        steps.hand_in(event, partner, ANSWERS, by=make_member(partner))
    assert not Pitch.objects.exists()


def test_partner_has_one_pitch_and_may_come_again_after_a_no() -> None:
    event, partner = make_meeting(), make_partner()
    person, office = make_member(partner), make_staff(event.municipality)
    first = steps.hand_in(event, partner, ANSWERS, by=person)
    with pytest.raises(PitchesClosedError):
        steps.hand_in(event, partner, ANSWERS, by=person)
    steps.decline(first, "もう少し短くしてください。", by=office)
    second = steps.hand_in(event, partner, ANSWERS, by=person)
    assert second.pk != first.pk


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("state", State)
def test_step_is_taken_from_the_states_of_the_table_alone(step: Step, state: State) -> None:
    event = make_meeting()
    reason = "次の回にお願いします。" if state == State.DECLINED else ""
    pitch, person = make_pitch(event, state=state, decline_reason=reason), make_user()
    acts = {
        Step.CHOOSE: lambda: steps.choose(pitch, by=person),
        Step.TAKE_BACK: lambda: steps.take_back(pitch, by=person),
        Step.DECLINE: lambda: steps.decline(pitch, "次の回に。", by=person),
        Step.WITHDRAW: lambda: steps.withdraw(pitch, by=person),
    }
    if state in TRANSITIONS[step].sources:
        acts[step]()
        expected = TRANSITIONS[step].target
    else:
        with pytest.raises(StateError):
            acts[step]()
        expected = state
    pitch.refresh_from_db()
    assert pitch.state == expected


def test_programme_stays_once_the_meeting_has_begun() -> None:
    event, person = now_on(), make_user()
    waiting, in_programme = make_pitch(event), chosen(event)
    with pytest.raises(StateError):
        steps.choose(waiting, by=person)
    for step in (steps.take_back, steps.withdraw):
        with pytest.raises(StateError):
            step(in_programme, by=person)
    assert open_to(in_programme, By.OFFICE) == open_to(in_programme, By.PARTNER) == []


def test_pitch_without_an_answer_can_still_be_answered_or_withdrawn() -> None:
    event = now_on()
    first, second = make_pitch(event), make_pitch(event)
    assert open_to(first, By.OFFICE) == [Step.DECLINE]
    assert open_to(first, By.PARTNER) == [Step.WITHDRAW]
    steps.decline(first, "次の回に。", by=make_user())
    steps.withdraw(second, by=second.user)
    assert {pitch.state for pitch in Pitch.objects.all()} == {State.DECLINED, State.WITHDRAWN}


def test_meeting_that_was_called_off_decides_nothing_any_more() -> None:
    pitch = make_pitch(make_meeting(state=Event.State.CANCELLED, cancel_reason="大雪のため"))
    with pytest.raises(StateError):
        steps.decline(pitch, "次の回に。", by=make_user())


def test_pitch_that_waits_is_no_news_once_the_meeting_has_begun() -> None:
    event, partner = make_meeting(), make_partner()
    make_staff(event.municipality)
    steps.hand_in(event, partner, ANSWERS, by=make_member(partner))
    notice = Notice.objects.get(kind=telling.HANDED_IN)
    notice.about = pitch = Pitch.objects.get()  # type: ignore[attr-defined]
    assert wording.word_pitch(notice) is not None
    pitch.event.starts_at = timezone.now() - timedelta(minutes=1)
    assert wording.word_pitch(notice) is None


@pytest.mark.parametrize("state", ["suspended", "withdrawn"])
def test_partner_that_is_not_shown_has_no_pitch_in_the_programme(state: str) -> None:
    event = make_meeting()
    waiting, in_programme = make_pitch(event), chosen(event)
    Partner.objects.update(state=state)
    with pytest.raises(StateError):
        steps.choose(waiting, by=make_user())
    assert not event.pitches.on_stage().exists()
    assert not Pitch.objects.visible_to(AnonymousUser()).exists()
    assert Pitch.objects.visible_to(in_programme.user).filter(pk=in_programme.pk).exists()
    assert running.timer_state(event)["pitches"] == []


def test_office_is_told_when_a_pitch_of_the_programme_is_written_anew() -> None:
    event = make_meeting()
    office = make_staff(event.municipality)
    waiting, in_programme = make_pitch(event), chosen(event)
    for pitch in (waiting, in_programme):
        steps.change(pitch, ANSWERS, by=pitch.user, seen_version=pitch.version)
    assert _kinds(office) == [telling.CHANGED]


def test_steps_are_offered_by_whose_they_are() -> None:
    event = make_meeting()
    waiting, in_programme = make_pitch(event), chosen(event)
    assert open_to(waiting, By.OFFICE) == [Step.CHOOSE, Step.DECLINE]
    assert open_to(in_programme, By.OFFICE) == [Step.TAKE_BACK]
    assert open_to(in_programme, By.PARTNER) == [Step.WITHDRAW]


def test_partner_is_told_of_each_decision_and_only_of_the_last() -> None:
    event, partner = make_meeting(), make_partner()
    owner, reader = make_member(partner), make_member(partner, Membership.Role.VIEWER)
    office = make_staff(event.municipality)
    pitch = make_pitch(event, partner, user=owner)
    steps.choose(pitch, by=office)
    assert (_kinds(owner), _kinds(reader)) == ([telling.CHOSEN], [])
    steps.take_back(pitch, by=office)
    assert _kinds(owner) == [telling.TAKEN_BACK]
    steps.decline(pitch, "次の回に。", by=office)
    assert _kinds(owner) == [telling.DECLINED]


def test_chosen_one_that_is_taken_back_and_chosen_again_is_told_twice() -> None:
    event, partner = make_meeting(), make_partner()
    owner, office = make_member(partner), make_staff(event.municipality)
    pitch = make_pitch(event, partner, user=owner)
    for step in (steps.choose, steps.take_back, steps.choose):
        step(pitch, by=office)
    assert Notice.objects.filter(recipient=owner, kind=telling.CHOSEN).count() == 2
    assert _kinds(owner) == [telling.CHOSEN]


def test_office_is_told_of_a_withdrawal_and_waits_for_nothing_then() -> None:
    event, partner = make_meeting(), make_partner()
    office, owner = make_staff(event.municipality), make_member(partner)
    pitch = steps.hand_in(event, partner, ANSWERS, by=owner)
    steps.withdraw(pitch, by=owner)
    assert _kinds(office) == [telling.WITHDRAWN]


def test_choosing_puts_behind_the_others() -> None:
    event, office = make_meeting(), make_user()
    first, second = make_pitch(event), make_pitch(event)
    steps.choose(second, by=office)
    steps.choose(first, by=office)
    assert list(event.pitches.chosen()) == [second, first]


def test_order_is_what_was_sent_and_strangers_are_left_out() -> None:
    event = make_meeting()
    a, b, c = chosen(event), chosen(event), chosen(event)
    elsewhere = chosen(make_meeting())
    steps.put_in_order(event, [c.pk, elsewhere.pk, a.pk, c.pk, 999_999], by=make_user())
    assert list(event.pitches.chosen()) == [c, a, b]
    assert list(event.pitches.chosen().values_list("position", flat=True)) == [1, 2, 3]
    elsewhere.refresh_from_db()
    assert elsewhere.position == 1


def test_change_needs_the_version_that_was_seen() -> None:
    event, person = make_meeting(), make_user()
    pitch = make_pitch(event)
    steps.change(pitch, ANSWERS, by=person, seen_version=1)
    with pytest.raises(LostUpdateError):
        steps.change(pitch, ANSWERS, by=person, seen_version=1)


def test_change_ends_with_the_deadline() -> None:
    pitch = make_pitch(make_meeting(pitches_until=timezone.now() - timedelta(minutes=1)))
    with pytest.raises(PitchesClosedError):
        steps.change(pitch, ANSWERS, by=make_user(), seen_version=1)


def test_slides_that_are_taken_away_leave_the_disk(
    django_capture_on_commit_callbacks: object,
) -> None:
    pitch = make_pitch(make_meeting(), slides_name="会の資料.pdf")
    pitch.slides.save("x.pdf", ContentFile(b"%PDF-1.4 %%EOF"))
    storage, name = pitch.slides.storage, str(pitch.slides.name)
    assert storage.exists(name)
    without = Answers("題", "お願い", None, "例田", 5, drops_slides=True)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        steps.change(pitch, without, by=make_user(), seen_version=1)
    pitch.refresh_from_db()
    assert (pitch.slides.name, pitch.slides_name) == ("", "")
    assert not storage.exists(name)


# --- The clock of the hall ----------------------------------------------------------------------


def test_beginning_the_next_ends_the_one_before() -> None:
    event, host = now_on(), make_user()
    first, second = chosen(event), chosen(event)
    running.start(first, by=host)
    running.start(second, by=host)
    first.refresh_from_db()
    assert first.ended_at is not None
    assert running.on_now(event) == second


def test_ending_twice_is_ending_once() -> None:
    pitch, host = chosen(now_on()), make_user()
    running.start(pitch, by=host)
    running.end(pitch, by=host)
    ended = pitch.ended_at
    running.end(pitch, by=host)
    pitch.refresh_from_db()
    assert pitch.ended_at == ended
    assert running.on_now(pitch.event) is None


def test_what_was_pressed_without_a_connection_counts_from_then() -> None:
    pitch = chosen(now_on())
    before = timezone.now()
    running.start(pitch, by=make_user(), late=timedelta(seconds=90))
    assert pitch.started_at is not None
    assert timedelta(seconds=85) < before - pitch.started_at < timedelta(seconds=95)


def test_only_a_chosen_pitch_runs() -> None:
    with pytest.raises(StateError):
        running.start(make_pitch(now_on()), by=make_user())
    with pytest.raises(StateError):
        running.end(chosen(now_on()), by=make_user())


def test_second_screen_gets_all_it_needs() -> None:
    event = now_on()
    pitch = chosen(event, minutes=7)
    running.start(pitch, by=make_user())
    state = running.timer_state(event)
    [shown] = state["pitches"]
    assert (shown["pk"], shown["seconds"], shown["ended"]) == (pitch.pk, 420, None)
    assert shown["started"] <= state["now"]
