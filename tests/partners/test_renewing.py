"""A registration ends: its owners are reminded, it lapses, and it is renewed by the rule."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from time_machine import travel

from partners.life import ending, renewing
from partners.models import Listing, Membership, Partner, Tick
from partners.tasks import renew_registrations
from tests.factories import (
    make_federation,
    make_line,
    make_listing,
    make_member,
    make_municipality,
    make_partner,
    make_staff,
    make_unclaimed,
    make_user,
)
from tests.mails import link_in
from tests.partners.answers import errors_of, logged_in
from tests.queries import assert_constant_queries
from tomoni.journal import ledger
from tomoni.journal.mail import KIND as MAIL
from tomoni.journal.models import Job
from tomoni.journal.record import history_of
from tomoni.models import StateError
from tomoni.municipalities.models import StaffRole

pytestmark = pytest.mark.django_db
State = Partner.State
TODAY = date(2027, 3, 1)
MORNING = datetime(2027, 2, 28, 21, 0, tzinfo=UTC)  # six o'clock in Japan
PAGE = "/my/partner/renewal/"


@pytest.fixture(autouse=True)
def _morning(settings: Any) -> Any:
    settings.STAFF_MFA_REQUIRED = False
    with travel(MORNING, tick=False):
        yield


def ending_in(days: int, **fields: Any) -> Partner:
    """A partner with one owner, registered for so many days more."""
    partner = make_partner(expires_on=TODAY + timedelta(days=days), **fields)
    make_member(partner)
    return partner


def owner_of(partner: Partner) -> Client:
    return logged_in(partner.memberships.get(role=Membership.Role.OWNER).user)


def night() -> None:
    """What beat, relay and workers do in a night, mails included."""
    renew_registrations()
    for kind in (renewing.DAY, renewing.PARTNER, MAIL):
        for job in Job.objects.filter(kind=kind, done_at=None):
            Job.objects.filter(pk=job.pk).update(due_at=timezone.now() - timedelta(days=900))
            assert ledger.run(job.pk) == ledger.Outcome.DONE


def press(client: Client, partner: Partner, **data: Any) -> Any:
    """The button of the page as it was shown."""
    shown = {"seen": partner.expires_on, "idempotency_key": str(uuid.uuid4())}
    return client.post(f"{PAGE}?partner={partner.slug}", {**shown, **data})


@pytest.mark.parametrize(
    ("days", "written", "state"),
    [
        (200, 0, State.APPROVED),
        (61, 0, State.APPROVED),
        (60, 1, State.APPROVED),
        (57, 1, State.APPROVED),  # three nights on which nothing ran are made up
        (56, 0, State.APPROVED),
        (14, 1, State.APPROVED),
        (1, 0, State.APPROVED),
        (0, 0, State.APPROVED),
        (-1, 1, State.LAPSED),
        (-400, 1, State.LAPSED),
    ],
)
def test_who_is_written_to_when_and_what_lapses(days: int, written: int, state: str) -> None:
    partner = ending_in(days)
    night()
    partner.refresh_from_db()
    assert (len(mail.outbox), partner.state) == (written, state)


def test_whole_life_without_an_answer_is_three_mails_and_a_lapse() -> None:
    partner = ending_in(62)
    listing = make_listing(partner, review_by=TODAY + timedelta(days=300))
    for day in range(70):
        with travel(MORNING + timedelta(days=day), tick=False):
            night()
    partner.refresh_from_db()
    listing.refresh_from_db()
    assert [message.subject[:8] for message in mail.outbox] == ["【2027年5月"] * 2 + [
        "登録の期限が過ぎ"
    ]
    assert (partner.state, listing.state) == (State.LAPSED, Listing.State.PUBLISHED)
    assert [entry.verb for entry in history_of(partner)] == ["partner.lapsed"]
    assert history_of(partner)[0].actor is None
    assert Job.objects.filter(kind="matching.match", key=f"partner:{partner.pk}").exists()


def test_repeated_night_writes_to_nobody_again() -> None:
    partner = ending_in(14)
    night()
    Job.objects.filter(kind=renewing.DAY).delete()
    night()
    renewing.look_at(partner.pk)
    assert Job.objects.filter(kind=MAIL).count() == len(mail.outbox) == 1


def test_owners_are_written_to_in_their_language_and_led_to_the_page() -> None:
    partner = make_partner("茶 & <園>", expires_on=TODAY + timedelta(days=60))
    make_member(partner, language="en", name="Ann")
    make_member(partner, Membership.Role.EDITOR)
    make_member(partner, is_active=False)
    night()
    body = str(mail.outbox[0].body)
    assert len(mail.outbox) == 1
    assert "茶 & <園>" in body
    assert "24 months" in body
    assert link_in(body) == f"{PAGE}?partner={partner.slug}"


def test_who_registered_on_behalf_is_written_to_and_may_renew() -> None:
    federation = make_federation()
    user = make_member(federation)
    partner = make_unclaimed(federation, expires_on=TODAY + timedelta(days=14), by=user)
    night()
    assert mail.outbox[0].to == [user.email]
    press(logged_in(user), partner)
    partner.refresh_from_db()
    assert partner.expires_on == date(2029, 3, 15)
    entry = history_of(partner)[0]
    assert (entry.verb, entry.data["on_behalf"]["as"]) == ("partner.renewed", federation.name)


@pytest.mark.parametrize("state", [s for s in State.values if s != State.APPROVED])
def test_what_is_not_registered_is_left_alone(state: str) -> None:
    partner = ending_in(-1, state=state, return_reason="理由")
    night()
    partner.refresh_from_db()
    assert (mail.outbox, partner.state) == ([], state)


def test_nobody_is_woken_and_a_day_is_asked_for_once() -> None:
    with travel(datetime(2027, 2, 28, 19, 30, tzinfo=UTC), tick=False):  # half past four
        renew_registrations()
    assert not Job.objects.exists()
    for _ in range(3):
        renew_registrations()
    assert [(job.key, job.once) for job in Job.objects.all()] == [("2027-03-01", True)]


def test_lapse_loses_against_who_renews_in_the_same_moment() -> None:
    partner = ending_in(-1)
    stale = Partner.objects.get(pk=partner.pk)
    renewing.renew_partner(partner, by=make_member(partner), seen=partner.expires_on)
    with pytest.raises(StateError):
        ending.lapse_partner(stale)
    partner.refresh_from_db()
    assert partner.is_approved


# --- the rule


@pytest.mark.parametrize(
    ("days", "state", "until"),
    [
        (90, State.APPROVED, date(2029, 5, 30)),
        (1, State.APPROVED, date(2029, 3, 2)),
        (0, State.APPROVED, date(2029, 3, 1)),
        (-1, State.APPROVED, date(2029, 2, 28)),
        (-90, State.APPROVED, date(2028, 12, 1)),
        (-91, State.SUBMITTED, date(2026, 11, 30)),
    ],
)
def test_renewal_counts_from_the_old_day_or_goes_to_staff(
    days: int, state: str, until: date
) -> None:
    partner = ending_in(days, state=State.LAPSED if days < 0 else State.APPROVED)
    press(owner_of(partner), partner)
    partner.refresh_from_db()
    assert (partner.state, partner.expires_on) == (state, until)
    template = "partner_renewed" if state == State.APPROVED else "partner_submitted"
    assert Job.objects.filter(payload__template=template).count() == 1


def test_too_early_is_said_and_changes_nothing() -> None:
    partner = ending_in(91)
    client = owner_of(partner)
    assert "3月2日(火)から" in client.get(PAGE).content.decode()
    press(client, partner)
    partner.refresh_from_db()
    assert partner.expires_on == TODAY + timedelta(days=91)


def test_term_that_would_be_over_already_goes_to_staff() -> None:
    city = make_municipality(renewal_months=1)
    partner = ending_in(-60, municipality=city, state=State.LAPSED)
    press(owner_of(partner), partner)
    partner.refresh_from_db()
    assert partner.state == State.SUBMITTED


def test_pressed_twice_renews_once() -> None:
    partner = ending_in(30)
    client = owner_of(partner)
    press(client, partner)
    press(client, partner)  # an old page in a second tab
    partner.refresh_from_db()
    assert partner.expires_on == date(2029, 3, 31)


@pytest.mark.parametrize("seen", ["", "nonsense", "2027-02-30", "9999-12-31"])
def test_nonsense_for_the_day_renews_nothing(seen: str) -> None:
    partner = ending_in(30)
    assert press(owner_of(partner), partner, seen=seen).status_code == 302
    partner.refresh_from_db()
    assert partner.expires_on == TODAY + timedelta(days=30)


def test_published_needs_hold_on_and_paused_ones_stay_paused() -> None:
    partner = ending_in(30)
    live = make_listing(partner, review_by=TODAY + timedelta(days=5))
    paused = make_listing(partner, state=Listing.State.PAUSED)
    press(owner_of(partner), partner)
    live.refresh_from_db()
    paused.refresh_from_db()
    assert (live.review_by, paused.state) == (date(2027, 9, 1), Listing.State.PAUSED)


def test_everything_stands_on_one_page_with_the_ways_to_change_it() -> None:
    partner = ending_in(30, phone="0537-21-1111", description="お茶を育てています。")
    make_listing(partner, title="茶殻の使い道")
    html = owner_of(partner).get(PAGE).content.decode()
    for shown in ("0537-21-1111", "お茶を育てています。", "茶殻の使い道", "2029年3月31日"):
        assert shown in html
    assert f"/my/partner/?partner={partner.slug}#id_postal_code" in html
    assert "/my/listings/" in html


def test_page_asks_the_database_the_same_for_one_and_three_listings() -> None:
    partner = ending_in(30)
    assert_constant_queries(owner_of(partner), PAGE, lambda: make_listing(partner), at_most=16)


def test_new_text_is_declared_again_and_the_old_one_is_not() -> None:
    partner = ending_in(30)
    city, owner = partner.municipality, partner.memberships.get().user
    ticked, new = make_line(city, "前からの誓約"), make_line(city, "新しい誓約")
    Tick.objects.create(partner=partner, item=ticked, by=owner)
    client = logged_in(owner)
    html = client.get(PAGE).content.decode()
    assert ("前からの誓約" in html, "新しい誓約" in html) == (False, True)
    assert "新しい誓約" in errors_of(press(client, partner))["pledges"][0]
    with pytest.raises(StateError):
        renewing.renew_partner(partner, by=owner, seen=partner.expires_on)
    assert press(client, partner, pledges=[new.pk]).status_code == 302
    partner.refresh_from_db()
    assert partner.expires_on == date(2029, 3, 31)
    assert Tick.objects.get(item=new).by == owner


# --- what others see


def test_lapsed_one_is_gone_from_lists_and_its_page_says_so() -> None:
    partner = make_partner("期限切れ商店", state=State.LAPSED, expires_on=TODAY - timedelta(days=1))
    listing = make_listing(partner)
    page: Any = Client().get(partner.get_absolute_url())
    assert page.status_code == 410
    html = page.content.decode()
    assert "2月28日" in html
    assert "地域のために働いています" not in html
    assert "期限切れ商店" not in Client().get("/partners/").content.decode()
    assert Client().get(listing.get_absolute_url()).status_code == 404
    member = make_member(partner, Membership.Role.EDITOR)
    assert logged_in(member).get(partner.get_absolute_url()).status_code == 200
    assert "更新は代表者が行います" in logged_in(member).get("/my/").content.decode()


def test_staff_see_who_ends_soon_and_take_a_lapsed_one_in_again() -> None:
    partner = ending_in(30, name="まもなく商店")
    lapsed = ending_in(-200, municipality=partner.municipality, state=State.LAPSED)
    manager = logged_in(make_staff(partner.municipality, StaffRole.Role.MANAGER))
    desk = manager.get("/desk/").content.decode()
    assert "まもなく商店" in desk
    url = f"/desk/partners/{lapsed.slug}/"
    assert "もう一度登録する" in manager.get(url).content.decode()
    manager.post(f"{url}approve/", {"idempotency_key": str(uuid.uuid4())})
    lapsed.refresh_from_db()
    assert (lapsed.state, lapsed.expires_on) == (State.APPROVED, date(2029, 3, 1))
    sorted_rows = manager.get("/desk/partners/?sort=ends").context["found"].page
    assert [row.pk for row in sorted_rows] == [partner.pk, lapsed.pk]


def test_staff_renew_only_what_has_no_people() -> None:
    alone = make_partner(expires_on=TODAY + timedelta(days=30))
    owned = ending_in(30, municipality=alone.municipality)
    manager = logged_in(make_staff(alone.municipality, StaffRole.Role.MANAGER))
    for partner in (alone, owned):
        url = f"/desk/partners/{partner.slug}/"
        assert (f"{url}extend/" in manager.get(url).content.decode()) == (partner == alone)
        manager.post(f"{url}extend/", {"idempotency_key": str(uuid.uuid4())})
        partner.refresh_from_db()
    assert (alone.expires_on, owned.expires_on) == (date(2029, 3, 31), date(2027, 3, 31))
    with pytest.raises(StateError):
        renewing.extend_partner(alone, by=make_user())  # it is early again


def test_lapsed_profile_can_be_corrected_before_renewing() -> None:
    partner = ending_in(-5, state=State.LAPSED)
    client = owner_of(partner)
    assert "登録の期限が過ぎています" in client.get("/my/partner/").content.decode()
