"""Stored lists follow every change, in both directions."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from challenges.models import Challenge, SubTheme
from matching import ranking, stored, suggestions
from matching.engine import ENGINE_VERSION
from matching.models import Suggestion
from partners.models import Listing, Partner
from tests.factories import make_municipality
from tests.matching.world import (
    HOUSES,
    SCHOOL,
    TEA,
    TOPICS,
    announce,
    computed_anew,
    drain,
    make_challenge,
    make_need,
    make_partner,
    make_seed,
    settle,
)
from tomoni.journal.models import Job
from tomoni.taxonomy.models import Goal

pytestmark = pytest.mark.django_db


def listed(subject: Listing | Challenge) -> list[object]:
    """The candidates in the order of the subject's page."""
    return [row.candidate for row in Suggestion.objects.about(subject)]


def match(*rows: Listing | Challenge | Partner) -> None:
    """Only the quick step, without the rebuild that follows."""
    announce(*rows)
    drain(suggestions.MATCH)


def test_need_and_seed_are_suggested_to_each_other() -> None:
    need, seed = make_need(), make_seed()
    match(seed)
    assert listed(need) == [seed]
    assert listed(seed) == [need]


def test_score_is_the_sum_of_the_stored_addends() -> None:
    make_need(), settle(make_seed())
    for row in Suggestion.objects.all():
        assert row.score == pytest.approx(sum(addend["value"] for addend in row.addends))
        assert row.engine_version == ENGINE_VERSION
        assert set(row.addends[0]) == {"kind", "key", "value", "rare", "part"}


def test_need_is_not_suggested_to_a_need_nor_a_partner_to_itself() -> None:
    partner = make_partner()
    need, seed = make_need(partner), make_seed(partner)
    other = make_need()
    settle(need, seed, other)
    assert listed(need) == []
    assert listed(seed) == [other]


def test_the_closer_one_stands_first() -> None:
    need, far, near = make_need(), make_seed(**TEA, goals=(11,)), make_seed()
    settle(need)
    assert listed(need) == [near, far]
    assert [row.rank for row in Suggestion.objects.about(need)] == [1, 2]


def test_challenge_lists_seeds_and_the_partners_behind_them() -> None:
    challenge, seed = make_challenge(), make_seed()
    match(challenge)
    assert listed(challenge) == [seed, seed.partner]
    assert Suggestion.objects.get(candidate_partner=seed.partner).via == seed
    assert listed(seed) == [challenge]


def test_partner_is_listed_once_with_its_best_seed() -> None:
    partner, challenge = make_partner(), make_challenge()
    make_seed(partner, **TEA)
    best = make_seed(partner)
    settle(challenge)
    row = Suggestion.objects.get(subject_challenge=challenge, candidate_partner=partner)
    assert row.via == best
    assert row.addends == Suggestion.objects.about(challenge).get(candidate_listing=best).addends


def test_sub_theme_through_which_it_matched_is_kept() -> None:
    challenge = make_challenge(
        title="掛川の未来", wish="対話の場", background="人が減る", project_content="話す", goals=()
    )
    for order, title in enumerate(("地球環境", "空き家の改修と活用", "医療と福祉")):
        SubTheme.objects.create(challenge=challenge, title=title, order=order)
    seed = make_seed()
    settle(challenge)
    addends = Suggestion.objects.about(challenge).get(candidate_listing=seed).addends
    assert {a["part"] for a in addends if a["kind"] == "text"} == {1}


def test_challenges_are_not_crowded_out_by_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "LENGTH", 2)
    seed = make_seed()
    for _ in range(4):
        make_need()
    challenge = make_challenge(title="空き家", wish="話す", background="人", project_content="場")
    settle(seed)
    assert challenge in listed(seed)
    assert len(listed(seed)) == 3


def test_new_seed_takes_the_last_place_of_a_full_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "LENGTH", 2)
    monkeypatch.setattr(stored, "LENGTH", 2)
    need = make_need()
    near, far = make_seed(body=HOUSES["body"] + "祭り"), make_seed(**TEA)
    settle(need)
    assert listed(need) == [near, far]
    best = make_seed()
    match(best)
    assert listed(need) == [best, near]


def test_lists_it_does_not_enter_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "LENGTH", 1)
    monkeypatch.setattr(stored, "LENGTH", 1)
    houses, school = make_need(), make_need(**SCHOOL)
    make_seed(), make_seed(**SCHOOL)
    settle(houses, school)
    before = Suggestion.objects.about(school).get().pk
    match(make_seed(title="空き家", body="空き家を直す。"))
    assert Suggestion.objects.about(school).get().pk == before


