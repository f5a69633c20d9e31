"""Putting on record who opens a confidential proposal, and reading that record."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from challenges.models import Opening, Proposal
from tomoni.accounts.models import User

PAGE, PRINT = "page", "print"


@dataclass(frozen=True)
class Line:
    """One opening, in words."""

    at: datetime
    by: str
    what: str


def note(request: HttpRequest, proposal: Proposal, thing: str, title: str = "") -> None:
    """Put on record that the reader has opened something of a proposal that is not public.

    Whatever else shows a proposal or hands it out calls this too. `thing` is "page", "print",
    "file:<pk>", "version:<number>", or a word of its own.
    """
    if proposal.is_confidential and isinstance(request.user, User):
        Opening.objects.note(proposal, request.user, thing, title)


def line_of(opening: Opening) -> Line:
    """A row of the record; `user` is joined."""
    return Line(opening.at, str(opening.user), what(opening.thing, opening.title))


def what(thing: str, title: str) -> str:
    """What was opened, in the reader's language."""
    kind, _colon, number = thing.partition(":")
    if kind == "file":
        return _("the file %s") % title
    if kind == "version":
        return _("earlier version %s") % number
    return {PAGE: _("the proposal"), PRINT: _("the print view")}.get(kind, title or thing)
