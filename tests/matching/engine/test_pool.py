"""The nearest of a document: exactly, the same one by one and all at once, and kept up to date."""

from random import Random

import pytest

from matching.engine import pool
from matching.engine.pool import Member, Neighbours, Pool, with_candidate, without
from matching.engine.scoring import LEAST_BASE
from tests.matching.engine.rows import by_hand, member, random_members

HALF, LITTLE = {1: 0.5}, {1: 0.125}


def pairs(found: Neighbours) -> list[tuple[str, float]]:
    return list(zip(found.candidates, found.bases, strict=True))


def one_by_one(members: list[Member], subjects: list[Member], keep: int) -> list[Neighbours]:
    return [Pool(members).nearest(subject, keep) for subject in subjects]


def all_at_once(members: list[Member], subjects: list[Member], keep: int) -> list[Neighbours]:
    return list(Pool(members).nearest_of_all(subjects, keep))


def test_nearest_are_the_best_first_and_equal_ones_by_key() -> None:
    members = [member("c", HALF), member("a", HALF), member("b", {1: 1.0}), member("d", {2: 1.0})]
    found = Pool(members).nearest(member("me", {1: 1.0}))
    assert found == Neighbours("me", ("b", "a", "c"), (1.0, 0.5, 0.5), 0.0)


def test_floor_is_the_last_base_of_a_full_list_and_nothing_where_all_are_in() -> None:
    members = [member("a", {1: 1.0}), member("b", HALF), member("c", {1: 0.25})]
    floors = [Pool(members).nearest(member("me", {1: 1.0}), keep).floor for keep in (1, 2, 3, 4)]
    assert floors == [1.0, 0.5, 0.25, 0.0]


def test_who_shares_too_little_is_not_near() -> None:
    just, below = {1: LEAST_BASE}, {1: LEAST_BASE - 1e-8}
    members = [member("a", just), member("b", below), member("c", {2: 1.0}), member("d", {})]
    assert Pool(members).nearest(member("me", {1: 1.0})).candidates == ("a",)
    assert all_at_once(members, [member("me", {1: 1.0})], 9)[0].candidates == ("a",)


def test_the_closest_of_all_texts_counts() -> None:
    members = [member("a", LITTLE, {2: 1.0}), member("b", HALF)]
    subject = member("me", {1: 1.0}, {2: 0.5})
    assert pairs(Pool(members).nearest(subject)) == [("a", 0.5), ("b", 0.5)]
    assert Pool(members).bases(subject).tolist() == [0.5, 0.5]


def test_nobody_is_near_to_himself_or_to_his_own() -> None:
    members = [member("a", HALF, owner="x"), member("b", HALF, owner="x"), member("c", HALF)]
    found = Pool(members).nearest(member("a", {1: 1.0}, owner="x"))
    assert found.candidates == ("c",)


def test_conditions_of_both_sides_are_kept() -> None:
    members = [
        member("a", HALF, owner_type="npo"),
        member("b", HALF, owner_type="company"),
        member("c", HALF, owner_type="npo", accepts=frozenset({"school"})),
        member("d", HALF, owner_type="npo", reach="prefecture", prefecture="静岡県"),
    ]
    facts = {"owner_type": "npo", "accepts": frozenset({"npo"}), "prefecture": "愛知県"}
    subject = member("me", {1: 1.0}, **facts)
    assert Pool(members).nearest(subject).candidates == ("a",)
    assert all_at_once(members, [subject], 9)[0].candidates == ("a",)


@pytest.mark.parametrize("members", [[], [member("a", {})], [member("a", {}), member("b", {}, {})]])
def test_pool_without_words_has_nobody_near(members: list[Member]) -> None:
    subjects = [member("me", HALF), member("mute", {}), member("both", {}, HALF)]
    nobody = [Neighbours(subject.key, (), (), 0.0) for subject in subjects]
    assert one_by_one(members, subjects, 3) == all_at_once(members, subjects, 3) == nobody
    assert (len(Pool(members)), all_at_once(members, [], 3)) == (len(members), [])


