"""Both texts side by side, the score taken apart, and why it is not higher."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from challenges.models import SubTheme
from matching.engine.shortfalls import Code, Shortfall
from matching.reading.comparing import Comparison, comparison, signed
from matching.reading.lists import for_partner, suggestions_about
from matching.reading.words import shortfall_words
from matching.storing.keys import key_of, key_of_slug, names_document, slug_of
from partners.models import Listing, Membership
from tests.factories import make_member, make_staff
from tests.matching.visitors import ROLES, person, request_of
from tests.matching.world import (
    HOUSES,
    SCHOOL,
    TEA,
    make_challenge,
    make_need,
    make_partner,
    make_seed,
    settle,
)
from tests.queries import count_queries
from tomoni.accounts.models import User

pytestmark = pytest.mark.django_db
MOST_QUERIES = 8


def compared(need: Listing, other: Listing) -> Comparison:
    shown = comparison(need, key_of(other), request_of(make_member(need.partner)))
    assert shown is not None
    return shown


def client_of(user: Any) -> Client:
    client = Client()
    if isinstance(user, User):
        client.force_login(user)
    return client


def url_of(subject: Listing, other: Any) -> str:
    return f"/listings/{subject.pk}/suggestions/{slug_of(key_of(other))}/"


def marks(html: str) -> list[str]:
    return re.findall(r"<mark[^>]*>([^<]*)</mark>", html)


def test_words_of_both_are_marked_where_they_stand(client: Client) -> None:
    need = make_need(title="空家の改修", body="空家を直したい。\n\n大工を探しています。")
    seed = make_seed(title="大工の会", body="空き家を改修します。")
    settle(need)
    client.force_login(make_member(need.partner))
    page = client.get(url_of(need, seed))
    html = page.content.decode()
    assert page.templates[0].name == "matching/listing_comparison.html"
    left, right = html.split('<p class="closeness')
    assert marks(left.partition("<article")[2]) == ["空家", "改修", "空家", "大工"]
    assert marks(right.partition("</article>")[0]) == ["大工", "空き家", "改修"]


def test_text_of_members_is_shown_as_text(client: Client) -> None:
    evil = '<script>alert(1)</script><mark>空き家</mark>&amp; "改修" \' onload=x'
    need = make_need(title="<b>空き家</b>の改修", body=evil)
    seed = make_seed(title="<i>空き家</i>", body=f"{evil} <img src=x onerror=alert(1)>")
    settle(need)
    client.force_login(make_member(need.partner))
    html = client.get(url_of(need, seed)).content.decode()
    main = html.partition("<main")[2].partition("</main>")[0]
    for tag in ("<script", "<b>空", "<i>空", "<mark>", "<img"):
        assert tag not in main
    assert "&lt;b&gt;" in main
    assert "&amp;amp;" in re.sub("</?mark[^>]*>", "", main)
    assert "空き家" in marks(main)


def test_table_adds_up_to_the_score(client: Client) -> None:
    need, seed = make_need(), make_seed(**{**HOUSES, "body": f"{HOUSES['body']}茶畑も。"})
    settle(need)
    table = compared(need, seed)["table"]
    assert table is not None
    numbers = [float(line.number.replace("−", "-")) for line in table["lines"]]
    assert round(sum(numbers), 3) == float(table["total"])
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[-1] < 0
    assert [line.adds for line in table["lines"]] == [number > 0 for number in numbers]
    said = [line.words for line in table["lines"]]
    assert "言葉「空き家」" in said
    assert "目標 11 住み続けられるまちづくりを" in said
    assert "同じ都道府県にあり、会いやすい距離です" in said


def test_closeness_is_that_of_the_card_and_of_the_other_side() -> None:
    need, seed = make_need(), make_seed()
    settle(need, seed)
    (card,) = suggestions_about(need, request_of(make_member(need.partner)))
    assert card["url_compare"] == url_of(need, seed)
    tables = compared(need, seed)["table"], compared(seed, need)["table"]
    assert {table["level"] for table in tables if table} == {card["level"]}
    assert len({table["total"] for table in tables if table}) == 1


def test_page_says_why_it_is_not_closer(client: Client) -> None:
    need = make_need(**TEA, goals=(15,), field_slugs=("tourism",))
    seed = make_seed(title="茶の話", body="夜に本を読む会です。", goals=(3,), field_slugs=())
    settle(need)
    client.force_login(make_member(need.partner))
    html = client.get(url_of(need, seed)).content.decode()
    assert "これより近くならない理由" in html
    assert "どちらもSDGsの目標を選んでいますが、共通するものがありません。" in html
    assert "相手は行政分野を選んでいません。" in html
    assert (
        len(re.findall(r'<ul class="shortfalls">(.*?)</ul>', html, re.DOTALL)[0].split("<li>")) <= 4
    )


def test_nothing_in_common_is_not_called_marked(client: Client) -> None:
    need, seed = make_need(**TEA), make_seed(title="星空の会", body="望遠鏡で夜空を眺める。")
    settle(need, seed)
    client.force_login(make_member(need.partner))
    html = client.get(url_of(need, seed)).content.decode()
    assert marks(html) == []
    assert "印を付けました" not in html
    assert "2つの文章に共通する言葉がありません。" in html


def test_page_in_english(client: Client) -> None:
    need, seed = make_need(), make_seed(**SCHOOL)
    settle(need)
    client.force_login(make_member(need.partner, language="en"))
    html = client.get(url_of(need, seed), headers={"accept-language": "en"}).content.decode()
    for words in (
        "Read both side by side",
        "Why it is not closer",
        "How the closeness adds up",
        "Goal 11 Sustainable Cities and Communities",
        "“Very close” from 0.25",
        "Sum",
    ):
        assert words in html


def test_challenge_is_shown_part_by_part(client: Client) -> None:
    challenge = make_challenge(
        background="空き家が増えています。\r\n\r\n困っています。", remarks=""
    )
    SubTheme.objects.create(challenge=challenge, title="大工の育成")
    seed = make_seed(body="空き家を直す大工です。")
    settle(challenge)
    client.force_login(make_staff(challenge.municipality))
    url = f"/challenges/{challenge.slug}/suggestions/{slug_of(key_of(seed))}/"
    response = client.get(url)
    html = response.content.decode()
    assert response.templates[0].name == "matching/challenge_comparison.html"
    headings = re.findall("<h3>([^<]*)</h3>", html.partition("</article>")[0])
    assert headings == ["実現したいこと", "背景", "事業名", "内容", "期待する成果", "サブテーマ"]
    assert "大工" in marks(html)
    assert url in client.get(f"/challenges/{challenge.slug}/suggestions/").content.decode()
    assert client.get(url_of(seed, challenge)).status_code == 404
    client.force_login(make_member(seed.partner))
    assert client.get(url_of(seed, challenge)).status_code == 200


def test_need_beside_a_need(client: Client) -> None:
    need, other = make_need(), make_need()
    settle(need, other)
    client.force_login(make_member(need.partner))
    html = client.get(url_of(need, other)).content.decode()
    assert "近さの内訳" in html
    assert "こちらにほかの候補がいる分" in html


def test_before_the_matcher_has_looked_the_texts_are_shown(client: Client) -> None:
    need, seed = make_need(), make_seed()
    client.force_login(make_member(need.partner))
    html = client.get(url_of(need, seed)).content.decode()
    assert "この2つはまだ計算していません" in html
    assert need.body in html
    assert marks(html) == []


@pytest.mark.parametrize(
    "candidate",
    [
        "listing-0",
        "listing-999999999999999999",
        "listing",
        "partner-1",
        "x-1",
        "listing-1-2",
        "challenge-9",
    ],
)
def test_candidate_that_is_none_does_not_exist(client: Client, candidate: str) -> None:
    need = make_need()
    client.force_login(make_member(need.partner))
    assert client.get(f"/listings/{need.pk}/suggestions/{candidate}/").status_code == 404


def test_only_what_could_be_suggested_is_compared(client: Client) -> None:
    need, seed = make_need(), make_seed()
    others = {
        "itself": need,
        "paused": make_seed(state=Listing.State.PAUSED),
        "for staff": make_seed(visibility=Listing.Visibility.STAFF),
    }
    settle(need, seed)
    client.force_login(make_member(need.partner))
    statuses = {name: client.get(url_of(need, row)).status_code for name, row in others.items()}
    assert statuses == dict.fromkeys(others, 404)
    client.force_login(make_member(seed.partner))
    assert client.get(url_of(seed, make_seed())).status_code == 404


def test_paused_need_is_not_compared(client: Client) -> None:
    need, seed = make_need(state=Listing.State.PAUSED), make_seed()
    client.force_login(make_member(need.partner))
    assert client.get(url_of(need, seed)).status_code == 404


def test_seed_for_partners_only_is_hidden_from_staff_of_another_city() -> None:
    need, seed = make_need(), make_seed(visibility=Listing.Visibility.PARTNERS)
    staff, member = make_staff(need.partner.municipality), make_member(need.partner)
    assert client_of(staff).get(url_of(need, seed)).status_code == 404
    assert client_of(member).get(url_of(need, seed)).status_code == 200


@pytest.mark.parametrize("role", ROLES)
def test_page_answers_by_role(role: str) -> None:
    need, seed = make_need(), make_seed()
    user = person(role, own=need.partner, city=need.partner.municipality)
    is_near = "own partner" in role or ("staff" in role and "another" not in role)
    expected = 302 if role == "anonymous" else 200 if is_near else 404
    client = client_of(user)
    assert client.get(url_of(need, seed)).status_code == expected
    assert client.post(url_of(need, seed)).status_code in {302, 405}


def test_page_asks_little(client: Client) -> None:
    need, seed = make_need(field_slugs=("housing",)), make_seed(field_slugs=("housing",))
    settle(need, seed)
    client.force_login(make_member(need.partner))
    assert count_queries(client, url_of(need, seed)) <= MOST_QUERIES


def test_number_has_three_places_and_a_real_minus() -> None:
    assert [signed(n) for n in (115, -40, 0)] == ["0.115", "−0.040", "0.000"]


def test_key_as_part_of_an_address() -> None:
    assert slug_of("listing:12") == "listing-12"
    assert key_of_slug("listing-12") == "listing:12"
    assert not names_document(key_of_slug("listing-1-2"))


CODES: list[tuple[Shortfall, str, str]] = [
    (Shortfall("words", 1.0), "共通する言葉がありません", "no words in common"),
    (Shortfall("words", 1.0, count=2), "共通する言葉が多くありません", "few words in common"),
    (Shortfall("apart", 1.0, "goal"), "どちらもSDGsの目標を選んでいます", "Both have chosen goals"),
    (Shortfall("unticked", 1.0, "field", "here"), "こちらは行政分野", "This side has chosen no"),
    (
        Shortfall("unticked", 1.0, "field", "there"),
        "相手は行政分野",
        "The other side has chosen no",
    ),
    (Shortfall("unticked", 1.0, "resource", "both"), "どちらもリソース", "Neither side has chosen"),
    (Shortfall("many", 1.0, "goal", "here", 9), "こちらはSDGsの目標を9件", "has chosen 9 goals"),
    (Shortfall("many", 1.0, "goal", "there", 17), "相手はSDGsの目標を17件", "chosen 17 goals"),
    (Shortfall("usual", 1.0, where="here"), "こちらには、同じくらい", "This side has others"),
    (Shortfall("usual", 1.0, where="there"), "相手には、同じくらい", "The other side has others"),
    (Shortfall("usual", 1.0, where="both"), "どちらにも、同じくらい", "Both have others"),
    (Shortfall("far", 1.0), "隣の都道府県でもありません", "neither in the same prefecture"),
    (Shortfall("same_sector", 1.0), "業種が同じです", "same line of business"),
]


@pytest.mark.parametrize(("shortfall", "japanese", "english"), CODES)
def test_shortfall_in_both_languages(shortfall: Shortfall, japanese: str, english: str) -> None:
    assert japanese in shortfall_words(shortfall)
    with translation.override("en"):
        assert english in shortfall_words(shortfall)


def test_every_code_has_words() -> None:
    assert {shortfall.code for shortfall, _ja, _en in CODES} == set(Code.__args__)  # type: ignore[attr-defined]


def test_who_is_near_on_both_lists_is_told_so() -> None:
    need, seed, far = (
        make_need(),
        make_seed(),
        make_seed(title="空き店舗", body="改修の話をする会です。"),
    )
    make_need(**TEA), make_need(**SCHOOL)
    settle(need, seed, far)
    first, _second = suggestions_about(need, request_of(make_member(need.partner)))
    kinds = [reason["kind"] for reason in first["reasons"]]
    assert kinds.count("mutual") == 1
    assert kinds.index("mutual") < kinds.index("bonus")
    assert "おたがいに上位" in str(first["reasons"])
    (back,) = [
        c
        for c in suggestions_about(seed, request_of(make_member(seed.partner)))
        if c["title_right"] == need.title
    ]
    assert "mutual" in [reason["kind"] for reason in back["reasons"]]


def test_needs_alike_stand_on_the_page_of_suggestions_alone(client: Client) -> None:
    need, other = make_need(), make_need(title="空き家を直したい", body=HOUSES["body"])
    make_seed()
    settle(need, other)
    make_member(other.partner)  # somebody who can answer
    client.force_login(make_member(need.partner))
    url = f"/listings/{need.pk}/suggestions/"
    html = client.get(url).content.decode()
    beside = html.partition('id="alike"')[2]
    assert "同じことで困っている人たち" in beside
    assert other.title in beside
    offer = f"/my/listings/{need.pk}/alliance/{other.pk}/"
    assert f'href="{offer}">連携を申し出る' in beside
    assert other.title in client.get(offer).content.decode()
    fragment = client.get(url, headers={"HX-Request": "true", "HX-Target": "listing-suggestions"})
    assert other.title not in fragment.content.decode()
    assert 'id="alike"' not in client.get(need.get_absolute_url()).content.decode()


def test_need_alone_has_nobody_beside_it(client: Client) -> None:
    need = make_need()
    make_need(**TEA)
    settle(need)
    client.force_login(make_member(need.partner))
    html = client.get(f"/listings/{need.pk}/suggestions/").content.decode()
    beside = html.partition('id="alike"')[2]
    assert "よく似たニーズは登録されていません" in beside
    assert "連携を申し出る" not in beside


def test_challenges_that_fit_best_over_all_seeds_are_named_with_the_seed(client: Client) -> None:
    partner = make_partner()
    houses, school = make_seed(partner), make_seed(partner, **SCHOOL)
    both = make_challenge(
        title="空き家と給食", wish=f"{SCHOOL['body']}空き家", project_content="給食"
    )
    other, closed = make_challenge(), make_challenge(state="closed")
    settle(houses, school, both, other, closed)
    request = request_of(make_member(partner, Membership.Role.VIEWER))
    fitting = {
        f["challenge"]: f["card"]["title_left"] for f in for_partner(partner, request).challenges
    }
    assert fitting == {other: houses.title, both: school.title}
    client.force_login(make_member(partner))
    html = client.get("/my/").content.decode()
    assert "あなたのシーズが合いそうなチャレンジ" in html
    assert f"あなたの「{school.title}」が合いそうです。" in html


def test_challenges_cost_my_page_no_query(client: Client) -> None:
    partner = make_partner()
    seed = make_seed(partner)
    settle(seed)
    client.force_login(make_member(partner))
    without = count_queries(client, "/my/")
    for _ in range(3):
        settle(make_challenge(make_need().partner.municipality))
    # One for challenges as candidates, one for the sub-themes their addends may name.
    assert count_queries(client, "/my/") - without <= 2


def test_challenges_that_hardly_fit_are_not_named() -> None:
    seed = make_seed(**TEA, goals=(3,))
    settle(seed, make_challenge(goals=(11,)))
    request = request_of(make_member(seed.partner))
    assert for_partner(seed.partner, request).challenges == []
