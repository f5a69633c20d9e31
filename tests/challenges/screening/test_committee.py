"""What the committee gets: on paper and as an Excel file, never more than its reader may see."""

import io
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from openpyxl import load_workbook

from challenges.models import Challenge, Opening, Proposal
from tests.bad_inputs import TYPEABLE
from tests.factories import (
    make_assessment,
    make_challenge,
    make_criteria,
    make_member,
    make_proposal,
    make_reviewer,
    make_staff,
)
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
SECRET = "委員だけの所見"


@pytest.fixture
def challenge(city: Municipality) -> Challenge:
    challenge = make_challenge(city)
    make_criteria(challenge, 60, 40)
    return challenge


def export(client: Client, challenge: Challenge) -> Any:
    url = f"/desk/challenges/{challenge.slug}/screening/export/"
    return client.post(url, {"idempotency_key": str(uuid4())})


def print_url(challenge: Challenge) -> str:
    return f"/desk/challenges/{challenge.slug}/screening/print/"


def table(response: Any) -> list[list[Any]]:
    """The cells of the file."""
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    cells = [list(row) for row in book["proposals"].iter_rows()]
    assert "f" not in {cell.data_type for row in cells for cell in row}
    return [[cell.value for cell in row] for row in cells]


def scored(challenge: Challenge, **fields: Any) -> Proposal:
    """A proposal with the scores of two reviewers who have nothing left to say."""
    proposal = make_proposal(challenge, **fields)
    for number, name in enumerate(("評価 一郎", "評価 二郎")):
        person = User.objects.filter(name=name).first() or make_reviewer(challenge, name=name)
        make_assessment(proposal, person, 5 - number, 3, remark=SECRET)
    return proposal


@pytest.mark.usefixtures("editor")
def test_the_file_has_results_texts_and_every_reviewer(
    client: Client, challenge: Challenge
) -> None:
    proposal = scored(challenge, title="古民家の改修")
    response = export(client, challenge)
    assert response["Content-Disposition"].startswith('attachment; filename="screening-')
    headers, row = table(response)
    found = dict(zip(headers, row, strict=True))
    assert (found["提案"], found["受付番号"]) == ("古民家の改修", proposal.receipt)
    assert (found["平均"], found["ばらつき"], found["採点の数"]) == (3.9, 0.3, 2)
    assert (found["基準1 ×60"], found["基準2 ×40"]) == (4.5, 3)
    assert found["実施計画"] == proposal.plan
    assert (found["評価 一郎：合計"], found["評価 一郎：基準1"]) == (4.2, 5)
    assert SECRET in found["評価 二郎：所見"]
    assert Entry.objects.get(verb="screening.exported").data == {"rows": 1}


@pytest.mark.usefixtures("editor")
def test_reviewers_of_one_name_have_columns_of_their_own(
    client: Client, challenge: Challenge
) -> None:
    proposal = make_proposal(challenge)
    people = [make_reviewer(challenge, name="評価 一郎") for _time in range(2)]
    for points, person in zip((5, 2), people, strict=True):
        make_assessment(proposal, person, points, points)
    headers, row = table(export(client, challenge))
    found = dict(zip(headers, row, strict=True))
    totals = [found[f"評価 一郎 ({person.email})：合計"] for person in people]
    assert totals == [5, 2]


@pytest.mark.parametrize("start", ["=", "＝", "+", "-", "@", "\t=", "＠"])
@pytest.mark.usefixtures("editor")
def test_no_cell_starts_a_formula(client: Client, challenge: Challenge, start: str) -> None:
    evil = f"{start}cmd|' /C calc'!A0"
    proposal = make_proposal(challenge, title=evil, plan=evil, summary=evil)
    make_assessment(proposal, make_reviewer(challenge, name=evil), 3, 3, remark=evil)
    cells = [cell for row in table(export(client, challenge)) for cell in row]
    texts = [cell.strip() for cell in cells if isinstance(cell, str)]
    assert not [text for text in texts if text and text[0] in "=+-@＝＋－＠"]
    assert len([text for text in texts if "calc" in text]) >= 4


@pytest.mark.parametrize("kind", TYPEABLE)
@pytest.mark.usefixtures("editor")
def test_any_text_fits_into_the_file(client: Client, challenge: Challenge, kind: str) -> None:
    text = TYPEABLE[kind].replace("\x00", "")  # which the database does not take
    make_proposal(challenge, plan=text)
    assert len(table(export(client, challenge))) == 2


def hidden_from(challenge: Challenge, who: str) -> User:
    """Somebody of the office who may not see the scores (yet)."""
    proposal = scored(challenge, title="古民家の改修")
    if who == "reviewer who has not scored":
        return make_reviewer(challenge)
    if who == "who has a conflict":
        person = make_reviewer(challenge)
        make_assessment(proposal, person, conflict="親族")
        return person
    make_reviewer(challenge)  # somebody is still waited for
    return make_staff(challenge.municipality)


@pytest.mark.parametrize("who", ["reviewer who has not scored", "who has a conflict", "another"])
def test_what_the_reader_may_not_see_is_on_neither(
    client: Client, challenge: Challenge, who: str
) -> None:
    client.force_login(hidden_from(challenge, who))
    cells = [str(cell) for row in table(export(client, challenge)) for cell in row]
    page = client.get(print_url(challenge)).content.decode()
    assert not [cell for cell in cells if SECRET in cell or cell in ("3.9", "4.2")]
    assert SECRET not in page
    assert "3.90" not in page
    assert "古民家の改修" in page


@pytest.mark.usefixtures("editor")
def test_the_paper_has_everything_for_who_may_see_it(client: Client, challenge: Challenge) -> None:
    proposal = scored(challenge, title="古民家の改修", cost="費用は折半です。")
    page = client.get(print_url(challenge)).content.decode()
    for shown in (proposal.title, proposal.plan, "費用は折半です。", "3.90", SECRET, "評価 二郎"):
        assert shown in page


@pytest.mark.parametrize(
    ("role", "status"), [(StaffRole.Role.VIEWER, 403), (StaffRole.Role.EDITOR, 200)]
)
def test_only_editors_take_the_file_along(
    client: Client, challenge: Challenge, role: StaffRole.Role, status: int
) -> None:
    client.force_login(make_staff(challenge.municipality, role))
    assert client.get(print_url(challenge)).status_code == 200
    response = export(client, challenge)
    assert response.status_code == status
    list(response)  # read to its end, so that the file behind it is closed
    assert Entry.objects.filter(verb="screening.exported").exists() == (status == 200)


def test_partners_get_neither(client: Client, challenge: Challenge) -> None:
    proposal = scored(challenge)
    client.force_login(make_member(proposal.partner))
    assert client.get(print_url(challenge)).status_code == 404
    assert export(client, challenge).status_code == 404


@pytest.mark.usefixtures("editor")
def test_the_paper_asks_as_often_for_three_proposals_as_for_one(
    client: Client, challenge: Challenge
) -> None:
    assert_constant_queries(client, print_url(challenge), lambda: scored(challenge), at_most=9)


@pytest.mark.usefixtures("editor")
def test_who_reads_the_paper_has_opened_every_confidential_proposal(
    client: Client, challenge: Challenge
) -> None:
    secret = scored(challenge)
    scored(challenge, confidentiality="public")
    for _again in range(2):
        client.get(print_url(challenge))
    opening = Opening.objects.get()
    assert (opening.proposal, opening.thing) == (secret, "committee")
