"""What an operator calls in the terminal."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from challenges.models import SubTheme
from matching import stored, suggestions
from matching.management.commands import rebuild_matches
from matching.management.commands.explain_match import padded
from matching.models import Suggestion
from partners.models import Listing, Partner
from tests.factories import make_municipality, make_operator
from tests.matching.world import (
    computed_anew,
    drain,
    make_challenge,
    make_need,
    make_seed,
)
from tomoni.journal.models import Entry, Job
from tomoni.portal.management.commands import smoke_suggestion

pytestmark = pytest.mark.django_db


def run(name: str, *args: Any, **options: Any) -> str:
    out = StringIO()
    call_command(name, *args, stdout=out, **options)
    return out.getvalue()


def test_rebuild_writes_every_list_and_tells_how_far_it_is() -> None:
    for _ in range(3):
        make_need(), make_seed()
    out = run("rebuild_matches", "--all")
    assert "6 of 6 lists" in out
    assert "per second" in out
    assert "Done in" in out
    assert stored.outlines() == computed_anew() != {}


def test_rebuild_of_nothing_ends_well() -> None:
    assert "Done in" in run("rebuild_matches")


def test_rebuild_of_one_listing_mends_its_neighbours_too() -> None:
    need, seed = make_need(), make_seed()
    assert f"listing:{seed.pk}" in run("rebuild_matches", "--listing", str(seed.pk))
    assert Suggestion.objects.about(need).get().candidate == seed


def test_rebuild_of_one_challenge() -> None:
    challenge, seed = make_challenge(), make_seed()
    run("rebuild_matches", "--challenge", str(challenge.pk))
    assert Suggestion.objects.about(seed).get().candidate == challenge


def test_rebuild_by_workers_waits_until_they_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    make_need(), make_seed()
    monkeypatch.setattr(rebuild_matches.time, "sleep", lambda seconds: drain())
    out = run("rebuild_matches", "--workers", "3")
    assert "3 parts are in the ledger" in out
    assert "3 of 3 parts" in out
    assert stored.outlines() == computed_anew() != {}


def test_rebuild_by_workers_says_when_a_part_was_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def die(seconds: float) -> None:
        Job.objects.open().update(dead_at="2026-01-01T00:00:00Z")

    monkeypatch.setattr(rebuild_matches.time, "sleep", die)
    with pytest.raises(CommandError, match="failed five times"):
        run("rebuild_matches", "--workers", "2")


@pytest.mark.parametrize("arguments", [["--workers", "0"], ["--workers", "x"], ["--listing", "x"]])
def test_rebuild_refuses_what_it_does_not_understand(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        run("rebuild_matches", *arguments)


def test_explain_shows_every_addend_and_their_sum() -> None:
    need, seed = make_need(), make_seed()
    out = run("explain_match", f"listing:{need.pk}", f"listing:{seed.pk}")
    suggestions.refresh(f"listing:{need.pk}")()
    row = Suggestion.objects.about(need).get()
    for addend in row.addends:
        assert f"{addend['value']:.4f}" in out
    assert f"{row.score:.4f}  level {row.level}: とても近い" in out


def test_explain_names_the_sub_theme() -> None:
    challenge = make_challenge(title="未来", wish="話す", background="人", project_content="場")
    SubTheme.objects.create(challenge=challenge, title="空き家の改修と活用")
    seed = make_seed()
    out = run("explain_match", f"challenge:{challenge.pk}", f"listing:{seed.pk}")
    assert "sub-theme 1" in out


@pytest.mark.parametrize("key", ["listing:999999", "partner:1", "nonsense", ""])
def test_explain_says_what_takes_no_part(key: str) -> None:
    need = make_need()
    with pytest.raises(CommandError, match="does not take part"):
        run("explain_match", f"listing:{need.pk}", key)


def test_columns_stay_straight_with_japanese_in_them() -> None:
    assert padded("空き家", 8) == "空き家  "
    assert padded("house", 8) == "house   "
    assert padded("空き家空き家", 8) == "空き家空き家"


def patient(monkeypatch: pytest.MonkeyPatch, work: Callable[[], object]) -> None:
    """While the command waits, this happens."""
    monkeypatch.setattr(smoke_suggestion.time, "sleep", lambda seconds: work())


def test_smoke_sees_the_suggestion_and_takes_everything_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_operator(), make_municipality()
    patient(monkeypatch, drain)
    out = run("smoke_suggestion")
    assert "The worker suggested the seed" in out
    assert out.count("Published listing:") == 2
    assert not Listing.objects.exists()
    assert not Partner.objects.exists()
    drain()  # what is still asked for finds nothing to do
    assert not Suggestion.objects.exists()
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["listing.published"] * 2 + ["listing.paused"] * 2


def test_smoke_without_a_worker_fails_and_takes_everything_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_operator(), make_municipality()
    patient(monkeypatch, lambda: None)
    with pytest.raises(CommandError, match="Are worker and relay running"):
        run("smoke_suggestion", "--within", "0")
    assert not Listing.objects.exists()
    assert not Partner.objects.exists()


def test_smoke_shows_nothing_to_the_public(monkeypatch: pytest.MonkeyPatch) -> None:
    make_operator(), make_municipality()
    seen: set[str] = set()

    def look() -> None:
        seen.update(Listing.objects.values_list("visibility", flat=True))
        with transaction.atomic():
            drain()

    patient(monkeypatch, look)
    run("smoke_suggestion")
    assert seen == {"partners"}


def test_smoke_says_what_it_needs() -> None:
    with pytest.raises(CommandError, match="load_demo"):
        run("smoke_suggestion")
