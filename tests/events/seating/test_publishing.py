"""Who is told of tables: everybody once, then only those who have another one."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from events.models import Event, Registration, SeatingPlan
from events.registration import cancel_registration
from events.seating import moving, publishing
from events.seating.computing import plan_of, seat_again, seat_event
from tests.events.seating.people import make_meeting, make_seat
from tests.factories import make_municipality, make_partner, make_staff, make_user
from tests.matching.world import drain
from tests.queries import count_queries
from tomoni.accounts.models import User
from tomoni.journal import ledger
from tomoni.journal.models import Entry, Job
from tomoni.models import StateError
from tomoni.notices import reading
from tomoni.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> User:
    return make_staff(make_municipality())


@pytest.fixture
def shown(staff: User) -> SeatingPlan:
    """Four people at two tables, who were told."""
    plan = seat_event(make_meeting(4, 2), staff)
    publishing.publish(plan, staff)
    return plan


def _told() -> list[tuple[str, str]]:
    rows = Notice.objects.order_by("pk").values_list("kind", "recipient__name")
    return [(kind.rpartition("_")[2], name) for kind, name in rows]


def _told_later() -> list[tuple[str, str]]:
    """What the ledger tells when its time has come."""
    before = len(_told())
    drain(publishing.TELL)
    return _told()[before:]


def _who(plan: SeatingPlan, number: int) -> Registration:
    return plan.event.registrations.order_by("pk")[number]


def test_everybody_is_told_once(shown: SeatingPlan, staff: User) -> None:
    assert _told() == [("published", f"参加者{number}") for number in range(4)]
    publishing.hide(plan_of(shown.event), staff)
    publishing.publish(plan_of(shown.event), staff)
    assert len(_told()) == 4
    assert Entry.objects.filter(verb="seating.published").count() == 2


def test_nothing_is_told_before_it_is_shown(staff: User) -> None:
    plan = seat_event(make_meeting(2, 2), staff)
    moving.move(plan, _who(plan, 0), 1, plan.event.tables.get(number=2), by=staff)
    assert (_told_later(), Job.objects.filter(kind=publishing.TELL).count()) == ([], 0)


def test_only_who_has_moved_is_told_again_and_once_for_a_row_of_moves(
    shown: SeatingPlan, staff: User
) -> None:
    first, second = shown.event.tables.order_by("number")
    for table in (second, first, second):
        moving.move(plan_of(shown.event), _who(shown, 0), 1, table, by=staff)
    assert _told_later() == [("moved", "参加者0")]


def test_who_is_moved_and_moved_back_is_told_nothing(shown: SeatingPlan, staff: User) -> None:
    first, second = shown.event.tables.order_by("number")
    for table in (second, first):
        moving.move(plan_of(shown.event), _who(shown, 0), 1, table, by=staff)
    assert _told_later() == []


def test_moved_twice_with_time_between_is_told_twice(shown: SeatingPlan, staff: User) -> None:
    first, second = shown.event.tables.order_by("number")
    for table in (second, first):
        moving.move(plan_of(shown.event), _who(shown, 0), 1, table, by=staff)
        assert _told_later() == [("moved", "参加者0")]


def test_what_was_told_while_somebody_works_on_it_is_not_told_again(
    shown: SeatingPlan, staff: User
) -> None:
    first, second = shown.event.tables.order_by("number")
    moving.move(plan_of(shown.event), _who(shown, 0), 1, second, by=staff)
    old = plan_of(shown.event)
    assert _told_later() == [("moved", "参加者0")]
    moving.move(old, _who(shown, 1), 1, first, by=staff)
    assert _told_later() == [("moved", "参加者1")]


def test_shown_again_with_an_old_page_nothing_is_told_twice(
    shown: SeatingPlan, staff: User
) -> None:
    moving.move(plan_of(shown.event), _who(shown, 0), 1, shown.event.tables.get(number=2), by=staff)
    old = plan_of(shown.event)
    assert _told_later() == [("moved", "参加者0")]
    before = _told()
    publishing.publish(old, staff)
    assert (_told(), _told_later()) == (before, [])


def test_who_comes_later_is_told_as_if_for_the_first_time(shown: SeatingPlan, staff: User) -> None:
    make_seat(shown.event, "後から来た人")
    seat_again(shown.event, staff)
    assert _told_later() == [("published", "後から来た人")]


def test_guests_without_an_account_are_told_nothing(staff: User) -> None:
    event = make_meeting(1, 1)
    make_seat(event, user=None, partner=None, guest_name="当日の方")
    publishing.publish(seat_event(event, staff), staff)
    assert _told() == [("published", "参加者0")]


def test_what_is_told_are_the_tables_of_the_moment(shown: SeatingPlan, staff: User) -> None:
    [before] = reading.found(_person(shown, 0)).lines
    assert before.said is not None
    assert "テーマ1" in before.said.text
    moving.move(plan_of(shown.event), _who(shown, 0), 1, shown.event.tables.get(number=2), by=staff)
    [after] = reading.found(_person(shown, 0)).lines
    assert after.said is not None
    assert ("テーマ2" in after.said.text, "テーマ1" in after.said.text) == (True, False)


def _person(plan: SeatingPlan, number: int) -> User:
    person = _who(plan, number).user
    assert person is not None
    return person


@pytest.mark.parametrize("change", ["hidden", "cancelled seat", "called off", "over"])
def test_what_is_not_true_any_more_is_not_told(
    shown: SeatingPlan, staff: User, change: str
) -> None:
    person = _person(shown, 0)
    if change == "hidden":
        publishing.hide(plan_of(shown.event), staff)
    elif change == "cancelled seat":
        cancel_registration(_who(shown, 0), staff)
    elif change == "called off":
        Event.objects.update(state="cancelled", cancel_reason="台風")
    else:
        Event.objects.update(
            starts_at=timezone.now() - timedelta(hours=3),
            registration_closes_at=timezone.now() - timedelta(hours=4),
            ends_at=timezone.now() - timedelta(hours=1),
        )
    [line] = reading.found(person).lines
    assert line.said is None


def test_moves_while_it_is_hidden_are_told_when_it_is_shown_again(
    shown: SeatingPlan, staff: User
) -> None:
    publishing.hide(plan_of(shown.event), staff)
    moving.move(plan_of(shown.event), _who(shown, 0), 1, shown.event.tables.get(number=2), by=staff)
    assert _told_later() == []
    publishing.publish(plan_of(shown.event), staff)
    assert _told()[4:] == [("moved", "参加者0")]


def test_the_same_ledger_row_run_twice_tells_once(shown: SeatingPlan, staff: User) -> None:
    moving.move(plan_of(shown.event), _who(shown, 0), 1, shown.event.tables.get(number=2), by=staff)
    job = Job.objects.get(kind=publishing.TELL)
    Job.objects.update(due_at=Now())
    ledger.run(job.pk)
    publishing.look_at(shown.pk)
    assert len(_told()) == 5


@pytest.mark.parametrize("state", ["not computed", "draft", "over"])
def test_only_a_computed_seating_of_an_announced_meeting_is_shown(staff: User, state: str) -> None:
    event = make_meeting(2, 1)
    plan = plan_of(event) if state == "not computed" else seat_event(event, staff)
    if state == "draft":
        plan.event.state = Event.State.DRAFT
    if state == "over":
        plan.event.ends_at = timezone.now()
    with pytest.raises(StateError):
        publishing.publish(plan, staff)
    assert _told() == []


# --- What participants see ----------------------------------------------------------------------


def _page(event: Event, user: User | None) -> str:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client.get(f"/events/{event.slug}/tables/").content.decode()


def test_a_participant_sees_the_own_table_and_who_sits_there(staff: User) -> None:
    event = make_meeting(4, 2)
    Registration.objects.filter(user__name="参加者2").update(
        working_on="古民家の改修をしています", partner=make_partner("みほん工務店")
    )
    Registration.objects.filter(user__name="参加者1").update(working_on="別の卓の人の話")
    plan = seat_event(event, staff)
    assert "参加者2" not in _page(event, _person(plan, 0))
    publishing.publish(plan, staff)
    page = _page(event, _person(plan, 0))
    for words in ("参加者2", "みほん工務店", "古民家の改修をしています"):
        assert words in page
    assert ("別の卓の人の話" in page, "参加者1" in page) == (False, False)


def test_nobody_else_sees_names(shown: SeatingPlan, staff: User) -> None:
    waiting = make_seat(shown.event, "待つ人", state="waiting", queue_number=1)
    cancelled = _person(shown, 0)
    cancel_registration(_who(shown, 0), staff)
    for reader in (None, make_user(), staff, waiting.user, cancelled):
        page = _page(shown.event, reader)
        assert "参加者2" not in page
        assert "テーマ1" in page


def test_the_own_tables_cost_the_same_for_many_at_the_table(staff: User) -> None:
    counts = []
    for people in (2, 6):
        plan = seat_event(make_meeting(people, 1), staff)
        publishing.publish(plan, staff)
        client = Client()
        client.force_login(_person(plan, 0))
        counts.append(count_queries(client, f"/events/{plan.event.slug}/tables/"))
    assert counts[0] == counts[1] <= 12
