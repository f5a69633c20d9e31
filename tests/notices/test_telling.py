"""One row per person and key for ever, and the mail asked for in the same transaction."""

import pytest
from django.db import transaction

from challenges.models import Challenge
from tests.notices.told import DAILY, OWED, PLAIN, Tell, jobs
from tomoni.accounts.models import User
from tomoni.notices import choosing, unread
from tomoni.notices.kinds import Kind, Pace, kind_of, register
from tomoni.notices.models import Notice, Preference
from tomoni.notices.telling import tell

pytestmark = pytest.mark.django_db


def test_notice_stands_on_the_site_at_once_and_asks_for_its_mail(alice: User, told: Tell) -> None:
    notice = told(alice, number=3)
    assert (notice.recipient, notice.kind, notice.data) == (alice, PLAIN.name, {"number": 3})
    assert (notice.mail, notice.read_at) == (Notice.Mail.WAITING, None)
    assert jobs() == [("notices.mail", str(notice.pk))]


def test_repeat_changes_nothing_and_gives_the_first(alice: User, told: Tell) -> None:
    first = told(alice, number=1)
    assert told(alice, number=2) == first
    assert Notice.objects.get().data == {"number": 1}
    assert jobs() == [("notices.mail", str(first.pk))]


def test_same_key_reaches_another_person(alice: User, bob: User, told: Tell) -> None:
    assert told(alice).recipient != told(bob).recipient


@pytest.mark.django_db(transaction=True)
def test_notice_is_refused_outside_a_transaction(alice: User, challenge: Challenge) -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        tell(alice, PLAIN.name, challenge, key="a", url="/")


@pytest.mark.django_db(transaction=True)
def test_notice_goes_with_the_step_that_fails(alice: User, told: Tell) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        told(alice)
        raise ZeroDivisionError
    assert not Notice.objects.exists()
    assert jobs() == []
    assert unread.count(alice.pk) == 0


def test_notice_for_the_digest_asks_for_no_mail_of_its_own(alice: User, told: Tell) -> None:
    assert told(alice, kind=DAILY).mail == Notice.Mail.WAITING
    assert jobs() == []


def test_notice_that_is_wanted_without_mail_is_left_out_for_good(alice: User, told: Tell) -> None:
    choosing.choose_paces(alice, {PLAIN.name: Pace.NONE})
    assert told(alice).mail == Notice.Mail.LEFT_OUT
    assert jobs() == []


def test_owed_kind_is_mailed_whatever_an_old_row_says(alice: User, told: Tell) -> None:
    Preference.objects.create(user=alice, kind=OWED.name, pace=Pace.NONE)
    assert told(alice, kind=OWED).mail == Notice.Mail.WAITING
    assert len(jobs()) == 1


def test_unknown_kind_and_second_kind_of_a_name_are_refused(
    alice: User, challenge: Challenge
) -> None:
    with pytest.raises(LookupError), transaction.atomic():
        tell(alice, "challenges.unheard", challenge, key="a", url="/")
    with pytest.raises(ValueError, match=r"challenges\.plain"):
        register(PLAIN, lambda notice: None)


@pytest.mark.parametrize(
    ("kind", "paces"),
    [
        (PLAIN, ["now", "daily", "weekly", "none"]),
        (OWED, ["now"]),
        (DAILY, ["now", "daily", "weekly"]),
    ],
)
def test_paces_that_may_be_chosen(kind: Kind, paces: list[str], alice: User) -> None:
    assert [pace.value for pace in kind.paces] == paces
    for pace in Pace:
        if pace in paces:
            choosing.choose_paces(alice, {kind.name: pace})
            assert choosing.pace_of(alice.pk, kind_of(kind.name)) == pace
        else:
            with pytest.raises(ValueError, match="not told at the pace"):
                choosing.choose_paces(alice, {kind.name: pace})
