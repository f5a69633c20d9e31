"""What feedback changes: the lists of its own side, everywhere, and nobody else's anywhere."""

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from challenges.models import Challenge
from matching.feedback import give_feedback, take_back_feedback
from matching.reading.inviting import invitable
from matching.reading.lists import alike, for_partner, partners_about, suggestions_about
from matching.reading.themes import themes
from matching.storing.keys import key_of
from partners.models import Listing, Partner
from tests.factories import make_member, make_staff
from tests.matching.answering import client_of, editor_of, press, refuse
from tests.matching.visitors import request_of
from tests.matching.world import (
    ABOUT_EVERYTHING,
    make_challenge,
    make_need,
    make_partner,
    make_seed,
    make_seeds,
    settle,
)
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User

pytestmark = pytest.mark.django_db


def listed(subject: Listing | Challenge, user: User) -> list[str]:
    return [card["key"] for card in suggestions_about(subject, request_of(user))]


def test_put_aside_leaves_the_list_and_comes_back() -> None:
    need, seeds = make_need(**ABOUT_EVERYTHING), make_seeds(4)
    settle(need)
    by = make_member(need.partner)
    before = listed(need, by)
    for seed, verdict in zip(seeds, ("not_for_us", "known"), strict=False):
        reason = "not_now" if verdict == "not_for_us" else ""
        give_feedback(need, seed, verdict, by=by, reason=reason)
    gone = {key_of(seed) for seed in seeds[:2]}
    assert listed(need, by) == [key for key in before if key not in gone]
    take_back_feedback(need, seeds[0], by=by)
    assert listed(need, by) == [key for key in before if key != key_of(seeds[1])]


def test_place_of_what_was_put_aside_is_disclosed_with_a_way_back() -> None:
    need, seeds = make_need(**ABOUT_EVERYTHING), make_seeds(3)
    settle(need)
    client = editor_of(need)
    refuse(client, need, seeds[0])
    press(client, need, seeds[1], "known")
    page = client.get(f"/listings/{need.pk}/suggestions/").content.decode()
    aside = page.partition('id="aside"')[2].partition("</details>")[0]
    assert "外した候補（2件）" in aside
    assert [aside.count(seed.title + "</a>") for seed in seeds] == [1, 1, 0]
    assert aside.count('value="none"') == 2
    assert "外した候補（2件）" in client.get(f"/listings/{need.pk}/").content.decode()


def test_useful_ones_stand_on_top_and_are_marked() -> None:
    need, seeds = make_need(**ABOUT_EVERYTHING), make_seeds(5)
    settle(need)
    by = make_member(need.partner)
    last = listed(need, by)[-1]
    [seed] = [row for row in seeds if key_of(row) == last]
    give_feedback(need, seed, "useful", by=by)
    first, *rest = suggestions_about(need, request_of(by))
    assert (first["key"], first["verdict"]) == (last, "useful")
    assert {card["verdict"] for card in rest} == {""}
    assert suggestions_about(need, request_of(by), limit=1)[0]["key"] == last
    page = client_of(by).get(f"/listings/{need.pk}/suggestions/").content.decode()
    assert page.count("「役に立つ」の印") == 1


def test_known_is_about_the_partner_in_this_list_and_not_for_us_about_the_listing() -> None:
    need, other_need = make_need(), None
    other_need = make_need(need.partner)
    known, refused = make_partner(), make_partner()
    seeds = [make_seed(partner) for partner in (known, known, refused, refused)]
    settle(need, other_need, *seeds)
    by = make_member(need.partner)
    give_feedback(need, seeds[0], "known", by=by)
    give_feedback(need, seeds[2], "not_for_us", by=by, reason="not_now")
    assert listed(need, by) == [key_of(seeds[3])]
    assert set(listed(other_need, by)) == {key_of(seed) for seed in seeds}


def test_known_challenge_is_about_the_challenge() -> None:
    seed = make_seed()
    first = make_challenge()
    second = make_challenge(municipality=first.municipality)
    settle(seed, first, second)
    by = make_member(seed.partner)
    give_feedback(seed, first, "known", by=by)
    assert listed(seed, by) == [key_of(second)]


def test_feedback_changes_nobody_elses_list() -> None:
    need, seed = make_need(), make_seed()
    challenge = make_challenge()
    settle(need, seed, challenge)
    by = make_member(need.partner)
    readers = {
        "city": make_staff(need.partner.municipality),
        "theirs": make_member(seed.partner),
    }
    subjects = [need, seed, challenge]
    before = {(k, s): listed(s, r) for (k, r), s in product(readers.items(), subjects)}
    give_feedback(need, seed, "not_for_us", by=by, reason="too_far", text="遠くて無理")
    staff = make_staff(challenge.municipality)
    give_feedback(challenge, seed, "known", by=staff)
    assert {(k, s): listed(s, r) for (k, r), s in product(readers.items(), subjects)} == before
    assert listed(need, by) == []
    assert listed(challenge, staff) == []


