"""How often one address may ask for what has to be counted for it."""

from django.conf import settings
from django.http import HttpRequest

from tomoni.limits import seconds_to_wait
from tomoni.portal.insights.counting import counted_at
from tomoni.portal.insights.scope import Scope


def seconds_to_count(request: HttpRequest, scope: Scope, *kept_as: str) -> int:
    """0 where the numbers are kept under all these names, or the reader may have them counted; else
    the seconds until the next minute. No name is what is never kept.
    """
    names = [name for name in kept_as if name]
    if names and all(counted_at(name, scope) for name in names):
        return 0
    return seconds_to_wait(request, "insights", settings.INSIGHTS_COUNTED_PER_MINUTE)
