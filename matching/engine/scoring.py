"""The base of a score: T + goals + fields + resources.

T is the cosine of the two texts; each kind of label adds its weight times the cosine of what both
ticked, times the confidence in the ticks. `ranking.py` makes the score of it.
"""

from collections.abc import Mapping, Sequence
from math import fsum, log

import numpy as np
from numpy.typing import NDArray

from matching.engine.counts import Tick, Weights
from matching.engine.meaning import MEANING
from matching.engine.statistics import USUAL_RATE, Label, Statistics
from matching.engine.vectors import length

ENGINE_VERSION = "4"
"""Changes whenever the same documents would get another score or other reasons."""

# Prototype figures, see docs/matching.md. Text ranges over 0 … 1, in practice 0 … 0.5.
LABEL_SHARE = {"goal": 0.075, "field": 0.075, "resource": 0.05}
"""At the most as much as one well shared word; kinds of resources are few and broad, so less."""
MOST_SILENCE = 0.75
"""Who says less than a quarter is taken to say a quarter, so that usual grows fourfold at the most.

It matters only without text: a text makes silence a sixth or less. Where 6,936 proposals have tags
alone, those who tick all 17 goals get .28 % of the first ten places with it, .24 % without a limit.
"""
SILENCE_PLACES = 9
"""Decimal places of `silence`, as many as bases have."""
LEAST_BASE = 0.02
"""Below this share of text and labels nothing is suggested, whatever the bonuses."""

_KINDS = {kind: at for at, kind in enumerate(LABEL_SHARE)} | {MEANING: len(LABEL_SHARE)}
_SHARES = np.array([*LABEL_SHARE.values(), 1.0])


def tick_weights(ticks: Sequence[Sequence[Tick]], statistics: Statistics) -> Weights:
    """What is ticked, scaled so that a product of two documents is the labels' part of the score.

    Shape (ticks of all documents,). Labels of a kind have the length √(share · confidence), or less
    where only the usual is ticked. What a text means has its weight already.
    """
    flat = [tick for each in ticks for tick in each]
    if not flat:
        return np.empty(0)
    known = {tick.label: statistics.label_weight(tick.label) for tick in flat}
    raw = np.array([tick.emphasis * known[tick.label] for tick in flat])
    kinds = np.array([_KINDS[tick.label[0]] for tick in flat])
    owners = np.repeat(np.arange(len(ticks)), [len(each) for each in ticks])
    weights = raw * _factors(owners * len(_KINDS) + kinds, raw, statistics)
    means = kinds == _KINDS[MEANING]
    weights[means] = [tick.emphasis for tick in flat if tick.label[0] == MEANING]
    return weights


def _factors(groups: NDArray[np.int64], raw: Weights, statistics: Statistics) -> Weights:
    """What scales each tick; a group is what a document ticked of a kind. Shape (ticks,)."""
    counts, lengths = np.bincount(groups), np.sqrt(np.bincount(groups, raw * raw))
    kinds = np.arange(len(counts)) % len(_KINDS)
    trust = np.array(
        [
            confidence(count, statistics.offered.get(kind, 0))
            for count, kind in zip(counts.tolist(), map([*_KINDS].__getitem__, kinds), strict=True)
        ]
    )
    # Alone, even a goal that everyone ticks would have cosine 1; the floor takes that away.
    usual = np.maximum(lengths, -log(USUAL_RATE))
    return (np.sqrt(_SHARES[kinds] * trust) / usual)[groups]


def confidence(ticks: int, offered: int) -> float:
    """ln(K / ticks) / ln K: 1 for a single tick, 0 for none and for ticking everything."""
    return max(0.0, log(offered / ticks) / log(offered)) if ticks and offered > 1 else 0.0


def silence(text: Mapping[str, float], labels: Mapping[Label, float]) -> float:
    """How much of what a document might say it leaves unsaid, from 0 to `MOST_SILENCE`.

    What is said is the squared length of its vector, unsaid what its ticks lack of `LABEL_SHARE`:
    not ticked, or so much ticked that it says nothing. Who has no text is measured by its ticks.
    """
    ticked = fsum(value * value for (kind, _), value in labels.items() if kind in LABEL_SHARE)
    unsaid = max(0.0, fsum(LABEL_SHARE.values()) - ticked)
    said = length(text) ** 2 + length(labels) ** 2
    return round(min(MOST_SILENCE, unsaid / (said + unsaid)), SILENCE_PLACES)
