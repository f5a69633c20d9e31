"""A suspended partner mends what was asked and asks again; what has withdrawn is only read."""

from typing import Any

import pytest
from django.test import Client

from partners.life import ending
from partners.models import Listing, News, Partner
from partners.publishing import bulletin, listings
from tests.bad_inputs import TYPEABLE
from tests.factories import (
    make_federation,
    make_listing,
    make_member,
    make_news,
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
from tests.partners.test_ending import mailed, send
from tomoni.journal.models import Entry
from tomoni.models import StateError
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
State = Partner.State
URL = "/my/partner/suspension/"


@pytest.fixture
def manager(city: Municipality, settings: Any) -> Client:
    settings.STAFF_MFA_REQUIRED = False
    return logged_in(make_staff(city, StaffRole.Role.MANAGER))


@pytest.fixture
def partner(city: Municipality) -> Partner:
    partner = make_partner("みなと商会", municipality=city)
    ending.suspend_partner(partner, by=make_user(), reason="電話が通じません")
    return partner


def test_it_mends_asks_and_is_shown_again(partner: Partner, manager: Client) -> None:
    owner = make_member(partner)
    client = logged_in(owner)
    assert f"{URL}?partner={partner.slug}" in client.get("/my/").content.decode()
    assert "電話が通じません" in client.get(URL).content.decode()
    client.post("/my/partner/", partner_answers(phone="0537-21-1111"))
    press_send(client, "/my/partner/confirm/")
    assert list(errors_of(send(client, URL, words="　"))) == ["words"]
    assert send(client, URL, words="番号を <直しました>")["Location"] == "/my/"
    partner.refresh_from_db()
    assert (partner.state, partner.phone) == (State.SUSPENDED, "0537-21-1111")
    assert Entry.objects.get(verb="partner.lift_asked").data["reason"] == "番号を <直しました>"
    review = manager.get(f"/desk/partners/{partner.slug}/").content.decode()
    assert "番号を &lt;直しました&gt;" in review
    assert "もう一度" in client.get("/my/").content.decode()
    send(manager, f"/desk/partners/{partner.slug}/lift/")
    partner.refresh_from_db()
    assert (partner.state, partner.lift_words, partner.lift_asked_at) == (State.APPROVED, "", None)
    assert client.get(URL)["Location"] == "/my/"
    assert len(mailed("partner_suspension_lifted")) == 1


def test_who_asks_again_waits_on_the_desk(
    city: Municipality, partner: Partner, manager: Client
) -> None:
    quiet = make_partner(municipality=city, state=State.SUSPENDED)
    assert manager.get("/desk/").context["waiting_partners"] == []
    ending.ask_to_lift(partner, by=make_member(partner), words="直しました")
    assert manager.get("/desk/").context["waiting_partners"] == [partner]
    page = manager.get("/desk/partners/")
    assert [row.pk for row in page.context["found"].page] == [partner.pk, quiet.pk]
    assert page.content.decode().count("再確認の依頼") == 1


def test_federation_asks_for_its_unclaimed_member() -> None:
    federation = make_federation()
    partner = make_unclaimed(federation, state=State.SUSPENDED, suspend_reason="理由")
    client = logged_in(make_member(federation))
    url = f"{URL}?partner={partner.slug}"
    assert send(client, url, words="直しました")["Location"] == f"/my/affiliates/{partner.slug}/"
    assert "on_behalf" in Entry.objects.get(verb="partner.lift_asked").data


@pytest.mark.parametrize("case", TYPEABLE)
def test_anything_may_be_typed(partner: Partner, manager: Client, case: str) -> None:
    client = logged_in(make_member(partner))
    assert send(client, URL, words=TYPEABLE[case]).status_code in {200, 302}
    html = manager.get(f"/desk/partners/{partner.slug}/").content.decode()
    assert "<script>alert" not in html


def test_asking_needs_words_and_a_suspension(partner: Partner) -> None:
    with pytest.raises(ValueError, match="what was done"):
        ending.ask_to_lift(partner, by=make_user(), words=" ")
    with pytest.raises(StateError):
        ending.ask_to_lift(make_partner(), by=make_user(), words="直しました")


# --- What of the partner may be changed ---------------------------------------------------------


@pytest.mark.parametrize(("state", "may"), [(State.SUSPENDED, True), (State.WITHDRAWN, False)])
def test_suspended_mends_and_withdrawn_reads(state: str, may: bool) -> None:
    partner = make_partner()
    client = logged_in(make_member(partner))
    listing, news = make_listing(partner), make_news(partner)
    Partner.objects.filter(pk=partner.pk).update(state=state)
    edit = f"/my/listings/{listing.pk}/edit/"
    assert client.get(edit).status_code == (200 if may else 403)
    assert client.get(f"/my/news/{news.pk}/edit/").status_code == (200 if may else 403)
    paused = send(client, f"/my/listings/{listing.pk}/pause/").status_code
    assert paused == (302 if may else 403)
    for page in ("/my/listings/", listing.get_absolute_url()):
        assert (edit in client.get(page).content.decode()) == may
    for page in ("/my/news/", news.get_absolute_url()):
        assert (f"/my/news/{news.pk}/edit/" in client.get(page).content.decode()) == may


def test_steps_leave_what_has_withdrawn_alone() -> None:
    partner = make_partner(state=State.WITHDRAWN)
    by = make_member(partner)
    listing, news = make_listing(partner), make_news(partner)
    for step in (
        lambda: listings.pause_listing(listing, by=by),
        lambda: listings.fulfil_listing(listing, by=by),
        lambda: listings.update_listing(listing, by=by, seen_version=listing.version),
        lambda: bulletin.end_news(news, by=by),
        lambda: bulletin.update_news(news, by=by, seen_version=news.version),
    ):
        with pytest.raises(StateError):
            step()
    assert Listing.objects.get().state == Listing.State.PUBLISHED
    assert News.objects.get().ended_at is None


def test_form_open_while_it_withdrew_changes_nothing() -> None:
    partner = make_partner()
    client, listing = logged_in(make_member(partner)), make_listing(partner)
    client.post(f"/my/listings/{listing.pk}/edit/", listing_answers(title="別の題"))
    Partner.objects.filter(pk=partner.pk).update(state=State.WITHDRAWN)
    assert client.get(f"/my/listings/{listing.pk}/edit/confirm/").status_code == 403
    assert Listing.objects.get().title == "空き家を活用したい"
