"""A challenge with what belongs to it."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import (
    Case,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    Value,
    When,
    Window,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from challenges.models.readers import Reader, staffed_by
from partners.chosen import chosen_ids
from partners.models import Membership, Partner
from tomoni.chosen import ChosenField
from tomoni.models import Stepwise, Timestamped, Versioned
from tomoni.municipalities.classified import Classified
from tomoni.municipalities.models import Municipality
from tomoni.search import SearchableQuerySet, SearchField
from tomoni.taxonomy.models import Category, ResourceKind


def _is_published() -> Q:
    return Q(state__in=Challenge.PUBLIC_STATES, opened_at__isnull=False) & _has_standing()


def _has_standing() -> Q:
    """Asked by a city, or by a partner that is registered now."""
    return Q(caller=None) | Q(caller__state=Partner.State.APPROVED)


class ChallengeQuerySet(SearchableQuerySet):
    """Challenges by state and by who may see them."""

    def open(self) -> Self:
        """Those that take proposals now, or offers."""
        is_open = Q(state=Challenge.State.OPEN, closes_at__gt=timezone.now())
        return self.filter(is_open & _has_standing())

    def of_cities(self) -> Self:
        """Those in which a municipality asks."""
        return self.filter(caller=None)

    def of_partners(self) -> Self:
        """Those in which a partner asks the municipalities."""
        return self.filter(caller__isnull=False)

    def published(self) -> Self:
        """Those the public has been shown."""
        return self.filter(_is_published())

    def due_to_open(self) -> Self:
        """Scheduled ones whose hour has come."""
        return self.filter(state=Challenge.State.SCHEDULED, opens_at__lte=timezone.now())

    def due_to_close(self) -> Self:
        """Open ones past their deadline."""
        return self.filter(state=Challenge.State.OPEN, closes_at__lte=timezone.now())

    def visible_to(self, user: Reader) -> Self:
        """Published ones for everybody; drafts for the staff of their city, or for their partner.

        What a partner has only begun is nobody else's business.
        """
        if not user.is_authenticated:
            return self.filter(_is_published())
        return self.filter(_is_published() | _of_own_city(user) | called_by(user))

    def on_desk_of(self, user: Reader) -> Self:
        """All of the municipalities for which the person works."""
        return self.filter(_of_own_city(user))

    def called_by(self, user: Reader) -> Self:
        """Those in which a partner of the person asks."""
        return self.filter(called_by(user))

    def to_check_by(self, user: Reader) -> Self:
        """Calls of partners that the person may have to check, once they were handed in.

        One that its partner calls off before it was ever handed in stays the partner's alone.
        """
        handed_in = self.of_partners().exclude(state=Challenge.State.DRAFT)
        handed_in = handed_in.exclude(state=Challenge.State.CANCELLED, review_asked_at=None)
        if user.is_authenticated and user.is_operator:
            return handed_in
        return handed_in.filter(staffed_by(user))

    def answerable_by(self, municipality: Municipality) -> Self:
        """Open calls of partners that this municipality may answer."""
        asked = Q(called=None) | Q(called=municipality)
        return self.open().of_partners().filter(asked).distinct()

    def unanswered(self) -> Self:
        """Open ones of cities to which no proposal stands: nobody's, or taken back."""
        return self.open().of_cities().filter(~_is_answered())

    def with_urgency(self) -> Self:
        """Annotated with `is_unanswered`; with `urgency`, by which open ones without a proposal
        come first, then what is before its end, then the rest; and with the number of all rows and
        of the unanswered ones, however few are taken.
        """
        is_open = Q(state=Challenge.State.OPEN, closes_at__gt=timezone.now())
        is_unanswered = Case(When(is_open & ~_is_answered(), then=True), default=False)
        is_before = Q(state__in=Challenge.UNOPENED_STATES) | is_open
        first = When(is_unanswered=True, then=0)
        return self.annotate(is_unanswered=is_unanswered).annotate(
            urgency=Case(first, When(is_before, then=1), default=2, output_field=IntegerField()),
            of_all=Window(Count("pk")),
            of_unanswered=Window(Count("pk", filter=Q(is_unanswered=True))),
        )

    def by_end(self) -> Self:
        """Annotated so that `is_over, from_end` sorts what ends next first, and over last."""
        now, is_open = timezone.now(), Q(state=Challenge.State.OPEN, closes_at__gt=timezone.now())
        left = ExpressionWrapper(F("closes_at") - Value(now), DurationField())
        past = ExpressionWrapper(Value(now) - F("closes_at"), DurationField())
        return self.annotate(
            is_over=Case(When(is_open, then=False), default=True),
            from_end=Case(When(is_open, then=left), default=past),
        )

    def with_card(self) -> Self:
        """Everything a row of a list shows, in a constant number of queries."""
        rows = self.select_related("municipality", "category", "caller").defer("caller__search")
        return rows.annotate(
            main_goals=chosen_ids(Challenge, "primary_goals"),
            further_goals=chosen_ids(Challenge, "related_goals"),
        )


