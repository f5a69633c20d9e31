"""The kinds of notice that the tests register, and what these say."""

from collections.abc import Callable
from typing import Any

from challenges.models import Challenge
from tomoni.journal import ledger
from tomoni.journal.ledger import Outcome
from tomoni.journal.models import Job
from tomoni.notices.kinds import Group, Kind, Pace
from tomoni.notices.models import Notice

ABOUT = "空き家を地域の宝に"
PLAIN = Kind("challenges.plain", "普通の通知", Group.CHALLENGES)
OWED = Kind("challenges.owed", "決定の通知", Group.PROPOSALS, is_owed=True)
DAILY = Kind("challenges.daily", "毎日の通知", Group.SUGGESTIONS, usual=Pace.DAILY, is_owed=True)
WEEKLY = Kind("challenges.weekly", "毎週の通知", Group.SUGGESTIONS, usual=Pace.WEEKLY)
SAMPLES = (PLAIN, OWED, DAILY, WEEKLY)

Tell = Callable[..., Notice]


def words(notice: Notice) -> dict[str, Any] | None:
    """True as long as the challenge is open."""
    challenge: Challenge = notice.about
    if challenge.state != Challenge.State.OPEN:
        return None
    return {"title": challenge.title, "number": notice.data.get("number", "")}


def jobs() -> list[tuple[str, str]]:
    """What the ledger is asked for about notices."""
    rows = Job.objects.filter(kind__startswith="notices.").order_by("pk")
    return list(rows.values_list("kind", "key"))


def run_jobs() -> list[Outcome]:
    """Do what the ledger is asked for about notices, and what that asks for."""
    outcomes = []
    while due := Job.objects.overdue().filter(kind__startswith="notices.").first():
        outcomes.append(ledger.run(due.pk))
    return outcomes
