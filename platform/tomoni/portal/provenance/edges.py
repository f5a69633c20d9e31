"""What leads to what: foreign keys and origins, asked for many rows at once.

`children_of` and `parents_of` take the rows of one level and answer with the next, in one query.
Which need or seed led to an introduction is asked by `places` alone: who took part in a talk is not
told to everybody, so whether that arrow is followed depends on who walks (walking.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Cast

from challenges.models import CoAuthor, Proposal
from events.models import FollowUp
from matching.models import Introduction, Party
from partners.models import Agreement, AgreementParty, Participation, Project
from tomoni.portal.provenance.kinds import BY_LABEL, KINDS, Node

MOST = 2000
"""Rows of one level; more are not followed."""

Level = Mapping[str, set[int]]
"""Primary keys by the name of their kind."""


@dataclass(frozen=True)
class Edge:
    """Rows of `parent` lead to rows of `child`; `table` has the keys of both in two columns."""

    parent: str
    child: str
    table: Any
    parent_column: str
    child_column: str = "pk"


EDGES = (
    Edge("listing", "follow-up", FollowUp, "help_offer__pitch__listing_id"),
    Edge("event", "follow-up", FollowUp, "event_id"),
    Edge("challenge", "proposal", Proposal, "challenge_id"),
)
WITH_ORIGIN: dict[str, Any] = {
    "introduction": Introduction,
    "follow-up": FollowUp,
    "proposal": Proposal,
    "project": Project,
    "agreement": Agreement,
}
"""The kinds that keep the row they came out of."""


@dataclass(frozen=True)
class Place:
    """That a partner was to talk about its need or seed in an introduction; `is_agreed`: it said
    yes to that.
    """

    listing: int
    introduction: int
    partner: int
    is_agreed: bool


def by_kind(nodes: Iterable[Node]) -> dict[str, set[int]]:
    """The rows as a level."""
    level: dict[str, set[int]] = {}
    for name, pk in nodes:
        level.setdefault(name, set()).add(pk)
    return level


def places(*, listings: Iterable[int] = (), introductions: Iterable[int] = ()) -> list[Place]:
    """Those of the listings, and those of the introductions that are about a listing."""
    about = Q(listing__in=listings) | Q(introduction__in=introductions, listing__isnull=False)
    columns = ("listing_id", "introduction_id", "partner_id", "state")
    rows = Party.objects.filter(about).order_by("pk").values_list(*columns)[:MOST]
    agreed = Party.State.AGREED
    return [Place(listing, talk, who, state == agreed) for listing, talk, who, state in rows]


def partners_in(nodes: Iterable[Node]) -> set[tuple[Node, int]]:
    """Which partners take part in the rows, as whoever sees them reads, in one query."""
    level = by_kind(nodes)
    found = [
        _pairs(rows, Value(name), column, F(partner)).filter(
            **{f"{column}__in": level[name], f"{partner}__gt": 0}
        )
        for name, rows, column, partner in _taking_part()
        if name in level
    ]
    return {((name, pk), partner) for name, pk, partner in _all(found)}


def _taking_part() -> tuple[tuple[str, Any, str, str], ...]:
    return (
        ("introduction", Party.objects, "introduction_id", "partner_id"),
        ("follow-up", FollowUp.objects, "pk", "partner_id"),
        ("follow-up", FollowUp.objects, "pk", "counterpart_id"),
        ("proposal", Proposal.objects, "pk", "partner_id"),
        ("proposal", CoAuthor.objects.confirmed(), "proposal_id", "partner_id"),
        ("project", Participation.objects.joined(), "project_id", "partner_id"),
        ("agreement", AgreementParty.objects, "agreement_id", "partner_id"),
    )


def children_of(level: Level) -> set[Node]:
    """What came out of the rows at once."""
    found = [
        _pairs(edge.table.objects, Value(edge.child), edge.child_column).filter(
            **{f"{edge.parent_column}__in": level[edge.parent]}
        )
        for edge in EDGES
        if edge.parent in level
    ]
    from_them = Q()
    for name, keys in level.items():
        from_them |= Q(origin_type=KINDS[name].label, origin_id__in=keys)
    found += [
        _pairs(model.objects, Value(name), "pk").filter(from_them)
        for name, model in WITH_ORIGIN.items()
    ]
    return set(_all(found))


def parents_of(level: Level) -> set[Node]:
    """What the rows came out of at once."""
    found = [
        _pairs(edge.table.objects, Value(KINDS[edge.parent].label), edge.parent_column).filter(
            **{f"{edge.child_column}__in": level[edge.child], f"{edge.parent_column}__gt": 0}
        )
        for edge in EDGES
        if edge.child in level
    ]
    found += [
        _pairs(model.objects, F("origin_type"), "origin_id").filter(
            pk__in=level[name], origin_type__in=BY_LABEL
        )
        for name, model in WITH_ORIGIN.items()
        if name in level
    ]
    return {(BY_LABEL[label], pk) for label, pk in _all(found)}


def _pairs(rows: Any, kind: Any, column: str, *more: Any) -> Any:
    """Kind and key, and perhaps a third column, so that several tables are asked in one query."""
    columns = {"of_kind": Cast(kind, TextField()), "of_key": F(column)}
    columns |= {f"of_{number}": each for number, each in enumerate(more)}
    return rows.order_by().annotate(**columns).values_list(*columns)


def _all(found: list[Any]) -> Any:
    """All of them in one query, the same ones each time where there are too many; nothing where
    there is nothing to ask.
    """
    if not found:
        return ()
    first, *others = found
    rows = first.union(*others, all=True) if others else first
    return rows.order_by("of_kind", "of_key")[:MOST]
