"""The kinds of rows that come out of one another, in the order in which that usually happens."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from challenges.models import Challenge, Proposal
from events.models import Event, FollowUp
from matching.models import Introduction
from partners.models import Agreement, Listing, Partner, Project

Words = str | Promise
Node = tuple[str, int]
"""A row as the walk knows it: the name of its kind, and its primary key."""


@dataclass(frozen=True)
class Kind:
    """`name` stands in addresses; `mark` is a symbol of the sprite; `begun` is when it appeared,
    and `happened` says what that time stands for; rows of which `is_kept` is false are only being
    written: they are shown to who may see them, and counted nowhere.
    """

    name: str
    model: type[models.Model]
    one: Words
    many: Words
    mark: str
    begun: Callable[[Any], datetime]
    happened: Callable[[Any], Words]
    is_kept: Callable[[Any], bool] = lambda row: True
    reading: Callable[[Any], Any] = lambda rows: rows.defer("search")

    @property
    def label(self) -> str:
        """As an origin names it."""
        return self.model._meta.label_lower

    def rows(self) -> Any:
        """All rows, as a timeline reads them."""
        return self.reading(self.model._default_manager.all())


def _signed(agreement: Agreement) -> datetime:
    """The end of the day of signing, of which no hour is known; else when it was written down."""
    if agreement.signed_on is None:
        return agreement.created_at
    return timezone.make_aware(datetime.combine(agreement.signed_on, time.max))


_DRAFT = pgettext_lazy("timeline", "Draft")
_PREPARED = pgettext_lazy("timeline", "Being prepared")
_PLANNED = pgettext_lazy("timeline", "Planned")
_CALLED_OFF = pgettext_lazy("timeline", "Called off")


def _always(words: Words) -> Callable[[Any], Words]:
    return lambda row: words


def _opened(challenge: Challenge) -> Words:
    if challenge.opened_at:
        return pgettext_lazy("timeline", "Opened")
    return {
        Challenge.State.SCHEDULED: _PLANNED,
        Challenge.State.CANCELLED: _CALLED_OFF,
    }.get(Challenge.State(challenge.state), _PREPARED)


def _held(event: Event) -> Words:
    if event.state == Event.State.DRAFT:
        return _PREPARED
    if event.state == Event.State.CANCELLED:
        return _CALLED_OFF
    return pgettext_lazy("timeline", "Held") if event.has_started else _PLANNED


def _sent(proposal: Proposal) -> bool:
    return proposal.state != Proposal.State.DRAFT


def _agreed(agreement: Agreement) -> bool:
    return agreement.state != Agreement.State.DRAFT


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "listing",
            Listing,
            gettext_lazy("Need or seed"),
            gettext_lazy("Needs and seeds"),
            "need",
            lambda row: row.published_at or row.created_at,
            lambda row: pgettext_lazy("timeline", "Published") if row.published_at else _DRAFT,
        ),
        Kind(
            "challenge",
            Challenge,
            gettext_lazy("Challenge"),
            gettext_lazy("Challenges"),
            "challenge",
            lambda row: row.opened_at or row.created_at,
            _opened,
        ),
        Kind(
            "introduction",
            Introduction,
            gettext_lazy("Introduction"),
            gettext_lazy("Introductions"),
            "match",
            lambda row: row.requested_at,
            _always(pgettext_lazy("timeline", "A talk was asked for")),
            reading=lambda rows: rows.with_names(),
        ),
        Kind(
            "event",
            Event,
            gettext_lazy("Meeting"),
            gettext_lazy("Meetings"),
            "meeting",
            lambda row: row.starts_at,
            _held,
        ),
        Kind(
            "follow-up",
            FollowUp,
            gettext_lazy("Follow-up"),
            gettext_lazy("Follow-ups"),
            "clock",
            lambda row: row.created_at,
            _always(pgettext_lazy("timeline", "Written down")),
            reading=lambda rows: rows,
        ),
        Kind(
            "proposal",
            Proposal,
            gettext_lazy("Proposal"),
            gettext_lazy("Proposals"),
            "proposal",
            lambda row: row.submitted_at or row.created_at,
            lambda row: pgettext_lazy("timeline", "Sent in") if _sent(row) else _DRAFT,
            _sent,
            reading=lambda rows: rows,
        ),
        Kind(
            "project",
            Project,
            gettext_lazy("Project"),
            gettext_lazy("Projects"),
            "project",
            lambda row: row.started_at,
            _always(pgettext_lazy("timeline", "Begun")),
        ),
        Kind(
            "agreement",
            Agreement,
            pgettext_lazy("timeline", "Agreement"),
            gettext_lazy("Agreements"),
            "agreement",
            _signed,
            lambda row: pgettext_lazy("timeline", "Signed") if _agreed(row) else _PREPARED,
            _agreed,
        ),
    )
}
PARTNER = "partner"
"""What a partner takes part in is no step of its own: it is where a timeline may begin."""
BY_LABEL = {kind.label: kind.name for kind in KINDS.values()}


def node_of(row: models.Model) -> Node:
    """The row as the walk knows it; KeyError for a row of no such kind."""
    return BY_LABEL[row._meta.label_lower], row.pk


def title_of(name: str, row: Any) -> str:
    """What a reader of the row calls it; an introduction by the names of its partners."""
    if name == "introduction":
        return _(" – ").join(row.names)
    return str(row)


def address_of(row: Any) -> str:
    """Its page."""
    return str(row.get_absolute_url())


def model_of(name: str) -> type[models.Model] | None:
    """The model of a kind in an address, partners included."""
    if name == PARTNER:
        return Partner
    return KINDS[name].model if name in KINDS else None
