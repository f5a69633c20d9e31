"""入力 → 確認 → 完了 for a meeting, giving the seat back, and the person's own meetings."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Registration
from events.registration import Answers, register
from partners.models import Listing, Membership
from tests.acting import switch
from tests.bad_inputs import TYPEABLE
from tests.factories import (
    make_event,
    make_listing,
    make_member,
    make_partner,
    make_staff,
    make_table,
    make_user,
)
from tests.queries import assert_constant_queries
from tests.responses import page_or_address
from tomoni.accounts.models import Draft, User
from tomoni.journal.models import Job

pytestmark = pytest.mark.django_db


ANSWERS = {"working_on": "古民家の改修", "interested_in": "移住", "lacking": "大工", "draft": ""}


def _url(name: str, event: Event) -> str:
    return reverse(f"events:{name}", args=[event.slug])


def _member(client: Client) -> User:
    person = make_member(make_partner("緑茶商店"))
    client.force_login(person)
    return person


def _fill_in(client: Client, event: Event, **answers: str) -> str:
    """Post the form."""
    return page_or_address(client.post(_url("event_register", event), {**ANSWERS, **answers}))


def _send(client: Client, event: Event, token: str = "") -> str:
    token = token or str(Draft.objects.get(sent_at=None).pk)
    response = client.post(_url("event_register_confirm", event), {"draft": token})
    assert response.status_code == 302
    return str(response["Location"])


# --- The form ---------------------------------------------------------------------------------


def test_form_is_prefilled_from_the_partners_listings(client: Client) -> None:
    person, event = _member(client), make_event()
    partner = person.partners.get()
    make_listing(partner, title="茶殻を使ってほしい", field_slugs=("circular-economy",))
    make_listing(partner, Listing.Side.SEED, title="茶畑を貸せます")
    make_listing(partner, title="昔のこと", review_by=timezone.localdate() - timedelta(days=1))
    page = client.get(_url("event_register", event)).content.decode()
    for words in ("・茶殻を使ってほしい", "・茶畑を貸せます", "・ごみ減量・循環"):
        assert words in page
    assert "昔のこと" not in page


def test_form_keeps_what_was_typed_rather_than_the_prefill(client: Client) -> None:
    person, event = _member(client), make_event()
    make_listing(person.partners.get(), title="茶殻を使ってほしい")
    client.post(_url("event_register", event), {**ANSWERS, "working_on": "", "lacking": "机"})
    page = client.get(_url("event_register", event)).content.decode()
    assert ("机" in page, "茶殻を使ってほしい" in page) == (True, False)


def test_form_offers_tables_in_three_selects(client: Client) -> None:
    _member(client)
    event = make_event()
    make_table(event, "空き家")
    page = client.get(_url("event_register", event)).content.decode()
    assert page.count("1. 空き家") == 3


def test_form_without_tables_asks_for_none(client: Client) -> None:
    _member(client)
    page = client.get(_url("event_register", make_event())).content.decode()
    assert "wish_1" not in page


def test_form_asks_for_the_partner_only_where_there_are_several(client: Client) -> None:
    person, event = _member(client), make_event()
    assert 'name="partner"' not in client.get(_url("event_register", event)).content.decode()
    other = make_partner("二つ目の店")
    Membership.objects.create(partner=other, user=person, role=Membership.Role.EDITOR)
    third = make_partner("閲覧だけの店")
    Membership.objects.create(partner=third, user=person, role=Membership.Role.VIEWER)
    _fill_in(client, event, partner=str(other.pk))
    assert _send(client, event) == _url("event_register", event)
    switch(client, other)
    _fill_in(client, event, partner=str(other.pk))
    _send(client, event)
    assert Registration.objects.get().partner == other


def test_autosave_answers_with_a_fragment(client: Client) -> None:
    _member(client)
    event = make_event()
    headers = {"HX-Request": "true", "HX-Target": "draft-state"}
    response = client.post(_url("event_register", event), {"working_on": "途中"}, headers=headers)
    assert "<html" not in response.content.decode()
    assert Draft.objects.get().data["working_on"] == ["途中"]


def test_form_asks_the_database_as_often_for_many(client: Client) -> None:
    _member(client)
    event = make_event()
    url = _url("event_register", event)
    assert_constant_queries(client, url, lambda: make_table(event), at_most=12)


# --- What people type -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["working_on", "interested_in", "lacking", "access_needs"])
@pytest.mark.parametrize("kind", TYPEABLE)
def test_every_text_is_taken_or_refused_in_words(client: Client, name: str, kind: str) -> None:
    _member(client)
    event = make_event()
    answer = _fill_in(client, event, **{name: TYPEABLE[kind]})
    if answer == _url("event_register_confirm", event):
        page = client.get(answer).content.decode()
        assert "<script>alert" not in page
        assert _send(client, event) == _url("event_registered", event)
    else:
        assert f'id="id_{name}_error"' in answer
        assert Registration.objects.count() == 0


def test_over_long_text_is_kept(client: Client) -> None:
    _member(client)
    answer = _fill_in(client, make_event(), working_on="長" * 2001, lacking="机と椅子")
    assert ("長" * 2001 in answer, "机と椅子" in answer) == (True, True)


@pytest.mark.parametrize("value", ["abc", "-1", "99999999999999999999", "0"])
def test_senseless_wish_is_refused(client: Client, value: str) -> None:
    _member(client)
    event = make_event()
    make_table(event)
    assert 'id="id_wish_1_error"' in _fill_in(client, event, wish_1=value)


def test_table_of_another_meeting_is_refused(client: Client) -> None:
    _member(client)
    event = make_event()
    make_table(event)
    foreign = make_table(make_event())
    assert 'id="id_wish_1_error"' in _fill_in(client, event, wish_1=str(foreign.pk))


def test_same_table_twice_is_refused(client: Client) -> None:
    _member(client)
    event = make_event()
    table = str(make_table(event).pk)
    assert 'id="id_wish_3_error"' in _fill_in(client, event, wish_1=table, wish_3=table)


# --- Confirmation and completion --------------------------------------------------------------


def test_whole_way(client: Client) -> None:
    person, event = _member(client), make_event()
    tea, houses = make_table(event, "お茶"), make_table(event, "空き家")
    wishes = {"wish_1": str(houses.pk), "wish_3": str(tea.pk)}
    confirm = _fill_in(client, event, allows_photos="on", access_needs="車いす", **wishes)
    page = client.get(confirm).content.decode()
    for words in ("緑茶商店", "古民家の改修", "2. 空き家", "1. お茶", "車いす"):
        assert words in page
    assert page.count("修正する") == 3
    done = _send(client, event)
    registration = Registration.objects.get()
    assert (registration.user, registration.access_needs) == (person, "車いす")
    assert registration.allows_photos
    assert [wish.table for wish in registration.wishes.all()] == [houses, tea]
    assert registration.receipt in client.get(done).content.decode()


def test_confirmation_without_answers_leads_to_the_form(client: Client) -> None:
    _member(client)
    event = make_event()
    response = client.get(_url("event_register_confirm", event))
    assert response["Location"] == _url("event_register", event)


def test_sending_twice_is_registering_once(client: Client) -> None:
    _member(client)
    event = make_event()
    _fill_in(client, event)
    token = str(Draft.objects.get().pk)
    assert _send(client, event, token) == _send(client, event, token)
    event.refresh_from_db()
    assert (Registration.objects.count(), event.taken) == (1, 1)
    assert Job.objects.filter(kind="journal.mail").count() == 1


@pytest.mark.parametrize("token", ["", "abc", "0d9c38c2-5fa1-4dec-a214-6e15576321d2"])
def test_sending_with_a_senseless_draft_leads_to_the_form(client: Client, token: str) -> None:
    _member(client)
    event = make_event()
    _fill_in(client, event)
    response = client.post(_url("event_register_confirm", event), {"draft": token})
    assert response["Location"] == _url("event_register", event)
    assert Registration.objects.count() == 0


def test_draft_of_another_person_is_not_sent(client: Client) -> None:
    _member(client)
    event = make_event()
    _fill_in(client, event)
    token = str(Draft.objects.get().pk)
    _member(client)
    client.post(_url("event_register_confirm", event), {"draft": token})
    assert Registration.objects.count() == 0


def test_full_meeting_gives_a_place_on_the_waiting_list(client: Client) -> None:
    event = make_event(capacity=1)
    register(event, make_user(), make_partner(), Answers())
    _member(client)
    _fill_in(client, event)
    page = client.get(_send(client, event)).content.decode()
    assert Registration.objects.get(user__partners__name="緑茶商店").is_waiting
    assert "1番目" in page


def test_who_is_registered_sees_the_receipt_instead_of_the_form(client: Client) -> None:
    person, event = _member(client), make_event()
    register(event, person, person.partners.get(), Answers())
    for name in ("event_register", "event_register_confirm"):
        assert client.get(_url(name, event))["Location"] == _url("event_registered", event)


@pytest.mark.parametrize("name", ["event_register", "event_register_confirm"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_closed_meeting_says_so_and_keeps_the_draft(client: Client, name: str, method: str) -> None:
    _member(client)
    event = make_event()
    _fill_in(client, event)
    Event.objects.update(registration_closes_at=timezone.now())
    response = getattr(client, method)(_url(name, event), follow=True)
    assert response.redirect_chain[-1][0] == event.get_absolute_url()
    assert "受け付けていません" in response.content.decode()
    assert Draft.objects.filter(sent_at=None).count() == 1


def test_meeting_that_closes_while_the_form_is_sent(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    _member(client)
    event = make_event()
    _fill_in(client, event)
    token = str(Draft.objects.get().pk)
    # The view still sees it open; the database, asked in the statement itself, does not.
    monkeypatch.setattr(Event, "accepts_registrations", True)
    Event.objects.update(registration_closes_at=timezone.now())
    response = client.post(_url("event_register_confirm", event), {"draft": token}, follow=True)
    assert "受け付けていません" in response.content.decode()
    assert (Registration.objects.count(), Draft.objects.get().sent_at) == (0, None)


# --- Who may ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["event_register", "event_register_confirm"])
@pytest.mark.parametrize(
    ("state", "role", "status"),
    [
        ("approved", Membership.Role.OWNER, {200, 302}),
        ("approved", Membership.Role.EDITOR, {200, 302}),
        ("approved", Membership.Role.VIEWER, {200, 302}),
        ("submitted", Membership.Role.OWNER, {403}),
        ("suspended", Membership.Role.OWNER, {403}),
    ],
)
def test_only_members_of_registered_partners_register(
    client: Client, name: str, state: str, role: Membership.Role, status: set[int]
) -> None:
    event = make_event()
    client.force_login(make_member(make_partner(state=state), role))
    assert client.get(_url(name, event)).status_code in status


@pytest.mark.parametrize("name", ["event_register", "event_register_confirm", "event_registered"])
def test_visitors_are_asked_to_log_in(client: Client, name: str) -> None:
    response = client.get(_url(name, make_event()))
    assert response["Location"].startswith(reverse("account_login"))


def test_strangers_and_staff_may_not_register(client: Client) -> None:
    event = make_event()
    for person in (make_user(), make_staff(event.municipality)):
        client.force_login(person)
        assert client.get(_url("event_register", event)).status_code == 403


def test_draft_of_a_meeting_does_not_exist_for_partners(client: Client) -> None:
    _member(client)
    event = make_event(state="draft")
    assert client.get(_url("event_register", event)).status_code == 404


def test_receipt_of_others_does_not_exist(client: Client) -> None:
    event = make_event()
    register(event, make_user(), make_partner(), Answers())
    _member(client)
    assert client.get(_url("event_registered", event)).status_code == 404


# --- Cancelling -------------------------------------------------------------------------------


def _cancel(client: Client, event: Event, key: str = "") -> str:
    data = {"idempotency_key": key or str(uuid4())}
    response = client.post(_url("registration_cancel", event), data, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_cancel_gives_the_seat_back(client: Client) -> None:
    person, event = _member(client), make_event()
    register(event, person, person.partners.get(), Answers())
    key = str(uuid4())
    assert "取り消しました" in _cancel(client, event, key)
    _cancel(client, event, key)
    event.refresh_from_db()
    assert (event.taken, Registration.objects.get().state) == (0, "cancelled")
    page = client.get(_url("event_registered", event)).content.decode()
    assert _url("event_register", event) in page


def test_cancel_after_the_beginning_is_refused_in_words(client: Client) -> None:
    person, event = _member(client), make_event()
    register(event, person, person.partners.get(), Answers())
    Event.objects.update(starts_at=timezone.now() - timedelta(minutes=1))
    assert "取り消しはできません" in _cancel(client, event)
    assert Registration.objects.get().state == "registered"


def test_cancel_needs_a_registration_of_ones_own(client: Client) -> None:
    event = make_event()
    register(event, make_user(), make_partner(), Answers())
    _member(client)
    url, data = _url("registration_cancel", event), {"idempotency_key": str(uuid4())}
    assert client.post(url, data).status_code == 404
    assert client.get(url).status_code == 405
    assert Registration.objects.get().state == "registered"


def test_cancel_without_a_key_changes_nothing(client: Client) -> None:
    person, event = _member(client), make_event()
    register(event, person, person.partners.get(), Answers())
    assert client.post(_url("registration_cancel", event)).status_code == 400
    assert Registration.objects.get().state == "registered"


# --- My meetings ------------------------------------------------------------------------------

MINE = "/my/events/"


def test_my_meetings_lists_those_to_come_and_those_that_were(client: Client) -> None:
    person = _member(client)
    partner = person.partners.get()
    coming, past = make_event(title="来月の会"), make_event(title="先月の会")
    for event in (coming, past):
        register(event, person, partner, Answers())
    start = timezone.now() - timedelta(days=30)
    Event.objects.filter(pk=past.pk).update(
        registration_closes_at=start, starts_at=start, ends_at=start + timedelta(hours=1)
    )
    register(make_event(title="よその会"), make_user(), partner, Answers())
    page = client.get(MINE).content.decode()
    assert page.index("来月の会") < page.index("先月の会")
    assert "よその会" not in page


def test_my_meetings_shows_one_row_per_meeting(client: Client) -> None:
    person, event = _member(client), make_event(title="一度だけ")
    register(event, person, person.partners.get(), Answers())
    _cancel(client, event)
    register(event, person, person.partners.get(), Answers())
    page = client.get(MINE).content.decode()
    assert page.count("一度だけ") == 1
    assert "参加確定" in page


def test_my_meetings_empty(client: Client) -> None:
    _member(client)
    assert 'class="empty"' in client.get(MINE).content.decode()


def test_my_meetings_is_for_people_who_are_logged_in(client: Client) -> None:
    assert client.get(MINE).status_code == 302


def test_my_meetings_asks_the_database_as_often_for_many(client: Client) -> None:
    person = _member(client)
    partner = person.partners.get()
    assert_constant_queries(
        client, MINE, lambda: register(make_event(), person, partner, Answers()), at_most=12
    )
