"""The broker's board in a browser: passed on, refused, three brought together; without a mouse."""

import pytest

from matching.models import Introduction
from tests.browser.looking import problems_here, problems_of
from tests.browser.walker import Enter, Walker
from tests.portal.roles import World
from tomoni.municipalities.models import IntroductionRoute

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOARD, CHOOSE = "/desk/introductions/", "/desk/introductions/propose/"
NOTE = "空き家の相談会を、三者で一度開いてみませんか。"
SEND = 'main button[name="step"][value="send"]'


def test_passed_on_from_the_desk_with_words(enter: Enter, world: World) -> None:
    walker = enter("city_editor")
    walker.goes_to("/desk/")
    walker.follows(f"{BOARD}{world.to_pass_on.pk}/forward/")
    walker.sees(world.to_pass_on.message)
    walker.fills(words="市役所 090-0000-0000 まで。")
    walker.presses()
    walker.sees("電話番号")
    assert problems_here(walker) == []
    walker.fills(words="ぜひご検討ください。")
    walker.presses()
    assert walker.path() == BOARD
    walker.sees("取り次ぎました")
    made = Introduction.objects.get(pk=world.to_pass_on.pk)
    assert (made.state, made.broker_note) == ("forwarded", "ぜひご検討ください。")


def test_refused_with_a_reason(enter: Enter, world: World) -> None:
    walker = enter("city_editor")
    walker.goes_to(f"{BOARD}{world.to_pass_on.pk}/forward/")
    walker.follows(f"{BOARD}{world.to_pass_on.pk}/refuse/")
    walker.presses()
    assert walker.page.evaluate("document.activeElement.id") == "error-summary"
    walker.fills(reason="募集は先月終わりました。")
    walker.presses()
    walker.sees("取り次がないことにしました")
    assert Introduction.objects.get(pk=world.to_pass_on.pk).state == "declined"


def choose_three(walker: Walker, world: World) -> None:
    """A need, a seed and a partner, each looked for by the name of its partner."""
    walker.goes_to(CHOOSE)
    names = [world.partner.name, world.federation.name, world.joinable.name]
    places = [
        f"listing-{world.listing.pk}",
        f"listing-{world.seed.pk}",
        f"partner-{world.joinable.pk}",
    ]
    for name, place in zip(names, places, strict=True):
        walker.fills(q=name)
        walker.presses("main form[role=search] button")
        walker.presses(f'main section[aria-labelledby="h-found"] a[href*="place={place}"]')


@pytest.mark.parametrize("width", [360, 1280])
def test_three_are_brought_together(width: int, enter: Enter, world: World) -> None:
    walker = enter("city_editor")
    walker.has_a_screen_of(width)
    choose_three(walker, world)
    assert problems_here(walker) == []
    walker.presses('main section[aria-labelledby="h-chosen"] a.button:not(.button-quiet)')
    walker.presses()
    assert walker.page.evaluate("document.activeElement.id") == "error-summary"
    walker.fills(note=NOTE)
    walker.presses()
    walker.sees(NOTE)
    assert problems_here(walker) == []
    walker.presses('main button[name="step"][value="change"]')
    assert walker.page.locator('[name="note"]').input_value() == NOTE
    walker.presses()
    walker.presses(SEND)
    walker.sees("全員にお願いを送りました")
    made = Introduction.objects.get(is_by_hand=True)
    assert made.route == IntroductionRoute.OFFICE
    partners = list(made.parties.order_by("pk").values_list("partner", flat=True))
    assert partners == [world.partner.pk, world.federation.pk, world.joinable.pk]


def test_the_board_is_narrowed_down_and_looks_well(enter: Enter, world: World) -> None:
    walker = enter("city_editor")
    walker.goes_to(BOARD)
    walker.follows("?state=here")
    walker.sees(world.joinable.name)
    walker.page.locator("main summary", has_text="文面を読む").first.click()
    assert problems_of(walker) == []


def test_rows_by_j_and_enter(enter: Enter, world: World) -> None:
    walker = enter("city_editor")
    walker.goes_to(BOARD)
    walker.page.keyboard.press("j")
    with walker.page.expect_navigation():
        walker.page.keyboard.press("Enter")
    assert walker.path() == f"{BOARD}{world.to_pass_on.pk}/forward/"
