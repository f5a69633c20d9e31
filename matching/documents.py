"""What takes part in matching, as the engine sees it.

A challenge is a need of its municipality.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, QuerySet

from challenges.models import Challenge, SubTheme
from matching.engine import AnalysedDocument, Corpus, Document, StaleAnalysisError, analyse
from matching.models import AnalysedText
from partners.models import Listing

_CHALLENGE_TEXTS = (
    "wish",
    "background",
    "project_name",
    "project_content",
    "expected_outcomes",
    "asked_of_advisers",
    "remarks",
)


def participating_listings() -> QuerySet[Listing]:
    """Live ones of registered partners that other partners may see."""
    return Listing.objects.live().exclude(visibility=Listing.Visibility.STAFF)


def participating_challenges() -> QuerySet[Challenge]:
    """Those that take proposals now."""
    return Challenge.objects.open()


def corpus() -> Corpus:
    """Everything that takes part, in three queries; only what changed is analysed."""
    return Corpus.from_analysed(analysed(documents()))


def documents() -> Iterator[Document]:
    """Everything that takes part, in two queries."""
    listings = participating_listings().order_by("pk")
    yield from map(_of_listing, listings.values(*_LISTING_COLUMNS, **_LISTING_LISTS))
    challenges = participating_challenges().order_by("pk")
    yield from map(_of_challenge, challenges.values(*_CHALLENGE_COLUMNS, **_CHALLENGE_LISTS))


def analysed(current: Iterable[Document]) -> list[AnalysedDocument]:
    """The documents cut into words; stores what was not known and forgets what has gone."""
    known = {
        row[0]: row[1:] for row in AnalysedText.objects.values_list("key", "digest", "analysis")
    }
    found, changed = [], []
    for document in current:
        digest = digest_of(document)
        analysis = _stored(known.pop(document.key, None), digest)
        if analysis is None:
            analysis = analyse(document)
            changed.append(AnalysedText(document.key, digest, analysis.to_json()))
        found.append(analysis)
    _store(changed, gone=list(known))
    return found


def digest_of(document: Document) -> str:
    """Differs where anything the engine reads differs."""
    plain = {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in asdict(document).items()
    }
    return sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()


def _stored(row: tuple[str, Any] | None, digest: str) -> AnalysedDocument | None:
    if row is None or row[0] != digest:
        return None
    try:
        return AnalysedDocument.from_json(row[1])
    except StaleAnalysisError:
        return None


def _store(changed: list[AnalysedText], *, gone: list[str]) -> None:
    AnalysedText.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["digest", "analysis"],
    )
    if gone:
        AnalysedText.objects.filter(pk__in=gone).delete()


def _array(relation: Any, column: str) -> ArraySubquery:
    """What a row ticked, as an array in the row's own query."""
    through: type[Model] = relation.through
    owner = relation.field.m2m_field_name()
    rows = through._default_manager.filter(**{owner: OuterRef("pk")})
    return ArraySubquery(rows.values_list(f"{relation.field.m2m_reverse_field_name()}__{column}"))


_LISTING_COLUMNS = (
    "pk",
    "side",
    "title",
    "body",
    "partner",
    "partner__sector__slug",
    "partner__municipality__prefecture",
)
_LISTING_LISTS = {
    "main": _array(Listing.primary_goals, "number"),
    "further": _array(Listing.related_goals, "number"),
    "field_slugs": _array(Listing.fields, "slug"),
    "resource_slugs": _array(Listing.resources, "slug"),
}
_CHALLENGE_COLUMNS = ("pk", "title", "municipality", "municipality__prefecture", *_CHALLENGE_TEXTS)
_CHALLENGE_LISTS = {
    "main": _array(Challenge.primary_goals, "number"),
    "further": _array(Challenge.related_goals, "number"),
    "field_slugs": _array(Challenge.fields, "slug"),
    "resource_slugs": _array(Challenge.sought_resources, "slug"),
    "parts": ArraySubquery(
        SubTheme.objects.filter(challenge=OuterRef("pk"))
        .order_by("order", "pk")
        .values_list("title")
    ),
}


def _of_listing(row: dict[str, Any]) -> Document:
    return Document(
        key=f"listing:{row['pk']}",
        side=row["side"],
        title=row["title"],
        body=row["body"],
        owner=f"partner:{row['partner']}",
        sector=row["partner__sector__slug"] or "",
        prefecture=row["partner__municipality__prefecture"],
        **_labels(row),
    )


def _of_challenge(row: dict[str, Any]) -> Document:
    return Document(
        key=f"challenge:{row['pk']}",
        side="need",
        title=row["title"],
        body="\n".join(row[name] for name in _CHALLENGE_TEXTS),
        owner=f"municipality:{row['municipality']}",
        prefecture=row["municipality__prefecture"],
        parts=tuple(row["parts"]),
        **_labels(row),
    )


def _labels(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "goals": frozenset(row["main"]) | frozenset(row["further"]),
        "primary_goals": frozenset(row["main"]),
        "fields": frozenset(row["field_slugs"]),
        "resources": frozenset(row["resource_slugs"]),
    }
