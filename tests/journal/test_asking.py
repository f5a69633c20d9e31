"""Asking for work: in a transaction, one open row per key, put off while it is asked for again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from tests.journal.work import Ask, Register, nothing, noting
from tomoni.journal import ledger
from tomoni.journal.ledger import Outcome
from tomoni.journal.models import Entry, Job

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("function", [ledger.enqueue, ledger.enqueue_once])
def test_asking_outside_a_transaction_is_a_mistake(function: Callable[..., None]) -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        function("test.work", "a")


def test_asking_stands_or_falls_with_the_transaction(ask: Ask) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ask()
        raise ZeroDivisionError
    assert not Job.objects.exists()


def test_first_asking_is_due_at_once(ask: Ask) -> None:
    assert ask().due_at <= timezone.now()


def test_asking_again_is_one_row_put_off_a_little_with_the_last_payload(ask: Ask) -> None:
    first = ask(payload={"n": 1})
    again = ask(payload={"n": 2})
    assert (again.pk, again.generation, again.payload) == (first.pk, 2, {"n": 2})
    assert timedelta(seconds=4) < again.due_at - first.due_at < timedelta(seconds=10)


def test_asking_again_and_again_puts_off_no_longer_than_half_a_minute(ask: Ask) -> None:
    job = ask()
    Job.objects.update(first_due_at=Now() - timedelta(seconds=28))
    again = ask()
    assert again.due_at == again.first_due_at + ledger.DEBOUNCE_AT_MOST
    assert again.due_at - job.due_at < timedelta(seconds=4)


def test_asking_with_delay_waits_as_long(ask: Ask) -> None:
    job = ask(delay=timedelta(hours=1))
    assert timedelta(minutes=59) < job.due_at - timezone.now() <= timedelta(hours=1)


def test_asking_now_brings_delayed_work_forward(ask: Ask) -> None:
    ask(delay=timedelta(hours=1))
    assert ask().due_at - timezone.now() < timedelta(seconds=6)


def test_same_key_of_another_kind_is_other_work(ask: Ask) -> None:
    ask("a")
    ledger.enqueue("test.other", "a")
    assert Job.objects.count() == 2


def test_asking_once_leaves_a_used_key_alone_even_when_done(on_work: Register) -> None:
    on_work(noting)
    ledger.enqueue_once("test.work", "a", {"n": 1})
    ledger.enqueue_once("test.work", "a", {"n": 2})
    assert ledger.run(Job.objects.get().pk) == Outcome.DONE
    ledger.enqueue_once("test.work", "a", {"n": 3})
    assert Job.objects.count() == 1
    assert Entry.objects.get().data == {"n": 1}


def test_done_work_may_be_asked_for_again(ask: Ask, on_work: Register) -> None:
    on_work(nothing)
    first = ask()
    ledger.run(first.pk)
    assert ask().pk != first.pk