@pytest.mark.parametrize("seed", range(60))
def test_all_at_once_gives_what_one_by_one_gives(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Worlds full of ties and duplicates, chunks of five; the quick product sees eight rows."""
    monkeypatch.setattr(pool, "LOOKED_AT", 8)
    monkeypatch.setattr(pool, "CHUNK", 5)
    rng = Random(seed)
    members = random_members(rng, "m", rng.randint(0, 40))
    subjects = [*random_members(rng, "s", 9), *rng.sample(members, min(4, len(members)))]
    for keep in (1, 4, 8, 60):
        found = all_at_once(members, subjects, keep)
        assert found == one_by_one(members, subjects, keep)
        assert [pairs(each) for each in found] == [by_hand(s, members)[:keep] for s in subjects]


def test_own_organisation_that_takes_all_that_is_looked_at_hides_nobody() -> None:
    """A hundred twins of one's own, and others that are hardly alike."""
    own = [member(f"own-{n:03}", {1: 1.0}, owner="x") for n in range(pool.LOOKED_AT + 4)]
    others = [member(f"other-{n}", {1: 0.125 * n}) for n in (1, 2)]
    subject = member("me", {1: 1.0}, owner="x")
    (found,) = all_at_once([*own, *others], [subject], 60)
    assert found == Pool([*own, *others]).nearest(subject)
    assert pairs(found) == [("other-2", 0.25), ("other-1", 0.125)]


def test_more_equals_than_are_looked_at_stand_by_key() -> None:
    twins = [member(f"t{n:03}", HALF) for n in range(2 * pool.LOOKED_AT)]
    (found,) = all_at_once(twins, [member("me", {1: 1.0})], 3)
    assert found == Neighbours("me", ("t000", "t001", "t002"), (0.5, 0.5, 0.5), 0.5)


def test_many_texts_of_one_document_hide_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "LOOKED_AT", 3)
    wordy = member("a", *[{1: 1.0}] * 5)
    members = [wordy, member("b", HALF), member("c", LITTLE)]
    (found,) = all_at_once(members, [member("me", {1: 1.0})], 2)
    assert pairs(found) == [("a", 1.0), ("b", 0.5)]


def test_all_at_once_keeps_the_order_of_the_subjects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "CHUNK", 2)
    subjects = [member(key, HALF) for key in "zyxwv"]
    found = all_at_once([member("a", HALF)], subjects, 3)
    assert [each.subject for each in found] == list("zyxwv")


# A list that is kept up to date.

LIST = Neighbours("me", ("a", "c"), (0.5, 0.25), 0.125)


def test_who_leaves_is_gone_and_the_floor_stays() -> None:
    assert without(LIST, "a") == Neighbours("me", ("c",), (0.25,), 0.125)
    assert without(LIST, "b") == LIST


@pytest.mark.parametrize(
    ("key", "base", "expected"),
    [
        ("b", 0.75, Neighbours("me", ("b", "a", "c"), (0.75, 0.5, 0.25), 0.125)),
        ("b", 0.25, Neighbours("me", ("a", "b", "c"), (0.5, 0.25, 0.25), 0.125)),
        ("d", 0.25, Neighbours("me", ("a", "c", "d"), (0.5, 0.25, 0.25), 0.125)),
        ("d", 0.0625, LIST),
        ("d", 0.125, None),
    ],
)
def test_who_comes_takes_the_place_of_its_base_and_key(
    key: str, base: float, expected: Neighbours | None
) -> None:
    assert with_candidate(LIST, key, base) == expected


def test_list_that_has_all_takes_in_whoever_shares_enough() -> None:
    everyone = Neighbours("me", ("a",), (0.5,), 0.0)
    assert with_candidate(everyone, "b", LEAST_BASE) == Neighbours(
        "me", ("a", "b"), (0.5, LEAST_BASE), 0.0
    )
    assert with_candidate(everyone, "b", LEAST_BASE - 1e-9) == everyone


def test_full_list_drops_its_last_and_its_floor_rises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "KEPT", 2)
    full = Neighbours("me", ("a", "c"), (0.5, 0.25), 0.25)
    assert with_candidate(full, "b", 0.375) == Neighbours("me", ("a", "b"), (0.5, 0.375), 0.375)
    assert with_candidate(full, "b", 0.25) is None


@pytest.mark.parametrize("seed", range(40))
def test_list_kept_up_to_date_is_the_beginning_of_the_true_one(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Members come and go; nobody is missing above the floor, and below it is only the unknown."""
    monkeypatch.setattr(pool, "KEPT", 4)
    rng = Random(seed)
    known = {each.key: each for each in random_members(rng, "m", 40)}
    inside = {key: known[key] for key in rng.sample(sorted(known), 12)}
    subject = random_members(rng, "s", 1)[0]
    found = Pool(inside.values()).nearest(subject, 4)
    for _ in range(60):
        key = rng.choice(sorted(known))
        if key in inside:
            del inside[key]
            found = without(found, key)
        else:
            inside[key] = known[key]
            for _key, base in by_hand(subject, [known[key]]):
                entered = with_candidate(found, key, base)
                found = entered or Pool(inside.values()).nearest(subject, 4)
        truth = by_hand(subject, list(inside.values()))
        assert pairs(found) == truth[: len(found.candidates)]
        missing = truth[len(found.candidates) :]
        assert all(base <= found.floor for _key, base in missing)
