"""The figures as tables, for the files: the same numbers as on the page."""

from typing import Any

from django.utils.translation import gettext as _

from tomoni.portal.insights.counting import Counted
from tomoni.portal.insights.demand import Demand
from tomoni.portal.insights.shown import Shown
from tomoni.portal.insights.times import Wait

Table = list[list[Any]]


def funnel_table(counted: Counted) -> Table:
    """A line for each figure, with what it counts."""
    head = [_("Figure"), _("Number"), _("Exact or rounded"), _("What is counted"), _("Time")]
    period = counted.scope.period.label
    lines = [
        [
            str(each.figure.label),
            cell(each.shown),
            exactness(each.shown),
            str(each.figure.definition),
            period,
        ]
        for each in counted.lines
    ]
    return [head, *lines]


def times_table(waits: list[Wait]) -> Table:
    """A line for each wait: the median in days, and of how many."""
    head = [_("Time from asking"), _("Median (days)"), _("Of so many"), _("What is measured")]
    lines = [
        [
            str(wait.figure.label),
            "" if wait.days is None else wait.days,
            cell(wait.rows),
            str(wait.figure.definition),
        ]
        for wait in waits
    ]
    return [head, *lines]


def demand_table(demand: Demand) -> Table:
    """A line for each goal in a field, the widest gap first."""
    head = [
        _("Goal"),
        _("Administrative field"),
        _("Needs"),
        _("Seeds"),
        _("Needs less seeds"),
    ]
    cells = sorted(demand.cells, key=lambda each: (-each.gap, each.goal, each.field.order))
    lines = [[each.goal, each.field.name, each.needs, each.seeds, each.gap] for each in cells]
    return [head, *lines]


def cell(shown: Shown) -> int | str:
    """The number, or the words in its place."""
    return shown.text if shown.value is None else shown.value


def exactness(shown: Shown) -> str:
    """Whether it is the number itself."""
    return _("rounded") if shown.is_rounded else _("exact")
