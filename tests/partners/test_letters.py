"""The letter with a claim code: its QR code, and the code as it is read out."""

from datetime import timedelta
from typing import Any

import pytest
import segno
from django.conf import settings
from django.utils import timezone, translation
from time_machine import travel

from partners.models import ClaimAddress, OnBehalf, Partner
from partners.people import claims, codes
from partners.people.onetime import ALPHABET
from tests.factories import make_federation, make_member, make_unclaimed
from tests.partners.answers import logged_in
from tomoni.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def issuer() -> User:
    return make_member(make_federation())


@pytest.fixture
def partner(issuer: User) -> Partner:
    return make_unclaimed(issuer.partners.get(), "山の商工会", by=issuer)


def letter(issuer: User, partner: Partner) -> str:
    return logged_in(issuer).get(f"/my/affiliates/{partner.slug}/letter/").content.decode()


def test_picture_is_the_address_with_the_code_where_no_server_sees_it(
    issuer: User, partner: Partner
) -> None:
    code = claims.issue_code(partner, by=issuer)
    html = letter(issuer, partner)
    address = f"{settings.BASE_URL}/claim/?receipt={partner.receipt}#{code}"
    assert codes.qr(address) in html
    drawn = segno.make(address, error="m", micro=False)
    assert codes.qr(address).count("<path") == 2
    assert f'viewBox="0 0 {drawn.symbol_size()[0]}' in codes.qr(address)


def test_picture_needs_no_style_that_the_policy_forbids(issuer: User, partner: Partner) -> None:
    claims.issue_code(partner, by=issuer)
    html = letter(issuer, partner)
    figure = html.partition("<figure")[2].partition("</figure>")[0]
    assert ("style=" in figure, "<style" in figure, "<script" in figure) == (False, False, False)
    assert 'role="img" aria-label="' in figure


def test_code_is_written_as_it_is_read_out() -> None:
    assert codes.spoken("37CA-YYYY-9999").startswith("さん、なな、シー、エー ／ ワイ、")
    with translation.override("en"):
        assert codes.spoken("A3CD-AAAA-AAAA").startswith("A as in apple, three, C as in cat, D as")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_letter_has_a_name_of_its_own(language: str) -> None:
    with translation.override(language):
        names = [codes.spoken(letter) for letter in ALPHABET]
    assert len(set(names)) == len(ALPHABET)


def test_letter_is_shown_for_a_quarter_of_an_hour(issuer: User, partner: Partner) -> None:
    code = claims.issue_code(partner, by=issuer)
    assert code in letter(issuer, partner)
    with travel(timezone.now() + timedelta(minutes=16)):
        assert code not in letter(issuer, partner)


def test_letter_names_the_person_of_the_list(issuer: User, partner: Partner) -> None:
    ClaimAddress.objects.create(partner=partner, person="見本 太郎", email="taro@example.jp")
    claims.issue_code(partner, by=issuer)
    assert "見本 太郎 様" in letter(issuer, partner)
    html = logged_in(issuer).get(f"/my/affiliates/{partner.slug}/").content.decode()
    assert 'value="taro@example.jp"' in html


def test_number_of_the_letter_stands_in_the_form(issuer: User, partner: Partner) -> None:
    html: Any = logged_in(issuer).get(f"/claim/?receipt={partner.receipt}").content.decode()
    assert f'value="{partner.receipt}"' in html
    assert "data-claim-code" in html


def test_letter_claims_no_consent_that_nobody_gave(issuer: User, partner: Partner) -> None:
    claims.issue_code(partner, by=issuer)
    assert "ご同意をいただき" in letter(issuer, partner)
    OnBehalf.objects.update(agreed=OnBehalf.Agreed.LIST)
    html = letter(issuer, partner)
    assert ("ご同意をいただき" in html, "パートナー名簿をもとに" in html) == (False, True)
