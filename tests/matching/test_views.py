"""The pages and fragments of suggestions, and the section on the page of the subject."""

import re
from collections.abc import Callable

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from matching import rebuilding
from partners.models import Listing
from tests.factories import make_member, make_staff
from tests.matching.visitors import ROLES, person, request_of
from tests.matching.world import (
    ABOUT_EVERYTHING,
    SCHOOL,
    TEA,
    announce,
    drain,
    make_challenge,
    make_need,
    make_partner,
    make_seed,
    make_seeds,
    settle,
)
from tests.queries import assert_constant_queries, count_queries
from tomoni.accounts.models import User

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
OF_LISTING = "/listings/{}/suggestions/"
OF_CHALLENGE = "/challenges/{}/suggestions/"


def client_of(user: object) -> Client:
    client = Client()
    if isinstance(user, User):
        client.force_login(user)
    return client


def fragment(client: Client, url: str, target: str) -> str:
    response = client.get(url, headers={**HTMX, "HX-Target": target})
    assert response.status_code == 200
    return response.content.decode()


def test_page_of_a_listing_shows_its_counterparts_and_why(client: Client) -> None:
    need = make_need()
    seed = make_seed(title="古民家を直します")
    settle(need)
    client.force_login(make_member(need.partner))
    response = client.get(OF_LISTING.format(need.pk))
    page = response.content.decode()
    assert response.templates[0].name == "matching/listing_suggestions.html"
    for words in (
        "このニーズに合いそうなシーズ",
        seed.title,
        "とても近い",
        "どちらも話題",
        "共通の目標",
    ):
        assert words in page
    assert "hx-get" not in page.partition('id="listing-suggestions"')[2]


def test_page_in_english(client: Client) -> None:
    need = make_need()
    make_seed()
    settle(need)
    client.force_login(make_member(need.partner, language="en"))
    page = client.get(OF_LISTING.format(need.pk), headers={"accept-language": "en"})
    text = page.content.decode()
    for words in ("Seeds that may fit this need", "Very close", "Both speak of", "Goals in common"):
        assert words in text


def test_fragment_is_the_section_alone(client: Client) -> None:
    need = make_need()
    make_seed()
    settle(need)
    client.force_login(make_member(need.partner))
    html = fragment(client, OF_LISTING.format(need.pk), "listing-suggestions")
    assert html.lstrip().startswith('<section id="listing-suggestions"')
    assert "<html" not in html


def test_challenge_fragment_is_the_section_alone(client: Client) -> None:
    challenge = make_challenge()
    make_seed()
    settle(challenge)
    client.force_login(make_staff(challenge.municipality))
    html = fragment(client, OF_CHALLENGE.format(challenge.slug), "challenge-suggestions")
    assert html.lstrip().startswith('<section id="challenge-suggestions"')


def test_other_targets_get_the_page(client: Client) -> None:
    need = make_need()
    client.force_login(make_member(need.partner))
    html = fragment(client, OF_LISTING.format(need.pk), "../../secret")
    assert "<html" in html


def test_section_polls_only_while_the_ledger_has_work_for_it(client: Client) -> None:
    make_seed()
    rebuilding.run_here()
    need = make_need()
    client.force_login(make_member(need.partner))
    url = OF_LISTING.format(need.pk)
    announce(need)
    waiting = fragment(client, f"{url}?few", "listing-suggestions")
    assert f'hx-get="{url}?few"' in waiting
    assert 'hx-trigger="every 3s"' in waiting
    assert "候補を計算しています" in waiting
    drain("matching.match")
    ready = fragment(client, f"{url}?few", "listing-suggestions")
    assert "hx-get" not in ready
    assert "計算" not in ready
    announce(need)
    assert "計算し直しています" in fragment(client, url, "listing-suggestions")


def test_work_for_another_subject_does_not_make_it_wait(client: Client) -> None:
    need, other = make_need(), make_need()
    announce(other)
    client.force_login(make_member(need.partner))
    assert "hx-get" not in fragment(client, OF_LISTING.format(need.pk), "listing-suggestions")


def test_few_are_five_with_a_way_to_all_and_all_come_page_by_page(client: Client) -> None:
    need = make_need(**ABOUT_EVERYTHING)
    make_seeds(21)
    settle(need)
    client.force_login(make_member(need.partner))
    url = OF_LISTING.format(need.pk)
    few = fragment(client, f"{url}?few", "listing-suggestions")
    assert few.count("<article") == 5
    assert f'href="{url}"' in few
    pages = [client.get(f"{url}?page={number}").content.decode() for number in (1, 2, 3)]
    assert [page.count("<article") for page in pages] == [7, 7, 6]
    assert pages[0] != pages[1]
    assert max(len(page.encode()) for page in pages) < 40_000


