"""What an operator calls in the terminal."""

import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from challenges.models import Challenge, SubTheme
from matching import rebuilding, suggestions
from matching.management.commands import rebuild_matches
from matching.management.commands.explain_match import padded
from matching.models import Version
from matching.reading.found import found
from matching.storing.keys import key_of
from partners.models import Listing, Partner
from tests.factories import make_municipality, make_operator
from tests.matching.world import (
    computed_anew,
    drain,
    make_challenge,
    make_need,
    make_seed,
    settle,
    stored_lists,
)
from tomoni.journal import ledger
from tomoni.journal.models import Entry, Job
from tomoni.portal.management.commands import smoke_suggestion

pytestmark = pytest.mark.django_db


def run(name: str, *args: Any, **options: Any) -> str:
    out = StringIO()
    call_command(name, *args, stdout=out, **options)
    return out.getvalue()


def candidates(subject: Listing | Challenge, side: str) -> list[str]:
    return [key for key, _base in stored_lists().get((side, key_of(subject)), [])]


PHASES = [
    "文章を言葉に分けています",
    "言葉のめずらしさを数えています",
    "文章ごとに言葉の重みをつけています",
    "言葉を並べ替えています",
    "すべてを見比べています",
    "新しい候補に切り替えています",
]


def test_rebuild_writes_every_list_and_tells_how_far_it_is() -> None:
    for _ in range(3):
        make_need(), make_seed()
    lines = run("rebuild_matches", "--all").splitlines()
    told = [line.partition(" s  ")[2] for line in lines[:-1]]
    parts = [1, 1, 1, 3, 3, 1]
    expected = [f"{phase} · 0 of {of}" for phase, of in zip(PHASES, parts, strict=True)]
    assert told == [*expected, "完了 · 1 of 1"]
    assert re.fullmatch(r"Done in \d+\.\d s · [\d,]+ documents per second\.", lines[-1])
    assert stored_lists() == computed_anew() != {}


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_rebuild_that_somebody_watches_moves_on_in_one_line() -> None:
    make_need(), make_seed()
    out = Terminal()
    call_command("rebuild_matches", stdout=out, no_color=True)
    moving, done = out.getvalue().splitlines()[-2:]
    assert moving.endswith("完了 · 1 of 1")
    assert done.startswith("Done in")
    shown = [line.partition(" s  ")[2] for line in out.getvalue().split("\033[K\r")[:-1]]
    assert shown[:2] == [f"{PHASES[0]} · 0 of 1", f"{PHASES[1]} · 0 of 1"]
    assert f"{PHASES[4]} · 2 of 3" in shown


def test_rebuild_of_nothing_ends_well() -> None:
    assert "Done in" in run("rebuild_matches")
    assert stored_lists() == {}


def test_rebuild_waits_for_nobody_while_another_is_under_way() -> None:
    version = rebuilding.begin()
    with pytest.raises(CommandError, match="Another rebuild is under way"):
        run("rebuild_matches")
    assert list(Version.objects.building()) == [version]


def test_rebuild_of_one_listing_mends_its_neighbours_too() -> None:
    need, other = make_need(), make_need()
    run("rebuild_matches")
    seed = make_seed()
    assert f"listing:{seed.pk} and its neighbours" in run(
        "rebuild_matches", "--listing", str(seed.pk)
    )
    for subject in (need, other):
        assert candidates(subject, "seed") == [key_of(seed)]
    assert candidates(seed, "need") == sorted([key_of(need), key_of(other)])


def test_rebuild_of_one_challenge() -> None:
    seed = make_seed()
    run("rebuild_matches")
    challenge = make_challenge()
    run("rebuild_matches", "--challenge", str(challenge.pk))
    assert candidates(seed, "challenge") == [key_of(challenge)]


def test_rebuild_of_one_before_there_are_any_lists_asks_for_all() -> None:
    need, seed = make_need(), make_seed()
    with pytest.raises(CommandError, match="There are no lists yet"):
        run("rebuild_matches", "--listing", str(seed.pk))
    drain()
    assert candidates(need, "seed") == [key_of(seed)]


