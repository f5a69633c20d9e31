"""A world of `worlds.py` as rows of the database: partners of a city, and their listings."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db import connection
from django.utils import timezone

from benchmarks.worlds import documents
from matching.engine import Document
from partners.models import Listing, Partner
from tomoni.municipalities.models import Municipality
from tomoni.taxonomy.models import Field, PartnerType, ResourceKind, Sector

BATCH = 5_000


def load(size: int) -> None:
    """Add so many listings to the database, with the partners whose they are."""
    city = Municipality.objects.create(
        slug="bench", name_ja="計測市", name_en="Bench", prefecture="静岡県"
    )
    partners: dict[str, Partner] = {}
    for batch in batches(documents(size), BATCH):
        _load_batch(batch, city, partners)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as PostgreSQL does by itself after a while


def batches(documents: Iterable[Document], size: int) -> Iterator[list[Document]]:
    """The documents in lists of at most so many."""
    rest = iter(documents)
    while batch := list(islice(rest, size)):
        yield batch


def _load_batch(batch: list[Document], city: Municipality, partners: dict[str, Partner]) -> None:
    new = {each.owner: each for each in batch if each.owner not in partners}
    made = Partner.objects.bulk_create(_partner(each, city) for each in new.values())
    partners |= dict(zip(new, made, strict=True))
    rows = Listing.objects.bulk_create(_listing(each, partners[each.owner]) for each in batch)
    for relation, column, ticked in (
        (Listing.primary_goals, "goal_id", lambda each: sorted(each.goals)[:3]),
        (Listing.related_goals, "goal_id", lambda each: sorted(each.goals)[3:]),
        (Listing.fields, "field_id", lambda each: _pks(Field, each.fields)),
        (Listing.resources, "resourcekind_id", lambda each: _pks(ResourceKind, each.resources)),
    ):
        through: Any = relation.through
        through.objects.bulk_create(
            through(listing_id=row.pk, **{column: pk})
            for row, each in zip(rows, batch, strict=True)
            for pk in ticked(each)
        )


def _pks(model: Any, slugs: Iterable[str]) -> list[int]:
    known = _KNOWN.setdefault(model, dict(model.objects.values_list("slug", "pk")))
    return [known[slug] for slug in sorted(slugs) if slug in known]


_KNOWN: dict[Any, dict[str, int]] = {}


def _partner(document: Document, city: Municipality) -> Partner:
    now = timezone.now()
    return Partner(
        municipality=city,
        slug=f"bench-{document.owner}",
        name=document.owner,
        kana="ケイソク",
        type=_first(PartnerType),
        sector_id=next(iter(_pks(Sector, [document.sector])), None),
        description="計測のため。",
        state=Partner.State.APPROVED,
        submitted_at=now,
        approved_at=now,
        expires_on=timezone.localdate() + timedelta(days=365),
        receipt=f"R-{document.owner}",
    )


def _first(model: Any) -> Any:
    if model not in _FIRST:
        _FIRST[model] = model.objects.order_by("pk")[0]
    return _FIRST[model]


_FIRST: dict[Any, Any] = {}


def _listing(document: Document, partner: Partner) -> Listing:
    return Listing(
        partner=partner,
        side=document.side,
        title=document.title[:80],
        body=document.body,
        state=Listing.State.PUBLISHED,
        published_at=timezone.now(),
        review_by=timezone.localdate() + timedelta(days=180),
    )
