"""Who has opened a confidential proposal is on record, once, for those who may read the record."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client

from challenges.models import CoAuthor, Opening, Proposal
from partners.models import Membership
from tests.factories import (
    make_co_author,
    make_member,
    make_partner,
    make_proposal,
    make_proposal_draft,
    make_proposal_version,
    make_staff,
    make_user,
)
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.municipalities.models import StaffRole

pytestmark = pytest.mark.django_db
Confidentiality, Role = Proposal.Confidentiality, StaffRole.Role
NOON = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@pytest.fixture
def proposal() -> Proposal:
    """For the city alone."""
    return make_proposal()


def attach(proposal: Proposal) -> str:
    """The address of a file that came with it."""
    said = {"name": "計画.pdf", "content_type": "application/pdf", "size": 4}
    file = proposal.attachments.create(file=ContentFile(b"%PDF", name="x.pdf"), **said)
    return f"{proposal.get_absolute_url()}files/{file.pk}/"


def things() -> list[str]:
    return list(Opening.objects.order_by("pk").values_list("thing", flat=True))


def opens(client: Client, url: str, status: int = 200) -> None:
    response: Any = client.get(url)
    assert response.status_code == status
    if response.streaming:
        list(response)


@pytest.mark.parametrize("confidentiality", list(Confidentiality))
def test_what_is_not_public_leaves_a_row(client: Client, confidentiality: str) -> None:
    proposal = make_proposal(confidentiality=confidentiality)
    make_proposal_version(proposal)
    by = make_staff(proposal.municipality)
    client.force_login(by)
    url, file = proposal.get_absolute_url(), attach(proposal)
    for path in (url, f"{url}print/", f"{url}versions/1/", file):
        opens(client, path)
    expected = ["page", "print", "version:1", f"file:{proposal.attachments.get().pk}"]
    assert things() == ([] if confidentiality == Confidentiality.PUBLIC else expected)
    assert set(Opening.objects.values_list("user", flat=True)) <= {by.pk}


def test_looking_again_soon_is_one_row(client: Client, proposal: Proposal) -> None:
    by = make_staff(proposal.municipality)
    for minutes, rows in ((0, 1), (3, 1), (9, 1), (11, 2), (20, 2), (22, 3)):
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            client.force_login(by)
            opens(client, proposal.get_absolute_url())
        assert Opening.objects.count() == rows, minutes


def test_two_people_are_two_rows(client: Client, proposal: Proposal) -> None:
    for who in (proposal.submitted_by, make_staff(proposal.municipality)):
        client.force_login(who)
        opens(client, proposal.get_absolute_url())
    assert Opening.objects.count() == 2


def test_who_is_refused_leaves_no_row(client: Client, proposal: Proposal) -> None:
    file = attach(proposal)
    client.force_login(make_user())
    for url in (proposal.get_absolute_url(), f"{proposal.get_absolute_url()}print/", file):
        opens(client, url, 404)
    assert things() == []


def test_a_reader_of_what_partners_may_read_is_on_record(client: Client) -> None:
    proposal = make_proposal(
        confidentiality=Confidentiality.PARTNERS, state="accepted", decided_at=NOON
    )
    client.force_login(make_member(make_partner("読む商店"), name="読者 一郎"))
    opens(client, proposal.get_absolute_url())
    client.force_login(proposal.submitted_by)
    page = client.get(f"{proposal.get_absolute_url()}openings/").content.decode()
    assert "読者 一郎" in page
    assert "読む商店" in page


def _co_author(proposal: Proposal, role: Membership.Role) -> User:
    shared, other = make_proposal_draft(proposal.challenge, proposal.partner), make_partner()
    make_co_author(shared, other, state=CoAuthor.State.CONFIRMED, proposal=proposal)
    return make_member(other, role)


READERS: dict[str, tuple[Callable[[Proposal], User], int]] = {
    "owner": (lambda p: make_member(p.partner), 200),
    "editor": (lambda p: make_member(p.partner, Membership.Role.EDITOR), 200),
    "viewer": (lambda p: make_member(p.partner, Membership.Role.VIEWER), 403),
    "co-author": (lambda p: _co_author(p, Membership.Role.EDITOR), 200),
    "viewer of a co-author": (lambda p: _co_author(p, Membership.Role.VIEWER), 403),
    "manager": (lambda p: make_staff(p.municipality, Role.MANAGER), 200),
    "staff editor": (lambda p: make_staff(p.municipality), 403),
    "staff viewer": (lambda p: make_staff(p.municipality, Role.VIEWER), 403),
    "manager elsewhere": (lambda p: make_staff(make_partner().municipality, Role.MANAGER), 404),
    "other partner": (lambda p: make_member(make_partner()), 404),
    "newcomer": (lambda p: make_user(), 404),
}


@pytest.mark.parametrize("who", list(READERS))
def test_who_may_read_the_record(client: Client, proposal: Proposal, who: str) -> None:
    make, status = READERS[who]
    client.force_login(make(proposal))
    url = f"{proposal.get_absolute_url()}openings/"
    opens(client, url, status)
    if status != 404:
        page = client.get(proposal.get_absolute_url()).content.decode()
        assert (url in page) == (status == 200)


def test_the_record_says_who_what_and_when(client: Client, proposal: Proposal) -> None:
    by = make_staff(proposal.municipality, name="職員 太郎")
    with time_machine.travel(NOON, tick=False):
        client.force_login(by)
        opens(client, attach(proposal))
        opens(client, proposal.get_absolute_url())
    client.force_login(proposal.submitted_by)
    page = client.get(f"{proposal.get_absolute_url()}openings/").content.decode()
    for shown in ("職員 太郎", proposal.municipality.name, "計画.pdf", "12:00"):
        assert shown in page


def test_the_record_costs_the_same_for_one_row_and_for_three(
    client: Client, proposal: Proposal
) -> None:
    client.force_login(proposal.submitted_by)

    def add_row() -> None:
        Opening.objects.note(proposal, make_staff(proposal.municipality), "page")

    url = f"{proposal.get_absolute_url()}openings/"
    assert_constant_queries(client, url, add_row, at_most=14)


# ----- print -------------------------------------------------------------------------------------


def test_the_print_view_has_every_answer(client: Client) -> None:
    texts = {"needs": "会場を貸してください。", "schedule": "春から。", "cost": "十万円。"}
    proposal = make_proposal(**texts)
    attach(proposal)
    proposal.goals.set([7])
    client.force_login(proposal.submitted_by)
    page = client.get(f"{proposal.get_absolute_url()}print/").content.decode()
    rest = (proposal.receipt, proposal.title, proposal.summary, proposal.plan, proposal.brings)
    for shown in (*texts.values(), *rest, "計画.pdf", "自治体のみ", "エネルギーをみんなに"):
        assert shown in page
    done = client.get(f"{proposal.get_absolute_url()}done/").content.decode()
    assert f"{proposal.get_absolute_url()}print/" in done
