"""The whole way in a browser, with a real worker: from signing up to an accepted proposal."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from challenges.models import Challenge, Proposal
from partners.models import Listing, Partner
from tests.browser.filling import (
    fill_in_challenge,
    fill_in_partner,
    fill_in_proposal,
    fill_in_seed,
)
from tests.browser.walker import Walker
from tests.factories import make_municipality, make_refusal_ground, make_staff
from tests.workers import environment, running_relay, running_worker
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.django_db(transaction=True)]


@dataclass
class Town:
    """A city with its office, and a worker that computes."""

    city: Municipality
    url: str


@pytest.fixture
def town(live_server: Any, settings: Any, tmp_path: Path) -> Iterator[Town]:
    settings.STAFF_MFA_REQUIRED = False
    city = make_municipality("試験市")
    make_staff(city, StaffRole.Role.MANAGER, email="manager@example.jp")
    make_staff(city, StaffRole.Role.EDITOR, email="editor@example.jp")
    make_refusal_ground(city)
    env = environment(tmp_path)
    with running_worker(env, concurrency=1), running_relay(env):
        yield Town(city, live_server.url)


def register_partner(person: Walker, city: Municipality) -> None:
    """入力 → 確認 → 完了 of the registration."""
    fill_in_partner(person, city)
    person.presses()
    person.is_at("/my/partner/confirm/")
    person.sees("アキヤミライシャ")
    person.sees("0537-00-0000")
    person.presses()
    person.is_at("/my/partner/done/R-.*")


def approve_partner(manager: Walker, partner: Partner) -> None:
    """From the desk to the approval."""
    manager.goes_to("/desk/")
    manager.follows(f"/desk/partners/{partner.slug}/")
    manager.presses('main form[action$="/approve/"] button')
    partner.refresh_from_db()
    assert partner.state == Partner.State.APPROVED


def register_seed(person: Walker) -> Listing:
    """入力 → 確認 → 完了 of a seed."""
    fill_in_seed(person)
    person.presses()
    person.is_at("/my/listings/new/seed/confirm/")
    person.sees("空き家の改修ができる大工がいます")
    person.presses()
    person.is_at(r"/my/listings/\d+/done/")
    return Listing.objects.get()


def post_challenge(editor: Walker, manager: Walker) -> Challenge:
    """All parts of a challenge; one asks for a review, the other reads it and publishes it."""
    fill_in_challenge(editor)
    editor.presses()
    editor.is_at("/desk/challenges/new/confirm/")
    editor.sees("空き家の居場所づくり")
    editor.presses()
    challenge = Challenge.objects.get()
    editor.goes_to(f"/desk/challenges/{challenge.slug}/")
    editor.presses('main form[action$="/ask-review/"] button')
    manager.goes_to(f"/desk/challenges/{challenge.slug}/")
    manager.presses('main form[action$="/open/"] button')
    challenge.refresh_from_db()
    assert challenge.state == Challenge.State.OPEN
    return challenge


def propose(person: Walker, challenge: Challenge) -> Proposal:
    """From the challenge's button to the receipt."""
    fill_in_proposal(person, challenge)
    person.presses()
    person.is_at(f"/challenges/{challenge.slug}/propose/confirm/")
    person.sees("一軒目を一緒に直します")
    person.presses()
    person.is_at("/proposals/P-.*/done/")
    proposal = Proposal.objects.get()
    person.sees(proposal.receipt)
    return proposal


def accept(editor: Walker, proposal: Proposal) -> None:
    """From the desk to the decision."""
    editor.goes_to("/desk/proposals/")
    editor.follows(proposal.get_absolute_url())
    editor.follows(f"/desk/proposals/{proposal.receipt}/accept/")
    editor.fills(text="よろしくお願いします。来週お電話します。")
    editor.sends("text")
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.ACCEPTED


@pytest.mark.parametrize(
    ("language", "width", "script"),
    [("ja", 360, True), ("en", 1280, True), ("ja", 1280, False)],
    ids=["japanese-phone", "english-desktop", "without-javascript"],
)
def test_from_signing_up_to_an_accepted_proposal(
    town: Town, browser: Browser, language: str, width: int, script: bool
) -> None:
    person, manager, editor = (
        Walker(browser, town.url, language=language, width=width, script=script) for _ in range(3)
    )
    person.signs_up("見本 花子", "hanako@example.jp")
    register_partner(person, town.city)
    manager.logs_in("manager@example.jp")
    approve_partner(manager, Partner.objects.get())
    register_seed(person)
    editor.logs_in("editor@example.jp")
    challenge = post_challenge(editor, manager)

    editor.waits_for(challenge.get_absolute_url(), "main .match")
    editor.sees("空き家の改修ができる大工がいます")
    reasons = editor.page.locator("main .match .reasons").first.inner_text()
    assert "空き家" in reasons or "11" in reasons, reasons

    proposal = propose(person, challenge)
    accept(editor, proposal)
    person.goes_to("/my/")
    person.follows(proposal.get_absolute_url())
    person.sees("よろしくお願いします。来週お電話します。")
    person.waits_for("/my/", "main .match")
    for walker in (person, manager, editor):
        walker.leaves()
