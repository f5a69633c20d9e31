"""Atom feeds of the lists and the search: what everybody may see, the newest first."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from tomoni import text
from tomoni.atom import Atom
from tomoni.conditional import conditional
from tomoni.portal.finding import Finding
from tomoni.portal.places import SEARCH, Asked
from tomoni.portal.sources import KINDS, Source

MOST = 30
_BODY = 300  # characters
_SECONDS = 300  # a reader program need not ask more often

Item = tuple[Source, Any]


class SearchFeed(Feed):
    """The newest of what a search finds. An entry keeps its id for ever, whatever its address."""

    feed_type = Atom

    def get_object(self, request: HttpRequest, place: str) -> Asked:
        """The search as somebody who is not logged in sees it."""
        return Asked(place, request.GET, AnonymousUser())

    def title(self, asked: Asked) -> str:
        """The list and what it is narrowed by."""
        chosen = " · ".join(str(chip.label) for chip in asked.chips)
        name = f"{asked.label}: {chosen}" if chosen else asked.label
        return text.clean(f"{name} | Tomoni")

    def link(self, asked: Asked) -> str:
        """The page with the results."""
        return _absolute(asked.url)

    def feed_url(self, asked: Asked) -> str:
        """Where this feed is, without what means nothing."""
        return _absolute(feed_address(asked.place, asked.cleaned))

    def feed_guid(self, asked: Asked) -> str:
        """The id of the feed."""
        return self.feed_url(asked)

    def subtitle(self, asked: Asked) -> str:
        """What it is about."""
        return _("What everybody may see, the newest first.")

    def items(self, asked: Asked) -> list[Item]:
        """The newest of all kinds together."""
        found: list[Item] = []
        for source, rows in _rows(asked):
            dated = source.cards(rows).annotate(there_since=source.there_since())
            newest = dated.order_by("-there_since", "-pk")[:MOST]
            found += [(source, row) for row in newest]
        return sorted(found, key=_appeared, reverse=True)[:MOST]

    def item_title(self, item: Item) -> str:
        """The title."""
        return text.one_line(str(item[1]))

    def item_description(self, item: Item) -> str:
        """How the text begins."""
        source, row = item
        words = " ".join(" ".join(source.texts(row)).split())
        return Truncator(text.clean(words)).chars(_BODY)

    def item_link(self, item: Item) -> str:
        """Its page."""
        return _absolute(item[1].get_absolute_url())

    def item_guid(self, item: Item) -> str:
        """A tag URI (RFC 4151): it stays when the address changes."""
        source, row = item
        return f"tag:{urlsplit(settings.BASE_URL).hostname},2026:{source.name}/{row.pk}"

    def item_author_name(self, item: Item) -> str:
        """Whose it is."""
        row = item[1]
        asker = getattr(row, "asker", "")
        owner = getattr(row, "partner", None) or asker or getattr(row, "municipality", "")
        return text.one_line(str(row if item[0].name == "partner" else owner))

    def item_pubdate(self, item: Item) -> datetime:
        """Since when it is there."""
        return _appeared(item)

    def item_updateddate(self, item: Item) -> datetime:
        """The same: an edit does not make old things new."""
        return _appeared(item)

    def item_categories(self, item: Item) -> list[str]:
        """What it is."""
        source, row = item
        return [str(KINDS[row.side if source.name == "listing" else source.name])]


def answer(request: HttpRequest, place: str) -> HttpResponse:
    """The feed, or 304 where the reader has it already."""
    return conditional(request, SearchFeed()(request, place=place), _SECONDS, by_language=True)


def feed_address(place: str, query: str) -> str:
    """The address of the feed of a list."""
    address = reverse("portal:search_feed", args=[place])
    return f"{address}?{query}" if query else address


def _rows(asked: Asked) -> list[Item]:
    if asked.place == SEARCH and Finding("", asked.query, asked.reader).is_empty:
        # Everything: what is new anywhere.
        return Finding("", QueryDict("state=open"), asked.reader).rows_by_source()
    return asked.rows


def _appeared(item: Item) -> datetime:
    since: datetime | None = item[1].there_since
    return since or timezone.now() - timedelta(days=365)


def _absolute(address: str) -> str:
    return f"{settings.BASE_URL}{address}"
