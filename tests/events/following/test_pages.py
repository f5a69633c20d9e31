"""The pages after a meeting: who reads them, what a form says, how often they ask."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.following import again, questionnaire
from events.following.again import Said
from events.models import AgainWish, Answer, FollowUp, NoteEntry, Place, SeatingPlan
from matching.introducing import steps as introducing
from matching.models import Introduction
from partners.models import Membership, Project
from tests.events.past import make_follow_up, make_pair, make_past, make_seat
from tests.factories import make_listing, make_member, make_partner, make_staff, make_table
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.municipalities.models import StaffRole

pytestmark = pytest.mark.django_db


def _as(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _url(name: str, *args: Any) -> str:
    return reverse(f"events:{name}", args=args)


def _post(user: Any, name: str, *args: Any, **data: Any) -> Any:
    return _as(user).post(_url(name, *args), {"idempotency_key": str(uuid4()), **data})


def _page(user: User | Any, name: str, *args: Any) -> str:
    response = _as(user).get(_url(name, *args))
    assert response.status_code == 200
    return response.content.decode()


# --- Follow-ups ---------------------------------------------------------------------------------


def test_written_down_changed_and_done_by_its_pages() -> None:
    event = make_past()
    one, other = make_pair(event)
    soon = timezone.localdate() + timedelta(days=9)
    given = {"title": "見学に行く", "due_on": soon, "counterpart": other.partner_id}
    _post(one.user, "follow_up_create", event.slug, **given)
    made = FollowUp.objects.get()
    assert (made.title, made.due_on, made.counterpart) == ("見学に行く", soon, other.partner)
    changed = {**given, "title": "電話する", "seen_version": made.version}
    _post(one.user, "follow_up_change", made.pk, **changed)
    done = {"outcome": "始めます。", "starts_project": "on"}
    response = _post(one.user, "follow_up_finish", made.pk, **done)
    assert response.url == Project.objects.get().get_absolute_url()
    assert "始めます。" in _page(other.user, "follow_up_detail", made.pk)


@pytest.mark.parametrize(
    "given",
    [
        {"title": "", "due_on": "2030-01-01"},
        {"title": "x", "due_on": "2000-01-01"},
        {"title": "x", "due_on": "9999-01-01"},
        {"title": "x", "due_on": "いつか"},
        {"title": "\x00", "due_on": "2030-01-01"},
        {"title": "🎉" * 10_000, "due_on": "2030-01-01"},
        {"title": "x", "due_on": "2030-01-01", "counterpart": "999999999999999999999"},
        {"title": "x", "due_on": "2030-01-01", "counterpart": "abc"},
    ],
)
def test_bad_answers_are_said_beside_the_field(given: dict[str, str]) -> None:
    event = make_past()
    seat = make_seat(event, make_partner())
    response = _post(seat.user, "follow_up_create", event.slug, **given)
    assert response.status_code == 200
    assert 'class="errorlist"' in response.content.decode()
    assert not FollowUp.objects.exists()


def test_an_old_form_does_not_undo_what_was_changed() -> None:
    follow_up = make_follow_up(make_seat(make_past(), make_partner()), version=3)
    soon = timezone.localdate() + timedelta(days=9)
    given = {"title": "古い", "due_on": soon, "seen_version": 2}
    assert _post(follow_up.owner, "follow_up_change", follow_up.pk, **given).status_code == 200
    follow_up.refresh_from_db()
    assert follow_up.title != "古い"


def test_an_introduction_is_asked_for_out_of_a_follow_up() -> None:
    one, other = make_pair(make_past())
    follow_up = make_follow_up(one, counterpart=other.partner)
    assert "まずご自身のもの" in _page(one.user, "follow_up_introduce", follow_up.pk)
    own, theirs = make_listing(one.partner), make_listing(other.partner, "seed")
    given = {"own": own.pk, "theirs": theirs.pk, "message": "お話しできませんか。", "way": "direct"}
    response = _post(one.user, "follow_up_introduce", follow_up.pk, **given)
    introduction = Introduction.objects.get()
    assert response.url == introduction.get_absolute_url()
    assert introduction.came_from == follow_up
    assert introduction.origins_for(one.user) == [follow_up.event, follow_up]
    assert follow_up.title in _as(one.user).get(response.url).content.decode()


def test_contacts_are_refused_in_the_message() -> None:
    one, other = make_pair(make_past())
    follow_up = make_follow_up(one, counterpart=other.partner)
    own, theirs = make_listing(one.partner), make_listing(other.partner, "seed")
    given = {"own": own.pk, "theirs": theirs.pk, "message": "090-1234-5678", "way": "direct"}
    assert _post(one.user, "follow_up_introduce", follow_up.pk, **given).status_code == 200
    assert not Introduction.objects.exists()


def test_the_desk_reads_titles_and_partners_only() -> None:
    event = make_past()
    seat = make_seat(event, make_partner("茶の店"), name="見本 花子")
    make_follow_up(seat, title="見学に行く")
    page = _page(make_staff(event.municipality), "follow_up_queue", event.slug)
    assert "見学に行く" in page
    assert "茶の店" in page
    assert "見本 花子" not in page


# --- Talking again ------------------------------------------------------------------------------


def test_companions_of_the_published_seating_are_offered() -> None:
    event = make_past()
    one, other = make_pair(event)
    far = make_seat(event, make_partner(), name="遠く 座る")
    plan = SeatingPlan.objects.create(event=event)
    table, elsewhere = make_table(event, "空き家"), make_table(event, "茶")
    for seat, place in ((one, table), (other, table), (far, elsewhere)):
        Place.objects.create(plan=plan, round=1, registration=seat, table=place)
    assert other.person_name not in _page(one.user, "again_list", event.slug)
    plan.state, plan.published_at = "published", timezone.now()
    plan.save()
    page = _page(one.user, "again_list", event.slug)
    assert other.person_name in page
    assert "遠く 座る" not in page
    found = _as(one.user).get(_url("again_list", event.slug), {"q": "遠く"}).content.decode()
    assert "遠く 座る" in found


def test_both_press_and_find_each_other() -> None:
    event = make_past()
    one, other = make_pair(event)
    _post(one.user, "again_wish", event.slug, other.pk, words="堆肥の話")
    assert "あなただけが知っています" in _page(one.user, "again_list", event.slug)
    assert "堆肥の話" not in _page(other.user, "again_list", event.slug)
    _post(other.user, "again_wish", event.slug, one.pk)
    introduction = Introduction.objects.get()
    for seat in (one, other):
        assert introduction.get_absolute_url() in _page(seat.user, "again_list", event.slug)
    page = _as(one.user).get(introduction.get_absolute_url()).content.decode()
    assert other.user.email in page


def test_citizens_read_each_others_address_only_once_it_is_mutual() -> None:
    event = make_past()
    one, other = make_seat(event), make_seat(event)
    _post(one.user, "again_wish", event.slug, other.pk, shares_contact="on")
    assert other.user.email not in _page(one.user, "again_list", event.slug)
    _post(other.user, "again_wish", event.slug, one.pk, shares_contact="on")
    assert other.user.email in _page(one.user, "again_list", event.slug)


def test_colleagues_and_strangers_cannot_be_wished_for() -> None:
    event, partner = make_past(), make_partner()
    seat, colleague = make_seat(event, partner), make_seat(event, partner)
    elsewhere = make_seat(make_past(), make_partner())
    for other in (colleague.pk, elsewhere.pk, seat.pk, 999_999):
        assert _post(seat.user, "again_wish", event.slug, other).status_code == 404


def test_who_did_not_take_part_sees_nothing_of_it() -> None:
    event = make_past()
    stranger = make_seat(make_past(), make_partner()).user
    assert _as(stranger).get(_url("again_list", event.slug)).status_code == 404


def test_the_office_is_led_to_bring_them_together() -> None:
    event = make_past()
    one, other = make_pair(event)
    again.wish(one, other, Said(office_may_ask=True), by=one.user)
    page = _page(make_staff(event.municipality), "again_queue", event.slug)
    assert f"place=partner-{one.partner_id}&amp;place=partner-{other.partner_id}" in page
    viewer = make_staff(event.municipality, StaffRole.Role.VIEWER)
    assert _as(viewer).get(_url("again_queue", event.slug)).status_code == 403
    assert AgainWish.objects.count() == 1


# --- The questionnaire --------------------------------------------------------------------------


def test_answered_on_its_page_and_thanked() -> None:
    event = make_past()
    seat = make_seat(event, make_partner())
    given = {"satisfaction": "5", "new_contacts": "3", "continuing": "yes", "table_helped": ""}
    _post(seat.user, "questionnaire", event.slug, **given)
    assert Answer.objects.get().table_helped is None
    assert "まだ直せます" in _page(seat.user, "questionnaire", event.slug)


@pytest.mark.parametrize(
    "given",
    [
        {"satisfaction": "9", "new_contacts": "3", "continuing": "yes"},
        {"satisfaction": "5", "new_contacts": "-1", "continuing": "yes"},
        {"satisfaction": "5", "new_contacts": "99999999999", "continuing": "yes"},
        {"satisfaction": "5", "new_contacts": "3", "continuing": "💥"},
    ],
)
def test_senseless_answers_are_refused(given: dict[str, str]) -> None:
    event = make_past()
    seat = make_seat(event, make_partner())
    assert _post(seat.user, "questionnaire", event.slug, **given).status_code == 200
    assert not Answer.objects.exists()


def test_results_without_names_from_three_on() -> None:
    event = make_past()
    staff = make_staff(event.municipality)
    said = {"satisfaction": 5, "new_contacts": 1, "continuing": "yes", "remarks": "よかった"}
    seats = [make_seat(event, make_partner(), name=f"見本 {n}郎") for n in range(3)]
    for seat in seats[:2]:
        questionnaire.answer(seat, said)
    assert "よかった" not in _page(staff, "questionnaire_results", event.slug)
    questionnaire.answer(seats[2], said)
    page = _page(staff, "questionnaire_results", event.slug)
    assert "よかった" in page
    assert "3人中3人が満足" in page
    assert "見本 0郎" not in page


# --- How often they ask -------------------------------------------------------------------------


def test_lists_ask_the_database_as_often_for_many() -> None:
    event = make_past()
    seat = make_seat(event, make_partner())
    staff = make_staff(event.municipality)

    def wish() -> None:
        other = make_seat(event, make_partner())
        again.wish(seat, other, Said(office_may_ask=True), by=seat.user)

    def follow_up() -> None:
        make_follow_up(seat, counterpart=make_partner())

    assert_constant_queries(_as(seat.user), _url("my_follow_ups"), follow_up, at_most=12)
    queue = _url("follow_up_queue", event.slug)
    assert_constant_queries(_as(staff), queue, follow_up, at_most=12)
    assert_constant_queries(_as(seat.user), _url("again_list", event.slug), wish, at_most=14)
    assert_constant_queries(_as(staff), _url("again_queue", event.slug), wish, at_most=12)


# --- Only what one may do is offered ------------------------------------------------------------


def test_viewers_are_offered_neither_project_nor_introduction() -> None:
    event, other = make_past(), make_partner()
    viewer = make_seat(event, make_partner(), role=Membership.Role.VIEWER)
    editor = make_seat(event, viewer.partner)
    offered = {}
    for seat in (viewer, editor):
        row = make_follow_up(seat, counterpart=other)
        offered[seat] = (
            "starts_project" in _page(seat.user, "follow_up_finish", row.pk),
            _url("follow_up_introduce", row.pk) in _page(seat.user, "follow_up_detail", row.pk),
        )
    assert offered == {viewer: (False, False), editor: (True, True)}


def test_a_wish_of_a_viewer_becomes_something_if_both_share_their_addresses() -> None:
    event = make_past()
    viewer = make_seat(event, make_partner(), role=Membership.Role.VIEWER)
    make_member(viewer.partner)  # who may be asked for it
    other = make_seat(event, make_partner())
    for seat, whom in ((viewer, other), (other, viewer)):
        assert "shares_contact" in _page(seat.user, "again_wish", event.slug, whom.pk)
        _post(seat.user, "again_wish", event.slug, whom.pk, shares_contact="on")
    assert AgainWish.objects.filter(mutual_at__isnull=False).count() == 2
    assert other.user.email in _page(viewer.user, "again_list", event.slug)


def test_the_tab_of_the_wishes_is_there_for_who_may_open_it() -> None:
    event = make_past()
    url = _url("again_queue", event.slug)
    editor, viewer = (
        make_staff(event.municipality, role)
        for role in (StaffRole.Role.EDITOR, StaffRole.Role.VIEWER)
    )
    assert url in _page(editor, "follow_up_queue", event.slug)
    assert url not in _page(viewer, "follow_up_queue", event.slug)


def test_a_pair_whose_introduction_has_ended_is_not_asked_about_again() -> None:
    event = make_past()
    one, other = make_pair(event)
    again.wish(one, other, Said(office_may_ask=True), by=one.user)
    own, theirs = make_listing(one.partner), make_listing(other.partner, "seed")
    introduction = introducing.ask(own, theirs, by=one.user, message="お話しできませんか。")
    introducing.withdraw(introduction, by=one.user)
    staff = make_staff(event.municipality)
    assert one.partner.name not in _page(staff, "again_queue", event.slug)


def test_answers_that_come_too_late_are_given_back() -> None:
    event = make_past(days=61)
    seat = make_seat(event, make_partner())
    given = {"satisfaction": "5", "new_contacts": "3", "continuing": "yes", "remarks": "長い感想"}
    response = _post(seat.user, "questionnaire", event.slug, **given)
    assert response.status_code == 200
    assert "長い感想" in response.content.decode()
    assert not Answer.objects.exists()


def test_unpublished_notes_stay_within_reach_of_who_wrote_them() -> None:
    event = make_past(days=20)
    seat = make_seat(event, make_partner())
    url = _url("event_notes", event.slug)
    assert url not in _page(seat.user, "event_detail", event.slug)
    table = make_table(event, "空き家")
    NoteEntry.objects.create(table=table, text="内輪の話", part="common", writer=seat.user)
    assert url in _page(seat.user, "event_detail", event.slug)
    assert url not in Client().get(event.get_absolute_url()).content.decode()
