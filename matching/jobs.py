"""The matcher's work in the background."""

from typing import Any

from matching import suggestions
from matching.suggestions import Write
from tomoni.journal import ledger


@ledger.handler(suggestions.MATCH)
def match(key: str, payload: dict[str, Any]) -> Write:
    """A listing, challenge or partner has changed."""
    return suggestions.refresh(key)


@ledger.handler(suggestions.REBUILD)
def rebuild(key: str, payload: dict[str, Any]) -> Write:
    """Things have been quiet for a moment, or somebody asked; the key is "2/4" for part 2 of 4."""
    part, parts = map(int, key.split("/"))
    return suggestions.rebuild(part, parts)
