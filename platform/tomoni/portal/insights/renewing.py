"""Counting beforehand what most readers open: the pages as they open without any choice, of all
municipalities together and of each, for everybody and for its staff. Beat asks for it.
"""

from collections.abc import Callable, Iterator

from django.utils import timezone

from tomoni.municipalities.models import Municipality
from tomoni.portal.insights.counting import anew, funnel
from tomoni.portal.insights.demand import demand
from tomoni.portal.insights.network import network
from tomoni.portal.insights.periods import last_twelve_months
from tomoni.portal.insights.scope import Scope
from tomoni.portal.insights.times import waits

COUNTED: tuple[Callable[[Scope], object], ...] = (funnel, waits, demand, network)


def scopes() -> Iterator[Scope]:
    """What is counted beforehand."""
    today = timezone.localdate()
    period = last_twelve_months(today)
    yield Scope(period, today)
    for pk, slug in Municipality.objects.values_list("pk", "slug"):
        yield Scope(period, today, municipality=slug)
        yield Scope(period, today, towns=frozenset([pk]))


def renew() -> None:
    """Count all of it anew; what is kept is replaced as soon as the new number is there."""
    with anew():
        for scope in scopes():
            for count in COUNTED:
                if count is not demand or scope.is_public:
                    count(scope)
