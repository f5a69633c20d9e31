"""What takes part in matching, as the engine sees it.

A challenge is a need of its municipality, on a side of its own.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from itertools import islice
from typing import Any, NamedTuple

import orjson
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Max, Min, Model, OuterRef, QuerySet
from django.utils import timezone

from challenges.models import Challenge, SubTheme
from matching.engine import AnalysedDocument, Corpus, Document, StaleAnalysisError, analyse
from matching.engine.analysis import analysis_version
from matching.engine.counts import Counted, numbers_of
from matching.engine.statistics import Label
from matching.models import AnalysedText
from matching.storing.keys import node_of, pks
from matching.storing.tables import copied
from partners.models import Listing
from tomoni.taxonomy.models import Field, Goal, ResourceKind

CHALLENGE_TEXTS = (
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
    """Those of municipalities that take proposals now; a call to municipalities seeks no seed."""
    return Challenge.objects.open().of_cities()


BATCH = 1_000
PART = 2_500
"""Primary keys in a part of a rebuild, so that each takes a second or a few."""


class Analysed(NamedTuple):
    """A document cut into words, and the digest of what went in."""

    document: AnalysedDocument
    digest: str


def corpus() -> Corpus:
    """Everything that takes part, in memory; only what changed is cut into words."""
    found = analysed(documents())
    return Corpus.from_analysed((each.document for each in found), as_of=timezone.localdate())


class Part(NamedTuple):
    """Primary keys in a row, so what is in a part is the same whatever comes or goes."""

    kind: str
    first: int
    last: int


def participants(part: Part | None = None) -> list[str]:
    """The keys of everything that takes part, or of what does of one of the `parts`."""
    rows: dict[str, QuerySet[Any]] = {
        "listing": participating_listings(),
        "challenge": participating_challenges(),
    }
    if part is not None:
        rows = {part.kind: rows[part.kind].filter(pk__range=(part.first, part.last))}
    pks = {kind: found.order_by("pk").values_list("pk", flat=True) for kind, found in rows.items()}
    return [f"{kind}:{pk}" for kind, found in pks.items() for pk in found]


def parts() -> list[Part]:
    """Everything there is, from the first row to the last; an empty part where there is nothing."""
    found = [*_parts("listing", Listing), *_parts("challenge", Challenge)]
    return found or [Part("listing", 0, 0)]


def _parts(kind: str, model: type[Model]) -> Iterator[Part]:
    ends = model._default_manager.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["last"] is not None:
        for block in range(ends["first"] // PART, ends["last"] // PART + 1):
            yield Part(kind, block * PART, (block + 1) * PART - 1)


def documents(wanted: Iterable[str] | None = None) -> Iterator[Document]:
    """Everything that takes part, or what of these keys does, in two queries."""
    listings, challenges = participating_listings(), participating_challenges()
    if wanted is not None:
        wanted = list(wanted)
        listings = listings.filter(pk__in=pks(wanted, "listing"))
        challenges = challenges.filter(pk__in=pks(wanted, "challenge"))
    rows = listings.order_by("pk").values(*_LISTING_COLUMNS, **_LISTING_LISTS)
    yield from map(_of_listing, rows)
    found = challenges.order_by("pk").values(*_CHALLENGE_COLUMNS, **_CHALLENGE_LISTS)
    yield from map(_of_challenge, found)


def draft_of_challenge(challenge: Challenge) -> Document:
    """A challenge as it would take part if it were opened now."""
    rows = Challenge.objects.filter(pk=challenge.pk)
    document = _of_challenge(rows.values(*_CHALLENGE_COLUMNS, **_CHALLENGE_LISTS).get())
    return replace(document, posted_on=timezone.localdate())


def cut(current: Iterable[Document]) -> None:
    """Have the documents cut into words where they have changed, a thousand at a time."""
    for batch in batches(current, BATCH):
        nodes = [node_of(document.key) for document in batch]
        known = set(AnalysedText.objects.filter(node__in=nodes).values_list("node", "digest"))
        pairs = [(document, digest_of(document)) for document in batch]
        changed = [pair for pair in pairs if (node_of(pair[0].key), pair[1]) not in known]
        _store(Analysed(analyse(document), digest) for document, digest in changed)


def known(keys: Iterable[str]) -> Iterator[Analysed]:
    """What is cut into words already of these keys, as it was then."""
    nodes = [node_of(key) for key in keys]
    rows = AnalysedText.objects.filter(node__in=nodes).values_list("digest", "analysis")
    for digest, analysis in rows:
        with suppress(StaleAnalysisError):
            yield Analysed(AnalysedDocument.from_json(orjson.loads(analysis)), digest)


def counted(keys: Iterable[str]) -> Iterator[tuple[Counted, str]]:
    """The same in numbers, each with its digest: all that weighing needs, read much quicker."""
    rows = copied(
        "SELECT digest, numbers, analysis FROM matching_analysedtext WHERE node = ANY(%s)",
        [list(map(node_of, keys))],
        ["text", "bytea", "bytea"],
    )
    for digest, numbers, analysis in rows:
        with suppress(StaleAnalysisError):
            yield Counted.from_stored(numbers, orjson.loads(analysis)), digest


def analysed(current: Iterable[Document]) -> list[Analysed]:
    """The documents cut into words; what was not known is stored."""
    pairs = [(document, digest_of(document)) for document in current]
    stored = {
        each.document.key: each for each in known(document.key for document, _digest in pairs)
    }
    found, changed = [], []
    for document, digest in pairs:
        old = stored.get(document.key)
        new = old if old and old.digest == digest else Analysed(analyse(document), digest)
        found.append(new)
        if new is not old:
            changed.append(new)
    _store(changed)
    return found


def batches(rows: Iterable[Document], size: int) -> Iterator[list[Document]]:
    """The rows in lists of at most so many."""
    rest = iter(rows)
    while batch := list(islice(rest, size)):
        yield batch


def digest_of(document: Document) -> str:
    """Differs where anything the engine reads differs, or the way it reads."""
    values = [analysis_version(), *map(document.__getattribute__, _DIGESTED)]
    return sha256(orjson.dumps(values, default=sorted)).hexdigest()


_DIGESTED = tuple(Document.__dataclass_fields__)


def _store(changed: Iterable[Analysed]) -> None:
    AnalysedText.objects.bulk_create(
        [
            AnalysedText(
                node_of(document.key),
                digest,
                numbers_of(Counted.of(document)),
                orjson.dumps(document.to_json()).decode(),
            )
            for document, digest in changed
        ],
        update_conflicts=True,
        unique_fields=["node"],
        update_fields=["digest", "numbers", "analysis"],
        batch_size=500,
    )


def labels() -> Iterator[Label]:
    """Everything that can be ticked."""
    yield from (("goal", str(number)) for number in Goal.objects.values_list("number", flat=True))
    for kind, model in (("field", Field), ("resource", ResourceKind)):
        yield from ((kind, slug) for slug in model.objects.values_list("slug", flat=True))


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
    "partner__municipality",
    "partner__municipality__prefecture",
    "partner__type__slug",
    "published_at",
    "reach",
)
_LISTING_LISTS = {
    "main": _array(Listing.primary_goals, "number"),
    "further": _array(Listing.related_goals, "number"),
    "field_slugs": _array(Listing.fields, "slug"),
    "resource_slugs": _array(Listing.resources, "slug"),
    "accepted_slugs": _array(Listing.accepts, "slug"),
}
_CHALLENGE_COLUMNS = (
    *("pk", "title", "opened_at", "municipality", "municipality__prefecture"),
    *CHALLENGE_TEXTS,
)
SUB_THEMES = ArraySubquery(
    SubTheme.objects.filter(challenge=OuterRef("pk")).order_by("order", "pk").values_list("title")
)
"""The titles of a challenge's sub-themes, in the order in which the engine counts them."""
OFFERED_SLUGS = _array(Challenge.offered_resources, "slug")
"""The kinds of resources that a city offers beside its challenge; the engine does not read them."""
_CHALLENGE_LISTS = {
    "main": _array(Challenge.primary_goals, "number"),
    "further": _array(Challenge.related_goals, "number"),
    "field_slugs": _array(Challenge.fields, "slug"),
    "resource_slugs": _array(Challenge.sought_resources, "slug"),
    "parts": SUB_THEMES,
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
        municipality=str(row["partner__municipality"]),
        owner_type=row["partner__type__slug"] or "",
        posted_on=_day(row["published_at"]),
        accepts=frozenset(row["accepted_slugs"]),
        reach=row["reach"],
        **_labels(row),
    )


def _of_challenge(row: dict[str, Any]) -> Document:
    return Document(
        key=f"challenge:{row['pk']}",
        side="challenge",
        title=row["title"],
        body="\n".join(row[name] for name in CHALLENGE_TEXTS),
        owner=f"municipality:{row['municipality']}",
        prefecture=row["municipality__prefecture"],
        municipality=str(row["municipality"]),
        owner_type="administration",
        posted_on=_day(row["opened_at"]),
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


def _day(moment: datetime | None) -> date | None:
    """In the time zone of the installation."""
    return moment.astimezone(timezone.get_default_timezone()).date() if moment else None
