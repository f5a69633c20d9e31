"""What themes are worth to people, over all rounds of a meeting."""

import numpy as np

from matching.engine.seating.arrays import NOWHERE, Arrays, Floats, Ints

EVEN = 0.001
"""Times twice the seats a table has filled: a seat there costs so much more than at an empty one.

It decides only between equal wishes, whose steps are whole numbers.
"""


def visits(arrays: Arrays, tables: Ints) -> Ints:
    """(n, h): how often guests sit at each theme, from their tables, (n, r)."""
    found = np.zeros(arrays.worth.shape, dtype=np.int64)
    for at in arrays.rounds:
        (rows,) = np.nonzero(arrays.guest[:, at] & (tables[:, at] != NOWHERE))
        found[rows, arrays.theme_of[tables[rows, at]]] += 1
    return found


def granted(arrays: Arrays, visited: Ints) -> Floats:
    """(n,): what each person's themes are worth together, from how often they are visited."""
    weights = arrays.problem.weights
    had = visited > 0
    wished = (had & (arrays.worth > 0)).any(axis=1)
    again = (visited - had).sum(axis=1)
    worth: Floats = (arrays.worth * had).sum(axis=1)
    return worth + weights.any_wish * wished - weights.theme_again * again


def one_more(arrays: Arrays, visited: Ints) -> Floats:
    """(n, h): what one more round at a theme adds to `granted`."""
    weights = arrays.problem.weights
    wished = arrays.worth > 0
    had = visited > 0
    none_yet = ~(had & wished).any(axis=1, keepdims=True)
    return np.where(
        had, -weights.theme_again, arrays.worth + weights.any_wish * (wished & none_yet)
    )
