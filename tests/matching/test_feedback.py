"""Useful, not for us, already know them: who may say it, how it is said, and taken back."""

import pytest
from django.test import Client

from matching.feedback import give_feedback, take_back_feedback
from matching.models import Trace
from partners.models import Listing, Membership
from tests.factories import make_member, make_staff
from tests.matching.answering import (
    client_of,
    editor_of,
    press,
    refuse,
    said_of,
)
from tests.matching.visitors import ROLES, person
from tests.matching.world import make_challenge, make_need, make_partner, make_seed, settle
from tomoni.journal.models import Entry
from tomoni.municipalities.models import StaffRole

pytestmark = pytest.mark.django_db
LIST = "/listings/{}/suggestions/"


ANSWERS = ("話してみる", "合わない", "すでに知っている", "役に立つ")


@pytest.fixture
def pair() -> tuple[Listing, Listing]:
    need, seed = make_need(), make_seed(title="古民家を直します")
    settle(need, seed)
    return need, seed


def test_card_offers_the_three_answers_and_useful(pair: tuple[Listing, Listing]) -> None:
    need, _seed = pair
    html = editor_of(need).get(LIST.format(need.pk)).content.decode()
    card = html.partition("<article")[2].partition("</article>")[0]
    places = [card.index(words) for words in ANSWERS]
    assert places == sorted(places)


@pytest.mark.parametrize("verdict", ["useful", "known"])
def test_answer_without_scripts_leads_back_and_says_so(
    pair: tuple[Listing, Listing], verdict: str
) -> None:
    need, seed = pair
    client = editor_of(need)
    response = press(client, need, seed, verdict)
    assert response["Location"] == LIST.format(need.pk)
    page = client.get(response["Location"]).content.decode()
    assert "古民家を直します" in page.partition('class="messages"')[2].partition("</ul>")[0]
    assert "変更・取り消し" in page
    assert said_of(need, seed) == verdict


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("my", "/my/"),
        ("few", "/listings/{}/#listing-suggestions"),
        ("page=2", "/listings/{}/suggestions/?page=2"),
        ("page=//evil.example", "/listings/{}/suggestions/"),
    ],
)
def test_answer_leads_back_to_where_it_was_given(
    pair: tuple[Listing, Listing], query: str, place: str
) -> None:
    need, seed = pair
    response = press(editor_of(need), need, seed, "useful", query=query)
    assert response["Location"] == place.format(need.pk)


def test_not_for_us_wants_a_reason_beside_the_field_and_keeps_the_words(
    pair: tuple[Listing, Listing],
) -> None:
    need, seed = pair
    client = editor_of(need)
    page = press(client, need, seed, "not_for_us", text="もう少し待ちます")
    html = page.content.decode()
    assert page.status_code == 200
    assert "理由を一つ選んでください。" in html
    assert "もう少し待ちます" in html
    assert said_of(need, seed) == ""
    other = press(client, need, seed, "not_for_us", reason="other").content.decode()
    assert "ひとことお書きください" in other
    assert 'value="other"' in other
    assert press(client, need, seed, "not_for_us", reason="other", text="閉店").status_code == 302
    trace = Trace.objects.get()
    assert (trace.verdict, trace.reason, trace.text) == ("not_for_us", "other", "閉店")


@pytest.mark.parametrize("verdict", ["", "loved", "useful\x00", "いいね"])
def test_what_nobody_offered_is_refused_with_a_page(
    pair: tuple[Listing, Listing], verdict: str
) -> None:
    need, seed = pair
    page = press(editor_of(need), need, seed, verdict)
    assert page.status_code == 200
    assert not Trace.objects.answered().exists()


def test_reason_goes_when_another_answer_is_given(pair: tuple[Listing, Listing]) -> None:
    need, seed = pair
    client = editor_of(need)
    press(client, need, seed, "not_for_us", reason="too_far", text="遠い")
    press(client, need, seed, "useful", reason="too_far", text="遠い")
    trace = Trace.objects.get()
    assert (trace.verdict, trace.reason, trace.text) == ("useful", "", "")


def test_answer_is_taken_back(pair: tuple[Listing, Listing]) -> None:
    need, seed = pair
    client = editor_of(need)
    refuse(client, need, seed)
    assert press(client, need, seed, "none").status_code == 302
    trace = Trace.objects.get()
    assert (trace.verdict, trace.reason, trace.answered_by, trace.answered_at) == (
        *("", ""),
        *(None, None),
    )


def test_every_change_is_in_the_journal_and_a_repeat_is_none(
    pair: tuple[Listing, Listing],
) -> None:
    need, seed = pair
    by = make_member(need.partner)
    for _ in range(2):
        give_feedback(need, seed, "not_for_us", by=by, reason="not_now", text="秘密")
    give_feedback(need, seed, "useful", by=by)
    for _ in range(2):
        take_back_feedback(need, seed, by=by)
    entries = Entry.objects.filter(subject_type="matching.trace").order_by("pk")
    assert [entry.verb for entry in entries] == [
        "suggestion.answered",
        "suggestion.answered",
        "suggestion.answer_taken_back",
    ]
    assert [entry.data["verdict"] for entry in entries] == ["not_for_us", "useful", "useful"]
    assert {entry.actor for entry in entries} == {by}
    assert "秘密" not in str([entry.data for entry in entries])


