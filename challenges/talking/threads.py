"""What has been written on a proposal, as its readers see it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Min, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from challenges.models import Message, MessageFile, Proposal
from challenges.models.readers import Reader
from challenges.talking.sides import Place

SHOWN = 100  # the latest messages; the earlier ones are a click away


@dataclass(frozen=True)
class Line:
    """A message, and since when somebody of the other side has had it before their eyes."""

    message: Message
    files: list[MessageFile]
    is_own: bool
    opened_at: datetime | None
    corrected_by: int | None


def thread_of(proposal: Proposal, place: Place, *, whole: bool = False) -> list[Line]:
    """The messages in the order in which they were written, in two queries."""
    rows = proposal.messages.select_related("author", "corrects").annotate(
        first_opened=Min("sightings__opened_at"), corrected_by=Min("corrections__pk")
    )
    latest = list(rows.order_by("-pk")[: None if whole else SHOWN])[::-1]
    files: dict[int, list[MessageFile]] = {}
    for file in MessageFile.objects.filter(message__in=latest):
        files.setdefault(file.message_id, []).append(file)
    return [_line(row, files.get(row.pk, []), place) for row in latest]


def _line(row: Any, files: list[MessageFile], place: Place) -> Line:
    is_own = row.side == place.side
    return Line(row, files, is_own, row.first_opened if is_own else None, row.corrected_by)


def with_messages(
    proposals: QuerySet[Proposal], user: Reader, side: Message.Side
) -> QuerySet[Proposal]:
    """Annotated with `message_count`, and `new_messages` of the other side for this person."""
    own = Message.objects.filter(proposal=OuterRef("pk"))
    new = own.exclude(side=side).new_to(user)
    return proposals.annotate(message_count=_number_of(own), new_messages=_number_of(new))


def new_first(
    proposals: QuerySet[Proposal], user: Reader, side: Message.Side
) -> QuerySet[Proposal]:
    """With their counts: those on top on which the other side has written something new."""
    is_read = Case(When(new_messages__gt=0, then=False), default=True)
    counted = with_messages(proposals, user, side).annotate(is_read=is_read)
    return counted.order_by("is_read", "-submitted_at", "-pk")


def _number_of(rows: QuerySet[Message]) -> Coalesce:
    counted = rows.order_by().values("proposal").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def with_news_for(
    proposals: QuerySet[Proposal], user: Reader, side: Message.Side
) -> QuerySet[Proposal]:
    """Those on which the other side has written what the person has not read, the latest first."""
    new = Message.objects.exclude(side=side).new_to(user).filter(proposal=OuterRef("pk"))
    counted: Any = with_messages(proposals, user, side)
    annotated: QuerySet[Proposal] = counted.filter(new_messages__gt=0)
    last = new.order_by("-pk").values("sent_at")[:1]
    return annotated.annotate(written_at=Subquery(last)).order_by("-written_at", "-pk")
