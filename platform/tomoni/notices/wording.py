"""What a notice says, from the rows as they are now; and whether it is still true."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse

from tomoni.notices.kinds import registered
from tomoni.notices.models import Notice


@dataclass(frozen=True)
class Worded:
    """A notice in words, in the language of the moment."""

    notice: Notice
    subject: str
    text: str
    path: str


def fill_in(notices: list[Notice]) -> None:
    """Give each notice its `about`: one query for each kind among those of a reader."""
    by_kind = sorted(notices, key=lambda notice: (notice.kind, notice.recipient_id))
    for (kind, _reader), group in groupby(by_kind, lambda each: (each.kind, each.recipient_id)):
        together = list(group)
        found = _found(kind, together) if kind in registered else {}
        for notice in together:
            notice.__dict__["about"] = found.get(notice.subject_id)


def _found(kind: str, notices: list[Notice]) -> dict[str, Model]:
    rows = registered[kind].rows
    first = notices[0]
    seen = rows(first.recipient) if rows else first.subject_model._default_manager.all()
    pks = {notice.subject_id for notice in notices}
    return {str(row.pk): row for row in seen.filter(pk__in=pks)}


def worded(notices: Iterable[Notice]) -> list[Worded]:
    """Those that are still true, in words; their `recipient` is loaded."""
    chosen = list(notices)
    fill_in(chosen)
    return [said for notice in chosen if (said := _worded(notice)) is not None]


def _worded(notice: Notice) -> Worded | None:
    if notice.kind not in registered or notice.about is None:
        return None
    words = registered[notice.kind].words(notice)
    if words is None:
        return None
    kind = notice.kind_row
    path = notice.url if kind.is_public else reverse("notices:notice_open", args=[notice.pk])
    said = {
        "name": str(notice.recipient),
        "notice": notice,
        "path": path,
        "base_url": settings.BASE_URL,
        **words,
    }
    subject = " ".join(rendered(f"{kind.template}_subject.txt", said).split())
    return Worded(notice, subject, rendered(f"{kind.template}.txt", said).strip(), path)


def rendered(template: str, context: dict[str, Any]) -> str:
    """A plain text from its template: "&" stays "&"."""
    plain: Any = get_template(template)
    text: str = plain.template.render(Context(context, autoescape=False))
    return text
