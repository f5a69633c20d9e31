"""Internal notes: writing them."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from challenges.models import Note
from challenges.talking.notes import notes_on, write_note
from tests.bad_inputs import TYPEABLE
from tests.factories import (
    make_member,
    make_municipality,
    make_proposal,
    make_staff,
)
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.journal.models import Entry, Job
from tomoni.municipalities.models import StaffRole

pytestmark = pytest.mark.django_db


def key(**fields: Any) -> dict[str, Any]:
    return {"idempotency_key": str(uuid4()), **fields}


@pytest.mark.parametrize("role", [None, *StaffRole.Role])
@pytest.mark.parametrize("kind", ["proposal", "challenge"])
def test_writing_by_role(client: Client, kind: str, role: StaffRole.Role | None) -> None:
    proposal = make_proposal()
    challenge = proposal.challenge
    assert challenge
    path = {
        "proposal": f"/desk/proposals/{proposal.receipt}/notes/",
        "challenge": f"/desk/challenges/{challenge.slug}/notes/",
    }[kind]
    city = challenge.municipality if role else make_municipality()
    person = make_staff(city, role or StaffRole.Role.MANAGER)
    client.force_login(person)
    allowed = {None: 404, StaffRole.Role.VIEWER: 403}
    response = client.post(path, key(text="電話で確認済み。\n来週また。"))
    assert response.status_code == allowed.get(role, 302)
    assert Note.objects.count() == (response.status_code == 302)
    if role and role.includes(StaffRole.Role.EDITOR):
        page = client.get(path).content.decode()
        assert "電話で確認済み。<br>来週また。" in page
        entry = Entry.objects.get(verb="note.written")
        assert "電話" not in f"{entry.subject_title}{entry.data}"
        assert not Job.objects.exists()


def test_two_presses_are_one_note(client: Client) -> None:
    proposal = make_proposal()
    client.force_login(make_staff(proposal.municipality))
    posted = key(text="一度だけ。")
    for _ in range(2):
        client.post(f"/desk/proposals/{proposal.receipt}/notes/", posted)
    assert Note.objects.count() == 1


@pytest.mark.parametrize("case", TYPEABLE)
def test_whatever_is_typed_is_kept_or_said_why_not(client: Client, case: str) -> None:
    proposal = make_proposal()
    client.force_login(make_staff(proposal.municipality))
    path = f"/desk/proposals/{proposal.receipt}/notes/"
    response = client.post(path, key(text=TYPEABLE[case]))
    assert response.status_code == (302 if Note.objects.exists() else 200)
    assert "<script>alert" not in client.get(path).content.decode()


def test_who_leaves_the_office_reads_no_more() -> None:
    proposal = make_proposal()
    by: User = make_staff(proposal.municipality)
    write_note(proposal, by=by, text="秘密")
    assert notes_on(proposal, by).exists()
    assert not notes_on(proposal, make_member(proposal.partner)).exists()
    StaffRole.objects.filter(user=by).delete()
    assert not notes_on(proposal, by).exists()


def test_impossible_notes_cannot_exist() -> None:
    proposal = make_proposal()
    note = write_note(proposal, by=make_staff(proposal.municipality), text="x")
    for fields in ({"text": ""}, {"proposal": None}, {"challenge": proposal.challenge}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Note.objects.filter(pk=note.pk).update(**fields)


def test_the_page_costs_the_same_for_one_note_and_for_three(client: Client) -> None:
    proposal = make_proposal()
    client.force_login(make_staff(proposal.municipality))
    path = f"/desk/proposals/{proposal.receipt}/notes/"

    def add() -> None:
        write_note(proposal, by=make_staff(proposal.municipality), text="電話しました。")

    assert_constant_queries(client, path, add, at_most=12)
