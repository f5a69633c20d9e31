"""The relay: which rows it offers, when again, and what it does when the broker is away."""

from collections import deque
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from tests.journal.work import Ask, Register, nothing
from tomoni.journal import relay
from tomoni.journal.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch, on_work: Register) -> list[int]:
    """Ids that went to the broker."""
    ids: list[int] = []

    def send(waiting: deque[int]) -> None:
        while waiting:
            ids.append(waiting.popleft())

    on_work(nothing)
    monkeypatch.setattr(relay, "_send", send)
    return ids


def test_relay_offers_what_is_due_and_nobody_has(ask: Ask, sent: list[int]) -> None:
    due, held, expired = ask("due"), ask("held"), ask("expired")
    ask("early", delay=timedelta(hours=1))
    Job.objects.filter(pk=held.pk).update(locked_until=Now() + timedelta(minutes=1))
    Job.objects.filter(pk=expired.pk).update(locked_until=Now() - timedelta(seconds=1))
    assert relay.relay_once() == 2
    assert sent == [due.pk, expired.pk]


def test_relay_leaves_done_dead_and_unknown_work(ask: Ask, sent: list[int]) -> None:
    done, dead, unknown = ask("done"), ask("dead"), ask("unknown")
    Job.objects.filter(pk=done.pk).update(done_at=Now())
    Job.objects.filter(pk=dead.pk).update(dead_at=Now())
    Job.objects.filter(pk=unknown.pk).update(kind="test.of-a-newer-release")
    assert relay.relay_once() == 0


def test_relay_repeats_a_hint_only_after_a_while(ask: Ask, sent: list[int]) -> None:
    job = ask()
    assert [relay.relay_once(), relay.relay_once()] == [1, 0]
    Job.objects.update(hint_at=Now())
    assert relay.relay_once() == 1
    assert sent == [job.pk, job.pk]


@pytest.mark.parametrize(
    ("due_for", "wait"), [(1, 10), (20, 20), (3600, 30)], ids=["new", "waiting", "old"]
)
def test_relay_repeats_more_rarely_what_waits_long(
    ask: Ask, sent: list[int], due_for: int, wait: int
) -> None:
    ask()
    Job.objects.update(due_at=Now() - timedelta(seconds=due_for))
    relay.relay_once()
    job = Job.objects.annotate(now=Now()).get()
    assert job.hint_at is not None
    assert wait - 5 < (job.hint_at - job.now).total_seconds() < wait + 5


def test_asking_again_forgets_the_hint(ask: Ask, sent: list[int]) -> None:
    ask()
    relay.relay_once()
    assert ask().hint_at is None


def test_relay_keeps_a_bounded_number_on_the_way_oldest_first(
    ask: Ask, sent: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "WINDOW", 2)
    first, second, third = ask("a"), ask("b"), ask("c")
    Job.objects.filter(pk=third.pk).update(due_at=Now() - timedelta(minutes=1))
    assert [relay.relay_once(), relay.relay_once()] == [2, 0]
    assert sent == [first.pk, third.pk]
    Job.objects.filter(pk=third.pk).update(done_at=Now())
    relay.relay_once()
    assert sent == [first.pk, third.pk, second.pk]


def test_relay_whose_broker_fails_midway_offers_the_rest_at_once_again(
    ask: Ask, sent: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = [ask(key) for key in "abc"]
    monkeypatch.setattr(relay, "_send", _first_only(sent))
    with pytest.raises(OperationalError):
        relay.relay_once()
    assert sent == [jobs[0].pk]
    waiting = Job.objects.filter(hint_at=None)
    assert set(waiting) == set(jobs[1:])


def _first_only(sent: list[int]) -> Callable[[deque[int]], None]:
    def send(waiting: deque[int]) -> None:
        sent.append(waiting.popleft())
        raise OperationalError("the broker is away")

    return send


def test_relay_gives_up_what_took_its_worker_down_five_times(ask: Ask, sent: list[int]) -> None:
    killer, working = ask("killer"), ask("working")
    Job.objects.filter(pk=killer.pk).update(tries=5, locked_until=Now() - timedelta(seconds=1))
    Job.objects.filter(pk=working.pk).update(tries=5, locked_until=Now() + timedelta(minutes=1))
    assert relay.relay_once() == 0
    assert Job.objects.dead().get() == killer
    assert "worker ended" in Job.objects.dead().get().last_error


def test_command_makes_one_pass(
    ask: Ask, sent: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    job = ask()
    call_command("relay", "--once")
    assert capsys.readouterr().out == "1 offered\n"
    assert sent == [job.pk]
