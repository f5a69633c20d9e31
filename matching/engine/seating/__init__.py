"""Who sits at which table of a meeting, in which round, and why. It does not know Django.

``seat(problem)`` is the way in; docs/seating.md tells the method.
"""

from matching.engine.seating.conflicts import Conflict, InfeasibleSeatingError
from matching.engine.seating.outcome import (
    Measure,
    Quality,
    Reason,
    Seat,
    Seating,
    TableFigures,
)
from matching.engine.seating.problem import Bar, Person, Pin, Post, Problem, Table, Weights
from matching.engine.seating.solving import judge, seat

__all__ = [
    "Bar",
    "Conflict",
    "InfeasibleSeatingError",
    "Measure",
    "Person",
    "Pin",
    "Post",
    "Problem",
    "Quality",
    "Reason",
    "Seat",
    "Seating",
    "Table",
    "TableFigures",
    "Weights",
    "judge",
    "seat",
]
