"""The pictures of the figures: worked out here, drawn by templates as plain SVG.

Each has a title that says what was found, in words and with the numbers, and a table beside it.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tomoni.charts import Bars, bars
from tomoni.portal.insights.counting import Counted
from tomoni.portal.insights.demand import Cell, Demand
from tomoni.portal.insights.network import Network
from tomoni.portal.insights.scope import GOALS
from tomoni.portal.insights.times import Wait
from tomoni.taxonomy.vocabulary import fields_by_id

FUNNEL_LABELS, FUNNEL_WIDTH = 190, 520
SQUARE, LEFT, TOP = 24, 250, 22
STEPS = (1, 3, 10, 30)
"""From which gap on a square is drawn darker."""


def funnel_title(counted: Counted) -> str:
    """The finding of the funnel in one sentence."""
    names = ("active", "shown", "asked", "accepted", "projects", "agreements")
    words = _(
        "%(active)s active partners; suggestions shown: %(shown)s, introductions asked for: "
        "%(asked)s and agreed to: %(accepted)s; projects begun: %(projects)s, agreements signed: "
        "%(agreements)s"
    )
    return words % {name: counted.of(name).text for name in names}


def funnel_picture(counted: Counted) -> Bars:
    """A bar for each figure."""
    lines = counted.lines
    return bars(
        "funnel",
        funnel_title(counted),
        [(str(line.figure.label), line.shown.length) for line in lines],
        left=FUNNEL_LABELS,
        width=FUNNEL_WIDTH,
        texts=[line.shown.text for line in lines],
    )


def times_title(waits: list[Wait]) -> str:
    """How long people wait, in one sentence: of those that were answered, as the others may wait
    still.
    """
    by_name = {wait.figure.name: wait for wait in waits}
    talks = _(
        "Of introductions %(number)s of %(asked)s were answered, half of these within %(time)s"
    )
    proposals = _(
        "Of proposals %(number)s of %(asked)s were decided, half of these within %(time)s"
    )
    said = [
        words % {"number": wait.rows.text, "asked": wait.asked.text, "time": wait.text}
        for words, wait in (
            (talks, by_name["introduction-reply"]),
            (proposals, by_name["proposal-decision"]),
        )
        if wait.median is not None
    ]
    nothing = _("Too little was answered in this time to say how long it takes")
    return pgettext("between two findings", "; ").join(said) or nothing


def times_picture(waits: list[Wait]) -> Bars:
    """A bar for each median."""
    hour = timedelta(hours=1)
    return bars(
        "times",
        times_title(waits),
        [(str(each.figure.label), round((each.median or timedelta()) / hour)) for each in waits],
        left=FUNNEL_LABELS,
        width=FUNNEL_WIDTH,
        texts=[wait.text for wait in waits],
    )


def demand_title(demand: Demand) -> str:
    """Where most is lacking, in one sentence."""
    unmet = demand.unmet
    if not unmet:
        return _("Nowhere do needs exceed seeds")
    widest = unmet[0]
    return _(
        "Most is lacking in %(field)s for goal %(goal)d: %(seeds)d seeds for %(needs)d needs. In "
        "%(cells)d combinations needs exceed seeds"
    ) % {
        "field": widest.field.name,
        "goal": widest.goal,
        "seeds": widest.seeds,
        "needs": widest.needs,
        "cells": len(unmet),
    }


@dataclass(frozen=True)
class Square:
    """A goal in a field: how dark it is drawn, on which path, and what its link says."""

    cell: Cell
    step: str
    path: str
    title: str


@dataclass(frozen=True)
class HeatMap:
    """Fields downwards, goals from left to right; `met` is the path of squares without a gap."""

    title: str
    squares: list[Square]
    met: str
    labels: list[tuple[int, str]]
    goals: list[tuple[int, int]]

    left = LEFT
    width = LEFT + SQUARE * len(GOALS)

    @property
    def height(self) -> int:
        """Of the whole."""
        return TOP + SQUARE * len(self.labels)


def heat_map(demand: Demand) -> HeatMap:
    """Fields in which nothing is needed or offered are left out."""
    by_field: dict[int, list[Cell]] = defaultdict(list)
    for cell in demand.cells:
        by_field[cell.field.pk].append(cell)
    fields = [field for pk, field in fields_by_id().items() if pk in by_field]
    fields.sort(key=lambda field: (field.order, field.pk))
    words = _("Goal %(goal)d, %(field)s: %(needs)d needs, %(seeds)d seeds")
    squares, met = [], []
    for line, field in enumerate(fields):
        name = field.name
        for cell in by_field[field.pk]:
            path = _square(LEFT + SQUARE * (cell.goal - 1), TOP + SQUARE * line)
            if cell.gap > 0:
                step = sum(cell.gap >= step for step in STEPS)
                told = {"goal": cell.goal, "needs": cell.needs, "seeds": cell.seeds}
                squares.append(Square(cell, f"step-{step}", path, words % {**told, "field": name}))
            else:
                met.append(path)
    return HeatMap(
        demand_title(demand),
        squares,
        "".join(met),
        [(TOP + SQUARE * n + 17, field.name) for n, field in enumerate(fields)],
        [(LEFT + SQUARE * (goal - 1) + SQUARE // 2, goal) for goal in GOALS],
    )


def _square(x: int, y: int) -> str:
    """Its path, with a little room around it."""
    return f"M{x + 1} {y + 1}h{SQUARE - 2}v{SQUARE - 2}h{2 - SQUARE}z"


def network_title(network: Network) -> str:
    """How many work with whom, in one sentence."""
    if not network.rows:
        return _("Nobody is seen to work with another in this time")
    one, other, _tie = network.rows[0]
    return _(
        "%(partners)d partners work together in %(ties)d pairs; most closely %(one)s and %(other)s"
    ) % {
        "partners": network.partners,
        "ties": network.pairs,
        "one": one.name,
        "other": other.name,
    }