def test_edited_listing_moves_in_the_lists_of_others() -> None:
    need, first, second = make_need(), make_seed(), make_seed(**TEA)
    settle(need, first, second)
    assert listed(need) == [first, second]
    Listing.objects.filter(pk=first.pk).update(**SCHOOL)
    Listing.objects.filter(pk=second.pk).update(**HOUSES)
    match(first, second)
    assert listed(need)[0] == second


@pytest.mark.parametrize(
    "change",
    [
        {"state": Listing.State.PAUSED},
        {"state": Listing.State.FULFILLED},
        {"review_by": timezone.localdate() - timedelta(days=1)},
        {"visibility": Listing.Visibility.STAFF},
    ],
    ids=str,
)
def test_withdrawn_listing_leaves_every_list_and_has_none(change: dict[str, object]) -> None:
    need, seed, challenge = make_need(), make_seed(), make_challenge()
    settle(need, seed, challenge)
    Listing.objects.filter(pk=seed.pk).update(**change)
    match(seed)
    assert [listed(need), listed(seed), listed(challenge)] == [[], [], []]


def test_a_place_that_becomes_free_is_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "LENGTH", 1)
    monkeypatch.setattr(stored, "LENGTH", 1)
    need, near, far = make_need(), make_seed(), make_seed(**TEA)
    settle(need)
    assert listed(need) == [near]
    Listing.objects.filter(pk=near.pk).update(state=Listing.State.PAUSED)
    match(near)
    assert listed(need) == [far]


def test_partner_goes_with_the_seed_behind_it_even_if_that_was_not_listed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ranking, "LENGTH", 2)
    partner, challenge = make_partner(), make_challenge()
    near = [make_seed(partner), make_seed(partner)]
    hidden = make_seed(**TEA)
    settle(challenge)
    assert set(listed(challenge)) == {*near, partner, hidden.partner}
    Listing.objects.filter(pk=hidden.pk).update(state=Listing.State.PAUSED)
    match(hidden)
    assert set(listed(challenge)) == {*near, partner}


def test_closed_challenge_leaves_every_list() -> None:
    challenge, seed = make_challenge(), make_seed()
    settle(challenge)
    now = timezone.now()
    Challenge.objects.filter(pk=challenge.pk).update(state=Challenge.State.CLOSED, closed_at=now)
    match(challenge)
    assert [listed(challenge), listed(seed)] == [[], []]


def test_suspended_partner_takes_all_its_listings_along() -> None:
    need, seed, challenge = make_need(), make_seed(), make_challenge()
    settle(need, seed, challenge)
    Partner.objects.filter(pk=seed.partner_id).update(state=Partner.State.SUSPENDED)
    match(seed.partner)
    assert not Suggestion.objects.exists()
    Partner.objects.filter(pk=seed.partner_id).update(state=Partner.State.APPROVED)
    match(seed.partner)
    assert seed in listed(need)


def test_running_twice_changes_nothing() -> None:
    need = make_need()
    make_seed()
    settle(need)
    before = stored.outlines()
    settle(need)
    settle(need)
    assert stored.outlines() == before


def test_key_of_a_row_that_is_gone_writes_nothing() -> None:
    make_need(), make_seed()
    for key in ("listing:999999", "challenge:999999", "partner:999999"):
        suggestions.refresh(key)()
    assert not Suggestion.objects.exists()


def test_match_asks_for_a_rebuild_that_comes_a_little_later() -> None:
    make_need()
    match(make_seed())
    job = Job.objects.open().get(kind=suggestions.REBUILD)
    assert job.key == "1/1"
    assert job.due_at > timezone.now()


def test_rebuild_writes_only_the_lists_that_differ() -> None:
    need, seed = make_need(), make_seed()
    settle(need, seed)
    before = set(Suggestion.objects.values_list("pk", flat=True))
    suggestions.rebuild()()
    assert set(Suggestion.objects.values_list("pk", flat=True)) == before
    Suggestion.objects.filter(subject_listing=need).update(engine_version="0")
    suggestions.rebuild()()
    assert listed(need) == [seed]
    after = set(Suggestion.objects.values_list("pk", flat=True))
    assert len(before & after) == 1


