"""Two who say at the same moment that they would like to talk again are introduced once."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from events.following import again
from events.following.again import Said
from events.models import AgainWish, Registration
from matching.models import Introduction
from tests.events.past import make_pair, make_past, make_seat
from tomoni.notices.models import Notice

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(steps: list[Callable[[], object]]) -> list[object]:
    start, results = threading.Barrier(len(steps)), [None] * len(steps)

    def run(place: int, step: Callable[[], object]) -> None:
        try:
            start.wait(timeout=20)
            results[place] = step()  # type: ignore[call-overload]
        except Exception as error:
            results[place] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(results)


def _wishing(seat: Registration, other: Registration, said: Said) -> Callable[[], AgainWish]:
    return lambda: again.wish(seat, other, said, by=seat.user)


@pytest.mark.parametrize("round_number", range(5))
def test_both_at_once_are_introduced_once(round_number: int) -> None:
    one, other = make_pair(make_past())
    steps = [_wishing(one, other, Said()), _wishing(other, one, Said())] * 3
    results = _at_once(steps)
    assert not [result for result in results if isinstance(result, Exception)], results
    assert Introduction.objects.count() == 1
    assert AgainWish.objects.filter(mutual_at__isnull=False).count() == 2
    assert Notice.objects.filter(kind="matching.introduction_accepted").count() == 2


def test_two_citizens_at_once_are_told_once_each() -> None:
    event = make_past()
    one, other = make_seat(event), make_seat(event)
    said = Said(shares_contact=True)
    results = _at_once([_wishing(one, other, said), _wishing(other, one, said)] * 3)
    assert not [result for result in results if isinstance(result, Exception)], results
    assert Notice.objects.filter(kind="events.again_mutual").count() == 2


def test_taking_back_against_a_wish_is_one_or_the_other() -> None:
    one, other = make_pair(make_past())
    made = again.wish(one, other, Said(), by=one.user)
    results = _at_once([lambda: again.take_back(made, by=one.user), _wishing(other, one, Said())])
    made.refresh_from_db()
    assert (made.mutual_at is None) == (made.taken_back_at is not None)
    assert Introduction.objects.count() == (made.mutual_at is not None)
    assert len(results) == 2