def test_page_of_forty_candidates_with_long_titles_stays_small(client: Client) -> None:
    long_title = "古民家を直して、人が集まる場所にします。" * 4
    challenge = make_challenge(project_content=ABOUT_EVERYTHING["body"])
    for seed in make_seeds(20, field_slugs=("housing",), goals=(3, 4, 11)):
        Listing.objects.filter(pk=seed.pk).update(title=long_title[:80])
    settle(challenge)
    client.force_login(make_staff(challenge.municipality))
    page = client.get(OF_CHALLENGE.format(challenge.slug)).content
    assert page.count(b"<article") == 7
    assert page.count(b'class="row"') == 20
    assert len(page) < 40_000
    second = client.get(OF_CHALLENGE.format(challenge.slug) + "?page=2").content
    assert second.count(b'class="row"') == 0


def test_nothing_found_says_so(client: Client) -> None:
    need = make_need()
    settle(need)
    client.force_login(make_member(need.partner))
    assert "まだ候補がありません" in client.get(OF_LISTING.format(need.pk)).content.decode()


def test_paused_listing_says_why_there_are_none(client: Client) -> None:
    need = make_need(state=Listing.State.PAUSED)
    client.force_login(make_member(need.partner))
    assert "公開中で、登録パートナーも" in client.get(OF_LISTING.format(need.pk)).content.decode()


LISTING_ANSWERS = {
    "anonymous": 302,
    "viewer of the own partner": 200,
    "editor of the own partner": 200,
    "owner of the own partner": 200,
    "staff viewer of the city": 200,
    "staff editor of the city": 200,
    "staff manager of the city": 200,
}


@pytest.mark.parametrize("role", ROLES)
def test_page_of_a_listing_answers_by_role(role: str) -> None:
    listing = make_need()
    user = person(role, own=listing.partner, city=listing.partner.municipality)
    client = client_of(user)
    expected = LISTING_ANSWERS.get(role, 404)
    url = OF_LISTING.format(listing.pk)
    assert client.get(url).status_code == expected
    assert client.get(url, headers={**HTMX, "HX-Target": "x"}).status_code == expected
    assert client.post(url).status_code in {302, 405}


@pytest.mark.parametrize("role", ROLES)
def test_page_of_a_challenge_answers_by_role(role: str) -> None:
    challenge = make_challenge()
    user = person(role, own=make_partner(), city=challenge.municipality)
    answers = {**LISTING_ANSWERS, "viewer of another partner": 200}
    response = client_of(user).get(OF_CHALLENGE.format(challenge.slug))
    assert response.status_code == answers.get(role, 404)


@pytest.mark.parametrize("state", ["draft", "in_review", "scheduled"])
def test_challenge_that_is_not_public_does_not_exist_for_partners(state: str) -> None:
    challenge = make_challenge(state=state)
    member, staff = make_member(make_partner()), make_staff(challenge.municipality)
    url = OF_CHALLENGE.format(challenge.slug)
    assert client_of(member).get(url).status_code == 404
    assert client_of(staff).get(url).status_code == 200


def test_draft_of_a_stranger_does_not_exist() -> None:
    listing = make_need(state=Listing.State.DRAFT)
    stranger = client_of(make_member(make_partner()))
    assert stranger.get(OF_LISTING.format(listing.pk)).status_code == 404


@pytest.mark.parametrize("url", [OF_LISTING.format(10**9), OF_CHALLENGE.format("no-such")])
def test_unknown_subject_does_not_exist(url: str) -> None:
    assert client_of(make_member(make_partner())).get(url).status_code == 404


@pytest.mark.parametrize(
    "query", ["?few=1&few=2", "?page=99999", "?page=abc", "?page=-1", "?few=%00", "?x=𠮷"]
)
def test_odd_parameters_do_no_harm(client: Client, query: str) -> None:
    need = make_need()
    client.force_login(make_member(need.partner))
    assert client.get(OF_LISTING.format(need.pk) + query).status_code == 200


