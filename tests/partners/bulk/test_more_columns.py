"""Visions, who is to take over the pages, and what needs and seeds of a list are about."""

import uuid
from typing import Any

import pytest
from django.test import Client

from partners.bulk import importing
from partners.bulk.problems import in_words
from partners.models import ClaimAddress, Listing, OnBehalf, Partner
from partners.people import claims
from tests.factories import make_member, make_municipality, make_staff, make_user
from tests.partners.answers import logged_in, partner_answers, press_send
from tests.partners.bulk.lists import (
    HEADERS,
    SHOP,
    TEA,
    checked,
    csv_file,
    imported,
    verdicts,
    work,
)
from tests.partners.test_registration import delivered
from tomoni.accounts.models import User
from tomoni.journal import ledger
from tomoni.journal.models import Entry, Job
from tomoni.municipalities.models import Municipality, StaffRole, Vision
from tomoni.taxonomy.models import Field, ResourceKind

pytestmark = pytest.mark.django_db
CONTACT = ["担当者名", "メールアドレス"]


@pytest.fixture
def staff(city: Municipality) -> User:
    return make_staff(city, StaffRole.Role.MANAGER, name="職員 花子")


def with_columns(headers: list[str], cells: list[str], row: list[str] = TEA) -> Any:
    return csv_file([[*HEADERS, *headers], [*row, *cells]])


def run_code_jobs() -> None:
    for job in Job.objects.open().filter(kind="partners.mail_code"):
        assert ledger.run(job.pk) == ledger.Outcome.DONE, job.last_error


def mailed(city: Municipality, staff: User, *, approves: bool = True, ticked: bool = True) -> Any:
    """A list with an address, imported with the tick."""
    file = with_columns(CONTACT, ["見本 太郎", "Taro＠example.jp"])
    source = importing.upload_list(file, file.name, municipality=city, by=staff)
    importing.check_list(
        source,
        header=(1, 1),
        columns=source.columns,
        default_type=None,
        approves=approves,
        mails_codes=ticked,
    )
    work()
    importing.begin_import(source, by=staff)
    work()
    run_code_jobs()
    return source


# --- Visions ------------------------------------------------------------------------------------


def test_visions_of_the_municipality(city: Municipality) -> None:
    for name in ("希望がみえるまち", "誰もが住みたくなるまち"):
        Vision.objects.create(municipality=city, name_ja=name)
    file = with_columns(["ビジョン"], ["希望がみえるまち、誰もが住みたくなるまち、月へ行くまち"])
    source = imported(file, city)
    [problem] = source.rows.get().problems
    assert "「月へ行くまち」" in in_words(problem)
    assert Partner.objects.get().visions.count() == 2


def test_visions_of_other_municipalities_are_none_here(city: Municipality) -> None:
    Vision.objects.create(municipality=make_municipality(), name_ja="よそのビジョン")
    imported(with_columns(["ビジョン"], ["よそのビジョン"]), city)
    assert not Partner.objects.get().visions.exists()


# --- Needs and seeds ------------------------------------------------------------------------------

_LISTING = [
    *("ニーズの題名", "ニーズ", "ニーズのSDGs目標", "ニーズの行政分野", "ニーズのリソース"),
    *("シーズ", "シーズのSDGs目標"),
]


def listing_cells(**changes: str) -> list[str]:
    cells = {
        "title": "人手が足りない",
        "body": "茶摘みの人手を探しています。",
        "goals": "⑧、11",
        "fields": "、".join(Field.objects.values_list("name_ja", flat=True)[:2]),
        "resources": ResourceKind.objects.all()[0].name_ja,
        "seed": "茶殻を分けます。",
        "seed_goals": "1〜5",
    }
    return list({**cells, **changes}.values())


def test_needs_and_seeds_bring_what_they_are_about(city: Municipality) -> None:
    imported(with_columns(_LISTING, listing_cells()), city, approves=True)
    need, seed = Listing.objects.needs().get(), Listing.objects.seeds().get()
    assert [goal.pk for goal in need.primary_goals.all()] == [8, 11]
    assert (need.fields.count(), need.resources.count()) == (2, 1)
    assert (seed.primary_goals.count(), seed.related_goals.count()) == (0, 5)
    assert need.is_live


def test_same_list_again_changes_nothing_and_another_goal_does(city: Municipality) -> None:
    imported(with_columns(_LISTING, listing_cells()), city, approves=True)
    again = checked(with_columns(_LISTING, listing_cells()), city, approves=True)
    assert verdicts(again) == ["unchanged"]
    changed = imported(with_columns(_LISTING, listing_cells(goals="8、12")), city, approves=True)
    assert changed.rows.get().changes == ["need"]
    assert [goal.pk for goal in Listing.objects.needs().get().primary_goals.all()] == [8, 12]
    assert Listing.objects.count() == 2


