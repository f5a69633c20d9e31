"""Role × state × confidentiality: who opens a proposal, its file, its print view and its record."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from challenges.models import CoAuthor, Proposal
from partners.models import Membership, Partner
from tests.factories import (
    make_challenge,
    make_co_author,
    make_member,
    make_municipality,
    make_operator,
    make_partner,
    make_proposal,
    make_proposal_draft,
    make_refusal_ground,
    make_staff,
    make_user,
)
from tomoni.accounts.models import User
from tomoni.municipalities.models import StaffRole

pytestmark = pytest.mark.django_db
State, Confidentiality = Proposal.State, Proposal.Confidentiality
STATES = [state for state in State if state != State.DRAFT]

# The page while it is not accepted, or accepted for the city only; accepted for partners; accepted
# for everybody. Files, print view and record are the same in every state and confidentiality.
GRID = """
who                     page  partners  public  file   print  record
visitor                 login login     200     login  login  login
newcomer                404   404       200     404    404    404
applicant               404   404       200     404    404    404
other_partner           404   200       200     404    404    404
viewer                  200   200       200     200    200    403
editor                  200   200       200     200    200    200
owner                   200   200       200     200    200    200
co_author_viewer        200   200       200     200    200    403
co_author_editor        200   200       200     200    200    200
asked_anew              404   200       200     404    404    404
has_left                404   200       200     404    404    404
city_viewer             200   200       200     200    200    403
city_editor             200   200       200     200    200    403
city_manager            200   200       200     200    200    200
other_city              404   404       200     404    404    404
operator                404   404       200     404    404    404
"""
ROWS = {line.split()[0]: line.split()[1:] for line in GRID.strip().splitlines()[1:]}


def joint(proposal: Proposal, role: Membership.Role, state: CoAuthor.State) -> User:
    """A person of a partner that was named, and what that partner has answered."""
    is_asked = state == CoAuthor.State.ASKED
    shared = make_proposal_draft(
        proposal.challenge, proposal.partner, proposal=proposal if is_asked else None
    )
    partner = make_partner()
    make_co_author(shared, partner, state=state, proposal=None if is_asked else proposal)
    return make_member(partner, role)


PEOPLE: dict[str, Callable[[Proposal], User | None]] = {
    "visitor": lambda p: None,
    "newcomer": lambda p: make_user(),
    "applicant": lambda p: make_member(
        make_partner(state=Partner.State.SUBMITTED, approved_at=None, expires_on=None)
    ),
    "other_partner": lambda p: make_member(make_partner(), Membership.Role.VIEWER),
    "viewer": lambda p: make_member(p.partner, Membership.Role.VIEWER),
    "editor": lambda p: make_member(p.partner, Membership.Role.EDITOR),
    "owner": lambda p: make_member(p.partner),
    "co_author_viewer": lambda p: joint(p, Membership.Role.VIEWER, CoAuthor.State.CONFIRMED),
    "co_author_editor": lambda p: joint(p, Membership.Role.EDITOR, CoAuthor.State.CONFIRMED),
    "asked_anew": lambda p: joint(p, Membership.Role.OWNER, CoAuthor.State.ASKED),
    "has_left": lambda p: joint(p, Membership.Role.OWNER, CoAuthor.State.LEFT),
    "city_viewer": lambda p: make_staff(p.municipality, StaffRole.Role.VIEWER),
    "city_editor": lambda p: make_staff(p.municipality, StaffRole.Role.EDITOR),
    "city_manager": lambda p: make_staff(p.municipality, StaffRole.Role.MANAGER),
    "other_city": lambda p: make_staff(make_municipality(), StaffRole.Role.MANAGER),
    "operator": lambda p: make_operator(),
}


def test_the_table_names_everybody() -> None:
    assert list(ROWS) == list(PEOPLE)


def proposal_in(state: State, confidentiality: Confidentiality) -> Proposal:
    fields: dict[str, Any] = {"state": state, "confidentiality": confidentiality}
    challenge = make_challenge()
    if state in (State.ACCEPTED, State.DECLINED):
        fields |= {"decided_at": timezone.now(), "decision_text": "理由です。"}
    if state == State.DECLINED:
        fields["refusal_ground"] = make_refusal_ground(challenge.municipality)
    proposal = make_proposal(challenge, **fields)
    said = {"name": "計画.pdf", "content_type": "application/pdf", "size": 4}
    proposal.attachments.create(file=ContentFile(b"%PDF", name="x.pdf"), **said)
    return proposal


def status(client: Client, url: str) -> str:
    response = client.get(url)
    location = response.headers.get("Location", "")
    return "login" if location.startswith("/accounts/login/") else str(response.status_code)


@pytest.mark.parametrize("confidentiality", list(Confidentiality))
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("who", list(PEOPLE))
def test_everybody_opens_what_the_table_says(
    client: Client, who: str, state: State, confidentiality: Confidentiality
) -> None:
    proposal = proposal_in(state, confidentiality)
    if person := PEOPLE[who](proposal):
        client.force_login(person)
    inside, partners, public, *rest = ROWS[who]
    widest = {Confidentiality.PARTNERS: partners, Confidentiality.PUBLIC: public}
    page = widest.get(confidentiality, inside) if state == State.ACCEPTED else inside
    url, file = proposal.get_absolute_url(), proposal.attachments.get()
    paths = (url, f"{url}files/{file.pk}/", f"{url}print/", f"{url}openings/")
    assert [status(client, path) for path in paths] == [page, *rest]


@pytest.mark.parametrize("who", list(PEOPLE))
def test_what_only_authors_and_the_city_read_is_on_nobody_elses_page(
    client: Client, who: str
) -> None:
    proposal = proposal_in(State.ACCEPTED, Confidentiality.PUBLIC)
    if person := PEOPLE[who](proposal):
        client.force_login(person)
    page = client.get(proposal.get_absolute_url()).content.decode()
    is_inside = ROWS[who][0] == "200"
    for inside in (
        "理由です。",
        "計画.pdf",
        proposal.submitted_by.name,
        f"{proposal.receipt}/print/",
    ):
        assert (inside in page) == is_inside
