"""How long notices are kept, what goes with an account, and marking addresses by hand."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.notices.told import PLAIN, Tell
from tomoni.accounts.models import User
from tomoni.notices import bounces, choosing, links, retention
from tomoni.notices.kinds import Pace
from tomoni.notices.models import Bounce, DigestDay, Notice, Preference
from tomoni.notices.tasks import sweep
from tomoni.secret_paths import masked

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("days", "stays"), [(399, True), (401, False)])
def test_notices_are_kept_for_four_hundred_days(
    days: int, stays: bool, alice: User, told: Tell
) -> None:
    told(alice)
    Notice.objects.update(created_at=timezone.now() - timedelta(days=days))
    sweep()
    assert Notice.objects.exists() == stays


def test_closing_an_account_removes_what_it_was_told(alice: User, bob: User, told: Tell) -> None:
    for person in (alice, bob):
        told(person)
        choosing.choose_paces(person, {PLAIN.name: Pace.DAILY})
        choosing.choose_weekday(person, 2)
        bounces.mark(person, "550")
    User.objects.filter(pk=alice.pk).update(is_active=False)
    sweep()
    assert Notice.objects.get().recipient == bob
    for model in (Preference, DigestDay, Bounce):
        assert model._default_manager.get().user == bob


def test_deleting_a_person_deletes_their_notices(alice: User, told: Tell) -> None:
    told(alice)
    alice.delete()
    assert not Notice.objects.exists()


def test_sweep_takes_a_bounded_number(
    alice: User, told: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "_AT_A_TIME", 2)
    for number in range(3):
        told(alice, f"k{number}")
    Notice.objects.update(created_at=timezone.now() - timedelta(days=500))
    assert [retention.sweep() for _ in range(3)] == [2, 1, 0]


def test_mail_operator_marks_an_address(alice: User) -> None:
    said = StringIO()
    call_command("record_bounce", alice.email.upper(), reply="552 mailbox gone", stdout=said)
    mark = bounces.bounce_of(alice)
    assert mark is not None
    assert mark.reply == "552 mailbox gone"
    assert "marked" in said.getvalue()


def test_unknown_address_is_said(alice: User) -> None:
    with pytest.raises(CommandError, match=r"nobody@example\.jp"):
        call_command("record_bounce", "nobody@example.jp")


def test_confirming_an_address_lifts_the_mark(alice: User) -> None:
    bounces.mark(alice, "550")
    address = EmailAddress.objects.get(user=alice)
    email_confirmed.send(EmailAddress, request=None, email_address=address)
    assert bounces.bounce_of(alice) is None


def test_links_are_masked_in_logs(alice: User) -> None:
    for path in (links.stop_path(alice, "all"), links.preferences_path(alice)):
        assert path.split("/")[3] not in masked(f"GET {path}")
