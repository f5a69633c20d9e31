"""Exchange meetings: series, programme, tables, and who takes part."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from challenges.models import Challenge
from partners.models import Partner
from tomoni.accounts.models import User
from tomoni.models import Timestamped, Versioned
from tomoni.municipalities.models import Municipality
from tomoni.search import SearchableQuerySet, SearchField
from tomoni.taxonomy.models import Field, Goal


class Series(models.Model):
    """Meetings that are numbered together."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="event_series")
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")

    def __str__(self) -> str:
        return self.name


class EventQuerySet(SearchableQuerySet):
    """Meetings by time and by who may see them."""

    def upcoming(self) -> Self:
        """Announced and not over, the next first."""
        return self.filter(
            state=Event.State.ANNOUNCED, ends_at__gt=timezone.now()
        ).order_by("starts_at", "pk")

    def visible_to(self, user: User) -> Self:
        """Announced ones for everybody; drafts for the staff of their city."""
        shown = ~Q(state=Event.State.DRAFT)
        if not user.is_authenticated:
            return self.filter(shown)
        staffed = Q(municipality__in=Municipality.objects.staffed_by(user).values("pk"))
        return self.filter(shown | staffed)


class Event(Timestamped, Versioned):
    """A meeting. `taken` counts the seats given away and is changed only by
    `events/registration.py`, in the statement that gives a seat.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ANNOUNCED = "announced", _("announced")
        CANCELLED = "cancelled", _("cancelled")

    class Form(models.TextChoices):
        VENUE = "venue", _("in a venue")
        ONLINE = "online", _("online")
        HYBRID = "hybrid", _("in a venue and online")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="events")
    series = models.ForeignKey(
        Series, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("series")
    )
    number = models.PositiveSmallIntegerField(_("number in the series"), null=True, blank=True)
    challenge = models.ForeignKey(
        Challenge, models.PROTECT, null=True, blank=True, related_name="events"
    )
    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("what it is about"))
    organisers = models.CharField(_("held by"), max_length=200, blank=True)
    form = models.CharField(_("form"), max_length=10, choices=Form, default=Form.VENUE)
    venue = models.CharField(_("venue"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    online_link = models.URLField(_("link for participants"), blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    registration_closes_at = models.DateTimeField(_("register until"))
    capacity = models.PositiveIntegerField(_("seats"))
    taken = models.PositiveIntegerField(_("seats taken"), default=0, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    goals = models.ManyToManyField(Goal, blank=True, related_name="+", verbose_name=_("goals"))
    fields = models.ManyToManyField(
        Field, blank=True, related_name="+", verbose_name=_("administrative fields")
    )
    search = SearchField()

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="event_not_oversold"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_start"),
            models.UniqueConstraint(
                fields=["series", "number"], name="event_number_once_per_series"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:event_detail", args=[self.slug])

    @property
    def fiscal_year(self) -> int:
        """April to March, named by the year of its April."""
        start: date = timezone.localtime(self.starts_at).date()
        return start.year if start.month >= 4 else start.year - 1

    @property
    def accepts_registrations(self) -> bool:
        """Announced and before the end of registration, by the server's clock."""
        return (
            self.state == self.State.ANNOUNCED and timezone.now() < self.registration_closes_at
        )

    @property
    def is_full(self) -> bool:
        """Whoever registers now is put on the waiting list."""
        return self.taken >= self.capacity

    def search_texts(self) -> tuple[str, ...]:
        """Title first."""
        return (self.title, f"{self.venue} {self.organisers}", self.summary)


class ProgrammeItem(models.Model):
    """A line of the programme."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="programme")
    starts_at = models.TimeField(_("starts"))
    title = models.CharField(_("title"), max_length=120)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("programme item")
        verbose_name_plural = _("programme items")
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return self.title


class Table(models.Model):
    """A theme table with its adviser and facilitator."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="tables")
    number = models.PositiveSmallIntegerField(_("number"))
    theme = models.CharField(_("theme"), max_length=100)
    adviser = models.CharField(_("adviser"), max_length=100, blank=True)
    adviser_affiliation = models.CharField(_("adviser's affiliation"), max_length=120, blank=True)
    facilitator = models.CharField(_("facilitator"), max_length=100, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), default=6)
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
        return self.theme


class Registration(Timestamped):
    """A person's place at a meeting. Changed only through `events/registration.py`."""

    class State(models.TextChoices):
        REGISTERED = "registered", _("registered")
        WAITING = "waiting", _("on the waiting list")
        CANCELLED = "cancelled", _("cancelled")

    event = models.ForeignKey(Event, models.PROTECT, related_name="registrations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="registrations"
    )
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="registrations")
    receipt = models.CharField(_("receipt number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State)
    queue_number = models.PositiveIntegerField(
        _("order of arrival"), null=True, blank=True, editable=False
    )
    working_on = models.TextField(_("what I work on now"), blank=True)
    interested_in = models.TextField(_("what interests me"), blank=True)
    lacking = models.TextField(_("what I lack"), blank=True)
    access_needs = models.TextField(_("what I need to take part with ease"), blank=True)
    allows_photos = models.BooleanField(_("I may appear in photos"), default=False)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "user"],
                condition=~Q(state="cancelled"),
                name="registration_once_per_person",
            )
        ]
        indexes = [
            models.Index(fields=["event", "state", "queue_number"], name="registration_queue")
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.event}"


class TableWish(models.Model):
    """A table somebody would like to sit at; the first wish has rank 1."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="wishes")
    table = models.ForeignKey(Table, models.CASCADE, related_name="wishes")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "table"], name="wish_once_per_table"),
            models.UniqueConstraint(fields=["registration", "rank"], name="wish_once_per_rank"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}: {self.table}"
