"""A linear programme written down block by block, and solved by HiGHS through SciPy."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from matching.engine.seating.arrays import Floats, Ints

SECONDS = 5.0
"""A solver that is not done by then is given up; what is asked here takes it a tenth of a second.

Only a machine that is a hundred times too busy can so get another seating of the same seed.
"""


class UnsolvedError(Exception):
    """The solver has no answer: out of time, or out of its depth."""


@dataclass
class Programme:
    """Maximises the gains of whole numbers within their bounds and rows."""

    gains: list[Floats] = field(default_factory=list)
    lower: list[Floats] = field(default_factory=list)
    upper: list[Floats] = field(default_factory=list)
    entries: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)
    limits: list[tuple[Floats, Floats]] = field(default_factory=list)
    size: int = 0
    height: int = 0

    def numbers(self, gain: Floats, most: ArrayLike, least: ArrayLike = 0) -> Ints:
        """New unknowns in the shape of ``gain``; returned are their indexes in that shape."""
        indexes = np.arange(self.size, self.size + gain.size).reshape(gain.shape)
        self.size += gain.size
        self.gains.append(gain.ravel())
        self.lower.append(np.broadcast_to(np.asarray(least, float), gain.shape).ravel())
        self.upper.append(np.broadcast_to(np.asarray(most, float), gain.shape).ravel())
        return indexes

    def rows(self, number: int, least: ArrayLike, most: ArrayLike) -> Ints:
        """So many new rows whose sums lie within the limits; returned are their indexes."""
        self.limits.append(
            (
                np.broadcast_to(np.asarray(least, float), (number,)),
                np.broadcast_to(np.asarray(most, float), (number,)),
            )
        )
        self.height += number
        return np.arange(self.height - number, self.height)

    def add(self, rows: Ints, indexes: Ints, factor: float = 1.0) -> None:
        """Each unknown, times the factor, to the row beside it; the two have one shape."""
        rows, indexes = np.broadcast_arrays(rows, indexes)
        self.entries.append((rows.ravel(), indexes.ravel(), np.full(indexes.size, factor)))

    def solved(self) -> Ints:
        """The unknowns by index."""
        rows, columns, values = (np.concatenate(part) for part in zip(*self.entries, strict=True))
        matrix = coo_array((values, (rows, columns)), shape=(self.height, self.size)).tocsr()
        least, most = (np.concatenate(part) for part in zip(*self.limits, strict=True))
        answer = milp(
            -np.concatenate(self.gains),
            integrality=np.ones(self.size),
            bounds=Bounds(np.concatenate(self.lower), np.concatenate(self.upper)),
            constraints=LinearConstraint(matrix, least, most),
            options={"time_limit": SECONDS, "mip_rel_gap": 0.0},
        )
        if answer.status != 0:
            raise UnsolvedError(answer.message)
        found: Ints = np.rint(answer.x).astype(np.int64)
        return found