def test_rebuild_removes_lists_of_what_takes_part_no_longer() -> None:
    need, seed = make_need(), make_seed()
    settle(need, seed)
    Listing.objects.filter(pk=need.pk).update(state=Listing.State.PAUSED)
    suggestions.rebuild()()
    assert not Suggestion.objects.exists()


def test_parts_of_a_rebuild_make_the_whole() -> None:
    for text in (HOUSES, SCHOOL, TEA):
        make_need(**text)
        make_seed(**text)
    told: list[str] = []
    for part in (1, 2, 3):
        suggestions.rebuild(part, 3, tell=told.append)()
    assert len(told) == len(set(told)) == 6
    assert stored.outlines() == computed_anew()


def test_large_corpus_is_rebuilt_in_parts_and_later() -> None:
    assert suggestions.ask_for_rebuild(500) == ["1/1"]
    assert suggestions.ask_for_rebuild(501) == ["1/2", "2/2"]
    assert suggestions.ask_for_rebuild(10, parts=3) == ["1/3", "2/3", "3/3"]
    due = dict(Job.objects.values_list("key", "due_at"))
    soon, late = timezone.now() + timedelta(minutes=1), timezone.now() + timedelta(minutes=9)
    assert due["1/1"] < soon
    assert due["1/3"] < soon
    assert due["2/2"] > late


def test_change_too_small_to_be_seen_leaves_a_list_as_it_is() -> None:
    need, seed = make_need(), make_seed()
    settle(need, seed)
    row = Suggestion.objects.about(need).get()
    Suggestion.objects.filter(pk=row.pk).update(score=round(row.score, 2) + 0.004)
    suggestions.rebuild()()
    assert Suggestion.objects.filter(pk=row.pk).exists()
    Suggestion.objects.filter(pk=row.pk).update(score=row.score + 0.02)
    suggestions.rebuild()()
    assert Suggestion.objects.about(need).get().score == row.score


WORDS = TOPICS[:16]


class Town:
    """A random town to which things happen; each change is announced like a step would."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        cities = [make_municipality(prefecture=name) for name in ("静岡県", "石川県")]
        self.partners = [make_partner(municipality=self.dice.choice(cities)) for _ in range(5)]
        self.listings: list[Listing] = []
        self.challenges = [make_challenge(city) for city in cities]
        announce(*self.challenges)

    def text(self) -> str:
        return "。".join("の".join(self.dice.sample(WORDS, 2)) for _ in range(3))

    def happens(self) -> None:
        """One change of any kind, and now and then a worker that finds some time."""
        changes = [self.publish, self.publish, self.publish, self.edit, self.pause, self.suspend]
        self.dice.choice([*changes, self.close_or_open])()
        if self.dice.random() < 0.4:
            drain(suggestions.MATCH)

    def publish(self) -> None:
        make = self.dice.choice([make_need, make_seed])
        goals = tuple(self.dice.sample(range(1, 18), 3))
        partner = self.dice.choice(self.partners)
        self.listings.append(make(partner, title=self.text()[:40], body=self.text(), goals=goals))
        announce(self.listings[-1])

    def edit(self) -> None:
        if self.listings:
            listing = self.dice.choice(self.listings)
            Listing.objects.filter(pk=listing.pk).update(body=self.text())
            listing.primary_goals.set(Goal.objects.filter(number=self.dice.randint(1, 17)))
            announce(listing)

    def pause(self) -> None:
        if self.listings:
            listing = self.dice.choice(self.listings)
            state = self.dice.choice([Listing.State.PAUSED, Listing.State.PUBLISHED])
            Listing.objects.filter(pk=listing.pk).update(state=state)
            announce(listing)

    def suspend(self) -> None:
        partner = self.dice.choice(self.partners)
        state = self.dice.choice([Partner.State.SUSPENDED, Partner.State.APPROVED])
        Partner.objects.filter(pk=partner.pk).update(state=state)
        announce(partner)

    def close_or_open(self) -> None:
        challenge = self.dice.choice(self.challenges)
        state = self.dice.choice([Challenge.State.CLOSED, Challenge.State.OPEN])
        Challenge.objects.filter(pk=challenge.pk).update(state=state, closed_at=timezone.now())
        announce(challenge)


@pytest.mark.parametrize("seed", range(8))
def test_after_any_changes_the_lists_are_those_of_a_full_rebuild(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "LENGTH", 3)
    monkeypatch.setattr(stored, "LENGTH", 3)
    town = Town(seed)
    for _ in range(25):
        town.happens()
    drain()
    found = stored.outlines()
    assert found == computed_anew()
    assert found