def test_rebuild_by_workers_waits_until_they_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    make_need(), make_seed()
    monkeypatch.setattr(rebuild_matches.time, "sleep", lambda seconds: drain())
    out = run("rebuild_matches", "--workers", "3")
    assert "It is in the ledger" in out
    assert "Done in" in out
    assert stored_lists() == computed_anew() != {}


def test_rebuild_by_workers_tells_how_far_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    make_need(), make_seed()

    def work_off_one_row(seconds: float) -> None:
        row = Job.objects.open().filter(kind=suggestions.REBUILD).earliest("pk")
        ledger.run(row.pk)

    monkeypatch.setattr(rebuild_matches.time, "sleep", work_off_one_row)
    lines = run("rebuild_matches", "--workers", "2").splitlines()[1:-1]
    assert [line.partition(" s  ")[2].partition(" · ")[0] for line in lines] == [*PHASES, "完了"]


def give_up(seconds: float) -> None:
    Job.objects.open().update(dead_at="2026-01-01T00:00:00Z")


def test_rebuild_by_workers_says_when_a_part_was_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild_matches.time, "sleep", give_up)
    with pytest.raises(CommandError, match="failed five times"):
        run("rebuild_matches", "--workers", "2")


def test_what_was_given_up_earlier_does_not_end_a_rebuild_by_workers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with transaction.atomic():
        suggestions.ask_for_rebuild()
    give_up(0)
    make_need(), make_seed()
    monkeypatch.setattr(rebuild_matches.time, "sleep", lambda seconds: drain())
    assert "Done in" in run("rebuild_matches", "--workers", "2")


def test_rebuild_by_workers_says_when_another_took_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stall(seconds: float) -> None:
        ledger.run(Job.objects.open().get(kind=suggestions.REBUILD, key=suggestions.START).pk)
        Version.objects.building().update(state=Version.State.RETIRED)

    monkeypatch.setattr(rebuild_matches.time, "sleep", stall)
    with pytest.raises(CommandError, match="given up, as another was asked for"):
        run("rebuild_matches", "--workers", "2")


@pytest.mark.parametrize("arguments", [["--workers", "0"], ["--workers", "x"], ["--listing", "x"]])
def test_rebuild_refuses_what_it_does_not_understand(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        run("rebuild_matches", *arguments)


def test_explain_shows_every_addend_and_their_sum() -> None:
    need, seed = make_need(), make_seed()
    settle(need)
    out = run("explain_match", f"listing:{need.pk}", f"listing:{seed.pk}")
    ((match,),) = (each.best(1) for each in found([key_of(need)], ["seed"]))
    assert {addend.kind for addend in match.addends} == {"text", "goal", "usual", "bonus"}
    for addend in match.addends:
        assert f"{addend.value:.4f}" in out
    assert f"{match.score:.4f}  level {match.level}: とても近い" in out


def test_explain_names_the_sub_theme() -> None:
    challenge = make_challenge(title="未来", wish="話す", background="人", project_content="場")
    SubTheme.objects.create(challenge=challenge, title="空き家の改修と活用")
    seed = make_seed()
    settle(challenge)
    out = run("explain_match", f"challenge:{challenge.pk}", f"listing:{seed.pk}")
    assert "sub-theme 1" in out


@pytest.mark.parametrize(
    "key", ["listing:999999", "partner:1", "nonsense", "", "listing:", "listing:-1", "listing:1:2"]
)
def test_explain_says_what_takes_no_part(key: str) -> None:
    need = make_need()
    settle(need)
    for pair in ([f"listing:{need.pk}", key], [key, f"listing:{need.pk}"]):
        with pytest.raises(CommandError, match=f"^{re.escape(key)} does not take part"):
            run("explain_match", *pair)


def test_explain_before_the_first_rebuild_says_that_nothing_takes_part() -> None:
    need, seed = make_need(), make_seed()
    with pytest.raises(CommandError, match="does not take part in matching now"):
        run("explain_match", f"listing:{need.pk}", f"listing:{seed.pk}")


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
    assert stored_lists() == {}
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
