"""“I can help”: once per person and pitch, seen by the presenter's side alone, and followed up."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.following import clocks, steps
from events.models import FollowUp, HelpOffer, Pitch, Registration
from events.pitching import helping, telling
from partners.models import Membership
from tests.events.pitching.pitches import chosen, make_meeting, make_pitch, now_on, seat
from tests.factories import make_event, make_member, make_partner, make_staff, make_user
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.models import StateError
from tomoni.notices.models import Notice

pytestmark = pytest.mark.django_db


def _pair() -> tuple[Pitch, Registration, User]:
    """A pitch that is on, and somebody in the hall."""
    event = now_on()
    partner = make_partner("緑茶商店")
    person = make_member(partner, name="見本 花子")
    return chosen(event), seat(event, person, partner), person


def _url(pitch: Pitch, name: str = "pitch_help") -> str:
    return reverse(f"events:{name}", args=[pitch.event.slug, pitch.pk])


def _press(client: Client, pitch: Pitch, name: str = "pitch_help", **data: str) -> int:
    data.setdefault("idempotency_key", str(uuid4()))
    return client.post(_url(pitch, name), data).status_code


def test_offer_becomes_a_follow_up_of_the_presenters_side() -> None:
    pitch, registration, person = _pair()
    offer = helping.offer_help(pitch, registration, "台所があります", by=person)
    follow_up = FollowUp.objects.get(help_offer=offer)
    assert (follow_up.owner, follow_up.partner) == (pitch.user, pitch.partner)
    assert (follow_up.counterpart, follow_up.event) == (registration.partner, pitch.event)
    assert follow_up.due_on == timezone.localdate() + timedelta(days=14)
    assert follow_up.came_from == pitch
    assert "見本 花子" not in follow_up.title
    assert pitch.title in follow_up.title


def test_twice_is_once_and_the_later_words_count() -> None:
    pitch, registration, person = _pair()
    helping.offer_help(pitch, registration, "台所があります", by=person)
    helping.offer_help(pitch, registration, "鍋もあります", by=person)
    helping.offer_help(pitch, registration, "", by=person)
    assert HelpOffer.objects.get().words == "鍋もあります"
    assert FollowUp.objects.count() == 1
    assert Notice.objects.filter(kind=telling.HELP).count() == 1


def test_taking_back_lets_the_follow_up_go_and_saying_again_opens_it() -> None:
    pitch, registration, person = _pair()
    offer = helping.offer_help(pitch, registration, "", by=person)
    helping.take_help_back(pitch, registration, by=person)
    helping.take_help_back(pitch, registration, by=person)
    offer.refresh_from_db()
    assert offer.withdrawn_at is not None
    assert FollowUp.objects.get().state == FollowUp.State.DROPPED
    helping.offer_help(pitch, registration, "やはりできます", by=person)
    offer.refresh_from_db()
    follow_up = FollowUp.objects.get()
    assert (offer.withdrawn_at, follow_up.state, follow_up.ended_at) == (None, "open", None)


def test_what_came_of_it_stays_when_the_offer_is_taken_back() -> None:
    pitch, registration, person = _pair()
    helping.offer_help(pitch, registration, "", by=person)
    FollowUp.objects.update(state="done", ended_at=timezone.now(), outcome="台所を借りました。")
    helping.take_help_back(pitch, registration, by=person)
    assert FollowUp.objects.get().state == FollowUp.State.DONE


@pytest.mark.parametrize(
    ("starts", "lasts", "is_open"),
    [
        (timedelta(minutes=5), timedelta(hours=2), False),
        (timedelta(minutes=-5), timedelta(hours=2), True),
        (timedelta(days=-7), timedelta(hours=2), True),
        (timedelta(days=-7, hours=-3), timedelta(hours=2), False),
    ],
    ids=["before", "during", "within a week", "after a week"],
)
def test_help_is_offered_from_the_beginning_for_a_week(
    starts: timedelta, lasts: timedelta, is_open: bool
) -> None:
    begin = timezone.now() + starts
    event = make_event(
        starts_at=begin, ends_at=begin + lasts, registration_closes_at=begin - timedelta(days=1)
    )
    pitch, person = chosen(event), make_user()
    registration = seat(event, person)
    assert helping.takes_help(pitch) is is_open
    if not is_open:
        with pytest.raises(StateError):
            helping.offer_help(pitch, registration, "", by=person)


def test_own_partner_and_who_waits_cannot_help() -> None:
    pitch, _registration, _person = _pair()
    colleague = make_member(pitch.partner)
    own = seat(pitch.event, colleague, pitch.partner)
    waiting = seat(pitch.event, make_user(), state="waiting")
    for registration in (own, waiting):
        with pytest.raises(StateError):
            helping.offer_help(pitch, registration, "", by=colleague)
    assert not HelpOffer.objects.exists()


def test_pitch_that_is_not_in_the_programme_takes_no_help() -> None:
    event = now_on()
    person = make_user()
    with pytest.raises(StateError):
        helping.offer_help(make_pitch(event), seat(event, person), "", by=person)


def test_help_taken_back_is_gone_and_cannot_be_taken_up() -> None:
    pitch, registration, person = _pair()
    helping.offer_help(pitch, registration, "", by=person)
    helping.take_help_back(pitch, registration, by=person)
    follow_up = FollowUp.objects.get()
    assert not FollowUp.objects.visible_to(pitch.user).exists()
    assert not FollowUp.objects.of_person(pitch.user).exists()
    with pytest.raises(StateError):
        steps.take_up(follow_up, by=pitch.user)
    assert not Notice.objects.filter(kind=telling.HELP, read_at=None).exists()


def test_who_has_left_the_partner_reads_no_offer_and_its_editors_do(client: Client) -> None:
    pitch, registration, person = _pair()
    editor, viewer = (
        make_member(pitch.partner, role)
        for role in (Membership.Role.EDITOR, Membership.Role.VIEWER)
    )
    helping.offer_help(pitch, registration, "台所があります", by=person)
    Membership.objects.filter(user=pitch.user).delete()
    url = FollowUp.objects.get().get_absolute_url()
    seen = {}
    for reader in (pitch.user, viewer, editor):
        client.force_login(reader)
        seen[reader] = client.get(url).status_code
    assert list(seen.values()) == [404, 404, 200]
    assert "見本 花子" in client.get(url).content.decode()
    assert (
        client.post(
            reverse("events:follow_up_let_go", args=[FollowUp.objects.get().pk]),
            {"idempotency_key": str(uuid4())},
        ).status_code
        == 302
    )


def test_next_offer_goes_to_who_may_write_for_the_partner_now() -> None:
    pitch, registration, person = _pair()
    editor = make_member(pitch.partner, Membership.Role.EDITOR)
    Membership.objects.filter(user=pitch.user).delete()
    helping.offer_help(pitch, registration, "", by=person)
    assert FollowUp.objects.get().owner == editor


def test_office_and_colleagues_of_the_helper_read_no_name(client: Client) -> None:
    pitch, registration, person = _pair()
    helping.offer_help(pitch, registration, "台所があります", by=person)
    follow_up = FollowUp.objects.get()
    colleague = make_member(registration.partner, name="隣野 三郎")
    seat(pitch.event, colleague, registration.partner)
    client.force_login(colleague)
    assert client.get(follow_up.get_absolute_url()).status_code == 404
    client.force_login(make_staff(pitch.event.municipality, role="viewer"))
    page = client.get(follow_up.get_absolute_url()).content.decode()
    assert "見本 花子" not in page
    assert "台所があります" not in page


def test_citizen_lets_their_address_be_seen_and_is_reached(client: Client) -> None:
    event = now_on(is_open_to_citizens=True)
    pitch, citizen = chosen(event), make_user("市野 民子")
    seat(event, citizen)
    client.force_login(citizen)
    refused = client.post(
        _url(pitch), {"words": "手伝えます", "idempotency_key": str(uuid4())}
    ).content.decode()
    assert "メールアドレスを見せることに同意してください" in refused
    assert not HelpOffer.objects.exists()
    assert _press(client, pitch, words="手伝えます", shares_email="on") == 302
    client.force_login(pitch.user)
    for url in (_url(pitch, "pitch_detail"), FollowUp.objects.get().get_absolute_url()):
        assert citizen.email in client.get(url).content.decode()


def test_address_is_not_seen_without_the_tick(client: Client) -> None:
    pitch, _registration, person = _pair()
    client.force_login(person)
    _press(client, pitch)
    client.force_login(pitch.user)
    assert person.email not in client.get(_url(pitch, "pitch_detail")).content.decode()


# --- The pages ----------------------------------------------------------------------------------


def test_names_are_read_by_the_presenters_side_alone(client: Client) -> None:
    pitch, registration, person = _pair()
    helping.offer_help(pitch, registration, "台所があります", by=person)
    guest = make_user()
    seat(pitch.event, guest)
    seen = {}
    for reader in (pitch.user, person, guest, make_member(make_partner())):
        client.force_login(reader)
        page = client.get(_url(pitch, "pitch_detail")).content.decode()
        seen[reader.pk] = "見本 花子" in page.replace(reader.name, "") or "緑茶商店" in page
    assert seen[pitch.user_id] is True
    assert [seen[reader] for reader in seen if reader != pitch.user_id] == [False] * 3


def test_viewer_of_the_partner_reads_no_names(client: Client) -> None:
    pitch, registration, person = _pair()
    helping.offer_help(pitch, registration, "台所があります", by=person)
    client.force_login(make_member(pitch.partner, Membership.Role.VIEWER))
    assert "台所があります" not in client.get(_url(pitch, "pitch_detail")).content.decode()


def test_button_says_who_will_read_it_and_is_pressed_twice(client: Client) -> None:
    pitch, _registration, person = _pair()
    client.force_login(person)
    page = client.get(_url(pitch, "pitch_detail")).content.decode()
    assert "協力できます" in page
    assert f"{pitch.partner.name}の方" in page
    key = str(uuid4())
    for _ in range(2):
        assert _press(client, pitch, words="台所があります", idempotency_key=key) == 302
    assert _press(client, pitch, words="台所があります") == 302
    assert HelpOffer.objects.count() == 1
    assert _press(client, pitch, "pitch_help_back") == 302
    assert HelpOffer.objects.get().withdrawn_at is not None


def test_only_who_has_a_seat_may_press(client: Client) -> None:
    pitch, _registration, _person = _pair()
    for person in (make_user(), pitch.user):
        client.force_login(person)
        assert _press(client, pitch) == 403
    client.logout()
    assert client.post(_url(pitch)).url.startswith("/accounts/login/")


def test_words_that_are_too_long_come_back_with_a_message(client: Client) -> None:
    pitch, _registration, person = _pair()
    client.force_login(person)
    words = "長" * 301
    response = client.post(_url(pitch), {"words": words, "idempotency_key": str(uuid4())})
    page = response.content.decode()
    assert response.status_code == 200
    assert words in page
    assert "errorlist" in page
    assert not HelpOffer.objects.exists()


@pytest.mark.parametrize("words", ["前\x00後\x07", "🍵" * 300, "<script>alert(1)</script>", "   "])
def test_words_are_taken_as_people_type_them(client: Client, words: str) -> None:
    pitch, _registration, person = _pair()
    client.force_login(person)
    assert _press(client, pitch, words=words) == 302
    assert "\x00" not in HelpOffer.objects.get().words


def test_button_leads_back_to_where_it_was_and_nowhere_else(client: Client) -> None:
    pitch, _registration, person = _pair()
    client.force_login(person)
    now = reverse("events:event_now", args=[pitch.event.slug])
    for wanted, led in ((now, now), ("https://example.com/", _url(pitch, "pitch_detail"))):
        data = {"next": wanted, "idempotency_key": str(uuid4())}
        assert client.post(_url(pitch), data).url == led


def test_meeting_to_come_shows_no_button(client: Client) -> None:
    event, person = make_meeting(), make_user()
    pitch = chosen(event)
    seat(event, person)
    client.force_login(person)
    assert "help-button" not in client.get(_url(pitch, "pitch_detail")).content.decode()


def test_letting_go_and_opening_again_are_steps_like_all_others() -> None:
    pitch, registration, user = _pair()
    helping.offer_help(pitch, registration, "", by=user)
    helping.take_help_back(pitch, registration, by=user)
    helping.offer_help(pitch, registration, "", by=user)
    follow_up = FollowUp.objects.get()
    assert follow_up.version == 3
    verbs = Entry.objects.filter(subject_type="events.followup").order_by("pk")
    expected = ["follow_up.made", "follow_up.let_go", "follow_up.taken_up"]
    assert [entry.verb for entry in verbs] == expected


def test_what_was_taken_back_reminds_nobody() -> None:
    pitch, registration, user = _pair()
    helping.offer_help(pitch, registration, "", by=user)
    FollowUp.objects.update(due_on=timezone.localdate())
    clocks.look_at(FollowUp.objects.get().pk)
    reminder = Notice.objects.get(kind="events.follow_up_reminder")
    assert reminder.read_at is None
    helping.take_help_back(pitch, registration, by=user)
    reminder.refresh_from_db()
    assert reminder.read_at is not None