def test_nobody_else_reads_what_was_answered() -> None:
    need, seed = make_need(), make_seed()
    settle(need, seed)
    give_feedback(
        need, seed, "not_for_us", by=make_member(need.partner), reason="other", text="内緒の理由"
    )
    strangers = [
        make_member(seed.partner),
        make_member(make_partner()),
        make_staff(need.partner.municipality),
        make_staff(seed.partner.municipality),
    ]
    for who in strangers:
        for url in (
            f"/listings/{need.pk}/",
            f"/listings/{need.pk}/suggestions/",
            f"/listings/{need.pk}/suggestions/listing-{seed.pk}/",
            f"/listings/{seed.pk}/suggestions/",
            f"/listings/{seed.pk}/suggestions/listing-{need.pk}/",
            "/my/",
            "/desk/matching/",
        ):
            html = client_of(who).get(url).content.decode()
            for secret in ("内緒の理由", "外した候補", '<span class="tag">合わない'):
                assert secret not in html, (who, url)


def test_office_puts_a_seed_aside_and_its_partner_stays_with_another() -> None:
    challenge, partner = make_challenge(), make_partner()
    first, second = make_seed(partner), make_seed(partner, title="空き家の設計")
    settle(challenge, first, second)
    staff = make_staff(challenge.municipality)
    request = request_of(staff)

    def partners() -> list[Partner]:
        return [each.partner for each in invitable(challenge, request)]

    give_feedback(challenge, first, "not_for_us", by=staff, reason="not_meant")
    assert [each.via for each in partners_about(challenge, request)] == [second]
    assert partners() == [partner]
    give_feedback(challenge, second, "known", by=staff)
    assert (partners(), listed(challenge, staff)) == ([], [])
    assert set(listed(challenge, make_member(make_partner()))) == {key_of(first), key_of(second)}


def test_themes_and_needs_alike_leave_out_what_was_put_aside() -> None:
    from challenges.models import SubTheme
    from matching.reading.lists import section

    challenge = make_challenge()
    SubTheme.objects.create(challenge=challenge, title="空き家")
    seed, need, other = make_seed(), make_need(), make_need()
    settle(challenge, seed, need, other)
    staff, by = make_staff(challenge.municipality), make_member(need.partner)
    give_feedback(challenge, seed, "known", by=staff)
    give_feedback(need, other, "not_for_us", by=by, reason="not_now")
    of_challenge = section(challenge, request_of(staff))["answers"]
    of_need = section(need, request_of(by))["answers"]
    assert themes(challenge, request_of(staff))[0]["answers"]
    assert not themes(challenge, request_of(staff), answers=of_challenge)[0]["answers"]
    assert alike(need, request_of(by))
    assert not alike(need, request_of(by), answers=of_need)


def test_page_asks_as_often_for_three_put_aside_as_for_one() -> None:
    need = make_need(**ABOUT_EVERYTHING)
    by = make_member(need.partner)
    seeds = iter(make_seeds(14))
    settle(need)
    client = client_of(by)
    for url, most in ((f"/listings/{need.pk}/suggestions/", 15), ("/my/", 12)):

        def add_row() -> None:
            give_feedback(need, next(seeds), "not_for_us", by=by, reason="not_now")

        assert_constant_queries(client, url, add_row, at_most=most)


@given(
    said=st.dictionaries(
        st.tuples(st.integers(0, 1), st.integers(0, 4)),
        st.sampled_from(["useful", "not_for_us", "known"]),
        max_size=6,
    )
)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_put_aside_is_on_no_page_of_its_partner_and_all_else_on_every(
    said: dict[tuple[int, int], str], wide_world: "WideWorld"
) -> None:
    needs, seeds, by = wide_world
    for (n, s), verdict in said.items():
        reason = "not_now" if verdict == "not_for_us" else ""
        give_feedback(needs[n], seeds[s], verdict, by=by, reason=reason)
    aside = {
        (n, key_of(seed))
        for (n, s), verdict in said.items()
        if verdict != "useful"
        for seed in seeds
        if seed == seeds[s] or (verdict == "known" and seed.partner_id == seeds[s].partner_id)
    }
    for n, need in enumerate(needs):
        expected = {key_of(seed) for seed in seeds} - {key for m, key in aside if m == n}
        assert set(listed(need, by)) == expected
    groups = for_partner(by_partner(needs), request_of(by), limit=20).groups
    for group in groups:
        n = needs.index(group["subject"])
        expected = {key_of(seed) for seed in seeds} - {key for m, key in aside if m == n}
        assert {card["key"] for card in group["cards"]} == expected
    for n, s in said:
        take_back_feedback(needs[n], seeds[s], by=by)


WideWorld = tuple[list[Listing], list[Listing], User]


def by_partner(needs: list[Listing]) -> Partner:
    return needs[0].partner


@pytest.fixture
def wide_world() -> WideWorld:
    """Two needs of a partner, and five seeds of three partners that fit both."""
    need = make_need()
    needs = [need, make_need(need.partner)]
    partners = [make_partner() for _ in range(3)]
    seeds = [make_seed(partners[n % 3], title=f"空き家の改修{n}") for n in range(5)]
    settle(*needs, *seeds)
    return needs, seeds, make_member(need.partner)
