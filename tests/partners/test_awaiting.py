"""The office is told that a registration waits for it, and not any more once it is answered."""

import pytest
from django.test import Client

from partners.acting import Capacity
from partners.life import ending, registration
from partners.life.awaiting import WAITS
from partners.models import Partner
from tests.factories import make_member, make_municipality, make_partner, make_staff, make_user
from tests.notices.heard import told
from tomoni.accounts.models import User
from tomoni.journal.models import Job
from tomoni.municipalities.models import Municipality, StaffRole
from tomoni.notices.models import Notice

pytestmark = pytest.mark.django_db
Role = StaffRole.Role


@pytest.fixture
def city() -> Municipality:
    return make_municipality()


@pytest.fixture
def manager(city: Municipality) -> User:
    return make_staff(city, Role.MANAGER)


def handed_in(city: Municipality) -> Partner:
    draft = make_partner("例の店", municipality=city, state=Partner.State.DRAFT, approved_at=None)
    return registration.submit_partner(draft, by=make_user())


def page_of(person: User) -> str:
    client = Client()
    client.force_login(person)
    return client.get("/my/notices/").content.decode()


def test_editors_and_managers_of_the_city_are_told(city: Municipality, manager: User) -> None:
    editor = make_staff(city, Role.EDITOR)
    make_staff(city, Role.VIEWER)
    make_staff(make_municipality(), Role.MANAGER)
    partner = handed_in(city)
    assert told(WAITS) == [manager.pk, editor.pk]
    assert f"登録の確認をお願いします：{partner.name}" in page_of(manager)


def test_it_comes_with_the_digest_unless_chosen_otherwise(
    city: Municipality, manager: User
) -> None:
    handed_in(city)
    assert Notice.objects.get(recipient=manager).mail == Notice.Mail.WAITING
    assert not Job.objects.filter(kind="notices.mail").exists()


def test_staff_who_hand_one_in_are_not_told_of_it(city: Municipality, manager: User) -> None:
    colleague = make_staff(city, Role.EDITOR)
    draft = make_partner(municipality=city, state=Partner.State.DRAFT, approved_at=None)
    acting = Capacity(city.name)
    registration.submit_on_behalf(draft, by=manager, acting=acting, agreed="paper")
    assert told(WAITS) == [colleague.pk]


@pytest.mark.parametrize("answer", ["approved", "returned"])
def test_what_is_answered_is_no_news_to_anybody(
    answer: str, city: Municipality, manager: User
) -> None:
    make_staff(city, Role.EDITOR)
    partner = handed_in(city)
    if answer == "approved":
        registration.approve_partner(partner, by=manager)
    else:
        registration.return_partner(partner, by=manager, reason="活動を書いてください。")
    assert not Notice.objects.unread().filter(kind=WAITS).exists()
    assert "登録の確認をお願いします" not in page_of(manager)


def test_handed_in_anew_it_is_told_anew(city: Municipality, manager: User) -> None:
    partner = handed_in(city)
    registration.return_partner(partner, by=manager, reason="活動を書いてください。")
    owner = partner.memberships.get().user
    registration.resubmit_partner(partner, by=owner, seen_version=partner.version)
    assert told(WAITS) == [manager.pk] * 2
    assert "登録の確認をお願いします" in page_of(manager)


def test_a_suspended_partner_that_asks_again_is_told_until_it_is_shown(
    city: Municipality, manager: User
) -> None:
    partner = make_partner("例の店", municipality=city)
    owner = make_member(partner)
    ending.suspend_partner(partner, by=manager, reason="電話がつながりません。")
    ending.ask_to_lift(partner, by=owner, words="番号を直しました。")
    assert told(WAITS) == [manager.pk]
    assert "例の店が、停止の解除を依頼しています" in page_of(manager)
    ending.lift_suspension(partner, by=manager)
    assert not Notice.objects.unread().filter(kind=WAITS).exists()


def test_who_works_there_no_longer_reads_nothing_of_it(city: Municipality, manager: User) -> None:
    handed_in(city)
    manager.staff_roles.all().delete()
    assert "例の店" not in page_of(manager)
