"""Internal notes are in nothing that is taken along: no feed, no exported file, no committee paper.

The notes hang on everything that the feeds and files are made from; `test_notes.py` asks the pages.
"""

import io
import zipfile
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from openpyxl import load_workbook

from challenges.continuing import continue_proposal
from challenges.models import Challenge, Proposal
from challenges.talking.notes import write_note
from partners.bulk.files import Kind
from partners.models import Post, Project
from tests.factories import make_assessment, make_post, make_proposal
from tests.portal.roles import World, make_world
from tomoni.portal.places import KEYS

pytestmark = pytest.mark.django_db
SECRET = "ぬばたまの極秘メモ"
REMARK = "道具は足りています。"
"""What a reviewer wrote beside a score: the committee reads it, so it shows what is compared."""


@pytest.fixture
def world() -> World:
    """A note on every proposal and challenge, and a project that came out of a proposal."""
    world = make_world()
    by = world.users["city_editor"]
    assert by
    make_assessment(world.proposal, world.users["city_viewer"], 4, 3, remark=REMARK)
    Proposal.objects.filter(pk=world.decided.pk).update(confidentiality="public")
    world.decided.refresh_from_db()
    world.rows["project"] = continue_proposal(world.decided, by=by)
    make_post(world.project, world.partner, by=by, is_public=True, title="屋根ができました")
    for subject in (*Proposal.objects.all(), *Challenge.objects.all()):
        write_note(subject, by=by, text=SECRET)
    return world


def body_of(response: Any) -> bytes:
    """Everything in the file."""
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


def unpacked(response: Any) -> str:
    """All texts in the Excel file, whichever part of it they stand in."""
    with zipfile.ZipFile(io.BytesIO(body_of(response))) as packed:
        return "\n".join(packed.read(name).decode(errors="ignore") for name in packed.namelist())


def cells(response: Any) -> list[str]:
    """The cells of the Excel file as a person reads them."""
    book = load_workbook(io.BytesIO(body_of(response)))
    return [str(cell.value) for sheet in book for row in sheet for cell in row if cell.value]


def enter(client: Client, world: World, role: str) -> None:
    """Log in as somebody of the world."""
    user = world.users[role]
    if user:
        client.force_login(user)


# ----- feeds -------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["anonymous", "owner", "city_editor"])
@pytest.mark.parametrize("place", KEYS)
def test_no_feed_has_a_note(client: Client, world: World, place: str, role: str) -> None:
    enter(client, world, role)
    for query in ("", f"?q={SECRET[:4]}"):
        assert SECRET not in client.get(f"/feeds/{place}/{query}").content.decode()


@pytest.mark.parametrize("role", ["anonymous", "owner", "city_editor"])
def test_the_feed_of_a_project_has_its_posts_and_no_note(
    client: Client, world: World, role: str
) -> None:
    enter(client, world, role)
    assert Project.objects.get(pk=world.project.pk).is_public
    assert Post.objects.filter(project=world.project).public().exists()
    feed = client.get(f"/projects/{world.project.pk}/feed/").content.decode()
    assert "屋根ができました" in feed
    assert SECRET not in feed


def test_no_calendar_has_a_note(client: Client, world: World) -> None:
    paths = [
        "/feeds/challenges.ics",
        f"/feeds/followed/{world.calendar_token}.ics",
        f"/proposals/{world.proposal.receipt}/interview.ics",
    ]
    enter(client, world, "editor")
    for path in paths:
        entry = client.get(path).content.decode()
        assert entry.startswith("BEGIN:VCALENDAR")
        assert SECRET not in entry.replace("\r\n ", "")


# ----- files -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("role", ["city_editor", "city_manager", "operator"])
def test_an_exported_list_of_partners_has_no_note(
    client: Client, world: World, role: str, kind: Kind
) -> None:
    enter(client, world, role)
    said = {"kind": kind, "accepted": "1", "idempotency_key": str(uuid4())}
    response = client.post("/desk/partner-export/", said)
    assert "attachment" in response.headers["Content-Disposition"]
    if kind == Kind.XLSX:
        read = unpacked(response)
    else:
        read = body_of(response).decode("cp932" if kind == Kind.CP932 else "utf-8-sig")
    assert world.partner.name in read
    assert SECRET not in read


def test_what_a_federation_takes_along_has_no_note(client: Client, world: World) -> None:
    enter(client, world, "stranger")
    said = {"kind": "xlsx", "idempotency_key": str(uuid4())}
    read = unpacked(client.post("/my/affiliates/export/", said))
    assert world.partner.name in read
    assert SECRET not in read


@pytest.mark.parametrize("role", ["city_editor", "city_manager"])
def test_the_table_of_the_committee_has_the_texts_and_scores_and_no_note(
    client: Client, world: World, role: str
) -> None:
    enter(client, world, role)
    url = f"/desk/challenges/{world.challenge.slug}/screening/export/"
    shown = cells(client.post(url, {"idempotency_key": str(uuid4())}))
    assert world.proposal.receipt in shown
    assert world.proposal.plan in shown
    assert not [text for text in shown if SECRET in text]
    again = client.post(url, {"idempotency_key": str(uuid4())})
    assert SECRET not in unpacked(again)  # nor in a comment, a name or a property of the file


@pytest.mark.parametrize("role", ["city_viewer", "city_editor", "city_manager"])
def test_the_paper_of_the_committee_has_the_texts_and_no_note(
    client: Client, world: World, role: str
) -> None:
    enter(client, world, role)
    url = f"/desk/challenges/{world.challenge.slug}/screening/print/"
    paper = client.get(url).content.decode()
    assert world.proposal.plan in paper
    assert SECRET not in paper


@pytest.mark.parametrize("role", ["owner", "city_manager"])
def test_a_proposal_on_paper_has_no_note(client: Client, world: World, role: str) -> None:
    make_proposal(world.challenge, world.partner)
    enter(client, world, role)
    paper = client.get(f"/proposals/{world.proposal.receipt}/print/").content.decode()
    assert world.proposal.plan in paper
    assert SECRET not in paper
