"""Applying for a pitch, the desk, the programme, slides, and the clock."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Pitch
from events.pitching import running, steps
from partners.models import Listing, Membership
from tests.bad_inputs import TYPEABLE, bad_files, pdf_file
from tests.events.pitching.pitches import chosen, make_meeting, make_pitch, now_on, seat
from tests.factories import make_listing, make_member, make_partner, make_staff, make_user
from tests.queries import assert_constant_queries
from tests.responses import page_or_address
from tomoni.accounts.models import Draft, User
from tomoni.notices.models import Notice

pytestmark = pytest.mark.django_db
ANSWERS = {
    "title": "台所を貸してください",
    "ask": "土曜に使える台所を探しています。",
    "presenter": "例田 花子",
    "minutes": "7",
    "listing": "",
}


def _url(name: str, pitch: Pitch, *more: Any) -> str:
    return reverse(f"events:{name}", args=[pitch.event.slug, pitch.pk, *more])


def _member(client: Client) -> User:
    person = make_member(make_partner("緑茶商店"))
    client.force_login(person)
    return person


def _post(client: Client, url: str, **data: Any) -> str:
    return page_or_address(client.post(url, {"idempotency_key": str(uuid4()), **data}))


def _fetched(client: Client, url: str) -> Any:
    """The answer, read to its end, so that the file behind it is closed."""
    response: Any = client.get(url)
    if response.streaming:
        list(response)
    return response


def _confirm(client: Client, url: str, **data: Any) -> Any:
    token = Draft.objects.filter(sent_at=None).latest("updated_at").token
    return client.post(url, {"draft": token, **data})


# --- Applying -----------------------------------------------------------------------------------


def test_pitch_is_handed_in_with_listing_and_slides(client: Client) -> None:
    person, event = _member(client), make_meeting()
    listing = make_listing(person.partners.get(), title="台所が足りない")
    form = reverse("events:pitch_apply", args=[event.slug])
    confirm = reverse("events:pitch_apply_confirm", args=[event.slug])
    led = _post(client, form, **{**ANSWERS, "listing": listing.pk}, slides=pdf_file("発表.pdf"))
    assert led.startswith(confirm)
    page = client.get(led).content.decode()
    for words in ("台所が足りない", "発表.pdf", "例田 花子"):
        assert words in page
    first = _confirm(client, led)
    pitch = Pitch.objects.get()
    assert first.url == _url("pitch_done", pitch)
    assert (pitch.listing, pitch.minutes, pitch.slides_name) == (listing, 7, "発表.pdf")
    assert pitch.receipt in client.get(first.url).content.decode()
    with pitch.slides.open() as file:
        assert file.read().startswith(b"%PDF-")


def test_confirmation_sent_twice_hands_in_once(client: Client) -> None:
    _member(client)
    event = make_meeting()
    led = _post(client, reverse("events:pitch_apply", args=[event.slug]), **ANSWERS)
    token = str(Draft.objects.get().token)
    first, second = (client.post(led, {"draft": token}) for _ in range(2))
    assert first.url == second.url
    assert Pitch.objects.count() == 1


def test_only_own_listings_that_are_shown_can_be_chosen(client: Client) -> None:
    person, event = _member(client), make_meeting()
    hidden = make_listing(person.partners.get(), state=Listing.State.PAUSED)
    others = make_listing(make_partner())
    form = reverse("events:pitch_apply", args=[event.slug])
    for listing in (hidden, others):
        page = _post(client, form, **{**ANSWERS, "listing": listing.pk})
        assert "error-summary" in page
    assert not Pitch.objects.exists()


@pytest.mark.parametrize("kind", [kind for kind in bad_files() if kind != "empty file"])
def test_slides_are_a_pdf_by_their_content(client: Client, kind: str) -> None:
    _member(client)
    form = reverse("events:pitch_apply", args=[make_meeting().slug])
    page = _post(client, form, **ANSWERS, slides=bad_files()[kind])
    assert "error-summary" in page
    assert ANSWERS["title"] in page


@pytest.mark.parametrize("kind", TYPEABLE)
def test_whatever_is_typed_is_taken_or_refused_in_words(client: Client, kind: str) -> None:
    _member(client)
    form = reverse("events:pitch_apply", args=[make_meeting().slug])
    typed = dict.fromkeys(ANSWERS, TYPEABLE[kind])
    page = _post(client, form, **typed)
    assert "error-summary" in page or "/confirm/" in page


def test_form_is_closed_without_a_deadline_and_after_it(client: Client) -> None:
    _member(client)
    past = timezone.now() - timedelta(minutes=1)
    for event in (make_meeting(pitches_until=None), make_meeting(pitches_until=past)):
        response = client.get(reverse("events:pitch_apply", args=[event.slug]))
        assert response.url == event.get_absolute_url()


def test_page_of_the_meeting_offers_it_only_while_it_is_open(client: Client) -> None:
    link = "pitches/apply/"
    assert link in client.get(make_meeting().get_absolute_url()).content.decode()
    closed = make_meeting(pitches_until=None)
    assert link not in client.get(closed.get_absolute_url()).content.decode()


def test_second_editor_is_told_that_a_colleague_was_faster(client: Client) -> None:
    event, person = make_meeting(), _member(client)
    pitch = make_pitch(event, person.partners.get(), user=person)
    confirm = _url("pitch_edit_confirm", pitch)
    assert _post(client, _url("pitch_edit", pitch), **{**ANSWERS, "title": "私の題"}) == confirm
    client.get(confirm)
    other = steps.Answers("同僚の題", "お願い", None, "例田", 5)
    steps.change(pitch, other, by=person, seen_version=1)
    response = _confirm(client, confirm)
    page = response.content.decode()
    assert response.status_code == 409
    assert "同僚の題" in page
    assert "私の題" in page
    assert _confirm(client, confirm, seen_version="2").status_code == 302
    pitch.refresh_from_db()
    assert (pitch.title, pitch.version) == ("私の題", 3)


def test_tab_that_was_open_before_the_change_of_a_colleague_is_told(client: Client) -> None:
    pitch = make_pitch(make_meeting())
    client.force_login(pitch.user)
    form = _url("pitch_edit", pitch)
    seen = pitch.version
    assert f'name="seen_version" value="{seen}"' in client.get(form).content.decode()
    steps.change(
        pitch,
        steps.Answers("同僚の題", "同僚の文", None, "例田 次郎", 5),
        by=make_member(pitch.partner),
        seen_version=seen,
    )
    client.get(form)  # a second tab, which shows what the colleague has written
    led = _post(client, form, **ANSWERS, seen_version=seen)
    assert _confirm(client, led).status_code == 409
    pitch.refresh_from_db()
    assert pitch.title == "同僚の題"


def test_link_to_the_form_is_for_who_may_open_it(client: Client) -> None:
    event, partner = make_meeting(), make_partner()
    form = reverse("events:pitch_apply", args=[event.slug])
    people = {
        make_user(): False,
        make_member(partner, Membership.Role.VIEWER): False,
        make_member(partner): True,
    }
    assert form in client.get(event.get_absolute_url()).content.decode()
    for person, may in people.items():
        client.force_login(person)
        assert (form in client.get(event.get_absolute_url()).content.decode()) is may


def test_withdrawing_is_for_editors_of_the_partner(client: Client) -> None:
    event, partner = make_meeting(), make_partner()
    pitch = make_pitch(event, partner)
    client.force_login(make_member(partner, Membership.Role.VIEWER))
    key = {"idempotency_key": str(uuid4())}
    assert client.post(_url("pitch_withdraw", pitch), key).status_code == 403
    client.force_login(pitch.user)
    assert _post(client, _url("pitch_withdraw", pitch)) == reverse("events:my_pitches")
    pitch.refresh_from_db()
    assert pitch.state == Pitch.State.WITHDRAWN


# --- Who sees what ------------------------------------------------------------------------------


def test_programme_shows_chosen_ones_in_their_order(client: Client) -> None:
    event = make_meeting()
    chosen(event, title="二番目", position=2)
    chosen(event, title="一番目", position=1)
    make_pitch(event, title="待っている題")
    page = client.get(event.get_absolute_url()).content.decode()
    assert page.index("一番目") < page.index("二番目")
    assert "待っている題" not in page


def test_listing_is_linked_for_who_may_see_it(client: Client) -> None:
    event, partner = make_meeting(), make_partner()
    listing = make_listing(partner, visibility=Listing.Visibility.PARTNERS, title="会員だけの題")
    pitch = chosen(event, partner, listing=listing)
    for url in (_url("pitch_detail", pitch), event.get_absolute_url()):
        client.logout()
        assert "会員だけの題" not in client.get(url).content.decode()
        client.force_login(make_member(make_partner()))
        assert "会員だけの題" in client.get(url).content.decode()


def test_pitch_that_waits_is_seen_by_its_partner_and_the_office(client: Client) -> None:
    event = make_meeting()
    pitch = make_pitch(event)
    readers = {pitch.user: 200, make_staff(event.municipality): 200, make_user(): 404}
    for reader, status in readers.items():
        client.force_login(reader)
        assert client.get(_url("pitch_detail", pitch)).status_code == status


def test_slides_are_for_who_takes_part_and_come_as_a_file(client: Client) -> None:
    event = make_meeting()
    pitch = chosen(event, slides_name="発表.pdf")
    pitch.slides.save("x.pdf", ContentFile(b"%PDF-1.4 %%EOF"))
    url = _url("pitch_slides", pitch, pitch.slides_token)
    guest, waiting = make_user(), make_user()
    seat(event, guest)
    seat(event, waiting, state="waiting")
    office = make_staff(event.municipality)
    for reader, status in {guest: 200, pitch.user: 200, office: 200, waiting: 403}.items():
        client.force_login(reader)
        assert _fetched(client, url).status_code == status
    client.force_login(guest)
    response = _fetched(client, url)
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "application/pdf"
    assert client.get(_url("pitch_slides", pitch, uuid4())).status_code == 404


def test_declined_one_tells_its_partner_why(client: Client) -> None:
    event = make_meeting()
    pitch = make_pitch(event, state=Pitch.State.DECLINED, decline_reason="次の回にお願いします。")
    client.force_login(pitch.user)
    for url in (_url("pitch_detail", pitch), reverse("events:my_pitches")):
        assert "次の回にお願いします。" in client.get(url).content.decode()


# --- The desk -----------------------------------------------------------------------------------


@pytest.fixture
def office(client: Client) -> Pitch:
    """A pitch that waits, before somebody of the office."""
    event = make_meeting()
    client.force_login(make_staff(event.municipality))
    return make_pitch(event)


def test_desk_chooses_takes_back_and_declines(client: Client, office: Pitch) -> None:
    queue = reverse("events:pitch_queue", args=[office.event.slug])
    assert _post(client, _url("pitch_choose", office)) == queue
    assert _post(client, _url("pitch_take_back", office)) == queue
    assert "error-summary" in _post(client, _url("pitch_decline", office), reason=" ")
    assert _post(client, _url("pitch_decline", office), reason="次の回に。") == queue
    office.refresh_from_db()
    assert (office.state, office.decline_reason) == ("declined", "次の回に。")
    assert "次の回に。" in client.get(queue).content.decode()


def test_step_that_is_no_longer_possible_says_so(client: Client, office: Pitch) -> None:
    _post(client, _url("pitch_choose", office))
    _post(client, _url("pitch_choose", office), follow="")
    assert Notice.objects.filter(kind="events.pitch_chosen").count() == 1
    queue = reverse("events:pitch_queue", args=[office.event.slug])
    assert "notice-error" in client.get(queue).content.decode()


def test_order_is_typed_as_numbers_of_any_width(client: Client, office: Pitch) -> None:
    event = office.event
    first, second = chosen(event), chosen(event)
    url = reverse("events:pitch_order", args=[event.slug])
    places = {f"place-{first.pk}": "2", f"place-{second.pk}": "1"}
    nonsense = {"place-x": "1", f"place-{office.pk}": "-4", "place-99999999999": "1"}
    _post(client, url, **places, **nonsense)
    assert list(event.pitches.chosen()) == [second, first]


def test_desk_costs_the_same_for_many(client: Client, office: Pitch) -> None:
    event = office.event
    url = reverse("events:pitch_queue", args=[event.slug])
    assert_constant_queries(client, url, lambda: (chosen(event), make_pitch(event)), at_most=12)


def test_page_of_the_meeting_costs_the_same_for_many(client: Client) -> None:
    event, person = make_meeting(), make_user()
    seat(event, person)
    client.force_login(person)

    def add() -> None:
        partner = make_partner()
        chosen(event, partner, listing=make_listing(partner))

    assert_constant_queries(client, event.get_absolute_url(), add, at_most=20)


def test_clock_starts_ends_and_is_followed(client: Client) -> None:
    event = now_on()
    client.force_login(make_staff(event.municipality))
    first, second = chosen(event, title="一番目"), chosen(event, title="二番目")
    timer = reverse("events:pitch_timer", args=[event.slug])
    assert _post(client, _url("pitch_start", first)) == timer
    _post(client, _url("pitch_start", second), ago="30")
    state = client.get(reverse("events:timer_state", args=[event.slug])).json()
    assert [bool(each["ended"]) for each in state["pitches"]] == [True, False]
    assert "二番目" in client.get(timer).content.decode()
    _post(client, _url("pitch_end", second), ago="nonsense")
    assert running.on_now(event) is None
