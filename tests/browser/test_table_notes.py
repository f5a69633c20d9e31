"""Two phones at one table: both write at once, one loses its network and comes back."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Route, expect

from events.models import FollowUp, NoteEntry, Place, SeatingPlan, Table
from tests.browser.looking import problems_at
from tests.browser.walker import Walker
from tests.events.noting.tables import make_evening, person, seat, write
from tests.factories import make_staff, make_table

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Phone = Callable[..., Walker]
SOON = 20_000  # the list is looked at every four seconds


@pytest.fixture
def table() -> Table:
    return make_evening(3)


@pytest.fixture
def phone(browser: Browser, live_server: Any, table: Table) -> Iterator[Phone]:
    """One of the participants with a phone before the notes of the table."""
    walkers = []

    def phone(number: int, **fields: Any) -> Walker:
        said = {"language": "ja", "width": 360, **fields}
        walker = Walker(browser, live_server.url, **said)
        walkers.append(walker)
        walker.logs_in(person(table, number).email)
        walker.goes_to(_notes(table))
        return walker

    yield phone
    for walker in walkers:
        walker.context.close()


def _notes(table: Table) -> str:
    return f"/events/{table.event.slug}/tables/{table.number}/notes/"


def _writes(walker: Walker, text: str, part: str = "common") -> None:
    walker.page.locator(f'[name="part"][value="{part}"]').check()
    walker.page.locator('form[data-notes] [name="text"]').fill(text)
    walker.page.locator("form[data-notes] button").click()


def _sees(walker: Walker, text: str) -> None:
    expect(walker.page.locator("#note-entries")).to_contain_text(text, timeout=SOON)


def _texts() -> list[str]:
    return sorted(NoteEntry.objects.values_list("text", flat=True))


def test_both_write_and_see_each_other_without_reloading(phone: Phone) -> None:
    one, other = phone(0), phone(1)
    _writes(one, "縁側のある家")
    _writes(other, "子どもの居場所")
    for walker in (one, other):
        _sees(walker, "縁側のある家")
        _sees(walker, "子どもの居場所")
    assert _texts() == ["子どもの居場所", "縁側のある家"]
    assert NoteEntry.objects.values("author").distinct().count() == 2


def test_what_is_written_without_a_network_arrives_once_when_it_is_back(
    phone: Phone, table: Table
) -> None:
    one, other = phone(0), phone(1)
    one.loses_the_network()
    for text in ("圏外の一つ目", "圏外の二つ目"):
        _writes(one, text)
    waiting = one.page.locator("#notes-waiting")
    expect(waiting).to_contain_text("圏外の二つ目")
    assert _texts() == []
    one.page.locator('form[data-notes] [name="text"]').fill("まだ書きかけ")
    _writes(other, "そのあいだの一言")
    _sees(other, "そのあいだの一言")
    one.context.set_offline(False)
    _sees(other, "圏外の一つ目")
    _sees(other, "圏外の二つ目")
    expect(waiting).to_have_text("", timeout=SOON)
    _sees(one, "そのあいだの一言")
    expect(one.page.locator('form[data-notes] [name="text"]')).to_have_value("まだ書きかけ")
    assert _texts() == ["そのあいだの一言", "圏外の一つ目", "圏外の二つ目"]


def test_what_waits_and_what_is_half_written_outlive_the_page(phone: Phone) -> None:
    one, lost = phone(0), []
    first = iter([True])

    def lose_the_first_answer(route: Route) -> None:
        """The server has written the entry, and the phone never hears of it."""
        if not next(first, False):  # also while the first is still on its way
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    one.page.route("**/notes/write/", lose_the_first_answer)
    _writes(one, "返事の届かない一言")
    expect(one.page.locator("#notes-waiting")).to_contain_text("返事の届かない一言")
    one.page.locator('form[data-notes] [name="text"]').fill("書きかけ")
    one.page.reload()
    expect(one.page.locator('form[data-notes] [name="text"]')).to_have_value("書きかけ")
    expect(one.page.locator("#notes-waiting")).to_have_text("", timeout=SOON)
    _sees(one, "返事の届かない一言")
    assert (_texts(), lost) == (["返事の届かない一言"], [200])


def test_what_the_server_refuses_comes_back_into_the_field(phone: Phone) -> None:
    one = phone(0)
    _writes(one, "長" * 1_001)
    expect(one.page.locator("#notes-problem")).to_be_visible(timeout=SOON)
    expect(one.page.locator('form[data-notes] [name="text"]')).to_have_value("長" * 1_001)
    assert _texts() == []


def test_what_was_written_at_another_table_is_sent_from_any_page_of_notes(
    phone: Phone, table: Table
) -> None:
    other = make_table(table.event, "海")
    one = phone(0)
    one.page.route("**/notes/write/", lambda route: route.abort())
    _writes(one, "前の席での一言")
    expect(one.page.locator("#notes-waiting")).to_contain_text("前の席での一言")
    one.page.unroute("**/notes/write/")
    one.goes_to(_notes(other))
    expect(one.page.locator("#notes-waiting")).to_have_text("", timeout=SOON)
    assert NoteEntry.objects.get().table == table
    expect(one.page.locator("#note-entries")).not_to_contain_text("前の席での一言")


def test_what_may_not_be_written_any_more_comes_back_and_blocks_nothing(
    phone: Phone, table: Table
) -> None:
    other = make_table(table.event, "海")
    one = phone(0)
    one.page.route("**/notes/write/", lambda route: route.abort())
    _writes(one, "もう書けない一言")
    expect(one.page.locator("#notes-waiting")).to_contain_text("もう書けない一言")
    plan = SeatingPlan.objects.create(
        event=table.event, state="published", published_at=timezone.now()
    )
    Place.objects.create(plan=plan, round=1, registration=seat(table), table=other)
    one.page.unroute("**/notes/write/")
    one.goes_to(_notes(other))
    field = one.page.locator('form[data-notes] [name="text"]')
    expect(field).to_have_value("もう書けない一言", timeout=SOON)
    expect(one.page.locator("#notes-problem")).to_be_visible()
    one.page.reload()
    expect(field).to_have_value("もう書けない一言")  # kept as what is half written
    _writes(one, "こちらの席の一言")
    _sees(one, "こちらの席の一言")
    assert _texts() == ["こちらの席の一言"]


def test_logging_out_takes_it_off_the_device(phone: Phone) -> None:
    kept = "Object.keys(localStorage).filter((name) => name.startsWith('note')).length"
    one, asked = phone(0), []
    one.page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    one.page.route("**/notes/write/", lambda route: route.abort())
    _writes(one, "送れない一言")
    expect(one.page.locator("#notes-waiting")).to_contain_text("送れない一言")
    one.page.locator('form[data-notes] [name="text"]').fill("書きかけ")
    assert one.page.evaluate(kept) == 2
    with one.page.expect_navigation():
        one.page.evaluate("document.querySelector('form[data-logout]').requestSubmit()")
    assert len(asked) == 1
    assert one.page.evaluate(kept) == 0


def test_a_sprout_is_looked_after_with_one_tap(phone: Phone, table: Table) -> None:
    entry = write(table, "茶殻を堆肥に", 1, part="sprout")
    one, other = phone(0), phone(2)
    one.page.locator(f"#sprout-{entry.pk}").click()
    _sees(one, "参加者0さんが引き受けています")
    _sees(other, "参加者0さんが引き受けています")
    assert FollowUp.objects.get().owner == person(table)


def test_without_scripts_the_same_pages_do(phone: Phone, table: Table) -> None:
    one = phone(0, script=False)
    one.page.locator('[name="part"][value="sprout"]').check()
    one.fills(text="縁側を直す")
    one.sends("text")
    one.sees("縁側を直す")
    entry = NoteEntry.objects.get()
    one.presses(f"#sprout-{entry.pk}")
    one.sees("あなたが引き受けました")
    one.presses(f"#delete-{entry.pk}")
    one.presses(f"#restore-{entry.pk}")
    one.presses(f"#edit-{entry.pk}")
    one.fills(text="縁側と庭を直す")
    one.sends("version")
    one.sees("縁側と庭を直す")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_notes_of_everything_have_no_problem(
    browser: Browser, live_server: Any, settings: Any, table: Table, language: str
) -> None:
    settings.STAFF_MFA_REQUIRED = False
    for part in ("common", "sprout", "next"):
        write(table, f"{part}の一言。縁側のある家を、みんなの居場所に。", 1, part=part)
    editor = make_staff(table.event.municipality, email="editor@example.jp")
    write(table, "事務局の一言", editor)
    walker = Walker(browser, live_server.url, language=language, width=360)
    walker.logs_in("editor@example.jp")
    walker.goes_to(_notes(table))
    walker.page.locator("#agree").click()
    expect(walker.page.locator("#take-back")).to_be_visible(timeout=SOON)
    found = problems_at(walker, _notes(table))
    found += problems_at(walker, f"/events/{table.event.slug}/notes/")
    assert found == []
    assert NoteEntry.objects.published().count() == 4
    walker.leaves()
