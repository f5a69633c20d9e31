"""From an idea to what came of it, by people in browsers of their own: the challenge of Kakegawa
with all its parts, a free call, a call that becomes a contract, and a proposal without a challenge.
A call of a partner goes its whole way in test_kinds_of_call.py.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from challenges.models import Challenge
from tests.browser import whole_way as way
from tests.browser.filling import fill_in_challenge, fill_in_free_proposal, fill_in_proposal
from tests.browser.walker import Walker
from tests.browser.whole_way import People
from tests.factories import make_member, make_municipality, make_partner, make_staff
from tomoni.municipalities.models import Municipality, StaffRole
from tomoni.portal.demo.challenges_kakegawa import CHALLENGES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ALL_PARTS = CHALLENGES[0]
# The headings of the page, in the order in which the city has always had them.
IN_ORDER = (
    *("wish", "background", "project", "offered", "goals", "fields", "remarks", "contacts"),
    *("category", "criteria"),
)
Gather = Callable[..., People]


@pytest.fixture
def city(settings: Any) -> Municipality:
    """A city with an office of two, that takes proposals without a challenge too."""
    settings.STAFF_MFA_REQUIRED = False
    city = make_municipality("掛川市", slug="kakegawa", accepts_free_proposals=True)
    make_staff(city, StaffRole.Role.MANAGER, email="manager@example.jp")
    make_staff(city, StaffRole.Role.EDITOR, email="editor@example.jp")
    make_member(make_partner("緑坂製茶", municipality=city), email="owner@example.jp")
    return city


@pytest.fixture
def gather(browser: Browser, live_server: Any, city: Municipality) -> Iterator[Gather]:
    """The partner with a phone, and the two of the office before wide screens, logged in."""
    gathered = []

    def gather(*, language: str = "ja", looks: bool = False) -> People:
        partner, editor, manager = (
            Walker(browser, live_server.url, language=language, width=width)
            for width in (360, 1280, 1280)
        )
        people = People(partner, editor, manager, looks, [])
        for walker, name in ((partner, "owner"), (editor, "editor"), (manager, "manager")):
            walker.logs_in(f"{name}@example.jp")
        gathered.append(people)
        return people

    yield gather
    for people in gathered:
        people.leave()


def test_the_challenge_of_kakegawa_goes_its_whole_way(gather: Gather) -> None:
    people = gather(looks=True)
    challenge = way.write_all_parts(people, ALL_PARTS)
    assert challenge.sub_themes.count() == 7
    assert challenge.contacts.count() == 3
    assert (challenge.primary_goals.count(), challenge.related_goals.count()) == (0, 17)
    way.review_and_publish(people, challenge)
    way.set_up_the_screening(people, challenge)
    public_page_is_whole(people.partner, challenge)
    people.look(people.partner)
    answer_and_carry_out(people, challenge)
    assert people.problems == []


def public_page_is_whole(partner: Walker, challenge: Challenge) -> None:
    """Every part is there, in its order, with what was typed into the form."""
    partner.goes_to(challenge.get_absolute_url())
    shown = [each.get_attribute("id") for each in partner.page.locator("main h2[id]").all()]
    assert [name for name in shown if name in IN_ORDER] == list(IN_ORDER)
    for text in (*ALL_PARTS.sub_themes, *(text for row in ALL_PARTS.contacts for text in row)):
        partner.sees(text)
    partner.sees("聞き取りをした四十件のうち二十三件です。")


def answer_and_carry_out(people: People, challenge: Challenge) -> None:
    """From the proposal button to the report, with the project in between."""
    fill_in_proposal(people.partner, challenge)
    proposal = way.send_in(people, f"/challenges/{challenge.slug}/propose/confirm/")
    for reviewer in (people.editor, people.manager):
        way.score(reviewer, people, proposal)
    way.invite_to_an_interview(people, proposal)
    way.accept(people, proposal)
    way.pass_the_deadline(challenge)
    way.tell_the_result(people, challenge)
    project = way.begin_the_project(people, proposal)
    way.begin_the_work(people, challenge)
    way.report(people, challenge)
    people.partner.goes_to(challenge.get_absolute_url())
    for text in (way.RESULT, way.REPORT):
        people.partner.sees(text)
    people.partner.follows(project.get_absolute_url())
    people.partner.sees(way.POST)


@pytest.mark.parametrize(
    ("call_type", "mode", "language"),
    [("free", "collaboration", "en"), ("theme", "contract", "ja")],
    ids=["free-call", "contract"],
)
def test_another_kind_of_challenge_goes_its_whole_way(
    gather: Gather, call_type: str, mode: str, language: str
) -> None:
    people = gather(language=language)
    fill_in_challenge(people.editor)
    people.editor.ticks("call_type", [call_type])
    people.editor.ticks("mode", [mode])
    challenge = way.save(people)
    assert (challenge.call_type, challenge.mode) == (call_type, mode)
    way.review_and_publish(people, challenge)
    way.set_up_the_screening(people, challenge)
    answer_and_carry_out(people, challenge)


def test_a_proposal_without_a_challenge_goes_its_whole_way(
    gather: Gather, city: Municipality
) -> None:
    people = gather()
    fill_in_free_proposal(people.partner, city)
    proposal = way.send_in(people, f"/m/{city.slug}/propose/confirm/")
    people.editor.goes_to(proposal.get_absolute_url())
    assert not people.editor.page.locator("main .screening").count()  # nobody is asked to score
    people.editor.presses('main form[action$="/screen/"] button')
    way.invite_to_an_interview(people, proposal)
    way.accept(people, proposal)
    project = way.begin_the_project(people, proposal)
    way.finish_the_project(people, project)
    people.partner.goes_to("/projects/")
    people.partner.sees(project.title)
