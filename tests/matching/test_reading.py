"""What a reader is shown is true at that moment, whatever the job has or has not done yet."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from challenges.models import Challenge, SubTheme
from matching.engine import Match
from matching.reading import lists as reading
from matching.reading.cards import Card
from matching.reading.found import found
from matching.reading.kept import Ranking, best_of
from matching.reading.lists import alike, suggestions_about, suggestions_for_partner
from matching.reading.story import story
from matching.storing.keys import key_of
from partners.models import Listing, Membership, Partner
from tests.factories import make_member, make_staff
from tests.matching.visitors import request_of
from tests.matching.world import (
    ABOUT_EVERYTHING,
    TEA,
    TOPICS,
    announce,
    drain,
    make_challenge,
    make_need,
    make_partner,
    make_seed,
    make_seeds,
    settle,
)
from tomoni.taxonomy.models import Field

pytestmark = pytest.mark.django_db
CHALLENGE_ABOUT_EVERYTHING = {"project_content": ABOUT_EVERYTHING["body"]}
PARTNERS_ONLY = {"visibility": Listing.Visibility.PARTNERS}


def reader_of(listing: Listing) -> HttpRequest:
    return request_of(make_member(listing.partner, Membership.Role.VIEWER))


def staff_of(challenge: Challenge) -> HttpRequest:
    return request_of(make_staff(challenge.municipality))


def titles(found: list[Card]) -> list[tuple[str, str]]:
    return [(card["side_right"], card["title_right"]) for card in found]


def test_card_has_everything_the_component_shows() -> None:
    partner = make_partner(name="大工の山田")
    need, seed = make_need(), make_seed(partner, title="古民家を直します", goals=(11, 14))
    settle(need)
    (card,) = suggestions_about(need, reader_of(need))
    reasons = card.pop("reasons")  # type: ignore[misc]
    ((match,),) = (each.best(1) for each in found([key_of(need)], ["seed"]))
    assert card == {
        "title_left": need.title,
        "url_left": f"/listings/{need.pk}/",
        "side_left": "need",
        "who_left": need.partner.name,
        "title_right": "古民家を直します",
        "url_right": f"/listings/{seed.pk}/",
        "side_right": "seed",
        "who_right": "大工の山田",
        "level": match.level,
        "level_words": "とても近い",
        "url_compare": f"/listings/{need.pk}/suggestions/listing-{seed.pk}/",
        "url_alliance": "",
        "key": key_of(seed),
        "distance": "同じ都道府県",
        "url_answer": "",  # a viewer reads
        "url_talk": "",
        "verdict": "",
    }
    assert any(reason["words"].startswith("共通の目標：11 ") for reason in reasons)
    assert any("空き家" in reason["words"] for reason in reasons)
    assert reasons[-1]["kind"] == "usual"


def test_challenge_on_a_card_is_shown_with_its_city_and_sub_theme() -> None:
    challenge = make_challenge(title="未来", wish="話す", background="人", project_content="場")
    SubTheme.objects.create(challenge=challenge, title="空き家の改修と活用")
    seed = make_seed()
    settle(seed)
    (card,) = suggestions_about(seed, reader_of(seed))
    assert titles([card]) == [("challenge", "未来")]
    assert card["who_right"] == challenge.municipality.name
    assert card["url_right"] == f"/challenges/{challenge.slug}/"
    assert any("サブテーマ「空き家の改修と活用」" in r["words"] for r in card["reasons"])


def test_staff_see_seeds_and_partners_and_members_see_seeds_only() -> None:
    challenge, seed = make_challenge(), make_seed()
    settle(challenge)
    found = suggestions_about(challenge, staff_of(challenge))
    assert titles(found) == [("seed", seed.title), ("partner", seed.partner.name)]
    assert found[1]["who_right"] == seed.title
    assert titles(suggestions_about(challenge, reader_of(make_need()))) == [("seed", seed.title)]


@pytest.mark.parametrize("user", ["anonymous", "stranger"])
def test_who_may_not_see_gets_nothing(user: str) -> None:
    need = make_need()
    make_seed()
    settle(need)
    member = make_member(make_partner()) if user == "stranger" else AnonymousUser()
    assert suggestions_about(need, request_of(member)) == []


def test_staff_of_the_city_see_candidates_for_partners_only_of_their_own_city() -> None:
    challenge = make_challenge()
    near = make_seed(make_partner(municipality=challenge.municipality), **PARTNERS_ONLY)
    far = make_seed(**PARTNERS_ONLY)
    settle(challenge)
    (stored,) = found([key_of(challenge)], ["seed"])
    assert {rival.key for rival in stored.rivals} == {key_of(near), key_of(far)}
    shown = suggestions_about(challenge, staff_of(challenge))
    expected = {("seed", near.title), ("partner", near.partner.name)}
    assert set(titles(shown)) == expected
    assert len(shown) == 2


def test_partners_are_those_of_the_best_seeds_and_one_with_many_hides_nobody() -> None:
    challenge, busy, other = make_challenge(), make_partner(), make_partner()
    seeds = [make_seed(busy, title=f"空き家の改修 {n}") for n in range(6)]
    make_seed(other, title="空き家", body="設計")
    settle(challenge)
    shown = suggestions_about(challenge, staff_of(challenge), limit=5)
    behind = [card for card in shown if card["side_right"] == "partner"]
    assert [card["title_right"] for card in behind] == [busy.name, other.name]
    first_seed = next(card for card in shown if card["side_right"] == "seed")
    assert behind[0]["who_right"] == first_seed["title_right"]
    assert len(shown) == 5 + 2
    assert {card["title_right"] for card in shown[:5]} <= {*(s.title for s in seeds), busy.name}


WITHDRAWALS = [
    {"state": Listing.State.PAUSED},
    {"state": Listing.State.FULFILLED},
    {"state": Listing.State.EXPIRED},
    {"visibility": Listing.Visibility.STAFF},
    {"review_by": timezone.localdate() - timedelta(days=1)},
]


@pytest.mark.parametrize("change", WITHDRAWALS, ids=str)
def test_withdrawn_candidate_is_gone_before_the_job_ran(change: dict[str, object]) -> None:
    need, challenge, seed = make_need(), make_challenge(), make_seed()
    settle(need, challenge)
    Listing.objects.filter(pk=seed.pk).update(**change)
    assert suggestions_about(need, reader_of(need)) == []
    assert suggestions_about(challenge, staff_of(challenge)) == []


@pytest.mark.parametrize("change", WITHDRAWALS, ids=str)
def test_withdrawn_subject_shows_nothing_before_the_job_ran(change: dict[str, object]) -> None:
    need = make_need()
    make_seed()
    settle(need)
    Listing.objects.filter(pk=need.pk).update(**change)
    need.refresh_from_db()
    assert suggestions_about(need, reader_of(need)) == []


def test_suspended_partner_is_gone_before_the_job_ran() -> None:
    need, challenge, seed = make_need(), make_challenge(), make_seed()
    settle(need, challenge)
    Partner.objects.filter(pk=seed.partner_id).update(state=Partner.State.SUSPENDED)
    assert suggestions_about(need, reader_of(need)) == []
    assert suggestions_about(challenge, staff_of(challenge)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"state": Challenge.State.CLOSED, "closed_at": timezone.now()},
        {"closes_at": timezone.now() - timedelta(seconds=1)},
    ],
    ids=["closed", "past its deadline"],
)
def test_closed_challenge_is_gone_before_the_job_ran(change: dict[str, object]) -> None:
    challenge, seed = make_challenge(), make_seed()
    settle(challenge)
    Challenge.objects.filter(pk=challenge.pk).update(**change)
    challenge.refresh_from_db()
    assert suggestions_about(seed, reader_of(seed)) == []
    assert suggestions_about(challenge, staff_of(challenge)) == []


def test_what_a_city_has_of_other_kinds_does_not_hide_challenges() -> None:
    seed = make_seed()
    challenge = make_challenge(title="空き家")
    for _ in range(3):
        make_need()
    settle(seed)
    shown = suggestions_about(seed, reader_of(seed), limit=2)
    assert [card["side_right"] for card in shown] == ["need", "need", "challenge"]
    assert shown[2]["title_right"] == challenge.title


def test_nothing_is_shown_before_the_first_rebuild() -> None:
    need = make_need()
    make_seed()
    assert suggestions_about(need, reader_of(need)) == []
    assert alike(need, reader_of(need)) == []
    assert story() is None


def test_alike_are_other_needs_that_the_reader_may_see() -> None:
    need, other, far = make_need(), make_need(), make_need(**TEA, goals=())
    own = make_need(need.partner)
    hidden = make_need(visibility=Listing.Visibility.STAFF)
    seed, challenge = make_seed(), make_challenge()
    settle(need, other, far, own, hidden, seed, challenge)
    (card,) = alike(need, reader_of(need))
    assert (card["side_right"], card["url_right"]) == ("need", f"/listings/{other.pk}/")
    (usual,) = (reason["words"] for reason in card["reasons"] if reason["kind"] == "usual")
    assert usual == "こちらにほかの候補がいる分、少し差し引いています"
    assert alike(seed, reader_of(seed)) == []
    assert alike(need, request_of(make_member(make_partner()))) == []


def test_alike_shows_at_most_so_many_and_only_what_takes_part_now() -> None:
    need = make_need()
    others = [make_need() for _ in range(3)]
    settle(need)
    assert len(alike(need, reader_of(need), limit=2)) == 2
    Listing.objects.filter(pk=others[0].pk).update(state=Listing.State.PAUSED)
    assert len(alike(need, reader_of(need))) == 2
    Listing.objects.filter(pk=need.pk).update(state=Listing.State.PAUSED)
    need.refresh_from_db()
    assert alike(need, reader_of(need)) == []


def test_limit_counts_each_kind_and_fills_up_for_what_was_withdrawn() -> None:
    need = make_need()
    seeds = [make_seed(body="空き家を改修する。" * n) for n in range(1, 6)]
    settle(need)
    shown = suggestions_about(need, reader_of(need), limit=2)
    assert len(shown) == 2
    first = int(shown[0]["url_right"].split("/")[2])
    Listing.objects.filter(pk=first).update(state=Listing.State.PAUSED)
    again = suggestions_about(need, reader_of(need), limit=2)
    assert len(again) == 2
    assert again[0] == shown[1]
    assert len(suggestions_about(need, reader_of(need))) == len(seeds) - 1


def usual_is_much(monkeypatch: pytest.MonkeyPatch, *, for_all_but: int = 0) -> None:
    """Both sides meet so much anyway that scores are below zero, but for the first so many."""

    def less(lists: Sequence[Ranking], *args: Any) -> list[list[Match]]:
        return [
            [
                replace(match, score=match.score - (place >= for_all_but))
                for place, match in enumerate(matches)
            ]
            for matches in best_of(lists, *args)
        ]

    monkeypatch.setattr(reading, "best_of", less)


@pytest.mark.parametrize(("above", "shown"), [(0, 3), (2, 3), (3, 3), (4, 4), (6, 6)])
def test_list_ends_where_scores_do_but_keeps_its_first_three(
    monkeypatch: pytest.MonkeyPatch, above: int, shown: int
) -> None:
    need, challenge = make_need(**ABOUT_EVERYTHING), make_challenge(**CHALLENGE_ABOUT_EVERYTHING)
    make_seeds(6)
    settle(need, challenge)
    usual_is_much(monkeypatch, for_all_but=above)
    assert len(suggestions_about(need, reader_of(need))) == shown
    kinds = [kind for kind, _title in titles(suggestions_about(challenge, staff_of(challenge)))]
    assert (kinds.count("seed"), kinds.count("partner")) == (shown, shown)


def test_needs_and_challenges_below_zero_do_not_each_keep_three(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seed = make_seed()
    for _ in range(3):
        make_need(), make_challenge()
    settle(seed)
    assert len(suggestions_about(seed, reader_of(seed))) == 6
    usual_is_much(monkeypatch)
    assert len(suggestions_about(seed, reader_of(seed))) == 3
    [group] = suggestions_for_partner(seed.partner, reader_of(seed))
    assert len(group["cards"]) == 3


def test_suggestions_that_are_kept_are_read_in_three_queries() -> None:
    challenge = make_challenge(project_content=ABOUT_EVERYTHING["body"])
    challenge.fields.set(Field.objects.filter(slug="housing"))
    for topic in TOPICS[:3]:
        SubTheme.objects.create(challenge=challenge, title=topic)
    seed = make_seeds(22, field_slugs=("housing",))[0]
    settle(challenge)
    for subject, request, count, queries in (
        (challenge, reader_of(seed), 20, 3),
        (challenge, staff_of(challenge), 40, 3),
        (seed, reader_of(seed), 1, 2),
    ):
        assert reading.may_see_suggestions(request, subject)  # asked once per request anyway
        suggestions_about(subject, request)  # the vocabulary is kept
        with CaptureQueriesContext(connection) as captured:
            assert len(suggestions_about(subject, request)) == count
        assert len(captured) == queries, [query["sql"][:80] for query in captured]


def test_partner_page_groups_by_listing_and_shows_challenges() -> None:
    partner = make_partner()
    need, seed = make_need(partner), make_seed(partner)
    paused = make_need(partner, state=Listing.State.PAUSED)
    other_seed, challenge = make_seed(**TEA), make_challenge()
    settle(need, seed, paused)
    request = request_of(make_member(partner))
    groups = {g["subject"].pk: g for g in suggestions_for_partner(partner, request)}
    assert set(groups) == {need.pk, seed.pk}
    assert titles(groups[need.pk]["cards"]) == [("seed", other_seed.title)]
    assert titles(groups[seed.pk]["cards"]) == [("challenge", challenge.title)]
    assert groups[seed.pk]["url"] == f"/listings/{seed.pk}/suggestions/"


def test_partner_page_limits_each_listing() -> None:
    partner = make_partner()
    listings = [make_need(partner), make_need(partner, **TEA)]
    for _ in range(4):
        make_seed()
    settle(*listings)
    groups = suggestions_for_partner(partner, request_of(make_member(partner)), limit=2)
    assert [len(group["cards"]) for group in groups] == [2, 2]


def test_partner_page_asks_as_often_for_three_listings_as_for_one() -> None:
    partner = make_partner()
    make_seed(field_slugs=("housing",)), make_challenge()
    user = make_member(partner)
    counts = []
    for rows in (1, 2):
        for _ in range(rows):
            settle(make_need(partner, field_slugs=("housing",)), make_seed(partner))
        suggestions_for_partner(partner, request_of(user))  # the vocabulary is kept
        with CaptureQueriesContext(connection) as captured:
            assert suggestions_for_partner(partner, request_of(user))
        counts.append(len(captured))
    assert counts == [5, 5]


def test_partner_page_is_empty_for_strangers_and_without_listings() -> None:
    partner = make_partner()
    assert suggestions_for_partner(partner, request_of(make_member(partner))) == []
    make_need(partner), settle(make_seed())
    assert suggestions_for_partner(partner, request_of(make_member(make_partner()))) == []


def test_waiting_lasts_from_the_change_until_the_job_is_done() -> None:
    need = make_need()
    assert not reading.is_waiting(need)
    announce(need)
    assert reading.is_waiting(need)
    assert not reading.is_waiting(make_need())
    drain("matching.match")
    assert not reading.is_waiting(need)


def test_story_is_the_closest_public_pair_with_the_need_on_the_left() -> None:
    assert story() is None
    make_need(**TEA)
    need, seed = make_need(), make_seed()
    settle(need, seed)
    cache.clear()
    card = story()
    assert card is not None
    assert (card["title_left"], card["side_left"]) == (need.title, "need")
    assert (card["title_right"], card["side_right"]) == (seed.title, "seed")


def test_story_never_shows_what_only_partners_may_see_or_what_was_withdrawn() -> None:
    need, seed = make_need(), make_seed()
    settle(need, seed)
    assert story() is not None
    for change in (PARTNERS_ONLY, {"state": Listing.State.PAUSED}):
        Listing.objects.filter(pk=seed.pk).update(**change)
        assert story() is None
    Listing.objects.filter(pk=seed.pk).update(visibility="public", state="published")
    assert story() is not None


def test_story_asks_little_when_it_is_known() -> None:
    settle(make_need(), make_seed())
    story()
    with CaptureQueriesContext(connection) as captured:
        story()
    assert len(captured) == 2
