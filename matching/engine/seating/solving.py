"""Seating in one call, and looking at a seating that somebody else has made."""

from collections.abc import Mapping

import numpy as np

from matching.engine.seating.arrays import Arrays, Ints
from matching.engine.seating.conflicts import require_possible, require_sense
from matching.engine.seating.judging import figures_of, quality_of
from matching.engine.seating.outcome import Method, Seating
from matching.engine.seating.problem import Place, Problem
from matching.engine.seating.reasons import seats_of
from matching.engine.seating.swaps import improve
from matching.engine.seating.tables import first_tables
from matching.engine.seating.themes import theme_plan


def seat(problem: Problem, *, seed: int = 1) -> Seating:
    """Everybody at a table in every round. The same problem and seed give the same seating.

    Raises InfeasibleSeatingError where that cannot be.
    """
    arrays, lot = Arrays.of(problem, seed), np.random.default_rng(seed)
    require_possible(arrays)
    if not arrays.guest.any():
        return _seating(arrays, arrays.posted, "given")
    plan = theme_plan(arrays, lot)
    tables = improve(arrays, first_tables(arrays, plan.groups), lot)
    return _seating(arrays, tables, "solver" if plan.is_exact else "rounds")


def judge(problem: Problem, places: Mapping[Place, str]) -> Seating:
    """Figures and reasons of places that were made by hand, whatever they keep or break.

    Places of people, tables and rounds that do not take part are left out; who is on post sits
    there. Raises InfeasibleSeatingError only where rules make no sense.
    """
    arrays = Arrays.of(problem, seed=0)
    require_sense(problem)
    given = arrays.tables_of(places)
    return _seating(arrays, np.where(arrays.guest, given, arrays.posted), "given")


def _seating(arrays: Arrays, tables: Ints, method: Method) -> Seating:
    return Seating(
        seats_of(arrays, tables),
        tuple(figures_of(arrays, tables)),
        quality_of(arrays, tables),
        method,
    )