def test_htmx_gets_the_list_as_it_is_now(pair: tuple[Listing, Listing]) -> None:
    need, seed = pair
    other = make_seed(title="別の大工")
    settle(other)
    client = editor_of(need)
    response = press(
        client, need, seed, "not_for_us", reason="not_now", target="listing-suggestions"
    )
    html = response.content.decode()
    assert html.lstrip().startswith('<section id="listing-suggestions"')
    cards = "".join(html.split("<article")[1:])
    assert "別の大工" in cards
    assert seed.title not in cards.partition("外した候補")[0]
    notice = html.partition("autofocus")[2].partition("</form>")[0]
    assert seed.title in notice
    assert 'value="none"' in notice
    assert "元に戻す" in notice
    back = press(client, need, seed, "none", target="listing-suggestions", query="few")
    assert "返事を取り消しました" in back.content.decode()
    assert seed.title in back.content.decode().partition("<article")[2]


@pytest.mark.parametrize("role", ROLES)
def test_who_may_answer_for_a_listing(role: str, pair: tuple[Listing, Listing]) -> None:
    need, seed = pair
    user = person(role, own=need.partner, city=need.partner.municipality)
    writes = role in ("editor of the own partner", "owner of the own partner")
    sees = "own partner" in role or ("staff" in role and "another" not in role)
    expected = 302 if writes or role == "anonymous" else 403 if sees else 404
    assert press(client_of(user), need, seed, "useful").status_code == expected
    assert said_of(need, seed) == ("useful" if writes else "")


@pytest.mark.parametrize("role", ROLES)
def test_who_may_answer_for_a_challenge(role: str) -> None:
    challenge, seed = make_challenge(), make_seed()
    settle(challenge, seed)
    user = person(role, own=make_partner(), city=challenge.municipality)
    writes = role in ("staff editor of the city", "staff manager of the city")
    sees = role.endswith(("own partner", "another partner", "of the city"))
    expected = 302 if writes or role == "anonymous" else 403 if sees else 404
    assert press(client_of(user), challenge, seed, "known").status_code == expected
    assert said_of(challenge, seed) == ("known" if writes else "")


def test_what_is_no_suggestion_cannot_be_answered(pair: tuple[Listing, Listing]) -> None:
    need, seed = pair
    client = editor_of(need)
    own, other_seed = make_seed(need.partner), make_seed(state=Listing.State.PAUSED)
    hidden = make_seed(visibility=Listing.Visibility.STAFF)
    settle(own)
    for candidate in (own, other_seed, hidden, need):
        assert press(client, need, candidate, "useful").status_code == 404
    for slug in ("listing-999999", "partner-1", "challenge-x", "x"):
        url = f"/listings/{need.pk}/suggestions/{slug}/answer/"
        assert client.get(url).status_code == 404
    Listing.objects.filter(pk=need.pk).update(state=Listing.State.PAUSED)
    assert press(client, need, seed, "useful").status_code == 404


def test_viewer_sees_no_buttons(pair: tuple[Listing, Listing]) -> None:
    need, seed = pair
    for who in (
        make_member(need.partner, Membership.Role.VIEWER),
        make_staff(need.partner.municipality),
        make_staff(need.partner.municipality, StaffRole.Role.VIEWER),
    ):
        for url in (LIST.format(need.pk), f"{LIST.format(need.pk)}listing-{seed.pk}/"):
            html = client_of(who).get(url).content.decode()
            assert 'name="verdict"' not in html, (who, url)


def test_answer_page_shows_what_was_said(pair: tuple[Listing, Listing]) -> None:
    need, seed = pair
    client = editor_of(need)
    url = f"{LIST.format(need.pk)}listing-{seed.pk}/answer/"
    fresh = client.get(url)
    assert fresh.templates[0].name == "matching/listing_feedback.html"
    assert "返事を取り消す" not in fresh.content.decode()
    press(client, need, seed, "not_for_us", reason="too_far", text="車がない")
    html = client.get(url).content.decode()
    for words in ("遠すぎる", "車がない", "返事を取り消す", 'value="too_far" checked'):
        assert words.replace(" checked", "") in html
    comparison = client.get(f"{LIST.format(need.pk)}listing-{seed.pk}/").content.decode()
    assert '<span class="tag">合わない</span>' in comparison


def test_text_of_members_is_shown_as_text() -> None:
    need, seed = make_need(title="<b>家</b>"), make_seed(title="<i>空き家の改修</i>")
    settle(need, seed)
    client = editor_of(need)
    refuse(client, need, seed)
    for url in (LIST.format(need.pk), f"{LIST.format(need.pk)}listing-{seed.pk}/answer/"):
        html = client.get(url).content.decode()
        assert "<i>空" not in html
        assert "<b>家" not in html


def test_same_press_twice_is_one_answer(pair: tuple[Listing, Listing], client: Client) -> None:
    need, seed = pair
    client = editor_of(need)
    data = {"verdict": "useful", "idempotency_key": "4a4d6b7c-7a0e-4a8b-9a51-6d4a0f0f2c11"}
    url = f"{LIST.format(need.pk)}listing-{seed.pk}/answer/"
    assert {client.post(url, data).status_code for _ in range(2)} == {302}
    assert Entry.objects.filter(verb="suggestion.answered").count() == 1
