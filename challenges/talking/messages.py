"""Writing messages on a proposal, and opening them."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.models import Message, Proposal, Sighting
from challenges.talking import telling
from tomoni.accounts.models import DraftFile, User
from tomoni.journal import record
from tomoni.models import StateError
from tomoni.notices import reading

MOST_AN_HOUR = 20  # messages of one person, on whatever proposals
_SILENT = (Proposal.State.DRAFT, Proposal.State.WITHDRAWN)


def takes_messages(proposal: Proposal) -> bool:
    """Both sides can write: it was sent in, and is not withdrawn."""
    return proposal.state not in _SILENT


@transaction.atomic
def send_message(
    proposal: Proposal,
    *,
    by: User,
    side: Message.Side,
    text: str,
    files: Iterable[DraftFile] = (),
    corrects: Message | None = None,
) -> Message:
    """Write to the other side, which is told by mail. A stored file changes hands, uncopied.

    Raises StateError where the proposal takes no messages, or when the person has written enough
    for now; ValueError where `corrects` is not a message of this side on the same proposal.
    """
    proposal.lock()
    if not takes_messages(proposal):
        raise StateError(_("Messages can be written as long as a proposal is not withdrawn."))
    if corrects and (corrects.proposal_id, corrects.side) != (proposal.pk, side):
        raise ValueError("only a message of one's own side can be corrected")
    _require_moderation(by)
    message = proposal.messages.create(side=side, author=by, text=text, corrects=corrects)
    for file in files:
        message.files.create(
            file=file.file.name, name=file.name, content_type=file.content_type, size=file.size
        )
        file.delete()
    record.record(by, "message.sent", message, municipality=proposal.municipality, side=side)
    telling.tell_other_side(message)
    return message


def _require_moderation(by: User) -> None:
    since = timezone.now() - timedelta(hours=1)
    if Message.objects.filter(author=by, sent_at__gt=since).count() >= MOST_AN_HOUR:
        raise StateError(
            _("You have written many messages within an hour. Please go on a little later.")
        )


@transaction.atomic
def open_messages(messages: Iterable[Message], *, by: User, side: Message.Side) -> None:
    """Note that the person has these before their eyes; only those of the other side count."""
    others = [each for each in messages if each.side != side]
    Sighting.objects.bulk_create(
        [Sighting(message=each, reader=by) for each in others], ignore_conflicts=True
    )
    reading.settle(telling.ARRIVED, [each.pk for each in others], reader=by)
