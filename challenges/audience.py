"""Who is told of what: one answer for every mail about challenges and proposals.

Always those who are there when it happens. Who has left a partner or an office gets nothing more,
whoever had pressed the button at the time.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from challenges.models import Assignment, Challenge, CoAuthor, Proposal, ProposalDraft
from partners.models import Membership
from tomoni.accounts.models import Draft, User
from tomoni.journal.record import history_of
from tomoni.municipalities.office import people_of_office

OFFER_DRAFT = "offer"  # the kind of an unsent offer to a reverse call
INVITED, DATE_CHANGED = "proposal.interview", "proposal.interview_changed"
"""The verbs of who has invited to an interview for the city."""


class Told(NamedTuple):
    """Who is told what becomes of a proposal."""

    authors: list[User]
    """The editors and owners of those who propose; where there are none, their viewers."""
    concerned: list[User]
    """Who is in charge, and who has invited to an interview."""
    office: list[User]
    """Everybody in the office who can answer."""

    @property
    def city(self) -> list[User]:
        """Never nobody: as long as it is no one's own task, the office."""
        return self.concerned or self.office


def told_of(proposal: Proposal) -> Told:
    """Who is to be told of the proposal now."""
    office = list(people_of_office(proposal.municipality_id))
    concerned = _in_charge(proposal) | _inviters(proposal)
    return Told(
        authors=list(_authors(proposal)),
        concerned=[person for person in office if person.pk in concerned],
        office=office,
    )


def _authors(proposal: Proposal) -> QuerySet[User]:
    partners = proposal.authors().values("pk")
    writing = writers_of(partners)
    return writing if writing.exists() else members_of(partners)


def _in_charge(proposal: Proposal) -> set[int]:
    rows = Assignment.objects.filter(proposal=proposal, assignee__isnull=False)
    return set(rows.values_list("assignee", flat=True))


def _inviters(proposal: Proposal) -> set[int]:
    """Also who has set an earlier date, in whose calendar it stands."""
    entries = history_of(proposal).filter(verb__in=[INVITED, DATE_CHANGED])
    return set(entries.exclude(actor=None).values_list("actor", flat=True))


def writers_of(partners: Any) -> QuerySet[User]:
    """The editors and owners of partners."""
    roles = Membership.Role.at_least(Membership.Role.EDITOR)
    rows = Membership.objects.filter(partner__in=partners, role__in=roles)
    return _people(rows.values("user"))


def members_of(partners: Any) -> QuerySet[User]:
    """Everybody who belongs to one of the partners."""
    return _people(Membership.objects.filter(partner__in=partners).values("user"))


def _people(pks: Any) -> QuerySet[User]:
    return User.objects.filter(pk__in=pks, is_active=True).order_by("pk")


def writers(challenge: Challenge) -> QuerySet[User]:
    """Who has something unsent to it: the editors and owners of the partners that write a proposal,
    alone or together, or who has begun an offer.
    """
    if challenge.is_reverse:
        begun = Draft.objects.filter(kind=OFFER_DRAFT, target=challenge.slug, sent_at=None)
        return _people(begun.exclude(data={}).values("user"))
    begun_by, named = writing_partners(challenge, CoAuthor.NAMED)
    return writers_of(begun_by) | writers_of(named)


def writing_partners(
    challenge: Challenge, states: Iterable[str] = (CoAuthor.State.CONFIRMED,)
) -> tuple[Any, Any]:
    """The partners that lead an unsent proposal, and those that take part in one."""
    shared = ProposalDraft.objects.begun().filter(challenge=challenge)
    anew = shared.exclude(proposal=None).values("proposal")
    theirs = Q(draft__in=shared.values("pk")) | Q(proposal__in=anew)
    named = CoAuthor.objects.filter(theirs, state__in=states)
    return shared.values("partner"), named.values("partner")


def followers(challenge: Challenge) -> QuerySet[User]:
    """Who wants to be told what happens with it."""
    return _people(challenge.follows.values("user"))


def waiting_authors(challenge: Challenge) -> QuerySet[User]:
    """Who acts for a partner whose proposal to it has no answer."""
    waiting = challenge.proposals.undecided().order_by()
    joint = CoAuthor.objects.confirmed().filter(proposal__in=waiting.values("pk"))
    return writers_of(waiting.values("partner")) | writers_of(joint.values("partner"))
