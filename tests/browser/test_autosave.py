"""While autosave fails the page says so, keeps the text, and goes on by itself once it can."""

import pytest
from playwright.sync_api import expect

from challenges.models import ProposalDraft
from tests.browser.walker import Enter, Walker
from tests.factories import PASSWORD
from tests.portal.roles import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SOON = 20_000  # milliseconds, for a second try on a busy machine


def types(walker: Walker, text: str) -> None:
    walker.page.locator("main [name=summary]").fill(text)


def state(walker: Walker, words: str) -> None:
    expect(walker.page.locator("#draft-state")).to_contain_text(words, timeout=SOON)


def stored(world: World) -> list[str]:
    shared = ProposalDraft.objects.open().select_related("draft").get(challenge=world.challenge)
    kept: list[str] = shared.draft.data["summary"]
    return kept


def opens(enter: Enter, world: World) -> Walker:
    walker = enter("owner")
    walker.goes_to(f"/challenges/{world.challenge.slug}/propose/")
    return walker


def test_a_lost_connection(enter: Enter, world: World) -> None:
    walker = opens(enter, world)
    walker.loses_the_network()
    types(walker, "電車の中で書いた文")
    state(walker, "保存できませんでした")
    assert walker.page.locator("main [name=summary]").input_value() == "電車の中で書いた文"
    walker.context.set_offline(False)
    state(walker, "に保存しました")
    assert stored(world) == ["電車の中で書いた文"]
    walker.complaints.clear()  # the browser's own words on the lost connection


def test_a_window_that_was_loaded_anew_meanwhile(enter: Enter, world: World) -> None:
    walker = opens(enter, world)
    walker.page.on("dialog", lambda dialog: dialog.accept())
    path = f"**/challenges/{world.challenge.slug}/propose/"
    walker.page.route(
        path, lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    types(walker, "保存できない文")
    state(walker, "保存できませんでした")
    walker.page.unroute(path)
    walker.page.reload()
    assert walker.page.locator("main [name=summary]").input_value() == "保存できない文"
    state(walker, "に保存しました")
    assert stored(world) == ["保存できない文"]
    walker.complaints.clear()


def test_logged_out_and_in_again_in_another_tab(enter: Enter, world: World) -> None:
    walker = opens(enter, world)
    walker.context.clear_cookies(name="sessionid")
    types(walker, "ログアウト中に書いた文")
    state(walker, "ログアウトしています")
    other = walker.context.new_page()
    other.goto(f"{walker.base}/accounts/login/")
    person = world.users["owner"]
    assert person
    other.fill("[name=login]", person.email)
    other.fill("[name=password]", PASSWORD)
    other.locator('main form:has([name="password"]) button:not([type="button"])').click()
    other.wait_for_url("**/my/")
    state(walker, "に保存しました")
    assert stored(world) == ["ログアウト中に書いた文"]
    walker.complaints.clear()


def test_sent_while_logged_out_the_text_comes_back(enter: Enter, world: World) -> None:
    walker = opens(enter, world)
    walker.context.clear_cookies(name="sessionid")
    walker.fills(title="題", summary="送ろうとした文", plan="計画", brings="大工")
    walker.presses()
    walker.is_at("/accounts/login/")
    person = world.users["owner"]
    assert person
    walker.fills(login=person.email, password=PASSWORD)
    walker.sends("password")
    walker.is_at(f"/challenges/{world.challenge.slug}/propose/")
    assert walker.page.locator("main [name=summary]").input_value() == "送ろうとした文"
    state(walker, "に保存しました")


def test_two_colleagues_write_at_once(enter: Enter, world: World) -> None:
    one, other = opens(enter, world), enter("editor")
    other.goes_to(f"/challenges/{world.challenge.slug}/propose/")
    types(one, "代表者の文")
    state(one, "に保存しました")
    types(other, "編集者の文")
    state(other, "どちらの文も残してあります")
    other.follows(
        f"/my/proposals/drafts/{ProposalDraft.objects.get(challenge=world.challenge).pk}/both/"
    )
    other.sees("代表者の文")
    other.sees("編集者の文")
    other.presses()
    assert stored(world) == ["編集者の文"]
