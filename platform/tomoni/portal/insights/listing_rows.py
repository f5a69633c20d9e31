"""The rows behind a figure, page by page, each with its link where the reader may open it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from challenges.models import Challenge
from matching.models import Introduction, Party, Trace
from partners.models import Listing
from tomoni.portal.insights.figures import FUNNEL, Figure
from tomoni.portal.insights.times import TIMES, in_words

PER_PAGE = 50
NOT_NAMED = _("(not shown to you)")
FIGURES: dict[str, Figure] = {figure.name: figure for figure in (*FUNNEL, *TIMES)}
# What a row of each kind is sorted by and dated with, and which rows are read along.
_DATES = {
    "partner": "approved_at",
    "listing": "published_at",
    "introduction": "requested_at",
    "project": "started_at",
    "agreement": "signed_on",
    "proposal": "submitted_at",
}
_OF_FIGURE = {
    "shown": "first_shown_at",
    "opened": "opened_at",
    "accepted": "accepted_at",
    "met": "met_at",
    "started": "started_at",
}
_ALONG = {
    "listing": ("partner",),
    "proposal": ("partner",),
    "trace": ("listing", "challenge", "candidate_listing", "candidate_challenge"),
    "partner": ("municipality",),
    "project": ("municipality",),
    "agreement": ("municipality",),
}


@dataclass(frozen=True)
class Row:
    """One row of a figure: what it is called, of whom, when, and where it can be opened."""

    name: str | Promise
    of: str
    on: date | None
    url: str
    took: str = ""


def page_of(
    figure: Figure, rows: QuerySet[Any], request: HttpRequest
) -> tuple[Page[Any], list[Row]]:
    """The page asked for of rows of the figure, newest first, and its rows as they are shown."""
    kind: str = rows.model._meta.model_name
    column = _OF_FIGURE.get(figure.name) or _DATES[kind]
    ordered = rows.select_related(*_ALONG.get(kind, ())).order_by(f"-{column}", "-pk")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    openable = _openable(shown, request)
    names = _names(shown, openable, request)
    return page, [_row(row, column, openable, names) for row in shown]


def _openable(rows: list[Any], request: HttpRequest) -> set[int]:
    """Those that the reader may open: the others are counted, dated, and not named."""
    if not rows or isinstance(rows[0], Trace):
        return set()
    seen = type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows])
    return set(seen.visible_to(request.user).values_list("pk", flat=True))


def _seen_of_traces(rows: list[Any], request: HttpRequest) -> set[tuple[Any, int]]:
    """Of the texts of suggestions those that the reader may open, as (model, primary key)."""
    texts: dict[Any, set[int]] = {Listing: set(), Challenge: set()}
    for row in rows:
        for text in (row.subject, row.candidate):
            texts[type(text)].add(text.pk)
    return {
        (model, pk)
        for model, pks in texts.items()
        for pk in model.objects.filter(pk__in=pks)
        .visible_to(request.user)
        .values_list("pk", flat=True)
    }


def _names(rows: list[Any], openable: set[int], request: HttpRequest) -> dict[int, str]:
    """Of rows that are not called by a title of their own: the two texts, or the partners."""
    if rows and isinstance(rows[0], Trace):
        seen = _seen_of_traces(rows, request)
        return {row.pk: _both(row, seen) for row in rows}
    if not (rows and isinstance(rows[0], Introduction)):
        return {}
    found: dict[int, list[str]] = defaultdict(list)
    parties = Party.objects.filter(introduction__in=openable)
    for pk, name in parties.values_list("introduction", "partner__name"):
        found[pk].append(name)
    return {pk: " ⇄ ".join(partners) for pk, partners in found.items()}


def _both(trace: Trace, seen: set[tuple[Any, int]]) -> str:
    texts = (trace.subject, trace.candidate)
    return " ⇄ ".join(
        str(text) if (type(text), text.pk) in seen else str(NOT_NAMED) for text in texts
    )


def _row(row: Any, column: str, openable: set[int], names: dict[int, str]) -> Row:
    at = getattr(row, column)
    took: timedelta | None = getattr(row, "took", None)
    is_open = row.pk in openable
    return Row(
        name=names.get(row.pk) or (str(row) if is_open else NOT_NAMED),
        of=_of(row) if is_open else "",
        on=timezone.localdate(at) if isinstance(at, datetime) else at,
        url=str(row.get_absolute_url()) if is_open else "",
        took="" if took is None else in_words(took),
    )


def _of(row: Any) -> str:
    """The partner of a listing or proposal, the municipality of the rest."""
    kind = row._meta.model_name
    if kind in ("listing", "proposal"):
        return str(row.partner.name)
    return str(row.municipality.name) if "municipality" in _ALONG.get(kind, ()) else ""
