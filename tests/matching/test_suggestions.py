"""Stored lists follow every change: each ends as if everything were computed anew."""

import random
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.utils import timezone

from challenges.models import Challenge, SubTheme
from matching import rebuilding, suggestions
from matching.engine import pool, ranking
from matching.engine.profiles import profile_of, rows_of
from matching.engine.rows import Row
from matching.models import Version
from matching.storing import documents, store
from matching.storing.keys import key_of
from matching.storing.store import Place
from matching.storing.tables import SIDES
from partners.models import Listing, Partner
from tests.factories import make_municipality
from tests.matching.world import (
    HOUSES,
    SCHOOL,
    TEA,
    TOPICS,
    announce,
    as_stored,
    as_told,
    computed_anew,
    drain,
    make_challenge,
    make_need,
    make_partner,
    make_seed,
    settle,
    stored_lists,
    told_alike,
)
from tomoni.journal.models import Job
from tomoni.taxonomy.models import Goal, PartnerType

pytestmark = pytest.mark.django_db


def listed(subject: Listing | Challenge, side: str = "seed") -> list[str]:
    """The keys of the candidates of a side, the closest first."""
    return [key for key, _base in stored_lists().get((side, key_of(subject)), [])]


def rebuilt() -> Version:
    """Start from a rebuild of what is there."""
    return rebuilding.run_here()


def with_same_statistics() -> dict[tuple[str, str], list[tuple[str, float]]]:
    """Every list as a rebuild would make it that counted no word anew."""
    version = store.current()
    assert version
    members = {side: store.members_of(version.slot, side) for side in SIDES}
    return {
        (other, found.subject): list(zip(found.candidates, found.bases, strict=True))[
            : ranking.RANKED
        ]
        for side, others in suggestions.COUNTERPARTS.items()
        for other in others
        for found in pool.Pool(members[other]).nearest_of_all(members[side])
        if found.candidates
    }


def test_need_and_seed_are_in_each_others_list() -> None:
    need, seed = make_need(), make_seed()
    settle(seed)
    assert (listed(need), listed(seed, "need")) == ([key_of(seed)], [key_of(need)])


def test_partner_is_not_listed_for_itself() -> None:
    partner = make_partner()
    need, seed = make_need(partner), make_seed(partner)
    other = make_need()
    settle(need, seed, other)
    assert listed(need) == []
    assert listed(seed, "need") == [key_of(other)]


def test_the_closer_one_stands_first() -> None:
    need, far, near = make_need(), make_seed(**TEA, goals=(11,)), make_seed()
    settle(need)
    assert listed(need) == [key_of(near), key_of(far)]


def test_challenge_and_seed_find_each_other() -> None:
    challenge, seed = make_challenge(), make_seed()
    settle(challenge)
    assert listed(challenge) == [key_of(seed)]
    assert listed(seed, "challenge") == [key_of(challenge)]


def test_first_change_of_all_asks_for_a_rebuild_at_once() -> None:
    make_need(), announce(make_seed())
    drain(suggestions.MATCH)
    assert Job.objects.open().filter(kind=suggestions.REBUILD, key=suggestions.START).exists()
    assert store.current() is None


