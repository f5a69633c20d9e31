"""How often one address may ask: so many requests within a minute, counted in the cache."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

logger = structlog.get_logger(__name__)
View = Callable[..., HttpResponse]
_MINUTE = 60


def seconds_to_wait(request: HttpRequest, what: str, at_most: int) -> int:
    """0 where the reader may go on, else the seconds until the next minute.

    `at_most` requests a minute, 0 for any number. Where the cache is away nobody is kept waiting:
    what is read here is public.
    """
    if not (at_most and settings.RATE_LIMITS):
        return 0
    minute, second = divmod(int(time.time()), _MINUTE)
    key = f"rate:{what}:{_address_of(request)}:{minute}"
    try:
        cache.add(key, 0, _MINUTE * 2)
        asked = cache.incr(key)
    except (RedisError, ValueError):  # away, or the key has just been thrown out
        logger.warning("rate_limit_not_counted")
        return 0
    return _MINUTE - second if asked > at_most else 0


def feed_limit(view: View) -> View:
    """A feed or calendar as often as the setting says, all of them together; then 429 with
    Retry-After, in plain words, as programs ask for them.
    """

    @wraps(view)
    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wait = seconds_to_wait(request, "feeds", settings.FEED_REQUESTS_PER_MINUTE)
        if not wait:
            return view(request, *args, **kwargs)
        response = HttpResponse(_("Too many requests."), "text/plain", status=429)
        response["Retry-After"] = str(wait)
        return response

    return limited


def _address_of(request: HttpRequest) -> str:
    """As the trusted proxies tell it."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:  # the proxies have not said
        return "unknown"
