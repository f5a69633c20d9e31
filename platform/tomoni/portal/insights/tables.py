"""The figures as tables, for the files: the same numbers as on the page."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tomoni.portal.insights.counting import Counted
from tomoni.portal.insights.demand import Demand
from tomoni.portal.insights.meetings import Moved, labels
from tomoni.portal.insights.network import Name, Tie
from tomoni.portal.insights.shown import Shown
from tomoni.portal.insights.times import Wait

Table = list[list[Any]]


def funnel_table(counted: Counted) -> Table:
    """A line for each figure, with what it counts, and its name for programs."""
    head = [
        _("Figure"),
        _("Number"),
        _("Exact or rounded"),
        _("What is counted"),
        _("Time"),
        _("Name for programs"),
    ]
    period = counted.scope.period.label
    lines = [
        [
            str(each.figure.label),
            cell(each.shown),
            exactness(each.shown),
            str(each.figure.definition),
            period,
            each.figure.name,
        ]
        for each in counted.lines
    ]
    return [head, *lines]


def times_table(waits: list[Wait]) -> Table:
    """A line for each wait: the median in days, of how many, and out of how many."""
    head = [
        _("Time from asking"),
        _("Median (days)"),
        _("Of so many"),
        _("Out of"),
        _("What is measured"),
        _("Name for programs"),
    ]
    lines = [
        [
            str(wait.figure.label),
            "" if wait.days is None else wait.days,
            cell(wait.rows),
            cell(wait.asked),
            str(wait.figure.definition),
            wait.figure.name,
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


def network_table(ties: Sequence[Tie], names: Mapping[int, Name], *, with_talks: bool) -> Table:
    """A line for each pair of partners that work together, the strongest tie first."""
    talks = [_("Talks agreed to")] if with_talks else []
    head = [_("Partner"), pgettext("network", "with"), _("Projects"), _("Agreements"), *talks]
    lines = [
        [
            names[tie.one].name,
            names[tie.other].name,
            tie.projects,
            tie.agreements,
            *([tie.talks] if with_talks else []),
        ]
        for tie in ties
        if tie.one in names and tie.other in names
    ]
    return [head, *lines]


def meetings_table(moved: Iterable[Moved]) -> Table:
    """A line for each meeting: each measure before and after it, "–" where it is not kept."""
    heads = [
        words
        for label in labels()
        for words in (_("%(what)s before") % {"what": label}, _("%(what)s after") % {"what": label})
    ]
    lines = [
        [
            each.span.day.isoformat(),
            each.event.title,
            *(number for pair in each.pairs for number in pair or ("–", "–")),
        ]
        for each in moved
    ]
    return [[_("Day"), _("Meeting"), *heads], *lines]


def cell(shown: Shown) -> int | str:
    """The number, or the words in its place."""
    return shown.text if shown.value is None else shown.value


def exactness(shown: Shown) -> str:
    """Whether it is the number itself; nothing where there is none."""
    if not shown.is_kept:
        return ""
    return _("rounded") if shown.is_rounded else _("exact")
