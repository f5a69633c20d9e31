"""What is told publicly of a meeting: text, photos, tags."""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models.event import Event
from tomoni.accounts.models import User
from tomoni.chosen import ChosenField
from tomoni.models import Timestamped, Versioned
from tomoni.municipalities.models import Municipality
from tomoni.search import SearchableQuerySet, SearchField


class ReportTag(models.Model):
    """A word under which reports are found."""

    name = models.CharField(_("tag"), max_length=40, unique=True)
    slug = models.SlugField(max_length=60, unique=True, allow_unicode=True)

    class Meta:
        verbose_name = pgettext_lazy("report", "tag")
        verbose_name_plural = pgettext_lazy("report", "tags")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("events:report_tag", args=[self.slug])


class ReportQuerySet(SearchableQuerySet):
    """Reports by who may see them."""

    def published(self) -> Self:
        """Those everybody may read, the newest first."""
        return self.filter(state=Report.State.PUBLISHED).order_by("-published_at", "-pk")

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Published ones for everybody; drafts for the staff of their city."""
        shown = Q(state=Report.State.PUBLISHED)
        if not user.is_authenticated:
            return self.filter(shown)
        staffed = Q(event__municipality__in=Municipality.objects.staffed_by(user).values("pk"))
        return self.filter(shown | staffed)


class Report(Timestamped, Versioned):
    """The report of a meeting, in limited Markdown. Published only by `events/reporting/`.

    `quoted` says which entries of the tables went into its draft, and how each was worded then.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("report", "draft")
        PUBLISHED = "published", pgettext_lazy("report", "published")

    event = models.OneToOneField(Event, models.PROTECT, related_name="report")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))
    tags = models.ManyToManyField(ReportTag, blank=True, related_name="reports")
    quoted = models.JSONField(default=dict, db_default={}, editable=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    search = SearchField()
    chosen = ChosenField("event__municipality")

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("meeting", "report")
        verbose_name_plural = pgettext_lazy("meeting", "reports")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="report_published_has_time",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:report_detail", args=[self.event.slug])

    @property
    def municipality(self) -> Municipality:
        """Whose meeting it was."""
        return self.event.municipality

    @property
    def is_published(self) -> bool:
        """Everybody may read it."""
        return self.state == self.State.PUBLISHED

    def search_texts(self) -> tuple[str, ...]:
        """Title first."""
        return (self.title, self.text)


class ReportPhoto(models.Model):
    """A picture of a report. Who can be seen in it has agreed: somebody of staff has looked."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="photos")
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.ImageField(_("photo"), upload_to="uploads/reports/", max_length=200)
    alt = models.CharField(_("what the picture shows"), max_length=120)
    caption = models.CharField(_("caption"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    consent_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    consent_checked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("photo of a report")
        verbose_name_plural = _("photos of reports")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.alt
