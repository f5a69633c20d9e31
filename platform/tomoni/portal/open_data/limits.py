"""How often one address may ask: so many requests within a minute, counted in the cache."""

import time

import structlog
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from redis.exceptions import RedisError

logger = structlog.get_logger(__name__)
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


def _address_of(request: HttpRequest) -> str:
    """As the trusted proxies tell it."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:  # the proxies have not said
        return "unknown"
