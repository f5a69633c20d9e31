"""How near two texts are in meaning, by a model of language that an instance may plug in.

None is built in, and nothing is ever downloaded. A backend turns texts into vectors; they become
further entries of a document's labels, so that base, lists and postings stay exact with them.
Every dimension is one more entry of every document: 384 of them suit some ten thousand listings.
"""

from collections.abc import Sequence
from math import isfinite, sqrt
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

MEANING: Literal["meaning"] = "meaning"
"""Kind of the entries and of the addend."""
MEANING_SHARE = 0.15
"""The most it adds: as much as goals and fields together, as it says not why."""
PLACES = 6
"""Decimal places kept, so that the same text has the same vector on every machine."""


class Backend(Protocol):
    """A model of language. ``name`` differs wherever the same text would get another vector."""

    name: str

    def embed(self, texts: Sequence[str]) -> NDArray[Any]:
        """A vector for each text, shape (texts, dimensions), of any length but 0."""


_backend: Backend | None = None


def use(backend: Backend | None) -> None:
    """Take this backend from now on, or none. Documents have to be analysed anew."""
    global _backend
    _backend = backend


def backend_name() -> str:
    """The name of the backend, empty without one."""
    return _backend.name if _backend else ""


def meaning_of(text: str) -> tuple[float, ...]:
    """The vector of a text, its length √MEANING_SHARE.

    Empty without a backend or without text, and where the backend has nothing to say: a vector
    without a length, or with what is no number.
    """
    if _backend is None or not text.strip():
        return ()
    vector = np.asarray(_backend.embed([text]), dtype=np.float64)[0]
    own = float(np.linalg.norm(vector))
    if not own or not isfinite(own):
        return ()
    unit = vector / own
    return tuple(np.round(unit * sqrt(MEANING_SHARE), PLACES).tolist())
