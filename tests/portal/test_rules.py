"""The desk's page of the rules: who changes them, what is on record, what stays as promised."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from challenges.forms.decisions import DeclineForm
from challenges.models import Proposal
from tests.bad_inputs import TYPEABLE
from tests.factories import make_municipality, make_proposal, make_refusal_ground, make_staff
from tests.partners.answers import errors_of, logged_in
from tomoni.journal.models import Entry
from tomoni.municipalities.models import Municipality, RefusalGround, StaffRole
from tomoni.taxonomy.models import PartnerType

pytestmark = pytest.mark.django_db
URL = "/desk/rules/"


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def city() -> Municipality:
    return make_municipality("掛川市")


@pytest.fixture
def manager(city: Municipality) -> Client:
    return logged_in(make_staff(city, StaffRole.Role.MANAGER))


def post(client: Client, **changes: Any) -> Any:
    answers = {
        "version": "1",
        "reply_days": "14",
        "renewal_months": "12",
        "grounds-0-name_ja": "計画と合わない",
        "grounds-0-name_en": "Does not fit the plan",
        "introduction_routes": ["direct", "office", "federation"],
        "idempotency_key": str(uuid.uuid4()),
        **changes,
    }
    return client.post(URL, answers)


def test_a_manager_changes_the_rules_and_it_is_on_record(
    city: Municipality, manager: Client
) -> None:
    npo = PartnerType.objects.get(slug="npo")
    assert 'name="reply_days" value="30"' in manager.get(URL).content.decode()
    response = post(manager, publishes_alone="on", partner_types=[str(npo.pk)])
    assert response.status_code == 302
    city.refresh_from_db()
    assert (city.reply_days, city.renewal_months, city.publishes_alone) == (14, 12, True)
    assert list(city.partner_types.all()) == [npo]
    changed = Entry.objects.get(verb="municipality.rules_changed").data["changed"]
    assert changed["reply_days"] == [30, 14]
    assert changed["grounds"] == [[], [["計画と合わない", "Does not fit the plan"]]]
    assert changed["partner_types"] == [[], ["npo"]]


def test_saving_the_same_is_no_change(city: Municipality, manager: Client) -> None:
    post(manager)
    post(manager, version="2")
    assert Entry.objects.filter(verb="municipality.rules_changed").count() == 1


def test_the_second_of_two_managers_keeps_what_was_typed(
    city: Municipality, manager: Client
) -> None:
    post(manager)
    colleague = logged_in(make_staff(city, StaffRole.Role.MANAGER))
    response = post(colleague, reply_days="7")
    assert response.status_code == 409
    assert 'name="reply_days" value="7"' in response.content.decode()
    city.refresh_from_db()
    assert city.reply_days == 14


@pytest.mark.parametrize("role", [StaffRole.Role.VIEWER, StaffRole.Role.EDITOR])
def test_the_office_reads_them(city: Municipality, role: StaffRole.Role) -> None:
    make_refusal_ground(city, "公益性がない")
    client = logged_in(make_staff(city, role))
    page = client.get(URL).content.decode()
    assert "公益性がない" in page
    assert 'name="reply_days"' not in page
    assert post(client).status_code == 403


def test_what_was_declined_keeps_its_ground(city: Municipality, manager: Client) -> None:
    used, unused = (make_refusal_ground(city, name) for name in ("甲", "乙"))
    proposal = make_proposal(
        state=Proposal.State.DECLINED,
        refusal_ground=used,
        decision_text="理由",
        decided_at=timezone.now(),
    )
    post(manager)
    used.refresh_from_db()
    assert used.retired_at
    assert not RefusalGround.objects.filter(pk=unused.pk).exists()
    proposal.refresh_from_db()
    assert proposal.refusal_ground.name_ja == "甲"  # type: ignore[union-attr]
    offered = DeclineForm(municipality=city).fields["ground"].queryset  # type: ignore[attr-defined]
    assert [ground.name_ja for ground in offered] == ["計画と合わない"]
    again = {"grounds-0-name_ja": "甲", "grounds-0-name_en": used.name_en}
    assert post(manager, version="2", **again).status_code == 302
    used.refresh_from_db()
    assert used.retired_at is None  # the same words are the same ground


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        *[("reply_days", value) for value in ("", "0", "181", "十日")],
        *[("renewal_months", value) for value in ("0", "121")],
        ("grounds", ""),
    ],
)
def test_what_cannot_be_is_refused(
    city: Municipality, manager: Client, field: str, typed: str
) -> None:
    name = "grounds-0-name_ja" if field == "grounds" else field
    english = {"grounds-0-name_en": ""} if field == "grounds" else {}
    assert list(errors_of(post(manager, **{name: typed}, **english))) == [field]


@pytest.mark.parametrize("kind", TYPEABLE)
def test_any_text_is_taken_or_refused_in_words(
    city: Municipality, manager: Client, kind: str
) -> None:
    response = post(manager, **{"grounds-0-name_ja": TYPEABLE[kind], "grounds-0-name_en": ""})
    is_refused = kind in ("empty", "only spaces", "over-long")
    assert response.status_code == (200 if is_refused else 302)


def test_the_same_ground_twice_is_refused(manager: Client) -> None:
    assert list(errors_of(post(manager, **{"grounds-1-name_ja": "計画と合わない"}))) == ["grounds"]


def test_adding_lines_saves_nothing(city: Municipality, manager: Client) -> None:
    page = post(manager, step="more").content.decode()
    assert 'value="計画と合わない"' in page
    city.refresh_from_db()
    assert city.reply_days == 30


def test_a_manager_says_on_which_ways_partners_may_ask_for_a_talk(
    city: Municipality, manager: Client
) -> None:
    post(manager, introduction_routes=["office", "federation"])
    city.refresh_from_db()
    assert city.introduction_routes == ["office", "federation"]
    changed = Entry.objects.get(verb="municipality.rules_changed").data["changed"]
    assert changed["introduction_routes"] == [
        ["direct", "office", "federation"],
        ["office", "federation"],
    ]


def test_at_least_one_way_stays_open(city: Municipality, manager: Client) -> None:
    response = post(manager, introduction_routes=[])
    assert "introduction_routes" in errors_of(response)
    city.refresh_from_db()
    assert city.introduction_routes == ["direct", "office", "federation"]


def test_who_may_not_change_the_rules_reads_the_ways(city: Municipality) -> None:
    html = logged_in(make_staff(city, StaffRole.Role.VIEWER)).get(URL).content.decode()
    assert "市の事務局を通して" in html