def test_goals_without_a_need_are_told(city: Municipality) -> None:
    source = imported(with_columns(_LISTING, listing_cells(title="", body="")), city)
    assert "題名も説明もない" in in_words(source.rows.get().problems[0])
    assert not Listing.objects.needs().exists()


# --- Who is to take over the pages ----------------------------------------------------------------


def test_contact_is_kept_and_nobody_gets_a_mail_without_the_tick(
    city: Municipality, staff: User
) -> None:
    mailed(city, staff, ticked=False)
    address = ClaimAddress.objects.get()
    assert (address.person, address.email) == ("見本 太郎", "taro@example.jp")
    assert delivered() == []
    partner = Partner.objects.get()
    html = logged_in(staff).get(f"/desk/partners/{partner.slug}/").content.decode()
    assert ("見本 太郎" in html, 'value="taro@example.jp"' in html) == (True, True)
    public = Client().get(partner.get_absolute_url()).content.decode()
    assert ("見本 太郎" in public, "taro@example.jp" in public) == (False, False)
    assert "taro@" not in str(list(Entry.objects.values()))


def test_partner_of_a_list_claims_itself_with_the_mailed_code(
    city: Municipality, staff: User
) -> None:
    mailed(city, staff)
    partner = Partner.objects.get()
    assert partner.is_unclaimed
    [mail] = delivered()
    assert (mail.to, partner.receipt in mail.body) == (["taro@example.jp"], True)
    claim = partner.claims.get()
    assert str(claims.code_to_show(claim)) in mail.body
    claims.take_over(claim, make_user())
    assert (partner.is_unclaimed, ClaimAddress.objects.exists()) == (False, False)


def test_list_sent_twice_mails_once(city: Municipality, staff: User) -> None:
    mailed(city, staff)
    mailed(city, staff)
    assert len(delivered()) == 1


def test_drafts_get_their_code_when_they_are_registered(city: Municipality, staff: User) -> None:
    source = mailed(city, staff, approves=False)
    assert delivered() == []
    again = importing.import_again(source, by=staff)
    work()
    importing.begin_import(again, by=staff)
    work()
    run_code_jobs()
    assert [mail.to for mail in delivered()] == [["taro@example.jp"]]


def test_claimed_partner_takes_no_contact_from_a_list(city: Municipality, staff: User) -> None:
    mailed(city, staff, ticked=False)
    make_member(Partner.objects.get())
    ClaimAddress.objects.all().delete()
    source = checked(with_columns(CONTACT, ["別の人", "b@example.jp"]), city)
    assert (verdicts(source), ClaimAddress.objects.exists()) == (["unchanged"], False)


def test_address_that_is_none_is_left_out_and_told(city: Municipality) -> None:
    source = imported(with_columns(CONTACT, ["見本 太郎", "taro at example"]), city)
    [problem] = source.rows.get().problems
    assert (problem["is_error"], "メールアドレスではない" in in_words(problem)) == (False, True)
    assert ClaimAddress.objects.get().email == ""


def test_tick_needs_the_column(city: Municipality, staff: User) -> None:
    source = importing.upload_list(csv_file([HEADERS, SHOP]), "a.csv", municipality=city, by=staff)
    url = f"/desk/partner-import/{source.pk}/columns/"
    client = logged_in(staff)
    form = client.get(url).context["form"]
    answers = {name: form.initial.get(name) or "" for name in form.fields}
    answers |= {"approves": "True", "mails_codes": "on", "idempotency_key": str(uuid.uuid4())}
    html = client.post(url, answers).content.decode()
    assert "連絡先メールアドレスの列がありません" in html


def test_staff_write_for_partners_of_their_lists_until_they_are_claimed(
    city: Municipality, staff: User
) -> None:
    imported(csv_file([HEADERS, TEA]), city)
    partner = Partner.objects.get()
    assert OnBehalf.objects.get(partner=partner).agreed == OnBehalf.Agreed.LIST
    client = logged_in(staff)
    url = f"/my/partner/?partner={partner.slug}"
    client.post(url, partner_answers(city, name="掛川製茶株式会社"))
    press_send(client, f"/my/partner/confirm/?partner={partner.slug}")
    partner.refresh_from_db()
    assert (partner.name, partner.state) == ("掛川製茶株式会社", Partner.State.DRAFT)
    assert not partner.memberships.exists()
