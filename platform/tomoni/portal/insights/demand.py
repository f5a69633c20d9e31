"""Where more is needed than is offered: goals by fields, of needs and seeds as they stand today.

Counted are the needs and seeds that everybody can see and that still hold, in the same way as the
lists of them count: whoever follows a number finds as many rows.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.urls import reverse

from partners.models import Listing
from tomoni.portal.insights.counting import kept
from tomoni.portal.insights.figures import EVERYBODY
from tomoni.portal.insights.periods import last_twelve_months
from tomoni.portal.insights.scope import Scope
from tomoni.taxonomy.models import Field
from tomoni.taxonomy.vocabulary import fields_by_id

KEPT_AS = "demand"
Numbers = dict[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Cell:
    """A goal in a field: how many needs and seeds name both."""

    goal: int
    field: Field
    needs: int
    seeds: int
    lists: "Lists"

    @property
    def gap(self) -> int:
        """By how many the needs exceed the seeds."""
        return self.needs - self.seeds

    @property
    def url(self) -> str:
        """The list of these needs."""
        return self.lists.needs.format(self.goal, self.field.slug)

    @property
    def seeds_url(self) -> str:
        """The list of these seeds."""
        return self.lists.seeds.format(self.goal, self.field.slug)


@dataclass(frozen=True)
class Lists:
    """The addresses of the lists of a municipality's needs and seeds, or of everybody's, with room
    for a goal and a field; worked out once for all cells.
    """

    needs: str
    seeds: str


def lists_of(municipality: str) -> Lists:
    """Of the municipality of this slug; "" for everybody's."""
    further = f"&{urlencode({'municipality': municipality})}" if municipality else ""
    names = ("partners:need_list", "partners:seed_list")
    needs, seeds = (f"{reverse(name)}?goal={{}}&field={{}}{further}" for name in names)
    return Lists(needs, seeds)


@dataclass(frozen=True)
class Demand:
    """All cells in which there is a need or a seed, and when they were counted."""

    scope: Scope
    cells: list[Cell]
    at: datetime

    @property
    def unmet(self) -> list[Cell]:
        """Where needs exceed seeds, the widest gap first."""
        short = [cell for cell in self.cells if cell.gap > 0]
        return sorted(short, key=lambda cell: (-cell.gap, cell.goal, cell.field.order))


def listings(scope: Scope) -> QuerySet[Any]:
    """What the lists of needs and seeds show to everybody."""
    rows = Listing.objects.live().visible_to(EVERYBODY)
    return rows.filter(scope.in_towns("partner__municipality"))


def demand(scope: Scope) -> Demand:
    """The cells that the goal and field of the scope leave; its time and type do not matter.

    Counted are all cells of the municipality, whatever was chosen: one count answers all.
    """
    wide = counted_for(scope)
    numbers, at = kept(KEPT_AS, wide, lambda: count_cells(wide))
    fields, lists = fields_by_id(), lists_of(scope.municipality)
    cells = [
        Cell(goal, fields[field], needs, seeds, lists)
        for (goal, field), (needs, seeds) in sorted(numbers.items())
        if field in fields
    ]
    return Demand(scope, [cell for cell in cells if _is_chosen(cell, scope)], at)


def counted_for(scope: Scope) -> Scope:
    """What is counted to answer it: of the same municipality, whatever else was chosen."""
    return Scope(last_twelve_months(scope.today), scope.today, municipality=scope.municipality)


def _is_chosen(cell: Cell, scope: Scope) -> bool:
    """A need with the goal names others too: those are no part of what was asked."""
    is_goal = not scope.goal or str(cell.goal) == scope.goal
    return is_goal and (not scope.field or cell.field.slug == scope.field)


def count_cells(scope: Scope) -> Numbers:
    """{(goal, field): (needs, seeds)}, in two queries: by main goal, and by further goal."""
    found: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    main = Listing.primary_goals.through._default_manager
    further = Listing.related_goals.through._default_manager
    same = main.filter(listing=OuterRef("listing"), goal=OuterRef("goal"))
    for pairs in (main.all(), further.exclude(Exists(same))):
        for row in _grouped(pairs.filter(listing__in=listings(scope).values("pk"))):
            cell = found[row["goal"], row["listing__fields"]]
            cell[row["listing__side"]] = cell.get(row["listing__side"], 0) + row["n"]
    need, seed = Listing.Side.NEED, Listing.Side.SEED
    return {key: (cell.get(need, 0), cell.get(seed, 0)) for key, cell in found.items()}


def _grouped(pairs: Any) -> Any:
    within = pairs.filter(listing__fields__isnull=False).order_by()
    return within.values("goal", "listing__fields", "listing__side").annotate(n=Count("pk"))
