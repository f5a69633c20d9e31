"""Putting on record who opens a confidential proposal, and reading that record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from challenges.models import Opening, Proposal
from partners.models import Membership
from tomoni.accounts.models import User
from tomoni.municipalities.models import StaffRole

PAGE, PRINT, MESSAGES, COMMITTEE = "page", "print", "messages", "committee"
CALENDAR, OPERATOR = "calendar", "operator"


@dataclass(frozen=True)
class Line:
    """One opening, in words."""

    at: datetime
    by: str
    of: str
    what: str


def note(request: HttpRequest, proposal: Proposal, thing: str, title: str = "") -> None:
    """Put on record that the reader has opened something of a proposal that is not public.

    Whatever else shows a proposal or hands it out calls this too. `thing` is "page", "print",
    "messages", "committee", "calendar", "operator", "file:<which>", "version:<number>", or a word
    of its own with its `title`.
    """
    if proposal.is_confidential and isinstance(request.user, User):
        Opening.objects.note(proposal, request.user, thing, title)


def note_all(request: HttpRequest, proposals: Iterable[Proposal], thing: str) -> None:
    """The same of several proposals that one page or file shows."""
    confidential = [proposal for proposal in proposals if proposal.is_confidential]
    if confidential and isinstance(request.user, User):
        Opening.objects.note_all(confidential, request.user, thing)


def may_read(roles: Iterable[Membership.Role | StaffRole.Role]) -> bool:
    """Whether somebody with these roles may read the record."""
    return any(
        role.includes(Membership.Role.EDITOR)
        if isinstance(role, Membership.Role)
        else role.includes(StaffRole.Role.MANAGER)
        for role in roles
    )


def line_of(opening: Opening, proposal: Proposal) -> Line:
    """A row of the record; its `user` is joined, with memberships and roles."""
    user = opening.user
    towns = {role.municipality_id for role in user.staff_roles.all()}
    if proposal.municipality_id in towns:
        of = proposal.municipality.name
    else:
        own = _(", ").join(membership.partner.name for membership in user.memberships.all())
        of = own or (_("operator") if user.is_operator else "")
    return Line(opening.at, str(user), of, what(opening.thing, opening.title))


def what(thing: str, title: str) -> str:
    """What was opened, in the reader's language."""
    kind, _colon, number = thing.partition(":")
    if kind == "file":
        return _("the file %s") % title
    if kind == "version":
        return _("earlier version %s") % number
    words = {
        PAGE: _("the proposal"),
        PRINT: _("the print view"),
        MESSAGES: _("the messages"),
        COMMITTEE: _("the papers of the committee"),
        CALENDAR: _("the date of the interview, for a calendar"),
        OPERATOR: _("the proposal, on the pages of the operator"),
    }
    return words.get(kind, title or thing)
