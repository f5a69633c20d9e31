"""The newest reports as an Atom feed: what everybody may read."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from events.models import Report
from tomoni import text
from tomoni.atom import Atom
from tomoni.conditional import conditional

MOST = 30
_BODY = 300  # characters
_SECONDS = 300  # a reader program need not ask more often


class ReportFeed(Feed):
    """How meetings went. An entry keeps its id for ever."""

    feed_type = Atom

    def title(self) -> str:
        """All reports."""
        return text.one_line(f"{_('Reports of meetings')} | Tomoni")

    def link(self) -> str:
        """The list."""
        return _absolute(reverse("events:report_list"))

    def feed_url(self) -> str:
        """Where this feed is."""
        return _absolute(reverse("events:report_feed"))

    def feed_guid(self) -> str:
        """The id of the feed."""
        return self.feed_url()

    def items(self) -> list[Report]:
        """The newest."""
        return list(Report.objects.published().select_related("event__municipality")[:MOST])

    def item_title(self, item: Any) -> str:
        """The title."""
        return text.one_line(item.title)

    def item_description(self, item: Report) -> str:
        """How the text begins."""
        return Truncator(text.clean(" ".join(item.text.split()))).chars(_BODY)

    def item_link(self, item: Report) -> str:
        """Its page."""
        return _absolute(item.get_absolute_url())

    def item_guid(self, item: Report) -> str:
        """A tag URI (RFC 4151): it stays when the address changes."""
        return f"tag:{urlsplit(settings.BASE_URL).hostname},2026:report/{item.pk}"

    def item_author_name(self, item: Report) -> str:
        """Whose meeting it was."""
        return text.one_line(str(item.event.municipality))

    def item_pubdate(self, item: Report) -> datetime | None:
        """When it was first published."""
        return item.published_at

    def item_updateddate(self, item: Report) -> datetime | None:
        """The same: putting it right does not make it new."""
        return item.published_at


def answer(request: HttpRequest) -> HttpResponse:
    """The feed, or 304 where the reader has it already."""
    return conditional(request, ReportFeed()(request), _SECONDS, by_language=True)


def _absolute(address: str) -> str:
    return f"{settings.BASE_URL}{address}"
