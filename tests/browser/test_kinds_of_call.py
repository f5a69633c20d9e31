"""The whole way of a free proposal and of a reverse call, by two or three people in browsers of
their own.
"""

from typing import Any

import pytest
from playwright.sync_api import Browser

from challenges.models import Challenge, Offer, Proposal
from tests.browser.filling import fill_in_call, fill_in_free_proposal, fill_in_offer
from tests.browser.walker import Walker
from tests.factories import make_member, make_municipality, make_partner, make_staff
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEVICES = pytest.mark.parametrize(
    ("language", "width", "script"),
    [("ja", 360, True), ("en", 1280, True), ("ja", 1280, False)],
    ids=["japanese-phone", "english-desktop", "without-javascript"],
)


@pytest.fixture
def city(settings: Any) -> Municipality:
    """A city with a manager and an editor, and a partner with its owner."""
    settings.STAFF_MFA_REQUIRED = False
    city = make_municipality("試験市")
    make_staff(city, StaffRole.Role.MANAGER, email="manager@example.jp")
    make_staff(city, StaffRole.Role.EDITOR, email="editor@example.jp")
    make_member(make_partner("水路電機", municipality=city), email="owner@example.jp")
    return city


@DEVICES
def test_a_free_proposal_from_the_wish_to_the_answer(
    city: Municipality, live_server: Any, browser: Browser, language: str, width: int, script: bool
) -> None:
    owner, manager = (
        Walker(browser, live_server.url, language=language, width=width, script=script)
        for _ in range(2)
    )
    manager.logs_in("manager@example.jp")
    manager.goes_to("/desk/challenges/")
    manager.follows("/desk/free-proposals/")
    manager.page.locator('main [name="accepts"]').check()
    manager.fills(wish_ja="居場所づくりのご提案をお待ちしています。")
    manager.sends("wish_ja")

    owner.logs_in("owner@example.jp")
    owner.goes_to("/free-proposals/")
    owner.sees("居場所づくりのご提案をお待ちしています。")
    fill_in_free_proposal(owner, city)
    owner.presses()
    owner.is_at(f"/m/{city.slug}/propose/confirm/")
    owner.sees("一軒目を一緒に直します")
    owner.presses()
    owner.is_at("/proposals/P-.*/done/")
    proposal = Proposal.objects.get()
    owner.sees(proposal.receipt)

    manager.goes_to("/desk/proposals/?kind=free")
    manager.follows(proposal.get_absolute_url())
    manager.follows(f"/desk/proposals/{proposal.receipt}/accept/")
    manager.fills(text="ぜひお話をお聞かせください。")
    manager.sends("text")
    owner.goes_to("/my/proposals/")
    owner.follows(proposal.get_absolute_url())
    owner.sees("ぜひお話をお聞かせください。")
    for walker in (owner, manager):
        walker.leaves()


@DEVICES
def test_a_reverse_call_from_the_draft_to_what_came_of_it(
    city: Municipality, live_server: Any, browser: Browser, language: str, width: int, script: bool
) -> None:
    other = make_municipality("隣の市")
    make_staff(other, StaffRole.Role.EDITOR, email="neighbour@example.jp")
    owner, manager, neighbour = (
        Walker(browser, live_server.url, language=language, width=width, script=script)
        for _ in range(3)
    )
    owner.logs_in("owner@example.jp")
    owner.goes_to("/my/calls/")
    fill_in_call(owner)
    owner.presses()
    owner.is_at("/my/calls/new/confirm/")
    owner.sees("上限三百万円まで当社が負担します。")
    owner.presses()
    call = Challenge.objects.get()
    work = owner.is_at(call.get_work_url())
    owner.presses('main form[action$="/steps/ask_review/"] button')

    manager.logs_in("manager@example.jp")
    manager.goes_to("/desk/calls/")
    manager.follows(f"/desk/calls/{call.slug}/")
    manager.fills(whole="連絡先をもう一つお書きください。")
    manager.sends("whole")
    owner.goes_to(work)
    owner.sees("連絡先をもう一つお書きください。")
    owner.presses('main form[action$="/steps/ask_review/"] button')
    manager.goes_to(f"/desk/calls/{call.slug}/")
    manager.presses('main form[action$="/publish/"] button')

    neighbour.logs_in("neighbour@example.jp")
    fill_in_offer(neighbour, call)
    neighbour.presses()
    neighbour.is_at(f"/desk/calls/{call.slug}/offer/confirm/")
    neighbour.presses()
    neighbour.is_at("/offers/O-.*/done/")
    offer = Offer.objects.get()
    neighbour.sees(offer.receipt)

    owner.goes_to(work)
    owner.follows(f"{work}tell/close/")
    owner.fills(reason="十分な数の名乗りをいただきました。")
    owner.sends("reason")
    owner.presses('main form[action$="/steps/select/"] button')
    owner.follows(f"/offers/{offer.receipt}/reply/")
    owner.chooses("answer", "choose")
    owner.fills(text="用水路の条件が合いました。")
    owner.sends("text")
    neighbour.goes_to(offer.get_absolute_url())
    neighbour.sees("用水路の条件が合いました。")
    owner.goes_to(work)
    owner.follows(f"{work}tell/decide/")
    owner.fills(result="隣の市と進めます。")
    owner.sends("result")
    owner.follows(f"{work}tell/complete/")
    owner.fills(report="街灯が三つともりました。")
    owner.sends("report")
    neighbour.goes_to(call.get_absolute_url())
    neighbour.sees("街灯が三つともりました。")
    neighbour.sees("用水路のある公園で試せます")
    call.refresh_from_db()
    assert call.state == Challenge.State.COMPLETED
    for walker in (owner, manager, neighbour):
        walker.leaves()
