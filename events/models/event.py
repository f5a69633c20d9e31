"""Meetings: series, number, when and where, how many seats."""

from datetime import date
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from challenges.models import Challenge
from tomoni.accounts.models import User
from tomoni.chosen import ChosenField
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
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name"],
                name="series_once_per_municipality",
                violation_error_message=_("The municipality already has a series of this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


MOST_ROUNDS = 6
IN_ORDER = ("is_past", "comes_at", "-starts_at", "-pk")  # of `EventQuerySet.coming_first`


class EventQuerySet(SearchableQuerySet):
    """Meetings by time and by who may see them."""

    def upcoming(self) -> Self:
        """Announced and not over, the next first."""
        return self.not_over().filter(state=Event.State.ANNOUNCED)

    def not_over(self) -> Self:
        """Those of which everybody knows, called off or not, until they would be over; the next
        first.
        """
        known = self.exclude(state=Event.State.DRAFT)
        return known.filter(ends_at__gt=timezone.now()).order_by("starts_at", "pk")

    def coming_first(self) -> Self:
        """With what IN_ORDER sorts by: the next first, the past below."""
        is_past = Q(ends_at__lte=timezone.now())
        return self.annotate(
            is_past=Case(When(is_past, then=Value(1)), default=Value(0)),
            comes_at=Case(When(~is_past, then=F("starts_at"))),
        )

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Announced ones for everybody; drafts for the staff of their city."""
        shown = ~Q(state=Event.State.DRAFT)
        if not user.is_authenticated:
            return self.filter(shown)
        staffed = Q(municipality__in=Municipality.objects.staffed_by(user).values("pk"))
        return self.filter(shown | staffed)

    def with_numbers(self) -> Self:
        """With `number_in_year`: which meeting of its series in its fiscal year it is."""
        in_series = Event.objects.annotate(year=_fiscal_year()).filter(
            series=OuterRef("series"), year=OuterRef("year"), number__lte=OuterRef("number")
        )
        counted = in_series.order_by().values("series").annotate(rows=Count("pk")).values("rows")
        return self.annotate(year=_fiscal_year(), number_in_year=Subquery(counted))

    def with_card(self) -> Self:
        """Everything a row of a list shows, in a constant number of queries."""
        return (
            self.with_numbers()
            .select_related("municipality", "series")
            .prefetch_related("goals", "fields")
            .defer("summary", "search")
        )


def _fiscal_year() -> Combinable:
    before_april = Case(When(starts_at__month__lt=4, then=Value(1)), default=Value(0))
    return ExtractYear("starts_at") - before_april


class Event(Timestamped, Versioned):
    """A meeting. Its state changes only through `events/lifecycle.py`.

    `taken` counts the seats given away and `queued` the places of the waiting list ever given;
    both change only in `events/registration.py`, in the statement that gives a seat or a place.
    `moved_at` is when all who take part were last told of another date or place.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ANNOUNCED = "announced", _("announced")
        CANCELLED = "cancelled", _("called off")

    class Form(models.TextChoices):
        VENUE = "venue", _("in a venue")
        ONLINE = "online", _("online")
        HYBRID = "hybrid", _("in a venue and online")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="events")
    series = models.ForeignKey(
        Series,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("series"),
    )
    number = models.PositiveSmallIntegerField(_("number in the series"), null=True, blank=True)
    challenge = models.ForeignKey(
        Challenge, models.PROTECT, null=True, blank=True, related_name="events"
    )
    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("what it is about"))
    organisers = models.CharField(_("held by"), max_length=200, blank=True)
    form = models.CharField(_("how it is held"), max_length=10, choices=Form, default=Form.VENUE)
    venue = models.CharField(_("venue"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    online_link = models.URLField(_("link for participants"), blank=True)
    is_open_to_citizens = models.BooleanField(
        _("citizens may take part"),
        default=False,
        help_text=_("Also who belongs to no registered partner may register."),
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    registration_closes_at = models.DateTimeField(_("register until"))
    moved_at = models.DateTimeField(
        _("date or place changed"), null=True, blank=True, editable=False
    )
    pitches_until = models.DateTimeField(_("pitches until"), null=True, blank=True)
    takes_topics = models.BooleanField(
        _("consultation desk"),
        default=False,
        help_text=_("Anybody may put a topic to the office before or during the meeting."),
    )
    rounds = models.PositiveSmallIntegerField(
        _("rounds at the tables"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_ROUNDS)],
    )
    capacity = models.PositiveIntegerField(_("seats"))
    taken = models.PositiveIntegerField(_("seats taken"), default=0, editable=False)
    queued = models.PositiveIntegerField(_("waiting numbers given"), default=0, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    cancel_reason = models.TextField(_("why it was called off"), blank=True)
    goals = models.ManyToManyField(Goal, blank=True, related_name="+", verbose_name=_("goals"))
    fields = models.ManyToManyField(
        Field, blank=True, related_name="+", verbose_name=_("administrative fields")
    )
    search = SearchField()
    chosen = ChosenField("goals", "fields", "municipality")

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity")), name="event_not_oversold"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="event_ends_after_start",
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(
                condition=Q(registration_closes_at__lte=F("ends_at")),
                name="event_registration_ends_first",
                violation_error_message=_("Registration must end before the meeting does."),
            ),
            models.CheckConstraint(
                condition=Q(rounds__gte=1) & Q(rounds__lte=MOST_ROUNDS), name="event_has_rounds"
            ),
            models.CheckConstraint(
                condition=Q(pitches_until__lte=F("starts_at")),
                name="event_pitches_end_first",
                violation_error_message=_("Pitches must be handed in before the meeting."),
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""),
                name="event_cancelled_has_reason",
            ),
            models.UniqueConstraint(
                fields=["series", "number"],
                name="event_number_once_per_series",
                violation_error_message=_("The series already has a meeting with this number."),
            ),
        ]
        indexes = [models.Index(fields=["state", "-starts_at"], name="event_by_time")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:event_detail", args=[self.slug])

    @property
    def is_draft(self) -> bool:
        """Shown to the staff of its city only."""
        return self.state == self.State.DRAFT

    @property
    def is_cancelled(self) -> bool:
        """Announced once, and called off."""
        return self.state == self.State.CANCELLED

    @property
    def fiscal_year(self) -> int:
        """April to March, named by the year of its April."""
        start: date = timezone.localtime(self.starts_at).date()
        return start.year if start.month >= 4 else start.year - 1

    @property
    def period(self) -> str:
        """The heading under which a list shows it: to come, or the fiscal year in which it was."""
        if not self.is_over:
            return gettext("Coming up")
        return gettext("Fiscal %(year)d") % {"year": self.fiscal_year}

    @property
    def numbering(self) -> str:
        """“No. 4 (no. 2 of fiscal 2021)”; the part in brackets needs `with_numbers()`."""
        if self.number is None:
            return ""
        in_year: int | None = getattr(self, "number_in_year", None)
        facts = {"number": self.number, "year": self.fiscal_year, "in_year": in_year}
        if in_year is None:
            return gettext("No. %(number)d") % facts
        return gettext("No. %(number)d (no. %(in_year)d of fiscal %(year)d)") % facts

    @property
    def place(self) -> str:
        """Where it is held, in one line."""
        if self.form == self.Form.ONLINE:
            return gettext("online")
        parts = [self.venue, self.address]
        if self.form == self.Form.HYBRID:
            parts.append(gettext("and online"))
        return " · ".join(part for part in parts if part)

    @property
    def is_over(self) -> bool:
        """It has ended, by the server's clock."""
        return timezone.now() >= self.ends_at

    @property
    def has_started(self) -> bool:
        """Its participants can no longer be changed, by the server's clock."""
        return timezone.now() >= self.starts_at

    @property
    def lasts_one_day(self) -> bool:
        """It ends on the day on which it starts."""
        start, end = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        return start.date() == end.date()

    @property
    def accepts_registrations(self) -> bool:
        """Announced and before the end of registration, by the server's clock."""
        return self.state == self.State.ANNOUNCED and timezone.now() < self.registration_closes_at

    @property
    def takes_pitches(self) -> bool:
        """Partners may apply for a pitch now, by the server's clock."""
        until = self.pitches_until
        is_announced = self.state == self.State.ANNOUNCED
        return is_announced and until is not None and timezone.now() < until

    @property
    def is_under_way(self) -> bool:
        """It has begun and is not over, by the server's clock."""
        return self.state == self.State.ANNOUNCED and self.has_started and not self.is_over

    @property
    def has_venue(self) -> bool:
        """Somebody may come in person."""
        return self.form != self.Form.ONLINE

    @property
    def is_online(self) -> bool:
        """Somebody may take part from elsewhere."""
        return self.form != self.Form.VENUE

    @property
    def seats_left(self) -> int:
        """Seats nobody has yet."""
        return max(self.capacity - self.taken, 0)

    @property
    def is_full(self) -> bool:
        """Whoever registers now is put on the waiting list."""
        return self.taken >= self.capacity

    @property
    def seats_in_words(self) -> str:
        """How many seats are left, as one would say it."""
        if self.is_full:
            return gettext("Full – you can join the waiting list")
        left = self.seats_left
        if left <= max(3, self.capacity // 10):
            return ngettext("Only %(left)d seat left", "Only %(left)d seats left", left) % {
                "left": left
            }
        return gettext("%(left)d of %(capacity)d seats left") % {
            "left": left,
            "capacity": self.capacity,
        }

    def search_texts(self) -> tuple[str, ...]:
        """Title first."""
        return (self.title, f"{self.venue} {self.organisers}", self.summary)
