"""The code with which a partner takes over its pages: tries, limits, and what stays on record."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import travel

from partners.models import Affiliation, Claim, Membership, Partner
from partners.people import claims
from partners.people.claims import Trial
from partners.people.onetime import ALPHABET
from tests.bad_inputs import TYPEABLE
from tests.factories import (
    make_federation,
    make_listing,
    make_member,
    make_municipality,
    make_partner,
    make_staff,
    make_unclaimed,
    make_user,
)
from tests.mails import link_in
from tests.partners.answers import logged_in
from tests.partners.test_members import at_once
from tests.partners.test_registration import delivered
from tests.responses import page_or_address
from tomoni.accounts.models import User
from tomoni.journal.record import history_of
from tomoni.models import StateError

pytestmark = pytest.mark.django_db
CLAIM, CONFIRM = "/claim/", "/claim/confirm/"
WRONG = "CCCC-CCCC-CCCC"


def key() -> dict[str, str]:
    return {"idempotency_key": str(uuid.uuid4())}


@pytest.fixture
def federation() -> Partner:
    return make_federation("きび連合会")


@pytest.fixture
def mediator(federation: Partner) -> User:
    return make_member(federation, Membership.Role.EDITOR)


@pytest.fixture
def partner(federation: Partner, mediator: User) -> Partner:
    return make_unclaimed(federation, "山の商工会", by=mediator)


@pytest.fixture
def code(partner: Partner, mediator: User) -> str:
    return claims.issue_code(partner, by=mediator)


def typed(client: Client, partner: Partner, code: str) -> Any:
    return client.post(CLAIM, {"receipt": partner.receipt, "code": code, **key()})


def test_code_has_twelve_characters_without_look_alikes(code: str) -> None:
    assert re.fullmatch(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", code)
    assert not set("0OQ1IL2Z5S6G8BUV") & set(ALPHABET)
    assert set(code.replace("-", "")) <= set(ALPHABET)


def test_code_is_not_in_the_database(code: str, partner: Partner) -> None:
    stored = str(Claim.objects.values().get()) + str(history_of(partner)[0].data)
    assert code not in stored
    assert code.replace("-", "") not in stored


@pytest.mark.parametrize(
    "way",
    [
        str,
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: f" {code.replace('-', '‐')} ",
        lambda code: "".join(chr(ord(c) + 0xFEE0) if c != "-" else "ー" for c in code),
    ],
)
def test_code_may_be_typed_in_any_way(way: Any, code: str, partner: Partner) -> None:
    assert claims.try_code(f" {partner.receipt.lower()} ", way(code))[0] == Trial.RIGHT


def test_partner_takes_over_and_decides_what_the_federation_may_do(
    code: str, partner: Partner, mediator: User
) -> None:
    make_listing(partner)
    user = make_user()
    client = logged_in(user)
    assert typed(client, partner, code)["Location"] == CONFIRM
    html = client.get(CONFIRM).content.decode()
    assert (partner.name in html, "きび連合会" in html) == (True, True)
    client.post(CONFIRM, {"writes_listings": "on", **key()})
    assert Membership.objects.get(partner=partner).user == user
    assert Membership.objects.get(partner=partner).role == Membership.Role.OWNER
    affiliation = Affiliation.objects.get(partner=partner)
    assert (affiliation.edits_profile, affiliation.writes_listings) == (False, True)
    assert history_of(partner)[0].verb == "partner.claimed"
    assert {mail.to[0] for mail in delivered()} == {user.email, mediator.email}


def test_federations_owners_hear_of_it(code: str, partner: Partner, federation: Partner) -> None:
    owner = make_member(federation)
    claims.take_over(Claim.objects.get(), make_user())
    assert owner.email in {mail.to[0] for mail in delivered()}


def test_code_is_good_once(code: str, partner: Partner) -> None:
    claim = Claim.objects.get()
    claims.take_over(claim, make_user())
    assert claims.try_code(partner.receipt, code) == (Trial.USED, claim)
    with pytest.raises(StateError):
        claims.take_over(claim, make_user())
    assert "引き継ぎはすでに済んでいます" in page_or_address(typed(logged_in(), partner, code))


def test_five_wrong_tries_lock_it(code: str, partner: Partner) -> None:
    client = logged_in()
    for _ in range(5):
        assert "組み合わせが違います" in page_or_address(typed(client, partner, WRONG))
    assert "5回以上まちがった" in page_or_address(typed(client, partner, code))
    assert client.get(CONFIRM)["Location"] == CLAIM
    with pytest.raises(StateError):
        claims.take_over(Claim.objects.get(), make_user())


def test_four_wrong_tries_do_not(code: str, partner: Partner) -> None:
    for _ in range(4):
        claims.try_code(partner.receipt, WRONG)
    assert claims.try_code(partner.receipt, code)[0] == Trial.RIGHT


def test_code_ends_after_ninety_days(code: str, partner: Partner) -> None:
    with travel(timezone.now() + timedelta(days=90, minutes=1)):
        assert "有効期限が過ぎています" in page_or_address(typed(logged_in(), partner, code))
        with pytest.raises(StateError):
            claims.take_over(Claim.objects.get(), make_user())


def test_new_code_ends_the_old(code: str, partner: Partner, mediator: User) -> None:
    newer = claims.issue_code(partner, by=mediator)
    assert claims.try_code(partner.receipt, code)[0] == Trial.WRONG
    assert claims.try_code(partner.receipt, newer)[0] == Trial.RIGHT


@pytest.mark.parametrize("receipt", ["R-XXXX-XXXX", "", "'; --", "R" * 40])
def test_unknown_number_answers_like_a_wrong_code(
    receipt: str, code: str, partner: Partner
) -> None:
    unknown = claims.try_code(receipt, code)
    assert unknown == claims.try_code(partner.receipt, WRONG) == (Trial.WRONG, None)


def test_who_has_an_owner_needs_no_code(federation: Partner, mediator: User) -> None:
    partner = make_partner()
    make_member(partner)
    with pytest.raises(StateError):
        claims.issue_code(partner, by=mediator)


def test_confirmation_needs_the_code_first(partner: Partner, code: str) -> None:
    client = logged_in()
    assert client.get(CONFIRM)["Location"] == CLAIM
    assert client.post(CONFIRM, key())["Location"] == CLAIM
    typed(client, partner, code)
    assert logged_in().get(CONFIRM)["Location"] == CLAIM
    with travel(timezone.now() + timedelta(minutes=31)):
        assert client.get(CONFIRM)["Location"] == CLAIM
    assert not partner.memberships.exists()


@pytest.mark.parametrize("name", ["receipt", "code"])
@pytest.mark.parametrize("case", TYPEABLE)
def test_anything_may_be_typed(case: str, name: str, partner: Partner, code: str) -> None:
    data = {"receipt": partner.receipt, "code": code, **key(), name: TYPEABLE[case]}
    assert "error-summary" in page_or_address(logged_in().post(CLAIM, data))


def test_too_many_tries_are_refused(partner: Partner, code: str, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"partner_claim": "3/m/user"}
    client = logged_in()
    codes = [typed(client, partner, WRONG).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]


@pytest.mark.django_db(transaction=True)
def test_two_with_the_same_code_at_once() -> None:
    partner, users = make_unclaimed(), [make_user(), make_user()]
    claims.issue_code(partner, by=users[0])
    claim = Claim.objects.get()
    results = at_once([lambda user=user: claims.take_over(claim, user) for user in users])  # type: ignore[misc]
    assert sorted(isinstance(result, StateError) for result in results) == [False, True]
    assert partner.memberships.count() == 1


@pytest.mark.django_db(transaction=True)
def test_wrong_tries_at_once_are_all_counted() -> None:
    partner = make_unclaimed()
    claims.issue_code(partner, by=make_user())
    at_once([lambda: claims.try_code(partner.receipt, WRONG)] * 5)
    assert Claim.objects.get().is_locked


# --- The letter -------------------------------------------------------------------------------


def test_letter_shows_the_code_for_a_quarter_of_an_hour(partner: Partner, mediator: User) -> None:
    client, page = logged_in(mediator), f"/my/affiliates/{partner.slug}/"
    assert client.post(f"{page}code/", key())["Location"] == f"{page}letter/"
    html = client.get(f"{page}letter/").content.decode()
    [code] = re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", html)
    assert partner.receipt in html
    assert claims.try_code(partner.receipt, code)[0] == Trial.RIGHT
    with travel(timezone.now() + timedelta(minutes=16)):
        assert code not in logged_in(mediator).get(f"{page}letter/").content.decode()


def test_letter_is_for_who_issued_it(partner: Partner, mediator: User, federation: Partner) -> None:
    page = f"/my/affiliates/{partner.slug}/"
    logged_in(mediator).post(f"{page}code/", key())
    colleague = make_member(federation, Membership.Role.EDITOR)
    assert "表示は終わりました" in logged_in(colleague).get(f"{page}letter/").content.decode()


def test_button_pressed_twice_issues_one_code(partner: Partner, mediator: User) -> None:
    client, data = logged_in(mediator), key()
    for _ in range(2):
        client.post(f"/my/affiliates/{partner.slug}/code/", data)
    assert Claim.objects.count() == 1


def test_code_by_mail(partner: Partner, mediator: User) -> None:
    data = {"email": "yama@example.jp", **key()}
    logged_in(mediator).post(f"/my/affiliates/{partner.slug}/code/", data)
    [mail] = delivered()
    assert mail.to == ["yama@example.jp"]
    assert link_in(mail.body) == f"/claim/?receipt={partner.receipt}"
    [code] = re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", mail.body)
    assert claims.try_code(partner.receipt, code)[0] == Trial.RIGHT


def test_no_code_goes_to_what_is_no_address(partner: Partner, mediator: User) -> None:
    url = f"/my/affiliates/{partner.slug}/code/"
    response = logged_in(mediator).post(url, {"email": "yama", **key()}, follow=True)
    assert "何も送っていません" in response.content.decode()
    assert not Claim.objects.exists()


def test_staff_issue_it_at_the_desk() -> None:
    city = make_municipality()
    partner, staff = make_unclaimed(municipality=city), make_staff(city)
    page = f"/desk/partners/{partner.slug}/"
    client = logged_in(staff)
    assert client.post(f"{page}code/", key())["Location"] == f"{page}letter/"
    assert partner.receipt in client.get(f"{page}letter/").content.decode()


def test_code_is_mailed_in_the_language_of_the_installation(partner: Partner) -> None:
    claims.issue_code(partner, by=make_user(language="en"), email="yama@example.jp")
    [mail] = delivered()
    assert "様" in mail.body or "コード" in mail.body
