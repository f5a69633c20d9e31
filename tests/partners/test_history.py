"""The history: field by field, the old beside the new; what members read and what staff read."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from partners.life import ending, registration
from partners.models import Change, Listing, Membership, Partner
from partners.publishing import listings
from partners.record.keeping import CHANGES_KEPT
from partners.tasks import forget_changes
from tests.factories import (
    make_federation,
    make_line,
    make_listing,
    make_member,
    make_partner,
    make_staff,
    make_unclaimed,
    make_user,
)
from tests.partners.answers import CONFIRM, FORM, logged_in, partner_answers, press_send
from tests.queries import assert_constant_queries
from tomoni.journal.models import Entry
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
OWN = "/my/partner/history/"


@pytest.fixture
def staff(city: Municipality, settings: Any) -> Client:
    settings.STAFF_MFA_REQUIRED = False
    return logged_in(make_staff(city, StaffRole.Role.VIEWER))


def desk(partner: Partner) -> str:
    return f"/desk/partners/{partner.slug}/history/"


def edit(partner: Partner, by: Any = None, **values: Any) -> None:
    """An edit of columns, as the form leads to it."""
    row = Partner.objects.get(pk=partner.pk)
    for name, value in values.items():
        setattr(row, name, value)
    registration.update_partner(row, by=by or make_user(), seen_version=row.version)


def test_edit_keeps_what_stood_there_and_the_journal_does_not(city: Municipality) -> None:
    partner = make_partner(municipality=city, phone="0537-21-1111", shows_phone=False)
    edit(partner, phone="0537-21-2222", shows_phone=True)
    change = Change.objects.get()
    assert change.values == {
        "phone": ["0537-21-1111", "0537-21-2222"],
        "shows_phone": [False, True],
    }
    assert (change.version, change.listing) == (2, None)
    assert change.entry.data == {"changed": ["phone", "shows_phone"]}


def test_staff_see_old_and_new_side_by_side(city: Municipality, staff: Client) -> None:
    partner = make_partner(municipality=city, description="お茶を育てています。")
    owner = make_member(partner, name="代表 花子")
    client = logged_in(owner)
    client.post(FORM, partner_answers(description="お茶を大切に育てています。", primary_goals=[12]))
    press_send(client, CONFIRM)
    html = staff.get(desk(partner)).content.decode()
    assert "お茶を<ins>大切に</ins>育てています。" in html
    assert "代表 花子" in html
    assert "<del>住み続けられるまちづくりを</del>" in html


def test_words_are_in_the_readers_language(city: Municipality, staff: Client) -> None:
    partner = make_partner(municipality=city, goals=(11,))
    client = logged_in(make_member(partner))
    client.post(FORM, partner_answers(primary_goals=[12], related_goals=None))
    press_send(client, CONFIRM)
    staff.cookies["django_language"] = "en"
    html = staff.get(desk(partner), headers={"accept-language": "en"}).content.decode()
    assert "Responsible Consumption" in html


def test_nothing_of_a_text_runs(city: Municipality, staff: Client) -> None:
    partner = make_partner(municipality=city)
    edit(partner, description="<script>alert(1)</script>\x0b" * 3)
    assert "<script>alert" not in staff.get(desk(partner)).content.decode()


def test_long_texts_are_folded(city: Municipality, staff: Client) -> None:
    partner = make_partner(municipality=city)
    edit(partner, description="長い文。" * 100)
    html = staff.get(desk(partner)).content.decode()
    assert "<summary>活動内容</summary>" in html
    edit(partner, phone="0537-21-1111")
    assert "<h3>電話番号</h3>" in staff.get(desk(partner)).content.decode()


def test_listings_are_told_of_too(city: Municipality, staff: Client) -> None:
    listing = make_listing(make_partner(municipality=city), title="古い題")
    listing.title = "新しい題"
    listings.update_listing(listing, by=make_user(), seen_version=1)
    html = staff.get(desk(listing.partner)).content.decode()
    assert "<del>" in html
    assert "新しい題" in html
    assert Change.objects.get().listing == listing


def test_who_acted_on_behalf_is_named(city: Municipality, staff: Client) -> None:
    federation = make_federation("見本商工会")
    user = make_member(federation, name="取次 花子")
    partner = make_unclaimed(federation, municipality=city)
    edit(partner, by=user, phone="0537-21-1111")
    html = staff.get(desk(partner)).content.decode()
    assert "取次 花子" in html
    assert "代理" in html
    assert "見本商工会" in html


def test_members_read_their_own_without_what_is_the_offices(city: Municipality) -> None:
    partner = make_partner(municipality=city, state=Partner.State.SUBMITTED)
    viewer = make_member(partner, Membership.Role.VIEWER)
    clerk = make_staff(city, StaffRole.Role.MANAGER, name="職員 次郎")
    check = make_line(city, "公式サイトを見た", "check")  # type: ignore[arg-type]
    registration.approve_partner(partner, by=clerk, checked=[check])
    ending.suspend_partner(partner, by=clerk, reason="電話が通じません")
    edit_from_list = {"list": "内部名簿.xlsx", "row": 7}
    ending.lift_suspension(partner, by=clerk)
    row = Partner.objects.get(pk=partner.pk)
    row.phone = "0537-21-9999"
    registration.update_from_list(row, by=clerk, chosen={}, origin=edit_from_list)
    html = logged_in(viewer).get(OWN).content.decode()
    for shown in ("承認", "電話が通じません", "停止の解除", "9999", city.name):
        assert shown in html
    for hidden in ("職員 次郎", "内部名簿", "確認項目 1件", "公式サイトを見た"):
        assert hidden not in html


def test_others_read_nothing(city: Municipality, staff: Client) -> None:
    foreign = make_partner()
    assert staff.get(desk(foreign)).status_code == 404
    assert logged_in().get(OWN).status_code == 404
    assert staff.get(OWN).status_code == 404


def test_history_asks_the_database_the_same_for_one_and_three(
    city: Municipality, staff: Client
) -> None:
    partner = make_partner(municipality=city)
    by = make_user()
    numbers = iter(range(1, 9))

    def add() -> None:
        edit(partner, by=by, phone=f"0537-21-111{next(numbers)}")

    assert_constant_queries(staff, desk(partner), add, at_most=14)


def test_history_has_pages(city: Municipality, staff: Client) -> None:
    partner = make_partner(municipality=city)
    by = make_user()
    for number in range(35):
        edit(partner, by=by, phone=f"0537-21-11{number:02}")
    first, second = (staff.get(f"{desk(partner)}?page={n}").content.decode() for n in (1, 2))
    assert (first.count("<time"), second.count("<time")) == (30, 5)
    assert staff.get(f"{desk(partner)}?page=nonsense").status_code == 200


def test_what_was_replaced_is_forgotten_and_that_it_was_is_not() -> None:
    partner = make_partner()
    edit(partner, phone="0537-21-1111")
    edit(partner, phone="0537-21-2222")
    old = Change.objects.order_by("pk").first()
    assert old
    Change.objects.filter(pk=old.pk).update(at=timezone.now() - CHANGES_KEPT - timedelta(days=1))
    forget_changes()
    assert Change.objects.count() == 1
    assert Entry.objects.filter(verb="partner.updated").count() == 2


def test_unchanged_edit_keeps_nothing() -> None:
    edit(make_partner())
    assert not Change.objects.exists()


def test_draft_that_is_edited_keeps_what_stood_there() -> None:
    listing = make_listing(state=Listing.State.DRAFT, title="下書き")
    listing.title = "直した下書き"
    listings.update_listing(listing, by=make_user(), seen_version=1)
    assert Change.objects.get().values == {"title": ["下書き", "直した下書き"]}