def _is_answered() -> Exists:
    """Somebody has proposed to it and not taken that back."""
    proposals = Challenge.proposals.rel.related_model._default_manager
    answers = proposals.filter(challenge=OuterRef("pk"))
    return Exists(answers.exclude(state__in=["draft", "withdrawn"]))


def _of_own_city(user: Reader) -> Q:
    return staffed_by(user) & Q(caller=None)


def called_by(user: Reader) -> Q:
    """Calls of the person's partners."""
    return Q(caller__in=Membership.objects.filter(user=user.pk).values("partner"))


class Challenge(Stepwise, Classified, Timestamped, Versioned):
    """A challenge on which a municipality seeks partners (共創募集事業).

    With a `caller` it is turned round (逆公募): a partner sets theme and money, and municipalities
    answer with offers; `municipality` is then the partner's own, which checks the call. The texts
    stand in the order in which the page shows them. Its state changes only through
    `challenges/lifecycle.py`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")
        SCHEDULED = "scheduled", _("scheduled")
        OPEN = "open", _("open")
        CLOSED = "closed", pgettext_lazy("challenge", "closed")
        SELECTING = "selecting", _("selecting")
        DECIDED = "decided", _("decided")
        UNDER_WAY = "under_way", _("under way")
        COMPLETED = "completed", _("completed")
        CANCELLED = "cancelled", pgettext_lazy("challenge", "cancelled")

    class CallType(models.TextChoices):
        THEME = "theme", _("theme: the city asks")
        FREE = "free", _("free: partners bring the theme")
        REVERSE = "reverse", _("reverse: a company asks")

    class Mode(models.TextChoices):
        COLLABORATION = "collaboration", _("collaboration without new city money")
        CONTRACT = "contract", _("contract through the rules of procurement")

    PUBLIC_STATES = (
        State.OPEN,
        State.CLOSED,
        State.SELECTING,
        State.DECIDED,
        State.UNDER_WAY,
        State.COMPLETED,
        State.CANCELLED,
    )
    UNOPENED_STATES = (State.DRAFT, State.IN_REVIEW, State.SCHEDULED)
    FINISHED_STATES = (State.COMPLETED, State.CANCELLED)
    GRACE = timedelta(minutes=15)  # for a form that was opened before the deadline

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="challenges")
    caller = models.ForeignKey(
        Partner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="calls",
        verbose_name=_("company that asks"),
    )
    called = models.ManyToManyField(
        Municipality,
        blank=True,
        related_name="+",
        verbose_name=_("municipalities that are asked"),
    )
    slug = models.SlugField(_("slug"), max_length=60, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=100)
    wish = models.TextField(_("what we want to achieve"))
    background = models.TextField(_("background"))
    project_name = models.CharField(_("name of the project"), max_length=120)
    project_content = models.TextField(_("content"))
    expected_outcomes = models.TextField(_("expected outcomes"))
    offered = models.TextField(_("resources the city offers"))
    asked_of_advisers = models.TextField(_("what is asked of advisers"), blank=True)
    money = models.CharField(_("money"), max_length=200, blank=True, default="", db_default="")
    conditions = models.TextField(_("conditions"), blank=True, default="", db_default="")
    offered_resources = models.ManyToManyField(
        ResourceKind, blank=True, related_name="+", verbose_name=_("kinds of resources offered")
    )
    sought_resources = models.ManyToManyField(
        ResourceKind, blank=True, related_name="+", verbose_name=_("kinds of resources sought")
    )
    remarks = models.TextField(_("remarks"), blank=True)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, verbose_name=_("category")
    )
    call_type = models.CharField(
        _("type of call"), max_length=10, choices=CallType, default=CallType.THEME
    )
    mode = models.CharField(_("mode"), max_length=15, choices=Mode, default=Mode.COLLABORATION)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("proposals until"))
    reply_days = models.PositiveSmallIntegerField(_("days to reply"), default=30)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    close_reason = models.TextField(
        _("why it was closed early"), blank=True, default="", db_default=""
    )
    cancel_reason = models.TextField(_("why it was cancelled"), blank=True)
    review_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    review_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    """Whose the words are that stand there now: who has saved them, or asked for their review."""
    result = models.TextField(_("what was decided"), blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    report = models.TextField(_("what came of it"), blank=True)
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True, editable=False)
    result_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    report_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    search = SearchField()
    chosen = ChosenField(
        *("primary_goals", "related_goals", "fields", "sought_resources", "municipality")
    )

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(call_type="reverse", caller__isnull=False)
                | ~Q(call_type="reverse") & Q(caller=None),
                name="challenge_reverse_has_caller",
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(opens_at__isnull=False),
                name="challenge_scheduled_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(opened_at__isnull=False),
                name="challenge_open_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(opened_at__isnull=False, closed_at__isnull=False),
                name="challenge_closed_has_dates",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""),
                name="challenge_cancelled_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="in_review") | Q(review_asked_by__isnull=False),
                name="challenge_review_was_asked_for",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "closes_at"], name="challenge_by_state"),
            models.Index(fields=["municipality", "state"], name="challenge_by_city"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("challenges:challenge_detail", args=[self.slug])

    def get_work_url(self) -> str:
        """Where those who ask work on it: the desk, or a page of the partner."""
        name = "call_workplace" if self.is_reverse else "challenge_desk"
        return reverse(f"challenges:{name}", args=[self.slug])

    @property
    def takes_questions(self) -> bool:
        """Anybody may ask now; who calls on municipalities names a contact instead."""
        return self.accepts_proposals and not self.is_reverse

    @property
    def is_public(self) -> bool:
        """The public has been shown it; one that is cancelled before it opened never is."""
        return self.state in self.PUBLIC_STATES and self.opened_at is not None

    @property
    def is_reverse(self) -> bool:
        """A partner asks and municipalities answer."""
        return self.caller_id is not None

    @property
    def asker(self) -> Municipality | Partner:
        """Who asks: the municipality, or in a reverse call the partner."""
        return self.caller or self.municipality

    @property
    def was_closed_early(self) -> bool:
        """Somebody has closed it before its deadline, and has said why."""
        return bool(self.close_reason)

    @property
    def accepts_proposals(self) -> bool:
        """Open and before its deadline, by the server's clock; in a reverse call for offers."""
        return self.state == self.State.OPEN and timezone.now() < self.closes_at

    def accepts_proposal_begun_at(self, begun_at: datetime) -> bool:
        """Whether a form opened then may be sent now: for GRACE after the end, if begun before."""
        if self.accepts_proposals:
            return True
        if self.state not in (self.State.OPEN, self.State.CLOSED):
            return False
        end = min(self.closes_at, self.closed_at or self.closes_at)
        return begun_at < end and timezone.now() < end + self.GRACE

    def search_texts(self) -> tuple[str, ...]:
        """Title first, then what is wanted, then everything else."""
        rest = (
            *(self.project_content, self.background, self.expected_outcomes, self.offered),
            self.conditions,
        )
        return (self.title, f"{self.wish} {self.project_name}", " ".join(rest))


class SubTheme(models.Model):
    """One of the themes a challenge is divided into."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="sub_themes")
    title = models.CharField(_("title"), max_length=100)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("sub-theme")
        verbose_name_plural = _("sub-themes")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class Contact(models.Model):
    """Whom to ask about a challenge (この事業に関する問い合わせ先); there may be several."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="contacts")
    organisation = models.CharField(_("organisation and section"), max_length=120)
    person = models.CharField(_("person in charge"), max_length=60, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.organisation
