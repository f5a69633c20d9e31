"""Counting beforehand what most readers open: the pages as they open without any choice, of all
municipalities together and of each, for everybody and for its staff; and for these the figures of
the report as it opens. Beat asks for it.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

import structlog
from django.core.cache import cache
from django.db import OperationalError
from django.utils import timezone
from redis.exceptions import RedisError

from partners.fiscal import fiscal_year
from tomoni.municipalities.models import Municipality
from tomoni.portal.insights import counting, network, times
from tomoni.portal.insights import demand as unmet
from tomoni.portal.insights.periods import last_twelve_months, year_of, years_offered
from tomoni.portal.insights.scope import Scope

logger = structlog.get_logger(__name__)
_BUSY, _BUSY_SECONDS = "insights:renewing", 2 * 60
_MOST_SECONDS = 80
_NEVER = datetime.min.replace(tzinfo=UTC)


class Question(NamedTuple):
    """How it is counted, the name under which it is kept, and of what."""

    ask: Callable[[Scope], object]
    kept_as: str
    scope: Scope


def questions() -> Iterator[Question]:
    """What is counted beforehand."""
    today = timezone.localdate()
    lately, year = last_twelve_months(today), year_of(fiscal_year(today))
    yield from _everybody(Scope(lately, today))
    for pk, slug in Municipality.objects.values_list("pk", "slug"):
        yield from _everybody(Scope(lately, today, municipality=slug))
        staff = Scope(lately, today, towns=frozenset([pk]))
        yield from _page(staff)
        yield Question(times.waits, times.KEPT_AS, staff.within(year))
        for number in years_offered(today):
            yield Question(counting.funnel, counting.KEPT_AS, staff.within(year_of(number)))
        yield Question(counting.funnel, counting.KEPT_AS, staff.within(year.before_until(today)))


def _everybody(scope: Scope) -> Iterator[Question]:
    yield from _page(scope)
    yield Question(unmet.demand, unmet.KEPT_AS, unmet.counted_for(scope))


def _page(scope: Scope) -> Iterator[Question]:
    yield Question(counting.funnel, counting.KEPT_AS, scope)
    yield Question(times.waits, times.KEPT_AS, scope)
    yield Question(network.network, network.KEPT_AS, scope)


def renew() -> None:
    """Count all of it anew, what was counted longest ago first; what is kept is replaced as soon as
    the new number is there. A question that takes too long does not hold up the others, and whoever
    comes while another is at it leaves it to that one.
    """
    try:
        if cache.add(_BUSY, 1, _BUSY_SECONDS):
            try:
                _renew_all()
            finally:
                cache.delete(_BUSY)
    except RedisError:  # there is nowhere to keep a number
        logger.warning("insights_not_renewed")


def _renew_all() -> None:
    asked = [
        (counting.counted_at(each.kept_as, each.scope) or _NEVER, each) for each in questions()
    ]
    started = time.monotonic()
    for _at, question in sorted(asked, key=lambda pair: pair[0]):
        if time.monotonic() - started > _MOST_SECONDS:
            break  # a task may not take longer; next time the rest is the oldest
        try:
            with counting.anew():
                question.ask(question.scope)
        except OperationalError:
            logger.exception("insights_not_counted", what=question.kept_as, of=question.scope.key)
