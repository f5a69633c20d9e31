"""The posts of a project as an Atom feed: those that everybody may read, the newest first."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from partners.models import Post, Project
from tomoni import text
from tomoni.atom import Atom
from tomoni.conditional import conditional

MOST = 20  # as many as stand on the first page of the project
_SECONDS = 300  # a reader program need not ask more often


class PostFeed(Feed):
    """How one project goes on. An entry keeps its id for ever."""

    feed_type = Atom
    language = settings.LANGUAGE_CODE

    def get_object(self, request: HttpRequest, project: Project) -> Project:
        """The project, which everybody may see."""
        return project

    def title(self, project: Project) -> str:
        """The project."""
        return text.one_line(f"{project.title} | Tomoni")

    def link(self, project: Project) -> str:
        """Its page."""
        return _absolute(project.get_absolute_url())

    def feed_url(self, project: Project) -> str:
        """Where this feed is."""
        return _absolute(reverse("partners:project_feed", args=[project.pk]))

    def feed_guid(self, project: Project) -> str:
        """The id of the feed."""
        return self.feed_url(project)

    def subtitle(self, project: Project) -> str:
        """What it is about."""
        return text.clean(project.summary)

    def items(self, project: Project) -> list[Post]:
        """The newest posts."""
        return list(
            project.posts.public().select_related("partner", "project__municipality")[:MOST]
        )

    def item_title(self, item: Any) -> str:
        """The title."""
        return text.one_line(item.title)

    def item_description(self, item: Post) -> str:
        """The text."""
        return text.clean(item.text)

    def item_link(self, item: Post) -> str:
        """Its place on the page of the project."""
        return _absolute(f"{item.project.get_absolute_url()}#{item.anchor}")

    def item_guid(self, item: Post) -> str:
        """A tag URI (RFC 4151): it stays when the address changes."""
        return f"tag:{urlsplit(settings.BASE_URL).hostname},2026:post/{item.pk}"

    def item_author_name(self, item: Post) -> str:
        """Who tells it."""
        return text.one_line(str(item.partner or item.project.municipality))

    def item_pubdate(self, item: Post) -> datetime:
        """When it was posted."""
        return item.posted_at

    def item_updateddate(self, item: Post) -> datetime:
        """When it was put right last: a reader program takes the new text, under the same id."""
        return item.updated_at

    def feed_extra_kwargs(self, obj: Any) -> dict[str, Any]:
        """As of when it is where it has no posts."""
        return {"changed": obj.updated_at}


def answer(request: HttpRequest, project: Project) -> HttpResponse:
    """The feed, or 304 where the reader has it already.

    What it has is told by its ETag alone: a post that is hidden makes the feed older by its dates.
    """
    response: HttpResponse = PostFeed()(request, project=project)
    del response["Last-Modified"]
    return conditional(request, response, _SECONDS, by_language=True)


def _absolute(address: str) -> str:
    return f"{settings.BASE_URL}{address}"
