"""Five steps instead of a per cent that nobody could justify."""

from bisect import bisect_right

LEVELS = (0.0, 0.08, 0.14, 0.22, 0.32)
"""The least score of levels 1 to 5."""


def level_of(score: float) -> int:
    """1 (worth a look) to 5 (very close), for any score."""
    return max(1, bisect_right(LEVELS, score))
