"""Lists that are kept say what is stored now, whoever changed whatever in between."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching import rebuilding
from matching.engine import DEFAULT
from matching.models import MatchingPolicy
from matching.reading import kept
from matching.reading.kept import best_of, rankings
from matching.storing.keys import key_of
from matching.storing.tables import SIDES
from partners.models import Listing
from tests.matching.world import (
    HOUSES,
    SCHOOL,
    TEA,
    as_stored,
    as_told,
    make_challenge,
    make_need,
    make_seed,
    settle,
    told_alike,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
Rows = dict[str, Listing]


@pytest.fixture
def rows() -> Rows:
    """A need with a near and a far seed, another need that wants the same, and a challenge."""
    rows = {
        "need": make_need(goals=(11,)),
        "near": make_seed(body="空き家を改修する大工が二人いる。"),
        "far": make_seed(**TEA),
        "rival": make_need(body="空き家を改修して図書館にしたい。"),
        "seed of rival": make_seed(**SCHOOL),
    }
    settle(*rows.values(), make_challenge(title="空き家", goals=(11,)))
    return rows


def reword(listing: Listing) -> None:
    listing.body += "茶畑で摘み取りの体験も開く。"
    listing.save()
    settle(listing)


CHANGES: dict[str, Callable[[Rows], object]] = {
    "nothing": lambda rows: None,
    "the subject is rewritten": lambda rows: reword(rows["need"]),
    "a rival is rewritten": lambda rows: reword(rows["near"]),
    "what a rival usually meets changes": lambda rows: settle(make_need(**HOUSES)),
    "another rival comes": lambda rows: settle(make_seed(**HOUSES)),
    "a rival goes": lambda rows: settle(_paused(rows["near"])),
    "the city sets another policy": lambda rows: MatchingPolicy.objects.create(
        municipality=rows["need"].partner.municipality,
        **{**_numbers(), "reciprocity": 0.0},
    ),
    "all is rebuilt": lambda rows: rebuilding.run_here(),
}


def _numbers() -> dict[str, float]:
    return {name: getattr(DEFAULT, name) for name in DEFAULT.__dataclass_fields__}


def _paused(listing: Listing) -> Listing:
    listing.state = Listing.State.PAUSED
    listing.save()
    return listing


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_kept_is_what_is_stored_after_any_change(rows: Rows, change: str) -> None:
    keys = [key_of(row) for row in rows.values()]
    as_told(keys)
    CHANGES[change](rows)
    keys = [key_of(row) for row in rows.values()]
    now = as_told(keys)
    assert any(now)
    assert told_alike(now, as_stored(keys))
    assert told_alike(as_told(keys), as_stored(keys))


def test_policy_that_is_changed_again_is_seen(rows: Rows) -> None:
    keys = [key_of(rows["need"])]
    city = rows["need"].partner.municipality
    policy = MatchingPolicy.objects.create(municipality=city, **_numbers())
    before = as_told(keys)
    policy.reciprocity = 0.0
    policy.save()
    assert not told_alike(as_told(keys), before)
    assert told_alike(as_told(keys), as_stored(keys))


def test_kept_lists_are_read_in_one_query_and_others_in_two(rows: Rows) -> None:
    keys = [key_of(row) for row in rows.values()]
    for queries in (2, 1):
        with CaptureQueriesContext(connection) as captured:
            as_told(keys)
        assert len(captured) == queries


def test_reasons_not_told_before_are_worked_out_when_they_are_wanted(rows: Rows) -> None:
    keys = [key_of(rows["need"])]
    assert [len(matches) for matches in as_told(keys, 1)] == [1]
    assert told_alike(as_told(keys), as_stored(keys))
    with CaptureQueriesContext(connection) as captured:
        assert told_alike(as_told(keys, 1), as_stored(keys, 1))
    assert len(captured) == 2  # one of them is the list read anew to compare with


def test_readers_who_see_different_rivals_do_not_change_each_others_lists(rows: Rows) -> None:
    key = key_of(rows["need"])
    [whole] = rankings([key], ["seed"])
    some = whole.only(whole.keys[1:])
    assert [match.candidate for match in best_of([some], 20)[0]] == whole.keys[1:]
    [again] = rankings([key], ["seed"])
    assert again.keys == whole.keys
    assert told_alike(best_of([again], 20), as_stored([key]))


def test_what_cannot_be_kept_is_read_all_the_same(
    rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "KEPT", 0)
    cache.clear()
    keys = [key_of(row) for row in rows.values()]
    for _again in range(2):
        assert told_alike(as_told(keys), as_stored(keys))


def test_nothing_is_kept_of_who_takes_no_part() -> None:
    seed = make_seed()
    assert rankings([key_of(seed)], SIDES) == []
    settle(make_need())
    paused = _paused(seed)
    settle(paused)
    assert rankings([key_of(paused)], SIDES) == []
