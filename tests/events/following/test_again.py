"""Whom one would like to talk to again: private, mutual, once."""

import pytest

from events.following import again
from events.following.again import Said
from events.models import AgainWish, Registration
from matching.introducing import settings as in_peace
from matching.introducing import steps as introducing
from matching.introducing.contacts import contacts
from matching.models import Introduction
from partners.models import Membership
from tests.events.past import make_pair, make_past, make_running, make_seat
from tests.factories import make_event, make_listing, make_partner
from tomoni.journal.models import Entry
from tomoni.models import StateError
from tomoni.municipalities.models import IntroductionRoute
from tomoni.notices.models import Notice

pytestmark = pytest.mark.django_db
SHARES = Said(shares_contact=True)
NOTHING = Said()


def _wish(seat: Registration, other: Registration, said: Said = NOTHING) -> AgainWish:
    return again.wish(seat, other, said, by=seat.user)


def test_one_wish_tells_nobody_anything() -> None:
    one, other = make_pair(make_past())
    made = _wish(one, other, Said("堆肥の話の続きを"))
    assert not made.is_mutual
    assert not Notice.objects.exists()
    assert not Introduction.objects.exists()
    [entry] = Entry.objects.filter(verb="again.wished")
    assert other.person_name not in f"{entry.subject_title}{entry.data}"


def test_a_mutual_wish_is_an_introduction_with_the_contacts_of_both() -> None:
    event = make_past()
    one, other = make_pair(event)
    _wish(one, other, Said("堆肥の話の続きを"))
    assert _wish(other, one).is_mutual
    introduction = Introduction.objects.get()
    assert introduction.state == Introduction.State.ACCEPTED
    assert introduction.came_from == event
    parties = list(introduction.parties.select_related("partner", "answered_by"))
    told = contacts(introduction, parties, reader=parties[0])
    assert {contact.person for contact in told} == {one.user, other.user}
    assert "堆肥の話の続きを" in introduction.message
    recipients = Notice.objects.filter(kind="matching.introduction_accepted")
    assert {notice.recipient for notice in recipients} == {one.user, other.user}
    assert {wish.introduction for wish in AgainWish.objects.all()} == {introduction}


def test_said_twice_it_is_one_wish() -> None:
    one, other = make_pair(make_past())
    _wish(one, other, Said("一"))
    _wish(one, other, Said("二"))
    assert AgainWish.objects.get().words == "二"


def test_what_was_asked_already_is_agreed_to() -> None:
    one, other = make_pair(make_past())
    asked = introducing.ask(
        make_listing(one.partner),
        make_listing(other.partner, "seed"),
        by=one.user,
        message="ぜひ。",
    )
    _wish(one, other)
    _wish(other, one)
    asked.refresh_from_db()
    assert asked.state == Introduction.State.ACCEPTED
    assert Introduction.objects.count() == 1


def test_what_waits_with_a_broker_is_agreed_to_by_both() -> None:
    one, other = make_pair(make_past())
    other.partner.municipality.introduction_routes = [IntroductionRoute.OFFICE]
    other.partner.municipality.save()
    asked = introducing.ask(
        make_listing(one.partner),
        make_listing(other.partner, "seed"),
        by=one.user,
        message="ぜひ。",
        route=IntroductionRoute.OFFICE,
    )
    assert asked.state == Introduction.State.REQUESTED
    _wish(one, other)
    assert _wish(other, one).is_mutual
    asked.refresh_from_db()
    assert asked.state == Introduction.State.ACCEPTED


def test_a_block_is_never_revealed() -> None:
    one, other = make_pair(make_past())
    in_peace.block(one.partner, other.partner, by=one.user)
    _wish(one, other)
    assert not _wish(other, one).is_mutual
    assert not Introduction.objects.exists()
    assert not Notice.objects.exists()


def test_a_pause_is_never_revealed_and_once_it_is_over_they_are_brought_together() -> None:
    from django.utils import timezone

    from events.following import clocks

    one, other = make_pair(make_past())
    in_peace.pause(other.partner, by=other.user)
    _wish(one, other)
    assert not _wish(other, one).is_mutual
    assert not Notice.objects.exists()
    in_peace.resume(other.partner, by=other.user)
    [pk] = clocks.due_wishes(timezone.localdate())
    clocks.look_at_wish(pk)
    assert Introduction.objects.get().state == Introduction.State.ACCEPTED


def test_colleagues_are_not_offered() -> None:
    event, partner = make_past(), make_partner()
    with pytest.raises(StateError):
        _wish(make_seat(event, partner), make_seat(event, partner))


def test_of_another_meeting_nobody_is_offered() -> None:
    one, other = make_seat(make_past(), make_partner()), make_seat(make_past(), make_partner())
    with pytest.raises(StateError):
        _wish(one, other)


def test_before_the_meeting_and_long_after_nothing_can_be_said() -> None:
    for event in (make_event(), make_past(days=91)):
        one, other = make_pair(event)
        with pytest.raises(StateError):
            _wish(one, other)
    one, other = make_pair(make_running())
    assert _wish(one, other).pk


def test_taken_back_before_it_was_mutual_it_was_never_said() -> None:
    one, other = make_pair(make_past())
    made = _wish(one, other, Said("一", office_may_ask=True))
    again.take_back(made, by=one.user)
    made.refresh_from_db()
    assert (made.words, made.office_may_ask) == ("", False)
    assert not _wish(other, one).is_mutual
    assert not AgainWish.objects.for_office().exists()


def test_what_both_wish_is_not_taken_back() -> None:
    one, other = make_pair(make_past())
    made = _wish(one, other)
    _wish(other, one)
    with pytest.raises(StateError):
        again.take_back(made, by=one.user)


def test_taken_back_and_said_again() -> None:
    one, other = make_pair(make_past())
    again.take_back(_wish(one, other), by=one.user)
    _wish(other, one)
    assert _wish(one, other).is_mutual


# --- Citizens -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "is_told"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
)
def test_citizens_get_each_others_address_only_if_both_have_ticked(
    first: bool, second: bool, is_told: bool
) -> None:
    event = make_past()
    one, other = make_seat(event), make_seat(event)
    _wish(one, other, Said(shares_contact=first))
    assert _wish(other, one, Said(shares_contact=second)).is_mutual is is_told
    assert not Introduction.objects.exists()
    assert Notice.objects.filter(kind="events.again_mutual").count() == 2 * is_told


def test_a_citizen_and_a_partner_exchange_addresses() -> None:
    event = make_past()
    one, other = make_seat(event), make_seat(event, make_partner())
    _wish(one, other, SHARES)
    assert _wish(other, one, SHARES).is_mutual


def test_who_may_not_speak_for_the_partner_says_yes_for_nobody_else() -> None:
    event = make_past()
    viewer = make_seat(event, make_partner(), role=Membership.Role.VIEWER)
    other = make_seat(event, make_partner())
    _wish(viewer, other)
    assert not _wish(other, viewer).is_mutual
    assert not Introduction.objects.exists()


# --- The office ---------------------------------------------------------------------------------


def test_the_office_sees_what_it_may_ask_and_nothing_else() -> None:
    event = make_past()
    one, other = make_pair(event)
    third, fourth = make_pair(event)
    allowed = _wish(one, other, Said(office_may_ask=True))
    _wish(third, fourth)
    assert list(AgainWish.objects.for_office()) == [allowed]
    _wish(other, one)
    assert not AgainWish.objects.for_office().exists()
