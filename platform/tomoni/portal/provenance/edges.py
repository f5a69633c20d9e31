"""What leads to what: foreign keys and origins, asked for many rows at once.

Each function takes the rows of one level and answers with the next, in one query.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Cast

from challenges.models import Proposal
from events.models import FollowUp
from matching.models import Introduction, Party
from partners.models import Agreement, Project
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
    Edge("listing", "introduction", Party, "listing_id", "introduction_id"),
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


def by_kind(nodes: Iterable[Node]) -> dict[str, set[int]]:
    """The rows as a level."""
    level: dict[str, set[int]] = {}
    for name, pk in nodes:
        level.setdefault(name, set()).add(pk)
    return level


def children_of(level: Level) -> set[Node]:
    """What came out of the rows at once."""
    found = [
        _pairs(edge.table, Value(edge.child), edge.child_column).filter(
            **{f"{edge.parent_column}__in": level[edge.parent]}
        )
        for edge in EDGES
        if edge.parent in level
    ]
    from_them = Q()
    for name, keys in level.items():
        from_them |= Q(origin_type=KINDS[name].label, origin_id__in=keys)
    found += [
        _pairs(model, Value(name), "pk").filter(from_them) for name, model in WITH_ORIGIN.items()
    ]
    return set(_all(found))


def parents_of(level: Level) -> set[Node]:
    """What the rows came out of at once."""
    found = [
        _pairs(edge.table, Value(KINDS[edge.parent].label), edge.parent_column).filter(
            **{f"{edge.child_column}__in": level[edge.child], f"{edge.parent_column}__gt": 0}
        )
        for edge in EDGES
        if edge.child in level
    ]
    found += [
        _pairs(model, F("origin_type"), "origin_id").filter(
            pk__in=level[name], origin_type__in=BY_LABEL
        )
        for name, model in WITH_ORIGIN.items()
        if name in level
    ]
    return {(BY_LABEL[label], pk) for label, pk in _all(found)}


def _pairs(model: Any, kind: Any, column: str) -> Any:
    """Rows of two columns, so that several tables can be asked in one query."""
    rows = model.objects.order_by()
    return rows.annotate(of_kind=Cast(kind, TextField())).values_list("of_kind", column)


def _all(found: list[Any]) -> Any:
    """All of them in one query; nothing where there is nothing to ask."""
    if not found:
        return ()
    first, *others = found
    return first.union(*others, all=True)[:MOST] if others else first[:MOST]
