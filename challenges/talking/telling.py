"""Who is told that a message has come in. It is answered on the page, never by mail."""

from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from challenges.models import Assignment, Message, Proposal
from partners.models import Membership
from tomoni.accounts.models import User
from tomoni.municipalities.models import StaffRole
from tomoni.notices import reading
from tomoni.notices.models import Notice
from tomoni.notices.telling import tell

ARRIVED = "challenges.message_arrived"


def tell_other_side(message: Message) -> None:
    """Each who may answer is told; on the writer's own side nothing waits to be read any more."""
    proposal = message.proposal
    earlier = proposal.messages.filter(pk__lt=message.pk).exclude(side=message.side)
    reading.settle(ARRIVED, earlier.values_list("pk", flat=True))
    for person in readers_of(message):
        tell(
            person,
            ARRIVED,
            message,
            key=f"message:{message.pk}",
            url=reverse("challenges:proposal_messages", args=[proposal.receipt]),
            data={"sender": sender_of(message)},
        )


def readers_of(message: Message) -> QuerySet[User]:
    """Who of the other side may answer."""
    by_city = message.side == Message.Side.CITY
    readers = (_members if by_city else _staff)(message.proposal)
    return readers.exclude(pk=message.author_id).order_by("pk")


def sender_of(message: Message) -> str:
    """The city, or which of the partners that propose has written; the one that leads comes first.

    Kept as it was then: whoever wrote may have left since.
    """
    proposal = message.proposal
    if message.side == Message.Side.CITY:
        return proposal.municipality.name
    own = Membership.objects.filter(user=message.author_id).values("partner")
    writing = list(proposal.authors().filter(pk__in=own).order_by("pk"))
    writing.sort(key=lambda partner: partner.pk != proposal.partner_id)
    return writing[0].name if writing else proposal.partner.name


def _members(proposal: Proposal) -> QuerySet[User]:
    """The editors and owners of those who propose."""
    roles = Membership.Role.at_least(Membership.Role.EDITOR)
    rows = Membership.objects.filter(partner__in=proposal.authors().values("pk"), role__in=roles)
    return User.objects.filter(pk__in=rows.values("user"))


def _staff(proposal: Proposal) -> QuerySet[User]:
    """Who is in charge and can do it; or else who has written or decided; or else the office."""
    roles = StaffRole.Role.at_least(StaffRole.Role.EDITOR)
    office = User.objects.filter(
        pk__in=StaffRole.objects.filter(
            municipality=proposal.municipality_id, role__in=roles
        ).values("user"),
        is_active=True,
    )
    in_charge = office.filter(
        pk__in=Assignment.objects.filter(proposal=proposal, assignee__isnull=False).values(
            "assignee"
        )
    )
    if in_charge.exists():
        return in_charge
    written = proposal.messages.from_side(Message.Side.CITY).values("author")
    decided = [proposal.decided_by_id] if proposal.decided_by_id else []
    concerned = office.filter(pk__in=written) | office.filter(pk__in=decided)
    return concerned if concerned.exists() else office


def messages_to(reader: User) -> QuerySet[Message]:
    """The messages of whose notices the reader may still know."""
    readable = Proposal.objects.private_to(reader).values("pk")
    rows = Message.objects.filter(proposal__in=readable).select_related("proposal")
    return rows.annotate(number_of_files=Count("files"))


def words(notice: Notice) -> dict[str, Any]:
    """What is told of the message.

    The words of what is for the city alone stay on the page: a mail is read on any screen.
    """
    message = notice.about
    proposal: Proposal = message.proposal
    is_told = proposal.confidentiality != Proposal.Confidentiality.CITY
    return {
        "sender": notice.data["sender"],
        "title": proposal.title,
        "receipt": proposal.receipt,
        "text": message.text if is_told else "",
        "files": message.number_of_files,
    }
