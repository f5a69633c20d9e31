"""What stands beside a proposal for those inside: its project, the messages and the notes."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from challenges.continuing import project_of
from challenges.models import Challenge, Note, Proposal
from challenges.models.readers import Reader
from challenges.talking.notes import notes_on
from challenges.talking.sides import Side, place_of
from challenges.talking.threads import with_messages
from tomoni.municipalities.access import staff_roles

NOTES_SHOWN = 3


@dataclass(frozen=True)
class Talk:
    """How many messages a proposal has, and how many of them are new to the reader."""

    count: int
    new: int


def beside(request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
    """For the page of a proposal; nothing for who belongs to neither side."""
    place = place_of(request, proposal)
    if place is None or proposal.state == Proposal.State.DRAFT:
        return {}
    is_staffed = any(r.municipality_id == proposal.municipality_id for r in staff_roles(request))
    is_accepted = proposal.state == Proposal.State.ACCEPTED
    project = project_of(proposal) if is_accepted else None
    return {
        "talk": _talk(proposal, request.user, place.side),
        "project": project,
        "may_start": is_accepted and project is None and place.may_write,
        "notes": latest_notes(proposal, request.user) if is_staffed else [],
    }


def _talk(proposal: Proposal, user: Reader, side: Side) -> Talk:
    counted: Any = with_messages(Proposal.objects.filter(pk=proposal.pk), user, side).only("pk")
    row = counted.get()
    return Talk(row.message_count, row.new_messages)


def latest_notes(subject: Proposal | Challenge, user: Reader) -> list[Note]:
    """The last few notes that this person may read."""
    return list(notes_on(subject, user)[:NOTES_SHOWN])
