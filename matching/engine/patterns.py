"""One regular expression for many expressions, in time that hardly grows with their number."""

import re
from collections.abc import Iterable
from re import Pattern


def one_of(expressions: Iterable[str]) -> Pattern[str]:
    """Finds the longest of the expressions that stands at a place."""
    return re.compile(_branches(sorted(set(expressions))))


def _branches(expressions: list[str]) -> str:
    """Grouped by their first sign, so that a sign is looked at once and not once for each."""
    tails: dict[str, list[str]] = {}
    for each in filter(None, expressions):
        tails.setdefault(each[0], []).append(each[1:])
    branches = [re.escape(first) + _branches(rest) for first, rest in tails.items()]
    ending = "?" if "" in expressions and branches else ""
    one = "|".join(branches)
    return f"(?:{one}){ending}" if len(branches) > 1 or ending else one
