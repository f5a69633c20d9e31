"""What who acts for a partner sees of it: the certificate, what was asked; and nothing hidden by a
cap.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from partners import tasks
from partners.models import Import, Partner
from partners.publishing import listings
from tests.factories import (
    affiliate,
    make_federation,
    make_import,
    make_listing,
    make_member,
    make_partner,
    make_staff,
    make_unclaimed,
)
from tests.partners.answers import logged_in
from tests.queries import assert_constant_queries
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
State = Partner.State


@pytest.fixture
def manager(city: Municipality, settings: Any) -> Client:
    settings.STAFF_MFA_REQUIRED = False
    return logged_in(make_staff(city, StaffRole.Role.MANAGER))


@pytest.fixture
def federation() -> Partner:
    return make_federation("きび連合会")


def certificate(partner: Partner) -> str:
    return f"/my/partner/certificate/?partner={partner.slug}"


def test_certificate_is_printed_for_who_has_not_claimed_it(
    city: Municipality, manager: Client, federation: Partner
) -> None:
    partner = make_unclaimed(federation, "山の商工会", municipality=city)
    mediator = logged_in(make_member(federation))
    for client, page in (
        (mediator, f"/my/affiliates/{partner.slug}/"),
        (manager, f"/desk/partners/{partner.slug}/"),
    ):
        assert certificate(partner) in client.get(page).content.decode()
        html = client.get(certificate(partner)).content.decode()
        assert partner.receipt in html
        assert page in html


def test_certificate_of_strangers_stays_theirs(
    city: Municipality, manager: Client, federation: Partner
) -> None:
    claimed = make_partner("ひとり立ちの店", municipality=city)
    own = make_member(claimed)
    affiliate(federation, claimed)
    assert manager.get(certificate(claimed)).status_code == 404
    mediator = logged_in(make_member(federation))
    assert claimed.name not in mediator.get(certificate(claimed)).content.decode()
    assert claimed.name in logged_in(own).get(certificate(claimed)).content.decode()
    waiting = make_unclaimed(federation, state=State.SUBMITTED)
    assert mediator.get(certificate(waiting)).status_code == 403


def test_federation_reads_remarks_and_the_reason_of_a_suspension(federation: Partner) -> None:
    client = logged_in(make_member(federation))
    remarks = {"phone": {"text": "市外局番から", "changed": False}}
    returned = make_unclaimed(federation, state=State.RETURNED, return_remarks=remarks)
    html = client.get(f"/my/affiliates/{returned.slug}/").content.decode()
    assert "市外局番から" in html
    assert f"/my/partner/?partner={returned.slug}#id_phone" in html
    suspended = make_unclaimed(federation, state=State.SUSPENDED, suspend_reason="電話が不通")
    html = client.get(f"/my/affiliates/{suspended.slug}/").content.decode()
    assert "電話が不通" in html
    assert f"/my/partner/suspension/?partner={suspended.slug}" in html


def test_second_organisation_is_registered_from_my_page() -> None:
    client = logged_in(make_member(make_partner("一つ目の店")))
    assert "/my/partner/?partner=new" in client.get("/my/").content.decode()
    form = client.get("/my/partner/?partner=new").content.decode()
    assert "一つ目の店" not in form.partition("<main")[2].partition("</main>")[0]


# --- Nothing is hidden by a cap -------------------------------------------------------------------


def test_history_is_read_page_by_page_to_its_end() -> None:
    listing = make_listing()
    owner = make_member(listing.partner)
    for _number in range(20):
        listings.pause_listing(listing, by=owner)
        listings.resume_listing(listing, by=owner)
    client = logged_in(owner)
    first, last = (client.get(f"/my/partner/history/?page={n}").context["page"] for n in (1, 2))
    assert (first.paginator.count, len(first.object_list), len(last.object_list)) == (40, 30, 10)

    def more() -> None:
        listings.pause_listing(listing, by=owner)
        listings.resume_listing(listing, by=owner)

    assert_constant_queries(client, "/my/partner/history/?page=2", more, at_most=14)


def test_all_earlier_lists_are_there(city: Municipality, manager: Client) -> None:
    for number in range(21):
        make_import(city, name=f"名簿{number}.csv")
    pages = [manager.get(f"/desk/partner-import/?page={n}").content.decode() for n in (1, 2)]
    assert [page.count('class="row"') for page in pages] == [20, 1]


def test_desk_counts_all_that_goes_stale(city: Municipality, manager: Client) -> None:
    partner = make_partner(municipality=city)
    for _number in range(12):
        make_listing(partner, review_by=timezone.localdate() + timedelta(days=3))
    html = manager.get("/desk/").content.decode()
    assert "<b>12</b>" in html
    assert "12件のうち" in html


def test_old_lists_are_forgotten_daily(city: Municipality) -> None:
    for _number in range(21):
        make_import(city)
    Import.objects.update(created_at=timezone.now() - timedelta(days=31))
    fresh = make_import(city)
    tasks.forget_lists()
    assert list(Import.objects.exclude(file="")) == [fresh]


def test_page_names_where_postal_codes_come_from() -> None:
    client = logged_in()
    data = {"step": "address", "postal_code": "436-0047", "address": ""}
    html = client.get(
        "/my/partner/", data, headers={"HX-Request": "true", "HX-Target": "postal-found"}
    )
    assert "日本郵便" in html.content.decode()
