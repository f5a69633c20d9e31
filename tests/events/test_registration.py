"""How somebody gets a seat, waits for one, and gives it back."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from events.models import Event, EventQuerySet, Registration
from events.registration import (
    Answers,
    RegistrationClosedError,
    active_registration,
    cancel_registration,
    move_up,
    register,
)
from tests.factories import make_event, make_member, make_partner, make_table, make_user
from tomoni.accounts.models import User
from tomoni.journal.models import Entry, Job
from tomoni.models import StateError

pytestmark = pytest.mark.django_db

State = Registration.State


def _register(event: Event, **answers: object) -> Registration:
    partner = make_partner(municipality=event.municipality)
    return register(event, make_member(partner), partner, Answers(**answers))  # type: ignore[arg-type]


def _mails() -> list[tuple[str, int]]:
    jobs = Job.objects.filter(kind="journal.mail").order_by("pk")
    return [(job.payload["template"], job.payload["to"]) for job in jobs]


def _standing(event: Event) -> list[tuple[str, int | None]]:
    return [
        (row.state, row.queue_number) for row in event.registrations.order_by("created_at", "pk")
    ]


def test_register_gives_a_seat_receipt_and_mail() -> None:
    event = make_event()
    registration = _register(event, working_on="茶畑の再生")
    event.refresh_from_db()
    assert (registration.state, registration.queue_number, event.taken) == ("registered", None, 1)
    assert registration.receipt.startswith("M-")
    assert registration.working_on == "茶畑の再生"
    assert _mails() == [("registration_confirmed", registration.user.pk)]
    entry = Entry.objects.get(verb="registration.made")
    assert (entry.actor, entry.municipality) == (registration.user, event.municipality)


def test_register_keeps_wishes_in_order() -> None:
    event = make_event()
    tea, houses = make_table(event, "お茶"), make_table(event, "空き家")
    registration = _register(event, tables=[houses, tea])
    assert [(wish.rank, wish.table) for wish in registration.wishes.all()] == [
        (1, houses),
        (2, tea),
    ]


def test_register_when_full_queues_in_order_of_arrival() -> None:
    event = make_event(capacity=1)
    for _ in range(3):
        _register(event)
    assert _standing(event) == [("registered", None), ("waiting", 1), ("waiting", 2)]
    event.refresh_from_db()
    assert (event.taken, event.queued) == (1, 2)
    assert [name for name, _to in _mails()] == [
        "registration_confirmed",
        "registration_waiting",
        "registration_waiting",
    ]


def test_register_without_any_seat_queues() -> None:
    event = make_event(capacity=0)
    assert _register(event).queue_number == 1


def test_register_twice_answers_with_the_first() -> None:
    event, partner = make_event(), make_partner()
    user = make_member(partner)
    first = register(event, user, partner, Answers(working_on="一回目"))
    second = register(event, user, partner, Answers(working_on="二回目"))
    event.refresh_from_db()
    assert (second, event.taken, Registration.objects.count()) == (first, 1, 1)
    assert second.working_on == "一回目"


def test_register_again_after_cancelling_is_a_new_registration() -> None:
    event, partner = make_event(), make_partner()
    user = make_member(partner)
    first = register(event, user, partner, Answers())
    cancel_registration(first, user)
    second = register(event, user, partner, Answers())
    assert (first != second, active_registration(event, user)) == (True, second)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "draft"},
        {"state": "cancelled", "cancel_reason": "台風のため"},
        {"registration_closes_at": timezone.now() - timedelta(seconds=1)},
    ],
)
def test_register_is_refused_when_the_meeting_takes_nobody(fields: dict[str, object]) -> None:
    event = make_event(**fields)
    with pytest.raises(RegistrationClosedError):
        _register(event)
    event.refresh_from_db()
    assert (event.taken, event.queued, Registration.objects.count()) == (0, 0, 0)


def test_register_with_a_stale_row_sees_that_the_meeting_was_called_off() -> None:
    event = make_event()
    Event.objects.filter(pk=event.pk).update(state="cancelled", cancel_reason="台風のため")
    with pytest.raises(RegistrationClosedError):
        _register(event)


def test_seat_that_becomes_free_between_the_two_statements_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    event = make_event(capacity=1)
    seated = _register(event)
    update = EventQuerySet.update

    def cancelling_first(rows: EventQuerySet, **changes: object) -> int:
        if "queued" in changes:
            monkeypatch.setattr(EventQuerySet, "update", update)
            cancel_registration(seated, seated.user)
        return update(rows, **changes)

    monkeypatch.setattr(EventQuerySet, "update", cancelling_first)
    assert _register(event).has_seat
    event.refresh_from_db()
    assert (event.taken, event.queued) == (1, 0)


def test_cancel_frees_the_seat() -> None:
    event = make_event()
    registration = _register(event)
    cancel_registration(registration, registration.user)
    event.refresh_from_db()
    assert (registration.state, event.taken) == ("cancelled", 0)
    assert _mails()[-1] == ("registration_cancelled", registration.user.pk)


def test_cancel_moves_the_first_of_the_waiting_list_up() -> None:
    event = make_event(capacity=1)
    seated, first, second = (_register(event) for _ in range(3))
    cancel_registration(seated, seated.user)
    event.refresh_from_db()
    assert _standing(event) == [("cancelled", None), ("registered", 1), ("waiting", 2)]
    assert event.taken == 1
    assert _mails()[-2:] == [
        ("registration_cancelled", seated.user.pk),
        ("registration_moved_up", first.user.pk),
    ]
    assert Entry.objects.get(verb="registration.moved_up").actor is None
    assert Registration.objects.with_position().get(pk=second.pk).position == 1


def test_cancel_of_a_waiting_one_moves_nobody_up() -> None:
    event = make_event(capacity=1)
    _seated, waiting, other = (_register(event) for _ in range(3))
    cancel_registration(waiting, waiting.user)
    event.refresh_from_db()
    other.refresh_from_db()
    assert (event.taken, other.state) == (1, "waiting")


def test_cancel_twice_is_cancel_once() -> None:
    event = make_event(capacity=1)
    seated, _waiting = _register(event), _register(event)
    cancel_registration(Registration.objects.get(pk=seated.pk), seated.user)
    cancel_registration(seated, seated.user)
    event.refresh_from_db()
    assert (event.taken, event.registrations.registered().count()) == (1, 1)
    assert Entry.objects.filter(verb="registration.cancelled").count() == 1


@pytest.mark.parametrize("how", ["begun", "called off"])
def test_cancel_is_refused_when_it_is_too_late(how: str) -> None:
    event = make_event()
    registration = _register(event)
    past = timezone.now() - timedelta(minutes=1)
    if how == "begun":
        Event.objects.filter(pk=event.pk).update(starts_at=past)
    else:
        Event.objects.filter(pk=event.pk).update(state="cancelled", cancel_reason="台風")
    with pytest.raises(StateError):
        cancel_registration(registration, registration.user)
    registration.refresh_from_db()
    assert registration.state == "registered"


def test_move_up_fills_every_seat_that_was_added() -> None:
    event = make_event(capacity=1)
    for _ in range(4):
        _register(event)
    Event.objects.filter(pk=event.pk).update(capacity=3)
    assert move_up(event) == 2
    event.refresh_from_db()
    assert [state for state, _n in _standing(event)] == [
        "registered",
        "registered",
        "registered",
        "waiting",
    ]
    assert event.taken == 3


def test_move_up_without_anybody_waiting_changes_nothing() -> None:
    event = make_event(capacity=3)
    _register(event)
    assert move_up(event) == 0
    event.refresh_from_db()
    assert event.taken == 1


def test_move_up_does_nothing_for_a_meeting_called_off() -> None:
    event = make_event(capacity=1)
    _seated, waiting = _register(event), _register(event)
    Event.objects.filter(pk=event.pk).update(state="cancelled", cancel_reason="雪", capacity=5)
    assert move_up(event) == 0
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_nothing_remains_of_a_registration_that_is_rolled_back() -> None:
    event = make_event(capacity=1)
    _register(event)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _register(event)
        raise ZeroDivisionError
    event.refresh_from_db()
    assert (event.queued, Registration.objects.count()) == (0, 1)
    assert _register(event).queue_number == 1


def test_other_people_are_not_taken_for_the_person() -> None:
    event = make_event()
    _register(event)
    stranger: User = make_user()
    assert active_registration(event, stranger) is None
