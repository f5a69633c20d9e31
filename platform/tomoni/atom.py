"""Atom feeds: what Django's have, and a date for those in which nothing stands."""

from datetime import UTC, datetime

from django.utils.feedgenerator import Atom1Feed

_NOTHING_YET = datetime(2026, 1, 1, tzinfo=UTC)


class Atom(Atom1Feed):
    """An empty feed is the same whenever it is read; Django's would say that it is of this moment,
    and be sent again and again. Of what it tells may say when that was `changed` last.
    """

    def latest_post_date(self) -> datetime:
        """Of the newest entry."""
        found: datetime = self.feed.get("changed", _NOTHING_YET)
        return super().latest_post_date() if self.items else found