@pytest.mark.usefixtures("frozen")
class TestOneChange:
    """After a rebuild, one row changes; nothing but the step for that row runs."""

    def test_new_seed_enters_the_lists_of_needs_and_challenges(self) -> None:
        need, challenge = make_need(), make_challenge()
        rebuilt()
        seed = make_seed()
        settle(seed)
        assert listed(need) == listed(challenge) == [key_of(seed)]
        assert stored_lists() == with_same_statistics()

    def test_edited_seed_moves(self) -> None:
        need, seed, rival = make_need(), make_seed(**SCHOOL), make_seed(body="空き家です。")
        rebuilt()
        Listing.objects.filter(pk=seed.pk).update(**HOUSES)
        settle(seed)
        assert listed(need) == [key_of(seed), key_of(rival)]
        assert stored_lists() == with_same_statistics()

    @pytest.mark.parametrize(
        "change",
        [
            {"state": Listing.State.PAUSED},
            {"state": Listing.State.FULFILLED},
            {"visibility": Listing.Visibility.STAFF},
            {"review_by": timezone.localdate() - timedelta(days=1)},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_withdrawn_seed_leaves_every_list(self, change: dict[str, object]) -> None:
        need, seed, other = make_need(), make_seed(), make_seed()
        rebuilt()
        Listing.objects.filter(pk=seed.pk).update(**change)
        settle(seed)
        assert listed(need) == [key_of(other)]
        assert listed(seed, "need") == []
        assert stored_lists() == with_same_statistics()

    def test_suspended_partner_takes_all_its_listings_along(self) -> None:
        partner = make_partner()
        need, _one, _two = make_need(), make_seed(partner), make_seed(partner)
        rebuilt()
        Partner.objects.filter(pk=partner.pk).update(state=Partner.State.SUSPENDED)
        partner.refresh_from_db()
        settle(partner)
        assert listed(need) == []

    def test_closed_challenge_leaves_every_list(self) -> None:
        challenge, seed = make_challenge(), make_seed()
        rebuilt()
        Challenge.objects.filter(pk=challenge.pk).update(
            state=Challenge.State.CLOSED, closed_at=timezone.now()
        )
        challenge.refresh_from_db()
        settle(challenge)
        assert (listed(seed, "challenge"), listed(challenge)) == ([], [])

    def test_sub_themes_of_a_challenge_are_matched_each(self) -> None:
        seed = make_seed()
        rebuilt()
        challenge = make_challenge(title="未来", wish="対話", background="人", project_content="話")
        for order, title in enumerate(("地球環境", "空き家の改修と活用")):
            SubTheme.objects.create(challenge=challenge, title=title, order=order)
        settle(challenge)
        assert listed(seed, "challenge") == [key_of(challenge)]
        assert stored_lists() == with_same_statistics()

    def test_new_words_meet_before_the_next_rebuild(self) -> None:
        make_need(**TEA), make_seed(**SCHOOL)
        rebuilt()
        need = make_need(title="ドローンで測量", body="ドローンの操縦者をさがす。", goals=())
        seed = make_seed(title="ドローンの操縦", body="測量の経験があります。", goals=())
        settle(need, seed)
        assert listed(need) == [key_of(seed)]

    def test_same_row_announced_again_changes_nothing(self) -> None:
        need, seed = make_need(), make_seed()
        version = rebuilt()
        before = stored_lists()
        settle(need, seed)
        version.refresh_from_db()
        assert (stored_lists(), version.changes) == (before, 0)


def small_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists so short that every change makes somebody enter, fall out or be missing."""
    for module, name, value in [
        (pool, "KEPT", 4),
        (pool, "LOOKED_AT", 6),
        (ranking, "RANKED", 3),
        (suggestions, "RANKED", 3),
        (suggestions, "LOOKED_AT", 6),
    ]:
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(pool.Pool.nearest, "__defaults__", (4,))
    monkeypatch.setattr(pool.Pool.nearest_of_all, "__defaults__", (4,))


def test_change_that_was_overtaken_works_in_what_is_there_now() -> None:
    """Two jobs read a listing; the one that read first writes last."""
    seed, need = make_seed(**SCHOOL), make_need(**HOUSES)
    settle(seed, need)
    slow = suggestions.refresh(key_of(seed))
    Listing.objects.filter(pk=seed.pk).update(**HOUSES)
    settle(seed)
    slow()
    assert listed(need) == [key_of(seed)]
    [digest] = {each.digest for each in documents.analysed(documents.documents([key_of(seed)]))}
    version = store.current()
    assert version
    assert store.digests(version.slot, [key_of(seed)]) == {key_of(seed): digest}


def test_listing_withdrawn_while_its_text_was_cut_stays_out() -> None:
    seed, need = make_seed(**HOUSES), make_need(**HOUSES)
    settle(seed, need)
    slow = suggestions.refresh(key_of(seed))
    Listing.objects.filter(pk=seed.pk).update(state=Listing.State.PAUSED)
    settle(seed)
    slow()
    assert listed(need) == []


def edit(rng: random.Random, rows: list[Listing | Challenge]) -> Listing | Challenge | Partner:
    """Change something at random about one of the rows or its partner, or make one more."""
    if rng.random() < 0.3 or not rows:
        make = rng.choice([make_need, make_seed, make_seed])
        rows.append(make(**text(rng), goals=rng.sample(range(1, 18), rng.randint(0, 3))))
        return rows[-1]
    row = rng.choice(rows)
    if isinstance(row, Challenge):
        is_over = rng.random() < 0.3
        state = Challenge.State.CLOSED if is_over else Challenge.State.OPEN
        closed_at = timezone.now() if is_over else None
        Challenge.objects.filter(pk=row.pk).update(
            wish=text(rng)["body"], state=state, closed_at=closed_at
        )
        row.sub_themes.all().delete()
        for title in rng.sample(TOPICS[:8], rng.randint(0, 2)):
            row.sub_themes.create(title=title)
    elif rng.random() < 0.2:
        standing = rng.choice([Partner.State.APPROVED, Partner.State.SUSPENDED])
        Partner.objects.filter(pk=row.partner_id).update(state=standing)
        return row.partner
    else:
        Listing.objects.filter(pk=row.pk).update(**rng.choice(changes(rng)))
        row.accepts.set(PartnerType.objects.order_by("pk")[: rng.choice([0, 0, 2])])
    if rng.random() < 0.3:
        row.related_goals.set(Goal.objects.filter(number__in=rng.sample(range(1, 18), 2)))
    return row


def changes(rng: random.Random) -> list[dict[str, str]]:
    """What may be written anew of a listing."""
    return [
        text(rng),
        {"state": Listing.State.PAUSED},
        {"state": Listing.State.PUBLISHED},
        {"reach": rng.choice(Listing.Reach.values)},
        {"visibility": rng.choice(Listing.Visibility.values)},
    ]


def profiles_anew() -> dict[str, list[tuple[list[int], list[float]]]]:
    """Of everything that takes part its rows, as weighing it now by the same statistics gives."""
    version = store.current()
    assert version
    found = [each.document for each in documents.analysed(documents.documents())]
    known = store.statistics(version, found)
    return {each.key: plain(rows_of(profile_of(each, known))) for each in found}


def profiles_stored() -> dict[str, list[tuple[list[int], list[float]]]]:
    """The same as it stands in the table."""
    version = store.current()
    assert version
    profiles = store.profiles(version.slot, store.digests(version.slot))
    return {key: plain(rows_of(profile)) for key, profile in profiles.items()}


def plain(rows: Sequence[Row]) -> list[tuple[list[int], list[float]]]:
    return [(row.hashes.tolist(), row.weights.tolist()) for row in rows]


def text(rng: random.Random) -> dict[str, str]:
    words = rng.choices(TOPICS[:8], k=rng.randint(1, 3))
    return {"title": words[0], "body": "、".join(words) + "。"}


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("seed", range(6))
def test_any_row_of_changes_ends_as_a_rebuild_would(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Worlds full of ties: eight words, few partners, lists of four."""
    small_lists(monkeypatch)
    rng = random.Random(seed)
    city = make_municipality()
    partners = [make_partner(municipality=city) for _ in range(4)]
    rows: list[Listing | Challenge] = [
        rng.choice([make_need, make_seed])(rng.choice(partners), **text(rng)) for _ in range(12)
    ]
    rows.append(make_challenge(city, title="空き家と給食"))
    rebuilt()
    for _ in range(12):
        settle(edit(rng, rows))
        assert profiles_stored() == profiles_anew()
        assert cut(stored_lists()) == cut(with_same_statistics())
        keys = [key_of(row) for row in rows]
        assert told_alike(as_told(keys), as_stored(keys))


def cut(lists: dict[tuple[str, str], list[tuple[str, float]]]) -> dict[object, object]:
    """What of a list competes for a place."""
    return {place: found[:3] for place, found in lists.items()}


def test_when_all_is_quiet_the_lists_are_those_of_everything_counted_anew() -> None:
    need, seed = make_need(), make_seed()
    settle(need, seed)
    for topic in TOPICS[:5]:
        settle(make_seed(title=topic, body=f"{topic}と空き家。"))
    assert stored_lists() == computed_anew()


def test_list_from_which_too_many_have_left_is_looked_up_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small_lists(monkeypatch)
    monkeypatch.setattr(Version, "is_worn", False)
    need, seeds = make_need(), [make_seed(title=f"空き家 {n}") for n in range(8)]
    rebuilt()
    for seed in seeds[:3]:
        Listing.objects.filter(pk=seed.pk).update(state=Listing.State.PAUSED)
        settle(seed)
    version = store.current()
    assert version
    place = Place("seed", key_of(need))
    assert len(store.lists(version.slot, [place])[place].candidates) >= 3
    assert cut(stored_lists()) == cut(with_same_statistics())
