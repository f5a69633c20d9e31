"""What the side of a subject has answered to its suggestions, and whom it is not shown any more.

A subject's own side is who acts for the partner of a listing, or works for the city of a challenge.
Its feedback changes what it sees itself. Whoever else may read the list reads it as it is, so that
nobody can tell from a list what others have answered. Partners at odds are shown to each other, and
in each other's lists, to nobody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.http import HttpRequest

from challenges.models import Challenge
from matching.models import Trace
from matching.reading.access import is_own_side, may_answer
from matching.storing.keys import key_of_node
from partners.models import Listing

Row = Listing | Challenge


@dataclass(frozen=True)
class Answers:
    """The feedback of a subject's side by the keys of candidates, and which it was shown or told.

    ``known_partners`` are those it says it knows, ``blocked_partners`` those with whom it is at
    odds, whoever has blocked whom. ``may_answer`` is about the reader.
    """

    verdicts: Mapping[str, str]
    shown: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
    known_partners: frozenset[int] = frozenset()
    blocked_partners: frozenset[int] = frozenset()
    is_own: bool = False
    may_answer: bool = False

    @property
    def useful(self) -> set[str]:
        """The candidates that stand on top."""
        return {key for key, said in self.verdicts.items() if said == Trace.Verdict.USEFUL}

    @property
    def aside(self) -> set[str]:
        """The candidates that were put aside one by one."""
        return {key for key, said in self.verdicts.items() if said in Trace.ASIDE}


NOTHING = Answers({})


class HasTraces(Protocol):
    """A list with the traces that were read along with it."""

    @property
    def subject(self) -> str:
        """Whose list it is."""

    @property
    def traces(self) -> list[Any]:
        """A node, a verdict, whether it was shown and told of, and the partner that is known."""

    @property
    def blocked(self) -> list[int]:
        """The partners with whom its own is at odds."""


def answers_to(
    lists: Iterable[HasTraces], subjects: Mapping[str, Row], request: HttpRequest
) -> dict[str, Answers]:
    """For each subject what its side has answered, for that side alone; and who is blocked."""
    read = {each.subject: each for each in lists}
    found = {}
    for key, row in subjects.items():
        said = NOTHING
        if is_own_side(request, row):
            said = _answers(read[key].traces if key in read else [], may_answer(request, row))
        blocked = read[key].blocked if key in read else []
        found[key] = replace(said, blocked_partners=frozenset(blocked))
    return found


def _answers(traces: Iterable[Any], is_answering: bool) -> Answers:
    verdicts, shown, told, known = {}, set(), set(), set()
    for node, verdict, is_shown, is_told, partner in traces:
        key = key_of_node(node)
        if verdict:
            verdicts[key] = verdict
        if is_shown:
            shown.add(key)
        if is_told:
            told.add(key)
        if partner:
            known.add(partner)
    return Answers(
        verdicts,
        frozenset(shown),
        frozenset(told),
        frozenset(known),
        is_own=True,
        may_answer=is_answering,
    )


def hidden_from(answers: Answers, rows: Mapping[str, Row]) -> set[str]:
    """Those of these candidates that the subject's side is not shown: the one place that says so.

    A single suggestion is put aside as "not for us"; "already know them" is about a partner, so its
    other needs and seeds leave this list too. Of a challenge, it is about the challenge.
    """
    partners = answers.known_partners | answers.blocked_partners
    theirs = {key for key, row in rows.items() if _partner_of(row) in partners}
    return (answers.aside | theirs) & rows.keys()


def _partner_of(row: Row) -> int | None:
    return row.partner_id if isinstance(row, Listing) else None
