"""What a meeting is made of: its programme, its theme tables, and who has a duty there."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from challenges.models import Challenge
from events.models.event import Event
from partners.models import Partner
from tomoni.accounts.models import User
from tomoni.taxonomy.models import Field, Goal


class ProgrammeItem(models.Model):
    """A line of the programme. It lasts `minutes`; when it starts follows from those before it."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="programme")
    position = models.PositiveSmallIntegerField(_("place in the programme"), default=1)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=10)
    title = models.CharField(_("title"), max_length=120)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("programme item")
        verbose_name_plural = _("programme items")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


def timed(items: list[ProgrammeItem], begin: datetime) -> list[ProgrammeItem]:
    """The items with `starts_at`, one after the other from the beginning of the meeting."""
    for item in items:
        item.starts_at = begin  # type: ignore[attr-defined]
        begin += timedelta(minutes=item.minutes)
    return items


class Table(models.Model):
    """A theme table; who leads it has a `Duty` at it."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="tables")
    number = models.PositiveSmallIntegerField(_("number"))
    theme = models.CharField(_("theme"), max_length=100)
    seats = models.PositiveSmallIntegerField(_("seats"), default=6)
    online_link = models.URLField(_("link of the table"), blank=True)
    challenge = models.ForeignKey(
        Challenge,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tables",
        verbose_name=_("challenge"),
    )
    goals = models.ManyToManyField(Goal, blank=True, related_name="+", verbose_name=_("goals"))
    fields = models.ManyToManyField(
        Field, blank=True, related_name="+", verbose_name=_("administrative fields")
    )

    class Meta:
        verbose_name = _("theme table")
        verbose_name_plural = _("theme tables")
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="table_number_once_per_event")
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Number and theme, as on the sign that stands on the table."""
        return f"{self.number}. {self.theme}"

    @property
    def advisers(self) -> list["Duty"]:
        """Who knows the theme; `duties` may be prefetched."""
        return [duty for duty in self.duties.all() if duty.kind == Duty.Kind.ADVISER]

    @property
    def facilitators(self) -> list["Duty"]:
        """Who leads the talk; `duties` may be prefetched."""
        return [duty for duty in self.duties.all() if duty.kind == Duty.Kind.FACILITATOR]


class DutyQuerySet(models.QuerySet["Duty"]):
    """Duties by who holds them."""

    def of_user(self, user: User) -> Self:
        """The person's own."""
        return self.filter(user=user.pk)


class Duty(models.Model):
    """What somebody does at a meeting. With a `user` it carries the right to do it.

    Reception checks in; note takers and facilitators of a table look after its notes.
    """

    class Kind(models.TextChoices):
        ADVISER = "adviser", _("adviser")
        FACILITATOR = "facilitator", _("facilitator")
        RECEPTION = "reception", _("reception")
        NOTE_TAKER = "note_taker", _("note taker")

    AT_TABLES = (Kind.ADVISER, Kind.FACILITATOR, Kind.NOTE_TAKER)

    event = models.ForeignKey(Event, models.CASCADE, related_name="duties")
    kind = models.CharField(_("duty"), max_length=12, choices=Kind)
    table = models.ForeignKey(
        Table,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="duties",
        verbose_name=_("theme table"),
    )
    name = models.CharField(_("name"), max_length=100)
    affiliation = models.CharField(_("affiliation"), max_length=120, blank=True)
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meeting_duties",
        verbose_name=_("account"),
    )

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["table__number", "kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="reception") | Q(table__isnull=True),
                name="duty_reception_has_no_table",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("reception", "note_taker")) | Q(table__isnull=False),
                name="duty_leads_a_table",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_kind_display()})"


class EventInvitation(models.Model):
    """A partner that the office has told of a meeting; once per meeting."""

    class Way(models.TextChoices):
        SUGGESTION = "suggestion", _("fits the meeting")
        GOAL = "goal", _("by goal")
        FIELD = "field", _("by administrative field")
        LIST = "list", _("from a list")

    event = models.ForeignKey(Event, models.PROTECT, related_name="invitations")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="event_invitations")
    way = models.CharField(_("how it was chosen"), max_length=12, choices=Way)
    words = models.TextField(_("message"), blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("invitation to a meeting")
        verbose_name_plural = _("invitations to meetings")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "partner"], name="event_invites_partner_once")
        ]

    def __str__(self) -> str:
        return f"{self.partner} – {self.event}"
