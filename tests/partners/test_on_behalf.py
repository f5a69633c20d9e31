"""Acting for a partner without being a member: who may what, and what stays on record."""

import uuid
from typing import Any

import pytest
from django.test import Client

from partners.acting import capacity
from partners.models import Affiliation, Listing, Membership, OnBehalf, Partner
from partners.people import claims
from tests.factories import (
    affiliate,
    make_federation,
    make_listing,
    make_member,
    make_municipality,
    make_partner,
    make_staff,
    make_unclaimed,
    make_user,
)
from tests.partners.answers import (
    errors_of,
    listing_answers,
    logged_in,
    partner_answers,
    press_send,
)
from tests.partners.test_registration import delivered
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.journal.record import history_of
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
Role = Membership.Role
DESK, NEW, CONFIRM = "/my/affiliates/", "/my/affiliates/new/", "/my/affiliates/new/confirm/"
AGREED = {"agreed": "paper", "confirms": "on"}


def key() -> dict[str, str]:
    return {"idempotency_key": str(uuid.uuid4())}


@pytest.fixture
def federation(city: Municipality) -> Partner:
    return make_federation("きび連合会", municipality=city)


@pytest.fixture
def mediator(federation: Partner) -> User:
    return make_member(federation, Role.EDITOR, name="吉備野 むすび")


# --- Who may do what: role × state of the affiliation ------------------------------------------

# As whom → what may be done: (edit the profile, write needs and seeds)
NOTHING, WRITES, EDITS, ALL = (False, False), (False, True), (True, False), (True, True)
# unclaimed; claimed with nothing, listings, the profile, both allowed; registered by itself
TABLE = """
who                 unclaimed nothing   writes    edits     both
fed_owner           ALL       NOTHING   WRITES    EDITS     ALL
fed_editor          ALL       NOTHING   WRITES    EDITS     ALL
fed_viewer          NOTHING   NOTHING   NOTHING   NOTHING   NOTHING
fed_suspended       NOTHING   NOTHING   NOTHING   NOTHING   NOTHING
other_federation    NOTHING   NOTHING   NOTHING   NOTHING   NOTHING
city_manager        ALL       NOTHING   NOTHING   NOTHING   NOTHING
city_editor         ALL       NOTHING   NOTHING   NOTHING   NOTHING
city_viewer         NOTHING   NOTHING   NOTHING   NOTHING   NOTHING
other_city          NOTHING   NOTHING   NOTHING   NOTHING   NOTHING
stranger            NOTHING   NOTHING   NOTHING   NOTHING   NOTHING
"""
HEAD, *LINES = [line.split() for line in TABLE.split("\n") if line]
CELLS = [
    (who, state, globals()[cell])
    for who, *cells in LINES
    for state, cell in zip(HEAD[1:], cells, strict=True)
]


@pytest.mark.parametrize(("who", "state", "may"), CELLS)
def test_who_may_do_what_on_behalf(
    who: str,
    state: str,
    may: tuple[bool, bool],
    federation: Partner,
    city: Municipality,
    settings: Any,
) -> None:
    settings.STAFF_MFA_REQUIRED = False
    partner = make_unclaimed(federation, municipality=city)
    if state != "unclaimed":
        make_member(partner)
        allowed = {"edits_profile": state in ("edits", "both")}
        allowed["writes_listings"] = state in ("writes", "both")
        Affiliation.objects.update(**allowed)
    user = person(who, federation, city)
    found = [bool(capacity(user, partner, at_least=role)) for role in (Role.OWNER, Role.EDITOR)]
    assert tuple(found) == may
    listing = make_listing(partner, state=Listing.State.PAUSED)
    client = logged_in(user)
    assert (status(client, f"/my/partner/?partner={partner.slug}") == 200) == may[0]
    assert (status(client, f"/my/listings/new/need/?partner={partner.slug}") == 200) == may[1]
    assert (status(client, f"/my/listings/{listing.pk}/edit/") == 200) == may[1]
    assert Listing.objects.editable_by(user).exists() == may[1]


def person(who: str, federation: Partner, city: Municipality) -> User:
    """Somebody of the table."""
    if who == "fed_suspended":
        Partner.objects.filter(pk=federation.pk).update(state=Partner.State.SUSPENDED)
        return make_member(federation)
    if who.startswith("fed_"):
        return make_member(federation, Role(who.removeprefix("fed_")))
    if who == "other_federation":
        return make_member(make_federation())
    if who == "other_city":
        return make_staff(make_municipality(), StaffRole.Role.MANAGER)
    if who.startswith("city_"):
        return make_staff(city, StaffRole.Role(who.removeprefix("city_")))
    return make_member(make_partner())


