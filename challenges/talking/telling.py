"""Who is told by mail that a message has come in. It is answered on the page, never by mail."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from challenges.models import Message, Proposal
from partners.models import Membership
from tomoni.accounts.models import User
from tomoni.journal.mail import send_mail_later
from tomoni.municipalities.models import StaffRole

TEXT = "challenges.message"  # the keeper that words a message when its mail goes out


def tell_other_side(message: Message) -> None:
    """One mail to each who may answer, in their language."""
    readers = _members if message.side == Message.Side.CITY else _staff
    for person in readers(message.proposal).exclude(pk=message.author_id).order_by("pk"):
        _send(message, person)


def _members(proposal: Proposal) -> QuerySet[User]:
    """The editors and owners of those who propose."""
    roles = Membership.Role.at_least(Membership.Role.EDITOR)
    rows = Membership.objects.filter(partner__in=proposal.authors().values("pk"), role__in=roles)
    return User.objects.filter(pk__in=rows.values("user"))


def _staff(proposal: Proposal) -> QuerySet[User]:
    """Who has written or decided here and still works there; as long as nobody has, the office."""
    roles = StaffRole.Role.at_least(StaffRole.Role.EDITOR)
    office = User.objects.filter(
        pk__in=StaffRole.objects.filter(
            municipality=proposal.municipality_id, role__in=roles
        ).values("user")
    )
    written = proposal.messages.from_side(Message.Side.CITY).values("author")
    decided = [proposal.decided_by_id] if proposal.decided_by_id else []
    concerned = office.filter(pk__in=written) | office.filter(pk__in=decided)
    return concerned if concerned.exists() else office


def _send(message: Message, to: User) -> None:
    proposal = message.proposal
    by_city = message.side == Message.Side.CITY
    with translation.override(to.language):
        send_mail_later(
            to=to,
            template="message_arrived",
            context={
                "name": str(to),
                "sender": proposal.municipality.name if by_city else proposal.partner.name,
                "title": proposal.title,
                "receipt": proposal.receipt,
                "path": reverse("challenges:proposal_messages", args=[proposal.receipt]),
            },
            language=to.language,
            dedupe_key=f"message:{message.pk}:{to.pk}",
            secret=[TEXT, message.pk, to.pk],
        )


def word_message(pk: int, reader: int) -> dict[str, Any] | None:
    """What the mail says of the message when it goes out; None where the reader has left by then.

    The words of what is for the city alone stay on the page: a mail is read on any screen.
    """
    message = Message.objects.select_related("proposal").filter(pk=pk).first()
    person = User.objects.filter(pk=reader).first()
    if message is None or person is None:
        return None
    proposal = message.proposal
    if not Proposal.objects.private_to(person).filter(pk=proposal.pk).exists():
        return None
    is_told = proposal.confidentiality != Proposal.Confidentiality.CITY
    return {"text": message.text if is_told else "", "files": message.files.count()}
