"""The timeline of a row, and what came of it, as a reader may know it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.models import Partner
from tomoni.portal.provenance.kinds import KINDS, Node, Words, address_of, node_of, title_of
from tomoni.portal.provenance.outcomes import (
    OFFER,
    RESULT,
    SUGGESTION,
    TALK,
    Happening,
    happenings,
)
from tomoni.portal.provenance.readers import Reader, begun_by, shown_to
from tomoni.portal.provenance.walking import future_of, past_of

COUNTED = ("introduction", "follow-up", "proposal", "project", "agreement", RESULT)
"""What is counted of what came out of a row, in this order."""
_BESIDE: dict[str, tuple[Words, str]] = {
    SUGGESTION: (pgettext_lazy("timeline", "Suggestion"), "match"),
    OFFER: (pgettext_lazy("timeline", "Chosen offer"), "challenge"),
    TALK: (pgettext_lazy("timeline", "Talk"), "meeting"),
    RESULT: (pgettext_lazy("timeline", "Result"), "result"),
}
_ORDER = [
    *("listing", "challenge", SUGGESTION, OFFER, "introduction", TALK, "event"),
    *("follow-up", "proposal", "project", "agreement", RESULT),
]


@dataclass(frozen=True)
class Step:
    """One line of a timeline. `node` is the row it is about; `label` names its kind; `happened`
    says what the time stands for; `is_here` marks the row whose timeline it is, `is_later` what
    came out of it and is counted.
    """

    kind: str
    node: Node
    at: datetime
    label: Words
    words: str
    mark: str
    happened: Words = ""
    url: str = ""
    is_here: bool = False
    is_later: bool = False


@dataclass(frozen=True)
class Share:
    """Of what came out of a row: one kind, with its lines."""

    kind: str
    label: Words
    steps: list[Step]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.steps)


def timeline_of(row: models.Model, reader: Reader) -> list[Step]:
    """What the row came out of, itself, and what came out of it, in order of time.

    Steps that the reader may not see are left out. A partner's begins with what it takes part in.
    Raises KeyError for a row of a kind that no timeline has.
    """
    if isinstance(row, Partner):
        return _of_partner(row, reader)
    here = node_of(row)
    later = future_of([here], reader)
    shown = shown_to(reader, {here} | past_of(here, reader) | later)
    shown |= shown_to(reader, _meetings(shown, later) - shown.keys())
    return _steps(shown, reader, later, here)


def came_of(row: models.Model, reader: Reader) -> list[Share]:
    """What came out of the row, by kind, as far as the reader may see it; kinds without any are
    left out. Results are those of the row, and of all that came out of it.
    """
    if isinstance(row, Partner):
        return shares_in(_of_partner(row, reader))
    here = node_of(row)
    later = future_of([here], reader)
    return shares_in(_steps(shown_to(reader, {here} | later), reader, later, here))


def shares_in(timeline: Iterable[Step]) -> list[Share]:
    """The same as `came_of`, out of a timeline that is there already: without another walk."""
    return _shares(step for step in timeline if step.is_later)


def _of_partner(partner: Partner, reader: Reader) -> list[Step]:
    begun = begun_by(partner, reader)
    nodes = begun | future_of(begun, reader)
    return _steps(shown_to(reader, nodes), reader, nodes)


def _meetings(shown: dict[Node, Any], later: set[Node]) -> set[Node]:
    """Where follow-ups were written down that came of the row: of a talk, where the two met."""
    follow_ups = (row for node, row in shown.items() if node in later and node[0] == "follow-up")
    return {("event", row.event_id) for row in follow_ups if row.event_id}


def _shares(steps: Iterable[Step]) -> list[Share]:
    of: dict[str, list[Step]] = defaultdict(list)
    for step in steps:
        of[step.kind].append(step)
    return [Share(kind, _many(kind), of[kind]) for kind in COUNTED if of[kind]]


def _many(kind: str) -> Words:
    return _("Results") if kind == RESULT else KINDS[kind].many


def _steps(
    shown: dict[Node, Any], reader: Reader, later: set[Node], here: Node | None = None
) -> list[Step]:
    steps = [_step(node, row, here, is_later=node in later) for node, row in shown.items()]
    steps += [
        _beside(each, is_later=each.of in later or each.of == here)
        for each in happenings(shown, reader)
    ]
    return sorted(steps, key=lambda step: (step.at, _ORDER.index(step.kind), step.node))


def _step(node: Node, row: Any, here: Node | None, *, is_later: bool) -> Step:
    kind = KINDS[node[0]]
    is_listing = kind.name == "listing"
    return Step(
        kind=kind.name,
        node=node,
        at=kind.begun(row),
        label=row.get_side_display() if is_listing else kind.one,
        words=title_of(kind.name, row),
        mark=row.side if is_listing else kind.mark,
        happened=kind.happened(row),
        url=address_of(row),
        is_here=node == here,
        is_later=is_later and kind.is_kept(row),
    )


def _beside(each: Happening, *, is_later: bool) -> Step:
    label, mark = _BESIDE[each.kind]
    return Step(
        each.kind, each.of, each.at, label, each.words, mark, url=each.url, is_later=is_later
    )
