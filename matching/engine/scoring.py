"""The base of a score: T + goals + fields + resources.

T is the cosine of the two texts; each kind of label adds its weight times the cosine of what both
ticked, times the confidence in the ticks. `ranking.py` makes the score of it.
"""

from collections.abc import Mapping
from math import fsum, log, sqrt

from matching.engine.counts import Ticks
from matching.engine.meaning import MEANING
from matching.engine.statistics import USUAL_RATE, Label, Statistics
from matching.engine.vectors import length

ENGINE_VERSION = "5"
"""Changes whenever the same documents would get another score or other reasons."""

# Where each comes from: docs/matching.md. Text ranges over 0 … 1, in practice 0 … 0.5.
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


def label_weights(ticks: Ticks, statistics: Statistics) -> dict[Label, float]:
    """What is ticked of a kind, scaled so that two documents' products are its part of a score.

    Its length is √(share · confidence), or less where only the usual is ticked; nothing where that
    says nothing. What a text means has its weight already.
    """
    labels = [(ticks.kind, name) for name in ticks.names]
    if ticks.kind == MEANING:
        return dict(zip(labels, ticks.emphases, strict=True))
    trust = confidence(len(labels), statistics.offered[ticks.kind])
    if not trust:
        return {}
    raw = [
        emphasis * statistics.label_weight(label)
        for label, emphasis in zip(labels, ticks.emphases, strict=True)
    ]
    # Alone, even a goal that everyone ticks would have cosine 1; the floor takes that away.
    usual = max(sqrt(fsum(value * value for value in raw)), -log(USUAL_RATE))
    scale = sqrt(LABEL_SHARE[ticks.kind] * trust) / usual
    return {label: value * scale for label, value in zip(labels, raw, strict=True)}


def confidence(ticks: int, offered: int) -> float:
    """ln(K / ticks) / ln K: 1 for a single tick, 0 for none and for ticking everything."""
    return max(0.0, log(offered / ticks) / log(offered)) if ticks and offered > 1 else 0.0


def silence(text: Mapping[str, float], labels: Mapping[Label, float]) -> float:
    """How much of what a document might say it leaves unsaid, from 0 to `MOST_SILENCE`.

    What is said is 1 for a text of any length and the squared length of the labels, unsaid what its
    ticks lack of `LABEL_SHARE`: not ticked, or so much ticked that it says nothing. Who has no text
    is measured by its ticks.
    """
    ticked = fsum(value * value for (kind, _), value in labels.items() if kind in LABEL_SHARE)
    unsaid = max(0.0, fsum(LABEL_SHARE.values()) - ticked)
    said = bool(text) + length(labels) ** 2
    return round(min(MOST_SILENCE, unsaid / (said + unsaid)), SILENCE_PLACES)
