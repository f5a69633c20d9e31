"""`{% load reports %}`: what search engines read of a report, and addresses of its photos."""

import re
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from events.models import Report, ReportPhoto
from partners.pictures import picture_version
from tomoni.linked_data import linked_data_element

register = template.Library()


@register.simple_tag
def report_json_ld(report: Report) -> SafeString:
    """The report as an article about its meeting (schema.org), for search engines."""
    return linked_data_element(_article(report))


@register.filter
def photo_url(photo: ReportPhoto) -> str:
    """Where the picture is; another picture has another address."""
    path = reverse("events:report_photo", args=[photo.token])
    return f"{path}?v={picture_version(photo.file)}"


@register.filter
def report_excerpt(words: str) -> str:
    """How a text begins, without its headings and marks."""
    plain = re.sub(r"(?m)^#{1,6} .*$|^\s*(?:[-*+]|\d+\.)\s+|\*\*|`", "", words)
    return Truncator(" ".join(plain.split())).chars(140)


def _article(report: Report) -> dict[str, Any]:
    event = report.event
    published = report.published_at
    return {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": report.title,
        "description": report_excerpt(report.text),
        "url": f"{settings.BASE_URL}{report.get_absolute_url()}",
        "datePublished": published.isoformat() if published else None,
        "dateModified": report.updated_at.isoformat(),
        "author": {"@type": "Organization", "name": event.municipality.name},
        "keywords": [tag.name for tag in report.tags.all()],
        "image": [f"{settings.BASE_URL}{photo_url(photo)}" for photo in report.photos.all()],
        "about": {
            "@type": "Event",
            "name": event.title,
            "startDate": event.starts_at.isoformat(),
            "endDate": event.ends_at.isoformat(),
            "location": event.place,
            "url": f"{settings.BASE_URL}{event.get_absolute_url()}",
        },
    }
