"""A rebuild beside what is read: in phases and parts, whatever happens meanwhile."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from challenges.models import Challenge
from matching import rebuilding, suggestions
from matching.models import AnalysedText, StoredProfile, Version
from matching.storing import documents, store
from matching.storing.keys import key_of
from partners.models import Listing
from tests.matching.test_suggestions import cut, with_same_statistics
from tests.matching.world import (
    HOUSES,
    SCHOOL,
    TEA,
    announce,
    computed_anew,
    drain,
    make_challenge,
    make_need,
    make_seed,
    settle,
    stored_lists,
)
from tomoni.journal import ledger
from tomoni.journal.models import Job

pytestmark = pytest.mark.django_db
Phase = Version.Phase
PHASES = [Phase.ANALYSING, Phase.COUNTING, Phase.WEIGHING, Phase.SORTING, Phase.COMPARING]


@pytest.fixture
def town() -> list[Listing]:
    """Needs and seeds about three things, and a challenge."""
    make_challenge()
    return [make(**about) for about in (HOUSES, SCHOOL, TEA) for make in (make_need, make_seed)]


@pytest.fixture(autouse=True)
def many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few documents in a part that each phase has several."""
    monkeypatch.setattr(documents, "PART", 2)
    monkeypatch.setattr(rebuilding, "SUBJECTS", 2)


def do(version: Version, part: int) -> None:
    """Compute and write a part."""
    write = rebuilding.work(version, part)
    with transaction.atomic():
        write()
    version.refresh_from_db()


def go_to(version: Version, phase: Version.Phase) -> Version:
    """Work until the phase begins."""
    while version.phase != phase:
        for part in range(version.parts):
            do(version, part)
    return version


def started() -> Version:
    version = rebuilding.begin()
    assert version
    return version


def test_lists_are_those_of_everything_computed_in_memory(town: list[Listing]) -> None:
    version = rebuilding.run_here()
    assert stored_lists() == computed_anew()
    assert (version.state, version.phase) == (Version.State.CURRENT, Phase.DONE)
    assert version.size == 7
    assert version.finished_at


def test_empty_corpus_is_rebuilt_too() -> None:
    rebuilding.run_here()
    assert stored_lists() == {}


def test_single_listing_has_an_empty_list() -> None:
    make_need()
    rebuilding.run_here()
    assert stored_lists() == {}


@pytest.mark.parametrize("phase", [*PHASES, Phase.FINISHING])
def test_readers_see_the_old_lists_until_the_last_step(
    town: list[Listing], phase: Version.Phase
) -> None:
    rebuilding.run_here()
    before = stored_lists()
    Listing.objects.filter(pk=town[1].pk).update(state=Listing.State.PAUSED)
    go_to(started(), phase)
    assert stored_lists() == before


def test_new_version_takes_the_other_slot_each_time(town: list[Listing]) -> None:
    slots = [rebuilding.run_here().slot for _ in range(3)]
    assert slots == [0, 1, 0]
    assert Version.objects.current().count() == 1


def test_second_rebuild_waits_for_the_first(town: list[Listing]) -> None:
    started()
    assert rebuilding.begin() is None


def test_stalled_rebuild_is_given_up_and_writes_no_more(town: list[Listing]) -> None:
    stalled = go_to(started(), Phase.WEIGHING)
    late = rebuilding.work(stalled, 0)
    an_hour_ago = timezone.now() - timedelta(hours=1)
    Version.objects.filter(pk=stalled.pk).update(started_at=an_hour_ago, moved_at=an_hour_ago)
    fresh = started()
    with transaction.atomic():
        late()
    assert store.digests(fresh.slot) == {}
    stalled.refresh_from_db()
    assert stalled.state == Version.State.RETIRED


def test_rebuild_that_takes_long_but_goes_on_is_not_given_up(town: list[Listing]) -> None:
    long = started()
    an_hour_ago = timezone.now() - timedelta(hours=1)
    Version.objects.filter(pk=long.pk).update(started_at=an_hour_ago, moved_at=an_hour_ago)
    do(long, 0)
    assert rebuilding.begin() is None


def test_two_starts_are_two_rebuilds_one_after_the_other(town: list[Listing]) -> None:
    with transaction.atomic():
        suggestions.ask_for_rebuild(delay=timedelta(0))
    job = Job.objects.get(key=suggestions.START)
    ledger.run(job.pk)
    first = Version.objects.building().get()
    with transaction.atomic():
        suggestions.ask_for_rebuild(delay=timedelta(0))
    drain()
    assert stored_lists() == computed_anew()
    assert Version.objects.current().get().pk > first.pk
    assert not Version.objects.building().exists()


@pytest.mark.usefixtures("frozen")
def test_rows_that_come_and_go_move_no_part(town: list[Listing]) -> None:
    """Each of them opens or empties a part: what is left to do must still be what it was."""
    rebuilding.run_here()
    version = started()
    new = [make_seed(**SCHOOL), make_seed(**HOUSES), make_seed(**TEA)]
    Listing.objects.filter(pk__in=[town[0].pk, town[1].pk]).delete()
    announce(*town[:2], *new)
    drain(suggestions.MATCH)
    go_to(version, Phase.DONE)
    assert key_of(Challenge.objects.get()) in store.digests(version.slot)
    drain(suggestions.MATCH)
    current = store.current()
    assert current
    known = store.digests(current.slot)
    assert known.keys() == {key_of(row) for row in [*town[2:], *new, Challenge.objects.get()]}
    assert cut(stored_lists()) == cut(with_same_statistics())


