"""What hangs on a project: progress, milestones and the figures of its result."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.chosen import hanging_rows
from partners.models.partner import Partner
from partners.models.project import Project
from partners.pictures import picture_url
from tomoni.models import Timestamped, Versioned
from tomoni.taxonomy.models import Goal


class PostQuerySet(models.QuerySet["Post"]):
    """Posts by who may read them; whoever asks has found their project by `visible_to`."""

    def public(self) -> Self:
        """Those for everybody, of projects that everybody sees."""
        return self.filter(is_public=True, project__visibility=Project.Visibility.PUBLIC)

    def readable(self, *, inside: bool) -> Self:
        """All of them for who takes part, those for everybody for others."""
        return self if inside else self.public()

    def with_pictures(self) -> Self:
        """Annotated with their pictures, in the same query."""
        return self.annotate(picture_rows=hanging_rows(Post, "pictures", "pk", "image", "alt"))


class Post(Timestamped, Versioned):
    """How a project goes on, told by a partner or, where there is none, by the municipality."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="posts")
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("text"))
    people_reached = models.PositiveIntegerField(_("people reached"), null=True, blank=True)
    people_counted = models.CharField(
        _("how they were counted"), max_length=200, blank=True, default="", db_default=""
    )
    is_public = models.BooleanField(
        pgettext_lazy("of a project", "shown to everybody"), default=False
    )
    posted_at = models.DateTimeField(_("posted"))

    picture_rows: list[dict[str, Any]]

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of a project", "post")
        verbose_name_plural = pgettext_lazy("of a project", "posts")
        ordering = ["-posted_at", "-pk"]
        indexes = [models.Index(fields=["project", "-posted_at"], name="post_by_project")]
        constraints = [
            models.CheckConstraint(
                condition=Q(people_reached=None) | ~Q(people_counted=""),
                name="post_people_were_counted_somehow",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_pictures(self) -> list["PostPicture"]:
        """Its pictures, where it came through `with_pictures`."""
        return [PostPicture(**row) for row in self.picture_rows]

    @property
    def anchor(self) -> str:
        """Where it stands on the page of its project."""
        return f"post-{self.pk}"


class PostPicture(models.Model):
    """A photo of a post, told in words for who does not see it; read by who may read the post."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="pictures")
    image = models.ImageField(_("picture"), upload_to="uploads/projects/")
    alt = models.CharField(_("what the picture shows"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        verbose_name = pgettext_lazy("of a post", "picture")
        verbose_name_plural = pgettext_lazy("of a post", "pictures")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.alt

    @property
    def url(self) -> str:
        """Its address; another picture has another one."""
        return picture_url("partners:post_picture", self.pk, self.image)


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    """Milestones by who may read them."""

    def public(self) -> Self:
        """Those for everybody, of projects that everybody sees."""
        return self.filter(is_public=True, project__visibility=Project.Visibility.PUBLIC)

    def readable(self, *, inside: bool) -> Self:
        """All of them for who takes part, those for everybody for others."""
        return self if inside else self.public()

    def with_moves(self) -> Self:
        """Annotated with the days that were moved, in the same query."""
        moves = hanging_rows(Milestone, "moves", "was", "until", "reason")
        return self.annotate(move_rows=moves)


class Milestone(Timestamped, Versioned):
    """Something that is to be reached by a day. When the day is moved, the old one is kept."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="milestones")
    title = models.CharField(_("what is to be reached"), max_length=100)
    due_on = models.DateField(_("by when"))
    done_on = models.DateField(_("reached on"), null=True, blank=True)
    is_public = models.BooleanField(
        pgettext_lazy("of a project", "shown to everybody"), default=False
    )

    move_rows: list[dict[str, str]]

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["project", "due_on"], name="milestone_by_project")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("partners:milestone_change", args=[self.pk])

    @property
    def moved(self) -> list["Move"]:
        """How its day was moved, where it came through `with_moves`."""
        day = date.fromisoformat
        return [
            Move(was=day(row["was"]), until=day(row["until"]), reason=row["reason"])
            for row in self.move_rows
        ]

    @property
    def is_late(self) -> bool:
        """Its day is past and it is not reached."""
        return self.done_on is None and self.due_on < timezone.localdate()


class Move(models.Model):
    """A milestone whose day was moved, and why."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="moves")
    was = models.DateField(_("day before"))
    until = models.DateField(_("new day"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("of a milestone", "move")
        verbose_name_plural = pgettext_lazy("of a milestone", "moves")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(until=F("was")), name="move_changes_the_day")
        ]

    def __str__(self) -> str:
        return f"{self.was} → {self.until}"


class Figure(models.Model):
    """A number of the result with its unit: 三軒, 延べ120人, 二酸化炭素4.5トン."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="figures")
    label = models.CharField(_("what was counted"), max_length=60)
    value = models.DecimalField(
        pgettext_lazy("of a result", "number"), max_digits=14, decimal_places=2
    )
    unit = models.CharField(_("unit"), max_length=20)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("figure of a result")
        verbose_name_plural = _("figures of results")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.label}: {self.number} {self.unit}"

    @property
    def number(self) -> str:
        """The number as it is read: thousands apart, and no zeros behind that say nothing."""
        return f"{self.value.normalize():,f}"


class GoalOutcome(models.Model):
    """What came of a project for one of its goals: a sentence, and perhaps a number."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="goal_outcomes")
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="+", verbose_name=_("goal"))
    text = models.CharField(_("what came of it"), max_length=300)
    value = models.DecimalField(
        pgettext_lazy("of a result", "number"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
    )
    unit = models.CharField(_("unit"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("result by goal")
        verbose_name_plural = _("results by goal")
        ordering = ["goal"]
        constraints = [
            models.UniqueConstraint(fields=["project", "goal"], name="goal_outcome_once"),
            models.CheckConstraint(
                condition=Q(value=None, unit="") | Q(value__isnull=False) & ~Q(unit=""),
                name="goal_outcome_number_has_unit",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def number(self) -> str:
        """The number as it is read; nothing where there is none."""
        return "" if self.value is None else f"{self.value.normalize():,f}"
