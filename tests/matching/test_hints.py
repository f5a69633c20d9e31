"""The box beside the form: what a text speaks of and whom it is near to while it is written."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from challenges.models import Challenge
from matching.models import AnalysedText
from partners.models import Listing, Membership, Partner
from tests.factories import make_challenge, make_member, make_municipality, make_staff, make_user
from tests.matching.world import (
    HOUSES,
    SCHOOL,
    TOPICS,
    make_need,
    make_partner,
    make_seed,
    settle,
)
from tomoni.accounts.models import Draft, User
from tomoni.journal.models import Job
from tomoni.municipalities.models import StaffRole
from tomoni.taxonomy.models import Field

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Target": "hints"}
NEW_NEED = "/my/listings/new/need/"
WISH = {"title": HOUSES["title"], "wish": HOUSES["body"]}


@pytest.fixture(autouse=True)
def _nobody_has_asked() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def ask(client: Client, side: str = "need", **answers: Any) -> Any:
    return client.post(f"/matching/hints/{side}/", answers, headers=HTMX)


def box(client: Client, side: str = "need", **answers: Any) -> str:
    response = ask(client, side, **answers)
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.fixture
def partner() -> Partner:
    return make_partner()


@pytest.fixture
def client(partner: Partner) -> Client:
    return browser(make_member(partner, Membership.Role.EDITOR))


def hints_of(html: str, kind: str) -> list[str]:
    """The ids of the buttons of a kind, in their order."""
    return re.findall(rf'id="hint-{kind}-(\d+)"', html)


def test_goals_are_proposed_with_the_words_that_led_to_them(client: Client) -> None:
    html = box(client, **SCHOOL)
    assert html.lstrip().startswith('<div id="hints"')
    assert "<html" not in html
    assert "2" in hints_of(html, "goal")
    assert "「給食」" in html
    assert "から" in html
    assert len(hints_of(html, "goal")) <= 3


def test_goal_that_is_ticked_is_shown_as_chosen(client: Client) -> None:
    first = hints_of(box(client, **SCHOOL), "goal")[0]
    for name in ("primary_goals", "related_goals"):
        answers: dict[str, Any] = {**SCHOOL, name: [first]}
        html = box(client, **answers)
        assert re.findall(r"is-chosen[^>]*id=\"([a-z0-9-]+)\"", html) == [f"hint-goal-{first}"]


def test_button_ticks_the_main_goal_or_else_the_further_one(client: Client) -> None:
    html = box(client, **SCHOOL)
    first = hints_of(html, "goal")[0]
    assert f'data-tick="primary_goals:{first} related_goals:{first}" data-most="3"' in html


def test_only_fields_that_the_form_offers_are_proposed(client: Client) -> None:
    before = hints_of(box(client, **HOUSES), "field")
    housing = str(Field.objects.get(slug="housing").pk)
    assert housing in before
    Field.objects.filter(slug="housing").delete()
    assert housing not in hints_of(box(client, **HOUSES), "field")


@pytest.mark.parametrize(
    ("side", "made"), [("need", [make_seed]), ("seed", [make_need, make_challenge])]
)
def test_counterparts_are_those_of_the_side(client: Client, side: str, made: list[Any]) -> None:
    rows = [make() for make in made]
    make_need(title="同じ側のニーズ") if side == "need" else make_seed(title="同じ側のシーズ")
    settle(*rows)
    html = box(client, side, **HOUSES)
    for row in rows:
        assert f'href="{row.get_absolute_url()}"' in html
    assert "とても近い" in html
    assert "どちらも話題" in html
    assert "同じ側の" not in html


def test_challenge_is_shown_its_seeds() -> None:
    seed, city = make_seed(title="大工が直します"), make_municipality()
    settle(seed)
    html = box(browser(make_staff(city)), "challenge", **WISH)
    assert seed.title in html
    assert hints_of(html, "goal")


def test_sub_themes_count_as_text_of_the_challenge() -> None:
    client = browser(make_staff(make_municipality()))
    html = box(client, "challenge", **{"sub_themes-0-title": SCHOOL["body"]})
    assert "2" in hints_of(html, "goal")


def test_three_counterparts_at_most_and_never_ones_own(client: Client, partner: Partner) -> None:
    own = make_seed(partner, title="自分のシーズ")
    settle(own, *[make_seed() for _ in range(4)])
    html = box(client, **HOUSES)
    assert html.count('class="hint-card') == 3
    assert own.title not in html


@pytest.mark.parametrize(
    "change",
    [
        {"visibility": Listing.Visibility.STAFF},
        {"state": Listing.State.PAUSED},
    ],
)
def test_counterpart_hidden_since_the_last_rebuild_is_not_shown(
    client: Client, change: dict[str, Any]
) -> None:
    seed = make_seed(title="隠したシーズ")
    settle(seed)
    assert seed.title in box(client, **HOUSES)
    Listing.objects.filter(pk=seed.pk).update(**change)
    assert seed.title not in box(client, **HOUSES)


def test_closed_challenge_is_not_shown(client: Client) -> None:
    challenge = make_challenge(title="もう終わる挑戦")
    settle(challenge)
    assert challenge.title in box(client, "seed", **HOUSES)
    closed = {"state": Challenge.State.CLOSED, "closed_at": challenge.opened_at}
    Challenge.objects.filter(pk=challenge.pk).update(**closed)
    assert challenge.title not in box(client, "seed", **HOUSES)


def test_before_the_first_rebuild_there_are_goals_but_no_counterparts(client: Client) -> None:
    make_seed()
    html = box(client, **HOUSES)
    assert hints_of(html, "goal")
    assert "まだ近いシーズはありません" in html


@pytest.mark.parametrize("answers", [{}, {"title": "", "body": " \n　"}, {"title": "空き家"}])
def test_short_text_gets_one_friendly_sentence(client: Client, answers: dict[str, str]) -> None:
    with CaptureQueriesContext(connection) as captured:
        html = box(client, **answers)
    assert "一、二文書くと" in html
    assert "<li" not in html
    assert not any("matching_" in query["sql"] for query in captured)


def test_nothing_is_stored(client: Client) -> None:
    settle(make_seed())
    before = [model.objects.count() for model in (Listing, Draft, Job, AnalysedText)]
    with CaptureQueriesContext(connection) as captured:
        box(client, **HOUSES)
    assert [model.objects.count() for model in (Listing, Draft, Job, AnalysedText)] == before
    changing = [q["sql"] for q in captured if re.match("INSERT|UPDATE|DELETE", q["sql"])]
    assert changing == []


@pytest.mark.parametrize("side", ["need", "seed"])
def test_asks_the_database_as_often_for_many_counterparts_as_for_one(
    client: Client, side: str
) -> None:
    make = make_seed if side == "need" else make_need
    counts = []
    for _ in range(2):
        settle(make(), make_challenge())
        box(client, side, **HOUSES)
        with CaptureQueriesContext(connection) as captured:
            box(client, side, **HOUSES)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 32


def test_challenge_asks_the_database_a_constant_number_of_times() -> None:
    client, counts = browser(make_staff(make_municipality())), []
    for _ in range(2):
        settle(make_seed())
        box(client, "challenge", **WISH)
        with CaptureQueriesContext(connection) as captured:
            box(client, "challenge", **WISH)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 24


def status(user: User | None, side: str, **answers: Any) -> int:
    client = browser(user) if user else Client()
    return int(ask(client, side, **answers).status_code)


@pytest.mark.parametrize("side", ["need", "seed"])
def test_who_may_ask_for_a_listing(side: str, partner: Partner) -> None:
    waiting = make_partner(state=Partner.State.SUBMITTED)
    assert status(None, side) == 302
    assert status(make_user(), side) == 403
    assert status(make_member(waiting), side) == 403
    assert status(make_member(partner, Membership.Role.VIEWER), side) == 403
    assert status(make_member(partner, Membership.Role.EDITOR), side) == 200
    assert status(make_staff(partner.municipality), side) == 403
    assert status(make_member(make_partner()), side, partner=partner.slug) == 403
    assert status(make_member(partner), side, partner=partner.slug) == 200
    assert status(make_member(partner), side, partner=waiting.slug) == 404


def test_who_may_ask_for_a_challenge(partner: Partner) -> None:
    city = partner.municipality
    assert status(None, "challenge") == 302
    assert status(make_user(), "challenge") == 404
    assert status(make_member(partner), "challenge") == 404
    assert status(make_staff(city, StaffRole.Role.VIEWER), "challenge") == 403
    assert status(make_staff(city, StaffRole.Role.EDITOR), "challenge") == 200


def test_other_sides_and_methods_are_not_there(client: Client) -> None:
    assert ask(client, "partner").status_code == 404
    assert client.get("/matching/hints/need/").status_code == 405


def test_box_in_english(partner: Partner) -> None:
    settle(make_seed())
    client = browser(make_member(partner, language="en"))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    html = box(client, **HOUSES)
    for words in ("Goals this text speaks of", "from “空き家”", "Choose", "Very close"):
        assert words in html
    short = box(client)
    assert "Write a sentence or two" in short
    assert re.findall("[ぁ-ん]", short) == []


def test_text_is_shown_as_text(client: Client) -> None:
    seed = make_seed(title="<b>空き家</b><script>alert(1)</script>")
    settle(seed)
    evil = "<script>alert(2)</script><img src=x onerror=alert(3)>\"' 空き家の改修 {{ 7 }}"
    html = box(client, title=evil, body=evil * 3)
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "<b>空き家" not in html


@pytest.mark.parametrize("side", ["need", "challenge"])
def test_very_long_text_is_read_up_to_a_point(client: Client, side: str) -> None:
    if side == "challenge":
        client = browser(make_staff(make_municipality()))
    seed, name = make_seed(title="大工が直します"), "body" if side == "need" else "wish"
    settle(seed)
    assert seed.title in box(client, side, **{name: HOUSES["body"] * 2_000})
    late = "あ、" * 10_000 + HOUSES["body"]
    assert seed.title not in box(client, side, **{name: late})


@pytest.mark.parametrize(
    "ticked",
    [["x"], ["99999999999999999999"], ["-1"], ["\0"], ["٣"], ["11", "11"], [""]],
)
def test_ticks_that_make_no_sense_are_passed_over(client: Client, ticked: list[str]) -> None:
    names = ("primary_goals", "related_goals", "fields", "resources")
    answers: dict[str, Any] = {**HOUSES, **dict.fromkeys(names, ticked)}
    assert "hint-goal" in box(client, **answers)


def test_sixty_times_a_minute_and_then_the_box_stays_as_it_is(
    client: Client, partner: Partner
) -> None:
    assert [ask(client).status_code for _ in range(62)] == [200] * 60 + [204] * 2
    other = browser(make_member(partner))
    assert ask(other).status_code == 200


def place(html: str) -> str:
    return html.partition('id="hints-rail"')[2].partition("</aside>")[0]


def test_form_shows_the_place_and_asks_only_where_there_is_something_to_read(
    client: Client, partner: Partner
) -> None:
    empty = place(client.get(NEW_NEED).content.decode())
    assert 'hx-post="/matching/hints/need/"' in empty
    assert "load" not in empty
    assert "一、二文書くと" in empty
    assert partner.slug in empty
    listing = make_need(partner)
    filled = place(client.get(f"/my/listings/{listing.pk}/edit/").content.decode())
    assert 'hx-trigger="load, input' in filled


def test_without_javascript_a_button_leads_back_to_the_form_with_the_box(client: Client) -> None:
    settle(make_seed(title="大工が直します"))
    answer = client.post(NEW_NEED, {**HOUSES, "step": "hints"})
    assert answer.status_code == 302
    assert answer["Location"].endswith("hints#hints-rail")
    html = client.get(answer["Location"]).content.decode()
    assert "大工が直します" in place(html)
    assert HOUSES["body"] in html
    assert "error-summary" not in html


def test_without_javascript_for_a_challenge() -> None:
    settle(make_seed(title="大工が直します"))
    client = browser(make_staff(make_municipality()))
    answer = client.post("/desk/challenges/new/", {**WISH, "step": "hints"})
    assert answer.status_code == 302
    assert "大工が直します" in place(client.get(answer["Location"]).content.decode())


def test_form_of_a_challenge_says_for_which_city() -> None:
    challenge = make_challenge(state=Challenge.State.DRAFT)
    client = browser(make_staff(challenge.municipality))
    html = place(client.get(f"/desk/challenges/{challenge.slug}/edit/").content.decode())
    assert f"{{&quot;municipality&quot;: {challenge.municipality_id}}}" in html


def test_who_could_answer_is_told_while_a_challenge_is_written() -> None:
    seed, city = make_seed(), make_municipality()
    others = [make_seed(title=topic, body=f"{topic}に詳しい。") for topic in TOPICS[4:12]]
    settle(seed, *others)
    html = box(browser(make_staff(city)), "challenge", **WISH)
    told = html[html.index("応えられそうなパートナー") :]
    assert seed.partner.name in told
    assert "職員だけ" in told
    assert Draft.objects.count() == 0


@pytest.mark.parametrize(("ticked", "is_said"), [(range(1, 18), True), ([11, 3], False)])
def test_ticking_everything_is_answered_with_a_word_as_one_ticks(
    ticked: list[int], is_said: bool
) -> None:
    client = browser(make_staff(make_municipality()))
    html = box(client, "challenge", **WISH, related_goals=[str(n) for n in ticked])
    assert ("三つまで選んで" in html) == is_said
