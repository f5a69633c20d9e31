"""How many notices a person has not read: kept in the cache, so that no page asks the database.

The number stands beside a stamp, and holds only as long as the stamp is the person's current one.
Whoever writes or reads a notice gives out a new stamp once that is committed. So a number that was
counted just before, and kept just after, is never believed.
"""

import secrets
from typing import Any

import structlog
from django.core.cache import cache
from django.db import transaction

from tomoni.notices.models import Notice

logger = structlog.get_logger(__name__)

KEPT = 3600  # seconds


def count(user_pk: int) -> int:
    """The number of unread notices."""
    stamp_key, count_key = _keys(user_pk)
    try:
        known: dict[str, Any] = cache.get_many([stamp_key, count_key])
    except Exception:
        logger.warning("unread_cache_away", exc_info=True)
        return _counted(user_pk)
    stamp = known.get(stamp_key, "")
    kept_stamp, kept = known.get(count_key, (None, 0))
    if kept_stamp == stamp:
        return int(kept)
    number = _counted(user_pk)
    _keep(count_key, (stamp, number), KEPT)
    return number


def forget(user_pk: int) -> None:
    """Have the number counted anew, once the caller's transaction is committed."""
    stamp_key, _count_key = _keys(user_pk)
    transaction.on_commit(lambda: _keep(stamp_key, secrets.token_hex(8), KEPT * 2))


def _counted(user_pk: int) -> int:
    return Notice.objects.filter(recipient=user_pk).unread().count()


def _keep(key: str, value: Any, seconds: int) -> None:
    """A cache that is away costs a query per page, never the page."""
    try:
        cache.set(key, value, seconds)
    except Exception:
        logger.warning("unread_cache_away", exc_info=True)


def _keys(user_pk: int) -> tuple[str, str]:
    return f"notices.stamp:{user_pk}", f"notices.unread:{user_pk}"