def status(client: Client, url: str) -> int:
    return client.get(url).status_code


def test_staff_need_their_second_step(city: Municipality, settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = True
    assert capacity(make_staff(city), make_unclaimed(municipality=city)) is None


@pytest.mark.parametrize("state", Partner.State.values)
def test_federation_sees_its_registrations_in_every_state(
    state: str, federation: Partner, mediator: User
) -> None:
    partner = make_unclaimed(federation, state=state, return_reason="理由")
    assert status(logged_in(mediator), f"{DESK}{partner.slug}/") == 200
    assert status(logged_in(mediator), partner.get_absolute_url()) == 200
    viewer = make_member(federation, Role.VIEWER)
    shown = {Partner.State.APPROVED: 200, Partner.State.LAPSED: 410}.get(Partner.State(state), 404)
    assert status(logged_in(viewer), partner.get_absolute_url()) == shown


# --- Registering ------------------------------------------------------------------------------


def test_federation_registers_a_member(
    federation: Partner, mediator: User, city: Municipality
) -> None:
    client = logged_in(mediator)
    html = client.get(NEW).content.decode()
    assert "きび連合会(吉備野 むすび)" in html
    response = client.post(NEW, partner_answers(city, name="山の商工会", **AGREED))
    assert response["Location"] == CONFIRM
    assert "きび連合会(吉備野 むすび) → 山の商工会" in client.get(CONFIRM).content.decode()
    response = press_send(client, CONFIRM)
    partner = Partner.objects.get(name="山の商工会")
    assert response["Location"] == f"{DESK}{partner.slug}/"
    assert (partner.state, partner.memberships.count()) == (Partner.State.SUBMITTED, 0)
    row = OnBehalf.objects.get(partner=partner)
    assert (row.by, row.federation, row.agreed) == (mediator, federation, "paper")
    assert Partner.objects.affiliated_with(federation).get() == partner
    acting = {"as": "きび連合会", "federation": federation.pk, "agreed": "paper"}
    assert history_of(partner)[0].data == {"on_behalf": acting}
    assert [mail.to for mail in delivered()] == [[mediator.email]]


def test_staff_register_somebody_with_a_paper_form(city: Municipality) -> None:
    staff = make_staff(city)
    client = logged_in(staff)
    answers = partner_answers(city, name="手書きの店", **{**AGREED, "agreed": "spoken"})
    client.post("/desk/partners/new/", answers)
    response = press_send(client, "/desk/partners/new/confirm/")
    partner = Partner.objects.get(name="手書きの店")
    assert response["Location"] == f"/desk/partners/{partner.slug}/"
    html = client.get(response["Location"]).content.decode()
    assert "対面または電話で" in html
    assert f"{city.name}として代理" in html


def test_staff_register_in_their_own_city_only(city: Municipality) -> None:
    client = logged_in(make_staff(city))
    answers = partner_answers(make_municipality(), **AGREED)
    assert "municipality" in errors_of(client.post("/desk/partners/new/", answers))


@pytest.mark.parametrize("missing", ["agreed", "confirms"])
def test_nobody_is_registered_without_having_agreed(
    missing: str, mediator: User, city: Municipality
) -> None:
    answers = {**partner_answers(city), **AGREED}
    del answers[missing]
    assert missing in errors_of(logged_in(mediator).post(NEW, answers))


def test_second_press_registers_once(mediator: User, city: Municipality) -> None:
    client = logged_in(mediator)
    client.post(NEW, partner_answers(city, name="一度だけ", **AGREED))
    first = press_send(client, CONFIRM)
    from tomoni.accounts.models import Draft

    token = Draft.objects.get(sent_at__isnull=False).pk
    assert client.post(CONFIRM, {"draft": str(token)})["Location"] == first["Location"]
    assert Partner.objects.filter(name="一度だけ").count() == 1


@pytest.mark.parametrize("url", [DESK, NEW, CONFIRM])
def test_desk_is_for_bodies_that_mediate(url: str, federation: Partner) -> None:
    assert status(logged_in(make_member(federation, Role.VIEWER)), url) == 403
    assert status(logged_in(make_member(make_partner())), url) == 404
    assert status(logged_in(), url) == 404
    waiting = make_federation(state=Partner.State.SUBMITTED)
    assert status(logged_in(make_member(waiting)), url) == 404
    assert Client().get(url)["Location"].startswith("/accounts/login/")


def test_who_registered_hears_the_citys_answer(federation: Partner, city: Municipality) -> None:
    from partners.life import registration

    owner = make_member(federation, language="en")
    partner = make_unclaimed(federation, state=Partner.State.SUBMITTED, approved_at=None)
    registration.approve_partner(partner, by=make_staff(city))
    [mail] = delivered()
    assert mail.to == [owner.email]
    assert f"{DESK}{partner.slug}/" in mail.body


# --- Writing, and what stays on record ----------------------------------------------------------


def test_need_written_on_behalf_tells_who_acted(federation: Partner, mediator: User) -> None:
    partner = make_unclaimed(federation, "山の商工会")
    client, url = logged_in(mediator), f"/my/listings/new/need/?partner={partner.slug}"
    assert "きび連合会(吉備野 むすび) → 山の商工会" in client.get(url).content.decode()
    client.post(url, listing_answers())
    confirm = f"/my/listings/new/need/confirm/?partner={partner.slug}"
    done = press_send(client, confirm)["Location"]
    listing = Listing.objects.get()
    assert listing.partner == partner
    entry = Entry.objects.get(verb="listing.published")
    assert entry.data["on_behalf"] == {"as": "きび連合会", "federation": federation.pk}
    assert f'href="{DESK}{partner.slug}/"' in client.get(done).content.decode()
    response = client.post(f"/my/listings/{listing.pk}/pause/", key())
    assert response["Location"] == f"{DESK}{partner.slug}/"
    staff = make_staff(partner.municipality, StaffRole.Role.VIEWER)
    html = logged_in(staff).get(f"/desk/partners/{partner.slug}/").content.decode()
    assert listing.title in html
    assert "きび連合会として代理" in html


def test_partner_reads_what_was_done_in_its_name(federation: Partner, mediator: User) -> None:
    partner = make_unclaimed(federation)
    listing = make_listing(partner, title="空き店舗の使い道")
    logged_in(mediator).post(f"/my/listings/{listing.pk}/pause/", key())
    claims.issue_code(partner, by=mediator)
    owner = make_user()
    claims.take_over(partner.claims.get(), owner)
    html = logged_in(owner).get("/my/representation/").content.decode()
    for words in ("空き店舗の使い道", "吉備野 むすび", "きび連合会として代理", "書面で"):
        assert words in html


def test_own_deeds_are_not_on_behalf(federation: Partner) -> None:
    partner = make_unclaimed(federation)
    owner, listing = make_member(partner), make_listing(partner)
    logged_in(owner).post(f"/my/listings/{listing.pk}/pause/", key())
    assert "on_behalf" not in Entry.objects.get(verb="listing.paused").data
    assert "まだありません" in logged_in(owner).get("/my/representation/").content.decode()


def test_profile_changed_on_behalf_is_on_record(federation: Partner, mediator: User) -> None:
    partner = make_unclaimed(federation)
    client, query = logged_in(mediator), f"?partner={partner.slug}"
    client.post(f"/my/partner/{query}", partner_answers(description="聞き取りました。"))
    done = press_send(client, f"/my/partner/confirm/{query}")["Location"]
    assert client.get(done).status_code == 200
    entry = Entry.objects.get(verb="partner.updated")
    assert entry.data["on_behalf"]["as"] == "きび連合会"


# --- What the owner allows --------------------------------------------------------------------


def test_owner_says_what_the_federation_may_do(federation: Partner) -> None:
    partner = make_partner()
    row = affiliate(federation, partner, edits=True)
    url = f"/my/representation/{row.pk}/"
    logged_in(make_member(partner)).post(url, {"writes_listings": "on", **key()})
    row.refresh_from_db()
    assert (row.edits_profile, row.writes_listings) == (False, True)
    assert history_of(partner)[0].verb == "partner.representation_changed"


def test_only_the_owner_says_it(federation: Partner, mediator: User) -> None:
    partner = make_partner()
    row = affiliate(federation, partner)
    url, data = f"/my/representation/{row.pk}/", {"edits_profile": "on"}
    editor = make_member(partner, Role.EDITOR)
    assert logged_in(editor).post(url, {**data, **key()}).status_code == 403
    make_member(federation)
    for stranger in (make_member(make_partner()), make_member(federation), make_user()):
        assert logged_in(stranger).post(url, {**data, **key()}).status_code == 404
    row.refresh_from_db()
    assert not row.edits_profile


# --- The desk of the intermediary ---------------------------------------------------------------


def test_desk_lists_members_with_what_may_be_done(federation: Partner, mediator: User) -> None:
    make_listing(make_unclaimed(federation, "未引き継ぎの会"), title="困っています")
    affiliate(federation, make_partner("独り立ちの会"))
    affiliate(federation, make_partner("見えない会", state=Partner.State.SUBMITTED))
    affiliate(make_federation(), make_partner("よその会"))
    html = logged_in(mediator).get(DESK).content.decode()
    for shown in ("未引き継ぎの会", "代理登録(未引き継ぎ)", "独り立ちの会", "困っています"):
        assert shown in html
    assert ("見えない会" in html, "よその会" in html) == (False, False)


def test_member_that_allows_nothing_has_no_page_there(federation: Partner, mediator: User) -> None:
    partner = make_partner()
    affiliate(federation, partner)
    assert status(logged_in(mediator), f"{DESK}{partner.slug}/") == 404
    assert status(logged_in(mediator), f"{DESK}{make_unclaimed().slug}/") == 404


def test_desk_asks_the_database_the_same_for_one_and_three(
    federation: Partner, mediator: User
) -> None:
    def add() -> None:
        make_listing(make_unclaimed(federation))

    assert_constant_queries(logged_in(mediator), DESK, add, at_most=12)


def test_page_of_a_member_asks_the_same_for_one_and_three(
    federation: Partner, mediator: User
) -> None:
    partner = make_unclaimed(federation)
    url = f"{DESK}{partner.slug}/"
    client = logged_in(mediator)
    assert_constant_queries(client, url, lambda: make_listing(partner), at_most=22)


# --- The public pages of a federation -----------------------------------------------------------


def test_federation_shows_its_members_and_their_listings(federation: Partner) -> None:
    member = make_unclaimed(federation, "瀬戸の会")
    make_listing(member, title="網の修理を頼みたい")
    hidden = make_unclaimed(federation, "承認待ちの会", state=Partner.State.SUBMITTED)
    make_listing(hidden, title="まだ見えない願い")
    make_listing(member, title="仲間だけに", visibility=Listing.Visibility.PARTNERS)
    page = federation.get_absolute_url()
    for url in (page, f"{page}members/", f"{page}listings/"):
        html = Client().get(url).content.decode()
        assert "承認待ちの会" not in html
        assert "まだ見えない願い" not in html
        assert "仲間だけに" not in html
    assert "瀬戸の会" in Client().get(page).content.decode()
    assert "網の修理を頼みたい" in Client().get(page).content.decode()
    assert "瀬戸の会" in Client().get(f"{page}members/").content.decode()
    assert "網の修理を頼みたい" in Client().get(f"{page}listings/").content.decode()
    assert federation.name in Client().get(member.get_absolute_url()).content.decode()


@pytest.mark.parametrize("page", ["members/", "listings/"])
def test_only_federations_have_these_pages(page: str) -> None:
    assert Client().get(f"{make_partner().get_absolute_url()}{page}").status_code == 404
    waiting = make_federation(state=Partner.State.SUBMITTED)
    affiliate(waiting, make_partner())
    assert Client().get(f"{waiting.get_absolute_url()}{page}").status_code == 404
    assert Client().get(f"/partners/nobody/{page}").status_code == 404


@pytest.mark.parametrize(("page", "at_most"), [("", 16), ("members/", 10), ("listings/", 10)])
def test_pages_of_a_federation_ask_the_same_for_one_and_three(
    federation: Partner, page: str, at_most: int
) -> None:
    def add() -> None:
        make_listing(make_unclaimed(federation))

    url = federation.get_absolute_url() + page
    assert_constant_queries(Client(), url, add, at_most=at_most)


def test_lists_of_a_federation_are_paged(federation: Partner) -> None:
    for number in range(21):
        make_unclaimed(federation, f"会{number:02}")
    page = federation.get_absolute_url()
    found = Client().get(f"{page}members/?page=2").context["found"]
    assert (found.total, len(found.page)) == (21, 1)
    assert Client().get(page).content.decode().count('class="row partner"') == 12
