"""No list, search, feed or calendar names what the reader may not read, in whatever state it is.

Every address without a subject of its own, made from the URLconf, for everybody around.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from challenges.models import Proposal
from partners.models import Agreement, Project
from tests.portal.role_table import FIXED
from tests.portal.state_world import (
    Row,
    Scene,
    agreement_row,
    call_row,
    challenge_row,
    challenge_states,
    group,
    make_scene,
    offer_rows,
    project_rows,
    proposal_rows,
)
from tests.portal.test_permissions import OUR_NAMES, ROWS
from tests.portal.test_states import converters_of

pytestmark = pytest.mark.django_db
# Who reads some of it, or none: those who read everything are asked about nothing.
READERS = (
    *("visitor", "newcomer", "waiting_owner", "other_owner", "asked_owner", "left_owner"),
    *("lead_viewer", "co_viewer", "city_viewer", "far_manager", "operator"),
)
PLACES = (
    *("listings", "needs", "seeds", "partners", "challenges", "projects", "agreements", "events"),
    "search",
)
# What a call's own city and the operator read of it, once it was handed in to be checked.
NOT_HANDED_IN = ("draft", "called_off")


def everything(scene: Scene) -> Iterator[tuple[str, frozenset[str]]]:
    """The title of each subject in each state, with who may come upon it."""
    rows: list[Row] = []
    for state in Proposal.State:
        if state != Proposal.State.DRAFT:
            rows += proposal_rows(scene, state)
    for project_state in Project.State:
        rows += project_rows(scene, project_state)
    rows += [challenge_row(scene, label) for label in challenge_states()]
    rows += offer_rows(scene)
    rows += [agreement_row(scene, agreement_state) for agreement_state in Agreement.State]
    yield from ((str(row.subject), row.readers) for row in rows)
    for label in challenge_states():
        call = call_row(scene, label)
        checkers = group("-" if label in NOT_HANDED_IN else "office+operator")
        yield str(call.subject), call.readers | checkers


def lists(scene: Scene) -> list[str]:
    """Every address that is about no single row, and what is found by a word."""
    names = [name for name in OUR_NAMES if not converters_of(name) and (name, "GET") in ROWS]
    plain = [reverse(name, kwargs=FIXED.get(name.partition(":")[2], {})) for name in names]
    feeds = [f"/feeds/{place}/{query}" for place in PLACES for query in ("", "?q=印")]
    lead = scene.partners["lead"].get_absolute_url()
    return [*plain, *feeds, "/search/?q=印", scene.city.get_absolute_url(), lead, "/goals/11/"]


@pytest.mark.parametrize("role", READERS)
def test_no_list_names_what_is_not_theirs(client: Client, role: str) -> None:
    scene = make_scene()
    titles = list(everything(scene))
    user = scene.users[role]
    if user:
        client.force_login(user)
    hidden = [title for title, readers in titles if role not in readers]
    shown, faults = set[str](), []
    for url in lists(scene):
        response: Any = client.get(url)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        page = body.decode(errors="ignore").replace("\r\n ", "")
        faults += [(url, title) for title in hidden if title in page]
        shown |= {title for title, _readers in titles if title in page}
    assert faults == []
    assert shown  # these lists do name what the person may read
