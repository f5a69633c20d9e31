"""Given back with remarks on single answers: where they are read, and how they are followed up."""

import uuid
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from partners.forms import PartnerForm
from partners.life import registration
from partners.models import Partner
from partners.record.questions import QUESTIONS
from tests.bad_inputs import TYPEABLE
from tests.factories import make_member, make_partner, make_staff, make_user
from tests.partners.answers import CONFIRM, FORM, errors_of, logged_in, partner_answers, press_send
from tomoni.journal import ledger
from tomoni.journal.models import Entry, Job
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
State = Partner.State


@pytest.fixture
def manager(city: Municipality, settings: Any) -> Client:
    settings.STAFF_MFA_REQUIRED = False
    return logged_in(make_staff(city, StaffRole.Role.MANAGER))


@pytest.fixture
def waiting(city: Municipality) -> Partner:
    return make_partner(municipality=city, state=State.SUBMITTED, phone="0537-21-1111")


def give_back(client: Client, partner: Partner, **data: str) -> Any:
    key = str(uuid.uuid4())
    return client.post(f"/desk/partners/{partner.slug}/return/", {"idempotency_key": key, **data})


def field_of(html: str, name: str) -> str:
    """The markup around one question of the form, up to the next."""
    start = html.index(f'id="id_{name}_helptext"')
    return html[start : html.index("</div>", start)]


def test_questions_are_called_as_in_the_form() -> None:
    labels = {name: field.label for name, field in PartnerForm.base_fields.items()}
    labels["fields"] = PartnerForm().fields["fields"].label
    assert {name: labels[name] for name in QUESTIONS} == QUESTIONS


def test_staff_write_beside_each_answer(waiting: Partner, manager: Client) -> None:
    html = manager.get(f"/desk/partners/{waiting.slug}/return/").content.decode()
    assert "0537-21-1111" in html
    assert 'name="remark_phone"' in html
    response = give_back(manager, waiting, remark_phone="日中の番号を", remark_kana="　")
    assert response.status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == State.RETURNED
    assert waiting.return_remarks == {"phone": {"text": "日中の番号を", "changed": False}}
    assert Entry.objects.get(verb="partner.returned").data["remarks"] == {"phone": "日中の番号を"}


def test_nobody_is_sent_back_without_a_word(waiting: Partner, manager: Client) -> None:
    assert list(errors_of(give_back(manager, waiting, remark_phone=" \n "))) == ["reason"]
    too_long = give_back(manager, waiting, remark_phone="長" * 501, remark_name="残る文")
    assert list(errors_of(too_long)) == ["remark_phone"]
    assert "残る文" in too_long.content.decode()
    waiting.refresh_from_db()
    assert waiting.state == State.SUBMITTED


@pytest.mark.parametrize("case", TYPEABLE)
def test_any_remark_may_be_typed(waiting: Partner, manager: Client, case: str) -> None:
    make_member(waiting)
    response = give_back(manager, waiting, reason="理由", remark_description=TYPEABLE[case])
    assert response.status_code in {200, 302}
    owner = logged_in(waiting.memberships.get().user)
    for client, url in (
        (manager, f"/desk/partners/{waiting.slug}/"),
        (owner, FORM),
        (owner, "/my/"),
    ):
        assert "<script>alert" not in client.get(url).content.decode()


def test_applicant_reads_each_remark_beside_its_question(waiting: Partner) -> None:
    owner = logged_in(make_member(waiting))
    registration.return_partner(
        waiting, by=make_user(), asked={"phone": "日中の <番号>", "description": "場所も"}
    )
    html = owner.get(FORM).content.decode()
    assert "日中の &lt;番号&gt;" in field_of(html, "phone")
    assert "場所も" in field_of(html, "description")
    assert 'aria-describedby="id_phone_helptext"' in html
    assert 'href="#id_phone"' in html
    mine = owner.get("/my/").content.decode()
    assert f'{FORM}?partner={waiting.slug}#id_phone">電話番号' in mine
    assert "日中の &lt;番号&gt;" in mine


@pytest.mark.parametrize(("language", "label"), [("ja", "電話番号"), ("en", "Telephone")])
def test_mail_lists_the_remarks_by_question(waiting: Partner, language: str, label: str) -> None:
    make_member(waiting, language=language)
    registration.return_partner(waiting, by=make_user(), asked={"phone": "日中の番号を & もう一つ"})
    assert ledger.run(Job.objects.get(payload__template="partner_returned").pk)
    body = str(mail.outbox[0].body)
    assert f"* {label}\n  日中の番号を & もう一つ" in body


def test_changed_answers_are_marked_at_the_next_review(waiting: Partner, manager: Client) -> None:
    owner = logged_in(make_member(waiting))
    registration.return_partner(
        waiting, by=make_user(), asked={"phone": "日中の番号を", "kana": "カナで"}
    )
    waiting.refresh_from_db()
    answers = partner_answers(kana=waiting.kana, name=waiting.name, phone="0537-21-2222")
    owner.post(FORM, answers)
    press_send(owner, CONFIRM)
    waiting.refresh_from_db()
    assert waiting.state == State.SUBMITTED
    asked = {name: remark["changed"] for name, remark in waiting.return_remarks.items()}
    assert asked == {"phone": True, "kana": False}
    html = manager.get(f"/desk/partners/{waiting.slug}/").content.decode()
    assert html.count("変更されました") == 1
    assert html.count("まだ変更されていません") == 1
    # Once it is registered, nobody is reminded of it any more; the history still tells.
    registration.approve_partner(waiting, by=make_user())
    waiting.refresh_from_db()
    assert waiting.return_remarks == {}
    assert "日中の番号を" in manager.get(f"/desk/partners/{waiting.slug}/history/").content.decode()


def test_remarks_are_shown_only_while_something_is_asked(waiting: Partner) -> None:
    owner = logged_in(make_member(waiting))
    registration.return_partner(waiting, by=make_user(), asked={"phone": "日中の番号を"})
    registration.resubmit_partner(waiting, by=make_user(), seen_version=1)
    assert "日中の番号を" not in owner.get(FORM).content.decode()
    assert "日中の番号を" not in owner.get("/my/").content.decode()
