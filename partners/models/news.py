"""The bulletin: short news that partners post, each until its last day."""

from datetime import date, timedelta
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.chosen import chosen_ids
from partners.models.membership import Membership
from partners.models.partner import Partner
from partners.pictures import picture_url
from tomoni.accounts.models import User
from tomoni.chosen import ChosenField
from tomoni.models import Timestamped, Versioned
from tomoni.municipalities.models import Municipality
from tomoni.search import SearchableQuerySet, SearchField
from tomoni.taxonomy.models import Field, Goal

USUAL_DAYS, MOST_DAYS = 30, 180
"""How long news is shown unless its partner says otherwise, and at most."""


def usual_end() -> date:
    """The last day of news that is posted today, unless its partner says otherwise."""
    return timezone.localdate() + timedelta(days=USUAL_DAYS)


class NewsQuerySet(SearchableQuerySet):
    """News by whether it is shown and by who may see it."""

    def current(self, today: date | None = None) -> Self:
        """Shown: of a registered partner, not over, and not hidden by the city's staff."""
        return self.filter(
            partner__state=Partner.State.APPROVED,
            ends_on__gte=today or timezone.localdate(),
            ended_at=None,
            hidden_at=None,
        )

    def running(self) -> Self:
        """Not over, hidden or not: what counts against the number a partner may have at once."""
        return self.filter(ends_on__gte=timezone.localdate(), ended_at=None)

    def public(self) -> Self:
        """Those that everybody may read, as long as they are shown."""
        return self.filter(visibility=News.Visibility.PUBLIC)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """What is shown, by its visibility; hidden and past news for its partner and its city."""
        if not user.is_authenticated:
            return self.current().public()
        shown = Q(pk__in=News.objects.current().values("pk"))
        public = shown & Q(visibility=News.Visibility.PUBLIC)
        memberships = Membership.objects.filter(user=user.pk)
        rules = public | Q(partner__in=memberships.values("partner"))
        rules |= Q(
            partner__municipality__in=Municipality.objects.staffed_by(user).values("pk"),
        )
        takes_part = Exists(memberships.filter(partner__state=Partner.State.APPROVED))
        return self.filter(rules | (shown & Q(takes_part)))

    def with_card(self) -> Self:
        """Everything a row of a list shows, in a constant number of queries."""
        return self.select_related("partner", "partner__municipality").annotate(
            main_goals=chosen_ids(News, "goals")
        )

    def with_detail(self) -> Self:
        """Everything its own page shows."""
        return self.with_card().prefetch_related("goals", "fields")


class News(Timestamped, Versioned):
    """A piece of news, never deleted. It changes only through `partners/publishing/bulletin.py`."""

    class Kind(models.TextChoices):
        EVENT = "event", pgettext_lazy("news", "event")
        CALL = "call", pgettext_lazy("news", "call for people")
        PRODUCT = "product", pgettext_lazy("news", "product or service")
        REPORT = "report", pgettext_lazy("news", "report")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("everybody")
        PARTNERS = "partners", _("registered partners")

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="news")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    title = models.CharField(_("title"), max_length=80)
    body = models.TextField(_("text"))
    link = models.URLField(_("link"), blank=True)
    image = models.ImageField(_("picture"), upload_to="uploads/news/", blank=True)
    image_alt = models.CharField(_("what the picture shows"), max_length=120, blank=True)
    goals = models.ManyToManyField(Goal, blank=True, related_name="+", verbose_name=_("goals"))
    fields = models.ManyToManyField(
        Field, blank=True, related_name="+", verbose_name=_("administrative fields")
    )
    visibility = models.CharField(
        _("who may see it"), max_length=8, choices=Visibility, default=Visibility.PUBLIC
    )
    published_at = models.DateTimeField(_("published"), default=timezone.now, editable=False)
    ends_on = models.DateField(_("shown until"), default=usual_end)
    ended_at = models.DateTimeField(_("ended early"), null=True, blank=True, editable=False)
    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True, editable=False)
    hidden_reason = models.TextField(_("why it is hidden"), blank=True)
    asked_at = models.DateTimeField(_("asked to be shown again"), null=True, blank=True)
    search = SearchField()
    chosen = ChosenField("goals", "fields", "partner__municipality", "partner__type")

    objects = NewsQuerySet.as_manager()

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_reason="", asked_at=None)
                | (Q(hidden_at__isnull=False) & ~Q(hidden_reason="")),
                name="news_hidden_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="news_by_time"),
            models.Index(fields=["partner", "ends_on"], name="news_by_partner"),
            GinIndex(fields=["search"], name="news_by_words", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("partners:news_detail", args=[self.pk])

    @property
    def image_url(self) -> str:
        """The address of the picture; another picture has another address."""
        return picture_url("partners:news_image", self.pk, self.image)

    @property
    def is_over(self) -> bool:
        """Its last day is past, or its partner has ended it before."""
        return self.ended_at is not None or self.ends_on < timezone.localdate()

    @property
    def is_hidden(self) -> bool:
        """The staff of its city have hidden it."""
        return self.hidden_at is not None

    @property
    def is_current(self) -> bool:
        """Shown to whom it is for; asks for the partner."""
        return not self.is_over and not self.is_hidden and self.partner.is_approved

    @property
    def is_public(self) -> bool:
        """Everybody may see it; asks for the partner."""
        return self.is_current and self.visibility == self.Visibility.PUBLIC

    @property
    def last_day(self) -> date:
        """The latest day on which it may be shown."""
        return timezone.localdate(self.published_at) + timedelta(days=MOST_DAYS)

    def search_texts(self) -> tuple[str, ...]:
        """Title first."""
        return (self.title, "", self.body)
