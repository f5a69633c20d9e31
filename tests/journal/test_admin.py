"""What operators see of the journal and the ledger."""

import pytest
from django.db.models.functions import Now
from django.test import Client, override_settings
from django.urls import reverse

from tests.factories import make_operator, make_user
from tomoni.journal.models import Entry, Job
from tomoni.journal.record import record

pytestmark = [pytest.mark.django_db]

JOBS = "admin:journal_job_changelist"


@pytest.fixture
def operator(client: Client) -> Client:
    with override_settings(STAFF_MFA_REQUIRED=False):
        client.force_login(make_operator())
        yield client


@pytest.fixture
def dead() -> Job:
    return Job.objects.create(kind="test.work", key="dead", dead_at=Now(), tries=5)


def test_journal_can_be_read_but_not_changed(operator: Client) -> None:
    entry = record(None, "user.joined", make_user("Alice"))
    change = reverse("admin:journal_entry_change", args=[entry.pk])
    assert "user.joined" in operator.get(reverse("admin:journal_entry_changelist")).content.decode()
    assert operator.get(change).status_code == 200
    assert operator.post(change, {"verb": "x"}).status_code == 403
    assert operator.get(reverse("admin:journal_entry_add")).status_code == 403
    assert operator.post(reverse("admin:journal_entry_delete", args=[entry.pk])).status_code == 403
    assert Entry.objects.get().verb == "user.joined"


@pytest.mark.parametrize(
    ("state", "keys"),
    [
        ("dead", {"dead"}),
        ("waiting", {"waiting"}),
        ("", {"dead", "waiting"}),
        ("x", {"dead", "waiting"}),
    ],
)
def test_jobs_are_listed_by_state(operator: Client, dead: Job, state: str, keys: set[str]) -> None:
    Job.objects.create(kind="test.work", key="waiting")
    page = operator.get(reverse(JOBS), {"state": state} if state else {})
    assert {job.key for job in page.context["cl"].result_list} == keys


def test_dead_job_is_retried_with_one_click(operator: Client, dead: Job) -> None:
    chosen = {"action": "retry", "_selected_action": [dead.pk]}
    assert operator.post(reverse(JOBS), chosen).status_code == 302
    dead.refresh_from_db()
    assert (dead.state, dead.tries) == (Job.State.WAITING, 0)


def test_jobs_are_hidden_from_everybody_else(client: Client, dead: Job) -> None:
    client.force_login(make_user())
    assert client.get(reverse(JOBS)).status_code == 302
