"""A year in frozen time: 200 introductions, and exactly the mails of the table written by hand.

Beat strikes twice a day and not at all for three weeks; every third day each piece of work loses
its worker the first time, at the last moment before it is closed or its mail is sent.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail as outgoing
from django.core.mail import EmailMultiAlternatives

from matching import tasks
from matching.introducing import following, steps
from matching.models import Block, Introduction, Pause
from partners.models import Listing, Membership, Partner
from tests.factories import make_listing, make_member, make_municipality, make_partner, make_staff
from tests.matching.pairs import MESSAGE
from tests.matching.year_of_introductions import DAYS, GAP, Mail, Pattern, expected, numbered
from tomoni.accounts.models import User
from tomoni.journal import ledger
from tomoni.journal.claims import Claim
from tomoni.journal.mail import message_id
from tomoni.journal.models import Job
from tomoni.municipalities.models import IntroductionRoute
from tomoni.notices import choosing
from tomoni.notices.kinds import Pace
from tomoni.notices.models import Notice

pytestmark = pytest.mark.django_db
NEW_YEAR = datetime(2026, 4, 1, tzinfo=ZoneInfo("Asia/Tokyo"))
SIDES = {"a": Listing.Side.NEED, "b": Listing.Side.SEED, "c": Listing.Side.SEED}
Outcome = Introduction.Outcome


class Town:
    """The partners and people of one introduction, and what they do with it."""

    def __init__(self, number: int, pattern: Pattern) -> None:
        self.number, self.pattern = number, pattern
        self.town = make_municipality()
        self.partners: dict[str, Partner] = {}
        self.listings: dict[str, Listing] = {}
        self.people: dict[str, User] = {"k": make_staff(self.town, email=self.address("k"))}
        for who in "abc" if pattern.how == "three" else "ab":
            partner = make_partner(f"{who}{number}", municipality=self.town)
            valid = NEW_YEAR.date() + timedelta(days=DAYS + 30)
            self.partners[who] = partner
            self.listings[who] = make_listing(partner, SIDES[who], goals=(), review_by=valid)
            self.people[who] = self.join(partner, who)
        self.steps = dict[int, list[list[str]]]()
        for after, *step in map(str.split, filter(None, pattern.does.split(","))):
            self.steps.setdefault(int(after), []).append(step)

    def address(self, who: str) -> str:
        return f"{who}-{self.number}@year.example.jp"

    def join(self, partner: Partner, who: str) -> User:
        return make_member(partner, role=Membership.Role.EDITOR, email=self.address(who))

    def begin(self) -> None:
        if self.pattern.how == "three":
            places = [(self.partners[who], self.listings[who]) for who in self.partners]
            self.made = steps.bring_together(
                places, municipality=self.town, by=self.people["k"], note_to_all=MESSAGE
            )
        else:
            self.made = self.ask("a", "b")

    def ask(self, own: str, other: str) -> Introduction:
        office = self.pattern.how == "office"
        return steps.ask(
            self.listings[own],
            self.listings[other],
            by=self.people[own],
            message=MESSAGE,
            route=IntroductionRoute.OFFICE if office else IntroductionRoute.DIRECT,
        )

    def act(self, step: str, who: str) -> None:
        made, by, partner = self.made, self.people[who], self.partners.get(who)
        made.refresh_from_db()
        match step:
            case "agree" | "decline" | "meet":
                getattr(steps, step)(made, partner, by=by)
            case "withdraw" | "forward":
                getattr(steps, step)(made, by=by)
            case "refuse":
                steps.refuse(made, by=by, reason="内容が合いません。")
            case "not_yet":
                following.not_yet(made, self.partners[who], by=by)
            case "ask":
                self.ask(who, "a")
            case _ if step in Outcome.values:
                steps.conclude(made, self.partners[who], by=by, outcome=Outcome(step))
            case _:
                self.change(step, who)

    def change(self, step: str, who: str) -> None:
        """What is not done with the introduction, and yet decides who is reminded."""
        by, partner = self.people[who], self.partners[who]
        word, _, days = step.partition("_")
        match word:
            case "pause":
                today = datetime.now(NEW_YEAR.tzinfo).date()
                until = today + timedelta(days=int(days)) if days else None
                Pause.objects.create(partner=partner, until=until, by=by)
            case "block":
                Block.objects.create(partner=partner, blocked=self.partners["a"], by=by)
            case "suspend":
                Partner.objects.filter(pk=partner.pk).update(state=Partner.State.SUSPENDED)
            case "fulfil":
                fulfilled = Listing.State.FULFILLED
                Listing.objects.filter(partner=partner).update(state=fulfilled)
            case "hand":  # hand_over
                self.join(partner, "n")
                Membership.objects.filter(user=by).delete()
            case "stop":
                choosing.choose_paces(by, {"matching.introduction_follow_up": Pace.NONE})
            case _:
                raise ValueError(step)


def work(*, dies: bool) -> None:
    """The workers do what is due; where they die each piece of work is begun twice."""
    kinds = ("matching.introduction", "notices.mail")
    rows = Job.objects.overdue().order_by("pk")
    while due := next((job for job in rows.all() if job.kind.startswith(kinds)), None):
        if dies and due.attempts == 0:
            with pytest.raises(KeyboardInterrupt), dying():
                ledger.run(due.pk)
            Job.objects.filter(pk=due.pk).update(locked_until=None)  # its lease runs out
        else:
            assert ledger.run(due.pk) == ledger.Outcome.DONE


@contextmanager
def dying() -> Iterator[None]:
    """The process ends at the last moment: before a mail goes out, or before the row is closed."""

    def die(*args: Any) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(EmailMultiAlternatives, "send", die)
        patched.setattr(Claim, "close", die)
        yield


class Post:
    """What the mail server has taken, as mails of the table."""

    def __init__(self) -> None:
        self.kinds: dict[str, str] = {}
        self.last = 0
        self.taken: list[Mail] = []

    def collect(self, day: int) -> None:
        for pk, kind in Notice.objects.filter(pk__gt=self.last).values_list("pk", "kind"):
            self.kinds[message_id(f"notices.mail:{pk}")] = kind
            self.last = max(self.last, pk)
        for message in outgoing.outbox:
            kind = self.kinds[message.extra_headers["Message-ID"]]
            who, _, number = message.to[0].partition("@")[0].partition("-")
            if kind.startswith("matching."):
                name = kind.removeprefix("matching.introduction_")
                self.taken.append(Mail(day, int(number), name, who))
        outgoing.outbox.clear()


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NEW_YEAR, tick=False) as clock:
        yield clock


def test_two_hundred_introductions_make_the_mails_of_the_table_and_no_other(clock: Any) -> None:
    towns = {number: (day, Town(number, pattern)) for number, day, pattern in numbered()}
    post = Post()

    def at(day: int, hour: int, minute: int = 0) -> None:
        clock.move_to(NEW_YEAR + timedelta(days=day, hours=hour, minutes=minute))

    def then(day: int, act: Callable[[], object]) -> None:
        act()
        work(dies=day % 3 == 1)
        post.collect(day)

    for day in range(DAYS):
        for minute in (0, 15) if day not in GAP else ():
            at(day, 6, minute)
            then(day, tasks.look_at_introductions)
        at(day, 12)
        then(day, lambda: act_on([(day - begins, town) for begins, town in towns.values()]))  # noqa: B023 - called at once
    assert len(towns) == 200
    assert sorted(post.taken) == expected()
    assert not Job.objects.dead().exists()


def act_on(days: list[tuple[int, Town]]) -> None:
    """Everybody does what they do on that day after their introduction has begun."""
    for after, town in days:
        if after == 0:
            town.begin()
        for step, who in town.steps.get(after, ()):
            town.act(step, who)
