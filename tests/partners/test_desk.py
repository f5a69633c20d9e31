"""The desk: registrations that wait, and the city's answer."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from partners.life import registration
from partners.models import Partner
from tests.bad_inputs import TYPEABLE
from tests.factories import make_member, make_municipality, make_partner, make_staff, make_user
from tests.partners.answers import errors_of, logged_in
from tests.queries import assert_constant_queries
from tomoni.journal.models import Entry, Job
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
QUEUE = "/desk/partners/"
Role, State = StaffRole.Role, Partner.State


@pytest.fixture(autouse=True)
def _without_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def manager(city: Municipality) -> Client:
    return logged_in(make_staff(city, Role.MANAGER))


@pytest.fixture
def waiting(city: Municipality) -> Partner:
    partner = make_partner(
        "待つ会社", municipality=city, state=State.SUBMITTED, approved_at=None, expires_on=None
    )
    make_member(partner, email="owner@example.jp")
    return partner


def answer(client: Client, partner: Partner, how: str, **data: str) -> Any:
    data.setdefault("idempotency_key", str(uuid.uuid4()))
    return client.post(f"{QUEUE}{partner.slug}/{how}/", data)


def test_queue_shows_the_longest_waiting_first(city: Municipality, manager: Client) -> None:
    now = timezone.now()
    for name, state, days in (
        ("登録済", State.APPROVED, 90),
        ("新しい", State.SUBMITTED, 1),
        ("古い", State.SUBMITTED, 12),
        ("戻した", State.RETURNED, 30),
        ("下書き", State.DRAFT, 3),
    ):
        make_partner(
            name,
            municipality=city,
            state=state,
            submitted_at=now - timedelta(days=days),
            return_reason="理由",
        )
    make_partner("よその", state=State.SUBMITTED)
    response = manager.get(QUEUE)
    names = [partner.name for partner in response.context["found"].page]
    assert names == ["古い", "新しい", "戻した", "登録済"]
    html = response.content.decode()
    assert "5日超過" in html
    assert "あと6日" in html


def test_queue_is_filtered_by_state(waiting: Partner, city: Municipality, manager: Client) -> None:
    make_partner("登録済", municipality=city)
    found = manager.get(f"{QUEUE}?state=approved").context["found"]
    assert [partner.name for partner in found.page] == ["登録済"]
    assert manager.get(f"{QUEUE}?state=nonsense&page=x").context["found"].total == 2


def test_queue_fragment(waiting: Partner, manager: Client) -> None:
    headers = {"HX-Request": "true", "HX-Target": "partner-queue-rows"}
    html = manager.get(QUEUE, headers=headers).content.decode().strip()
    assert html.startswith("<div")
    assert 'id="partner-queue-rows"' in html


def test_queue_asks_the_database_the_same_for_one_and_three(
    city: Municipality, manager: Client
) -> None:
    def add() -> None:
        make_partner(municipality=city, state=State.SUBMITTED)

    assert_constant_queries(manager, QUEUE, add, at_most=12)


def test_review_shows_everything_that_was_answered(city: Municipality, manager: Client) -> None:
    partner = make_partner(
        municipality=city,
        state=State.SUBMITTED,
        address="掛川市長谷1-1-1",
        postal_code="4360047",
        phone="0537-21-1111",
        corporate_number="7000012050002",
        declaration="約束します",
    )
    make_member(partner, name="代表 花子", email="hanako@example.jp")
    html = manager.get(f"{QUEUE}{partner.slug}/").content.decode()
    for shown in (
        "掛川市長谷1-1-1",
        "436-0047",
        "0537-21-1111",
        "7000012050002",
        "約束します",
        "代表 花子",
        "hanako@example.jp",
        partner.receipt,
    ):
        assert shown in html


def test_review_tells_what_happened(waiting: Partner, manager: Client) -> None:
    by = make_user(name="山本 係長")
    registration.return_partner(waiting, by=by, reason="もっと <詳しく>")
    waiting.phone = "0537-21-2222"
    registration.resubmit_partner(waiting, by=by, seen_version=1)
    html = manager.get(f"{QUEUE}{waiting.slug}/").content.decode()
    for shown in ("差し戻し", "もっと &lt;詳しく&gt;", "再申請", "電話番号", "山本 係長"):
        assert shown in html


def test_manager_approves(waiting: Partner, manager: Client) -> None:
    response = answer(manager, waiting, "approve")
    waiting.refresh_from_db()
    assert response["Location"] == f"{QUEUE}{waiting.slug}/"
    assert waiting.is_approved
    assert Client().get(waiting.get_absolute_url()).status_code == 200


def test_approving_twice_registers_once(waiting: Partner, manager: Client) -> None:
    key = str(uuid.uuid4())
    for _ in range(2):
        assert answer(manager, waiting, "approve", idempotency_key=key).status_code == 302
    assert Entry.objects.filter(verb="partner.approved").count() == 1
    assert Job.objects.filter(payload__template="partner_approved").count() == 1


def test_second_of_two_managers_is_told(waiting: Partner, manager: Client) -> None:
    answer(manager, waiting, "approve")
    for how, data in (("approve", {}), ("return", {"reason": "遅い"})):
        answer(manager, waiting, how, **data)
        html = manager.get(f"{QUEUE}{waiting.slug}/").content.decode()
        assert "すでに別の職員が対応しました" in html
    waiting.refresh_from_db()
    assert waiting.is_approved


def test_manager_returns_with_a_reason(waiting: Partner, manager: Client) -> None:
    assert manager.get(f"{QUEUE}{waiting.slug}/return/").status_code == 200
    response = answer(manager, waiting, "return", reason="活動内容を詳しく")
    assert response["Location"] == f"{QUEUE}{waiting.slug}/"
    waiting.refresh_from_db()
    assert (waiting.state, waiting.return_reason) == (State.RETURNED, "活動内容を詳しく")


@pytest.mark.parametrize("reason", ["", "　\n ", "長" * 2001, "\x00"])
def test_reason_that_is_no_reason(waiting: Partner, manager: Client, reason: str) -> None:
    response = answer(manager, waiting, "return", reason=reason)
    assert list(errors_of(response)) == ["reason"]
    assert 'id="id_reason_error"' in response.content.decode()
    waiting.refresh_from_db()
    assert waiting.state == State.SUBMITTED


@pytest.mark.parametrize("case", TYPEABLE)
def test_any_reason_may_be_typed(waiting: Partner, manager: Client, case: str) -> None:
    response = answer(manager, waiting, "return", reason=TYPEABLE[case])
    assert response.status_code in {200, 302}
    html = manager.get(f"{QUEUE}{waiting.slug}/").content.decode()
    assert "<script>alert" not in html


def test_suspended_one_can_be_taken_in_again(city: Municipality, manager: Client) -> None:
    partner = make_partner(municipality=city, state=State.SUSPENDED)
    assert "/lift/" in manager.get(f"{QUEUE}{partner.slug}/").content.decode()
    answer(manager, partner, "lift")
    partner.refresh_from_db()
    assert partner.is_approved


# role → (queue, review, approve, return)
ROLES = {
    "viewer": (200, 200, 403, 403),
    "editor": (200, 200, 403, 403),
    "manager": (200, 200, 302, 200),
    "other city": (200, 404, 404, 404),
    "partner": (404, 404, 404, 404),
    "newcomer": (404, 404, 404, 404),
}


@pytest.mark.parametrize("who", sorted(ROLES))
def test_who_may_do_what(waiting: Partner, city: Municipality, who: str) -> None:
    users = {
        "viewer": lambda: make_staff(city, Role.VIEWER),
        "editor": lambda: make_staff(city, Role.EDITOR),
        "manager": lambda: make_staff(city, Role.MANAGER),
        "other city": lambda: make_staff(make_municipality(), Role.MANAGER),
        "partner": lambda: make_member(waiting),
        "newcomer": make_user,
    }
    client = logged_in(users[who]())
    got = (
        client.get(QUEUE).status_code,
        client.get(f"{QUEUE}{waiting.slug}/").status_code,
        answer(client, waiting, "approve").status_code,
        client.get(f"{QUEUE}{waiting.slug}/return/").status_code,
    )
    assert got == ROLES[who]


def test_buttons_are_for_managers(waiting: Partner, city: Municipality) -> None:
    html = logged_in(make_staff(city, Role.EDITOR)).get(f"{QUEUE}{waiting.slug}/").content.decode()
    assert "/approve/" not in html
    assert "管理者が行います" in html


def test_drafts_are_nobodys_business(city: Municipality, manager: Client) -> None:
    draft = make_partner(municipality=city, state=State.DRAFT)
    assert manager.get(f"{QUEUE}{draft.slug}/").status_code == 404
    assert manager.get(f"{QUEUE}nobody/").status_code == 404


def test_anonymous_is_asked_to_log_in(waiting: Partner) -> None:
    for url in (QUEUE, f"{QUEUE}{waiting.slug}/", f"{QUEUE}{waiting.slug}/return/"):
        assert Client().get(url)["Location"].startswith("/accounts/login/")


def test_approval_is_no_link(waiting: Partner, manager: Client) -> None:
    assert manager.get(f"{QUEUE}{waiting.slug}/approve/").status_code == 405