@pytest.mark.parametrize("phase", [*PHASES, Phase.FINISHING])
def test_worker_killed_in_a_phase_costs_only_its_part(
    town: list[Listing], phase: Version.Phase
) -> None:
    version = go_to(started(), phase)
    rebuilding.work(version, 0)  # computed, and never written
    go_to(version, Phase.DONE)
    assert stored_lists() == computed_anew()


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("phase", [*PHASES, Phase.FINISHING])
def test_edit_during_a_phase_is_in_the_lists_after_the_swap(
    town: list[Listing], phase: Version.Phase
) -> None:
    """Nothing is counted anew afterwards, so what is asked for in the swap has to be enough."""
    rebuilding.run_here()
    version = go_to(started(), phase)
    Listing.objects.filter(pk=town[1].pk).update(**TEA)
    Listing.objects.filter(pk=town[5].pk).update(state=Listing.State.PAUSED)
    new = make_seed(**SCHOOL)
    announce(town[1], town[5], new)
    drain(suggestions.MATCH)
    go_to(version, Phase.DONE)
    drain(suggestions.MATCH)
    assert not Version.objects.building().exists()
    current = store.current()
    assert current
    assert key_of(town[5]) not in store.digests(current.slot)
    assert cut(stored_lists()) == cut(with_same_statistics())
    assert key_of(new) in {key for _side, key in stored_lists()}


@pytest.mark.parametrize("phase", [*PHASES, Phase.FINISHING])
def test_edit_during_a_phase_is_in_the_lists_in_the_end(
    town: list[Listing], phase: Version.Phase
) -> None:
    rebuilding.run_here()
    version = go_to(started(), phase)
    Listing.objects.filter(pk=town[1].pk).update(**TEA)
    withdrawn = town[5]
    Listing.objects.filter(pk=withdrawn.pk).update(state=Listing.State.PAUSED)
    new = make_seed(**SCHOOL)
    announce(town[1], withdrawn, new)
    drain(suggestions.MATCH)
    go_to(version, Phase.DONE)
    drain()
    assert stored_lists() == computed_anew()
    assert key_of(new) in {key for _side, key in stored_lists()}


def test_what_changed_meanwhile_is_asked_for_in_the_transaction_of_the_swap(
    town: list[Listing],
) -> None:
    rebuilding.run_here()
    version = go_to(started(), Phase.COMPARING)
    Listing.objects.filter(pk=town[1].pk).update(**TEA)
    announce(town[1])
    drain(suggestions.MATCH)
    Job.objects.open().delete()
    go_to(version, Phase.DONE)
    keys = Job.objects.open().filter(kind=suggestions.MATCH).values_list("key", flat=True)
    assert list(keys) == [key_of(town[1])]


def test_rebuild_that_fails_here_leaves_the_way_free(
    town: list[Listing], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "tell_planner", lambda slot: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        rebuilding.run_here()
    monkeypatch.undo()
    rebuilding.run_here()
    assert store.current()


def test_ledger_goes_through_all_phases(town: list[Listing]) -> None:
    with transaction.atomic():
        suggestions.ask_for_rebuild(delay=timedelta(0))
    drain()
    assert stored_lists() == computed_anew()
    assert not Job.objects.open().exists()


def test_many_changes_ask_for_a_rebuild(town: list[Listing]) -> None:
    rebuilding.run_here()
    announce(make_seed(**TEA))
    drain(suggestions.MATCH)
    version = store.current()
    assert version
    assert (version.changes, version.is_worn) == (1, True)
    assert Job.objects.open().filter(kind=suggestions.REBUILD).exists()


def test_lists_of_another_engine_are_made_anew(town: list[Listing]) -> None:
    version = rebuilding.run_here()
    Version.objects.filter(pk=version.pk).update(engine_version="1/old")
    settle(make_seed())
    assert store.current() != version
    assert stored_lists() == computed_anew()


def test_an_upgrade_asks_for_no_match_of_everything(town: list[Listing]) -> None:
    """All digests differ then; a change meanwhile asks for a rebuild by itself."""
    version = rebuilding.run_here()
    StoredProfile.objects.update(digest="of another engine")
    Version.objects.filter(pk=version.pk).update(engine_version="1/old")
    rebuilding.run_here()
    assert not Job.objects.open().filter(kind=suggestions.MATCH).exists()
    announce(town[0])
    drain(suggestions.MATCH)
    assert stored_lists() == computed_anew()


def test_texts_that_have_gone_are_forgotten(town: list[Listing]) -> None:
    rebuilding.run_here()
    Listing.objects.filter(pk=town[0].pk).update(state=Listing.State.PAUSED)
    rebuilding.run_here()
    assert AnalysedText.objects.count() == 6
