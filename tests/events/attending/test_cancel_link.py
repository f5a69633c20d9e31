"""The link in the mails: GET shows, POST cancels without login, and says when it is too late."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from events.attending.links import cancel_path, registration_of
from events.lifecycle import cancel_event
from events.models import Event, Registration
from events.registration import Answers, cancel_registration, register
from tests.factories import make_event, make_partner, make_user
from tomoni.journal import ledger
from tomoni.journal.models import Entry, Job
from tomoni.secret_paths import masked

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    return make_event(capacity=1)


@pytest.fixture
def seated(event: Event) -> Registration:
    return register(event, make_user(), make_partner(), Answers())


def _key() -> dict[str, str]:
    return {"idempotency_key": str(uuid4())}


def test_the_link_stands_in_the_mail_and_not_in_the_ledger(seated: Registration) -> None:
    job = Job.objects.get(kind="journal.mail")
    assert cancel_path(seated) not in str(job.payload)
    ledger.run(job.pk)
    assert cancel_path(seated) in mail.outbox[-1].body


def test_looking_changes_nothing(client: Client, seated: Registration) -> None:
    for method in (client.get, client.head):
        response = method(cancel_path(seated))
        assert response.status_code == 200
        assert response["X-Robots-Tag"] == "noindex, nofollow"
    seated.refresh_from_db()
    assert seated.has_seat


def test_the_button_gives_the_seat_to_the_next(client: Client, seated: Registration) -> None:
    waiting = register(seated.event, make_user(), make_partner(), Answers())
    response = client.post(cancel_path(seated), _key(), follow=True)
    assert "取り消しました" in response.content.decode()
    seated.refresh_from_db()
    waiting.refresh_from_db()
    assert (seated.state, waiting.state) == ("cancelled", "registered")
    assert waiting.seated_at
    assert Entry.objects.get(verb="registration.cancelled").actor == seated.user


def test_pressing_twice_is_pressing_once(client: Client, seated: Registration) -> None:
    for _ in range(2):
        assert client.post(cancel_path(seated), _key()).status_code == 302
    assert Entry.objects.filter(verb="registration.cancelled").count() == 1


def test_who_registered_again_keeps_the_new_seat(client: Client, seated: Registration) -> None:
    assert seated.user
    assert seated.partner
    cancel_registration(seated, seated.user)
    again = register(seated.event, seated.user, seated.partner, Answers())
    client.post(cancel_path(seated), _key())
    again.refresh_from_db()
    assert again.has_seat


def test_once_it_has_begun_it_is_too_late(client: Client, seated: Registration) -> None:
    Event.objects.update(
        starts_at=timezone.now() - timedelta(minutes=1),
        registration_closes_at=timezone.now() - timedelta(minutes=1),
    )
    page = client.get(cancel_path(seated))
    assert page.status_code == 410
    assert "取り消せなくなりました" in page.content.decode()
    assert "<form method" not in page.content.decode().split("<main")[1].split("</main")[0]
    assert client.post(cancel_path(seated), _key()).status_code == 409
    seated.refresh_from_db()
    assert seated.has_seat


def test_who_was_received_before_the_beginning_may_still_leave(
    client: Client, seated: Registration
) -> None:
    Registration.objects.update(checked_in_at=timezone.now())
    assert client.post(cancel_path(seated), _key()).status_code == 302
    seated.refresh_from_db()
    assert (seated.has_seat, seated.is_checked_in) == (False, False)


def test_a_meeting_that_is_called_off_says_why(client: Client, seated: Registration) -> None:
    cancel_event(seated.event, make_user(), "大雪のため")
    page = client.get(cancel_path(seated))
    assert page.status_code == 410
    assert "大雪のため" in page.content.decode()


@pytest.mark.parametrize("token", ["x", "1:2:3", "%00", "💥", "a" * 500])
def test_other_links_are_not_found(client: Client, token: str) -> None:
    assert client.get(f"/registrations/cancel/{token}/").status_code == 404
    assert client.post(f"/registrations/cancel/{token}/", _key()).status_code == 404


def test_the_link_of_a_closed_account_is_void(seated: Registration) -> None:
    token = cancel_path(seated).split("/")[3]
    assert registration_of(token) == seated
    assert seated.user
    seated.user.is_active = False
    seated.user.save()
    assert registration_of(token) is None


def test_links_are_masked_in_logs(seated: Registration) -> None:
    path = cancel_path(seated)
    assert path.split("/")[3] not in masked(f"GET {path}")
