"""What a claimed partner has written is its own: a list says what differs, and changes nothing."""

from typing import Any

import pytest
from django.test import Client

from partners.bulk import importing
from partners.bulk.problems import in_words
from partners.models import ImportRow, Listing, Membership, Partner
from tests.factories import make_listing, make_member, make_municipality, make_partner, make_staff
from tests.partners.answers import logged_in
from tests.partners.bulk.lists import HEADERS, TEA, checked, csv_file, imported, outcomes, work
from tomoni.journal.models import Entry, Job
from tomoni.municipalities.models import Municipality, StaffRole
from tomoni.taxonomy.models import Goal, PartnerType

pytestmark = pytest.mark.django_db
Verdict, Outcome = ImportRow.Verdict, ImportRow.Outcome
MORE = [*HEADERS, "ＳＤＧｓの目標", "ニーズの件名", "ニーズ"]
ROW = [*TEA, "3", "茶殻を使ってほしい", "毎年2トン出ます。"]


@pytest.fixture
def city() -> Municipality:
    return make_municipality("掛川市")


@pytest.fixture
def partner(city: Municipality) -> Partner:
    """As its owner has written it."""
    partner = make_partner(
        TEA[0],
        municipality=city,
        address=TEA[5],
        phone="0537-00-0000",
        type=PartnerType.objects.get(slug="npo"),
        goals=(11,),
    )
    make_member(partner)
    return partner


def all_of(partner: Partner) -> list[Any]:
    """Everything an import may write of it."""
    partner.refresh_from_db()
    columns = Partner.objects.filter(pk=partner.pk).values().get()
    goals = list(partner.primary_goals.values_list("number", flat=True))
    return [columns, goals, list(Listing.objects.filter(partner=partner).values())]


def told(row: ImportRow) -> dict[str, str]:
    """What is said of each cell."""
    return {problem["cell"]: in_words(problem) for problem in row.problems}


def all_told(row: ImportRow) -> str:
    """Everything that is said of a row."""
    return " ".join(in_words(problem) for problem in row.problems)


def test_list_changes_nothing_of_a_claimed_partner_and_says_what_differs(
    city: Municipality, partner: Partner
) -> None:
    before = all_of(partner)
    source = imported(csv_file([MORE, ROW]), city, approves=True)
    row = source.rows.get()
    assert (row.verdict, row.outcome, row.can_be_chosen) == (Verdict.THEIRS, "", False)
    assert {"phone", "type", "primary_goals", "need"} <= set(row.changes)
    phone = told(row)["G2"]
    assert ("0537-21-1111" in phone, "0537-00-0000" in phone) == (True, True)
    kind = told(row)["D2"]
    assert (partner.type.name_ja in kind, "企業" in kind) == (True, True)
    assert Goal.objects.get(number=3).name_ja in told(row)["I2"]
    assert "毎年2トン出ます。" in all_told(row)
    assert all_of(partner) == before
    assert not Entry.objects.filter(verb="partner.updated").exists()
    assert not Job.objects.filter(kind="journal.mail").exists()


def test_need_of_a_claimed_partner_stays_as_its_members_wrote_it(
    city: Municipality, partner: Partner
) -> None:
    listing = make_listing(partner, title="茶殻を使ってほしい", body="いまは1トンです。")
    before = all_of(partner)
    row = imported(csv_file([MORE, ROW]), city, approves=True).rows.get()
    assert "いまは1トンです。" in all_told(row)
    assert all_of(partner) == before
    assert listing.partner == partner


def test_claimed_since_the_check_it_is_left_alone(city: Municipality, partner: Partner) -> None:
    Membership.objects.filter(partner=partner).delete()
    source = checked(csv_file([MORE, ROW]), city)
    assert source.rows.get().verdict == Verdict.CHANGED
    make_member(partner)
    before = all_of(partner)
    importing.begin_import(source, by=None)
    work()
    assert outcomes(source) == [Outcome.THEIRS]
    assert "0537-00-0000" in all_told(source.rows.get())
    assert all_of(partner) == before


def test_what_its_members_left_behind_is_kept_by_lists_again(
    city: Municipality, partner: Partner
) -> None:
    partner.members.update(is_active=False)
    source = imported(csv_file([MORE, ROW]), city)
    assert outcomes(source) == [Outcome.UPDATED]
    partner.refresh_from_db()
    assert partner.phone == "0537-21-1111"


def test_same_values_are_no_news(city: Municipality, partner: Partner) -> None:
    rows = [["名称", "所在地", "電話番号"], [TEA[0], TEA[5], "0537-00-0000"]]
    source = checked(csv_file(rows), city, default_type=partner.type)
    assert source.rows.get().verdict == Verdict.UNCHANGED


def test_page_and_report_say_so(city: Municipality, partner: Partner, settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False
    client: Client = logged_in(make_staff(city, StaffRole.Role.MANAGER))
    source = checked(csv_file([MORE, ROW]), city)
    html = client.get(source.get_absolute_url()).content.decode()
    for words in ("メンバーが管理", "0537-00-0000", "?verdict=theirs"):
        assert words in html, words
    found = client.get(f"{source.get_absolute_url()}?verdict=theirs").context["found"]
    assert [row.number for row in found.page] == [2]