def test_page_needs_as_many_queries_for_three_suggestions_as_for_one(client: Client) -> None:
    challenge = make_challenge()
    client.force_login(make_staff(challenge.municipality))
    assert_constant_queries(
        client,
        OF_CHALLENGE.format(challenge.slug),
        lambda: settle(make_seed(field_slugs=("housing",))),
        at_most=8,
    )


def test_subject_with_suggestions_needs_as_many_queries_for_three_as_for_one() -> None:
    """Its own page, logged in: what is stored is one query, the visible ones of it another."""
    need, seed, challenge = make_need(), make_seed(), make_challenge()
    settle(need)
    pages = {
        need.get_absolute_url(): (make_member(need.partner), make_seed, 12),
        OF_LISTING.format(need.pk): (make_member(need.partner), make_seed, 15),
        seed.get_absolute_url(): (make_member(seed.partner), make_need, 13),
        challenge.get_absolute_url(): (make_staff(challenge.municipality), make_seed, 8),
        "/my/": (make_member(need.partner), make_seed, 12),
    }
    for url, (who, make, most) in pages.items():

        def add_row(make: Callable[..., Listing] = make) -> None:
            settle(make(field_slugs=("housing",)))

        assert_constant_queries(client_of(who), url, add_row, at_most=most)


def test_home_asks_little_for_its_story() -> None:
    settle(make_need(field_slugs=("housing",)), make_seed(field_slugs=("housing",)))
    make_challenge()
    assert count_queries(Client(), "/") <= 8


def test_text_of_members_is_shown_as_text(client: Client) -> None:
    need = make_need(title="<script>alert(1)</script>空き家の改修")
    make_seed(title="<b>空き家</b>の改修", body="<img src=x onerror=alert(1)> 空き家を改修")
    settle(need)
    client.force_login(make_member(need.partner))
    page = client.get(OF_LISTING.format(need.pk)).content.decode()
    assert "<script>alert" not in page
    assert "<b>空き家" not in page
    assert "<img src=x" not in page


def section(tag: str, subject: object, user: object) -> str:
    template = Template(f"{{% load suggestions %}}{{% {tag} subject %}}")
    request = request_of(user)  # type: ignore[arg-type]
    return template.render(Context({"subject": subject, "request": request})).strip()


def test_section_on_the_page_of_a_listing() -> None:
    need = make_need()
    make_seed()
    settle(need)
    member = make_member(need.partner)
    assert "このニーズに合いそうなシーズ" in section("listing_suggestions", need, member)
    for stranger in (
        person("anonymous", own=need.partner, city=need.partner.municipality),
        make_member(make_partner()),
    ):
        assert section("listing_suggestions", need, stranger) == ""


def test_section_on_the_page_of_a_challenge() -> None:
    challenge, seed = make_challenge(), make_seed(title="大工が直します")
    settle(challenge)
    staff = section("challenge_suggestions", challenge, make_staff(challenge.municipality))
    assert "合いそうなパートナー" in staff
    assert f"提供できるもの：{seed.title}" in staff
    member = section("challenge_suggestions", challenge, make_member(make_partner()))
    assert "合いそうなパートナー" not in member
    assert seed.title in member


def test_section_of_a_challenge_tells_visitors_who_sees_it() -> None:
    challenge = make_challenge()
    seed = make_seed()
    settle(challenge)
    nobody = person("anonymous", own=seed.partner, city=challenge.municipality)
    html = section("challenge_suggestions", challenge, nobody)
    assert "登録パートナーは、このチャレンジに合いそうな" in html
    assert f"?next=/challenges/{challenge.slug}/" in html
    assert seed.title not in html
    waiting = section(
        "challenge_suggestions",
        challenge,
        person("signed in", own=seed.partner, city=challenge.municipality),
    )
    assert "ログイン" not in waiting
    assert seed.title not in waiting


def test_seed_is_told_of_needs_and_challenges() -> None:
    seed = make_seed()
    make_challenge(), make_need(**SCHOOL), make_need(**TEA)
    settle(seed)
    html = section("listing_suggestions", seed, make_member(seed.partner))
    assert "このシーズに合いそうなニーズとチャレンジ" in html
    sides = re.findall(r'to-(need|challenge)"', html)
    assert set(sides) == {"need", "challenge"}


def test_closeness_is_said_in_words_and_never_per_cent() -> None:
    need = make_need()
    make_seed()
    settle(need)
    for language in ("ja", "en"):
        with translation.override(language):
            html = section("listing_suggestions", need, make_member(need.partner))
        assert "%" not in html
