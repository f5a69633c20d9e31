"""The matcher's work in the background."""

from typing import Any

from matching import rebuilding, suggestions
from matching.models import Version
from matching.suggestions import REBUILD, START, Write
from tomoni.journal import ledger


@ledger.handler(suggestions.MATCH)
def match(key: str, payload: dict[str, Any]) -> Write:
    """A listing, challenge or partner has changed."""
    return suggestions.refresh(key)


@ledger.handler(REBUILD)
def rebuild(key: str, payload: dict[str, Any]) -> Write:
    """A rebuild was asked for, or one of its parts is to be done: "12:weighing:3"."""
    if key == START:
        return _begin
    pk, phase, part = key.split(":")
    version = Version.objects.building().filter(pk=pk, phase=phase).first()
    return rebuilding.work(version, int(part), _ask_for_parts) if version else _nothing


def _begin() -> None:
    """Start, or wait until the one that is under way has ended."""
    version = rebuilding.begin()
    if version is None:
        suggestions.ask_for_rebuild(delay=suggestions.REBUILD_AFTER)
    else:
        _ask_for_parts(version)


def _ask_for_parts(version: Version) -> None:
    if version.state == Version.State.BUILDING:
        for part in range(version.parts):
            ledger.enqueue(REBUILD, f"{version.pk}:{version.phase}:{part}")


def _nothing() -> None:
    """The rebuild to which the part belonged was given up."""
