"""A project: what partners and a municipality do together, and what comes of it."""

from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, When
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.chosen import chosen_ids, hanging_rows
from partners.models.origin import Originated
from partners.models.partner import Partner
from tomoni.accounts.models import User
from tomoni.chosen import ChosenField
from tomoni.models import Stepwise, Timestamped, Versioned
from tomoni.municipalities.models import Municipality
from tomoni.search import SearchableQuerySet, SearchField
from tomoni.taxonomy.models import Field, Goal

Reader = User | AnonymousUser


class ProjectQuerySet(SearchableQuerySet):
    """Projects by who may see them."""

    def public(self) -> Self:
        """Those that their members show to everybody."""
        return self.filter(visibility=Project.Visibility.PUBLIC)

    def of_member(self, user: Reader) -> Self:
        """Those in which the person's partners take part, or are asked to; so do those for which
        they act while nobody has claimed them.
        """
        if not user.is_authenticated:
            return self.none()
        own = Partner.objects.stood_for_by(user).order_by().values("pk")
        present = Participation.objects.present().filter(partner__in=own)
        return self.filter(pk__in=present.values("project"))

    def of_partner(self, partner: Partner) -> Self:
        """Those in which the partner takes part, or is asked to; what waits for an answer first."""
        asked, present = Participation.State.ASKED, Participation.objects.present()
        own = present.filter(partner=partner)
        place = own.filter(project=OuterRef("pk")).values("state")[:1]
        rows = self.filter(pk__in=own.values("project")).annotate(place=Subquery(place))
        is_answered = Case(When(place=asked, then=False), default=True)
        return rows.order_by(is_answered, "-started_at", "-pk")

    def on_desk_of(self, user: Reader) -> Self:
        """Those of the municipalities for which the person works."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(municipality__in=Municipality.objects.staffed_by(user).values("pk"))

    def visible_to(self, user: Reader) -> Self:
        """Public ones for everybody; others for who takes part and the staff of their city."""
        if not user.is_authenticated:
            return self.public()
        return self.public() | self.of_member(user) | self.on_desk_of(user)

    def with_card(self) -> Self:
        """Everything a row of a list shows, in one query."""
        return (
            self.defer("search")
            .select_related("municipality")
            .annotate(main_goals=chosen_ids(Project, "goals"), partner_rows=_partners())
        )

    def with_detail(self) -> Self:
        """Everything its own page shows but its posts and milestones."""
        figures = hanging_rows(Project, "figures", "label", "value", "unit")
        by_goal = hanging_rows(Project, "goal_outcomes", "goal_id", "text", "value", "unit")
        return self.with_card().annotate(
            field_ids=chosen_ids(Project, "fields"), figure_rows=figures, by_goal_rows=by_goal
        )


def _partners() -> ArraySubquery:
    """Those that take part, in the order in which they have joined, with the row itself."""
    joined = Participation.objects.joined().filter(project=OuterRef("pk"))
    columns = {name: f"partner__{name}" for name in ("pk", "slug", "name", "state")}
    return ArraySubquery(joined.order_by("pk").values(row=JSONObject(**columns)))


class Project(Stepwise, Originated, Timestamped, Versioned):
    """Something that is done together. Its state changes only through `partners/projects/`.

    A project that came out of something not public belongs to its members alone until one of its
    partners shows it to everybody, in words of their own.
    """

    class State(models.TextChoices):
        UNDER_WAY = "under_way", pgettext_lazy("project", "under way")
        COMPLETED = "completed", pgettext_lazy("project", "completed")
        ENDED = "ended", pgettext_lazy("project", "ended early")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("everybody")
        MEMBERS = "members", pgettext_lazy("readers", "those who take part")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="projects")
    title = models.CharField(_("title"), max_length=100)
    summary = models.TextField(pgettext_lazy("project", "what it is about"))
    goals = models.ManyToManyField(Goal, blank=True, related_name="+", verbose_name=_("goals"))
    fields = models.ManyToManyField(
        Field, blank=True, related_name="+", verbose_name=_("administrative fields")
    )
    visibility = models.CharField(
        _("who may see it"), max_length=8, choices=Visibility, default=Visibility.MEMBERS
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UNDER_WAY)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    end_reason = models.TextField(_("why it ended early"), blank=True)
    outcome = models.TextField(_("what came of it"), blank=True)
    lessons = models.TextField(_("what we have learned"), blank=True)
    people_reached = models.PositiveIntegerField(_("people reached"), null=True, blank=True)
    people_counted = models.CharField(_("how they were counted"), max_length=200, blank=True)
    search = SearchField()
    chosen = ChosenField("goals", "fields", "municipality")

    main_goals: list[int]
    field_ids: list[int]
    partner_rows: list[dict[str, Any]]
    figure_rows: list[dict[str, Any]]
    by_goal_rows: list[dict[str, Any]]
    goal_outcomes: Any

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["origin_type", "origin_id"],
                condition=Q(origin_id__isnull=False),
                name="project_once_per_origin",
            ),
            models.CheckConstraint(
                condition=Q(state="under_way", ended_at=None)
                | ~Q(state="under_way") & Q(ended_at__isnull=False),
                name="project_over_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state="completed") | ~Q(outcome=""),
                name="project_completed_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state="ended") & ~Q(end_reason="") | ~Q(state="ended"),
                name="project_ended_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(people_reached=None) | ~Q(people_counted=""),
                name="project_people_were_counted_somehow",
            ),
        ]
        indexes = [
            models.Index(fields=["visibility", "-started_at", "-id"], name="project_by_time"),
            models.Index(fields=["municipality", "state"], name="project_by_city"),
            GinIndex(fields=["search"], name="project_by_words", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("partners:project_detail", args=[self.pk])

    @property
    def is_public(self) -> bool:
        """Everybody may see it."""
        return self.visibility == self.Visibility.PUBLIC

    @property
    def is_under_way(self) -> bool:
        """Neither completed nor ended."""
        return self.state == self.State.UNDER_WAY

    def search_texts(self) -> tuple[str, ...]:
        """Title first, then what it is about, then what came of it, also goal by goal."""
        by_goal: Any = self.goal_outcomes.values_list("text", flat=True) if self.pk else ()
        return (self.title, self.summary, " ".join([self.outcome, self.lessons, *by_goal]))


class ParticipationQuerySet(models.QuerySet["Participation"]):
    """Places of partners by how they stand."""

    def joined(self) -> Self:
        """Those who take part."""
        return self.filter(state=Participation.State.JOINED)

    def asked(self) -> Self:
        """Those whose answer is awaited."""
        return self.filter(state=Participation.State.ASKED)

    def present(self) -> Self:
        """Those who take part or may still say yes."""
        return self.filter(state__in=[Participation.State.JOINED, Participation.State.ASKED])


class Participation(models.Model):
    """A partner's place in a project: asked by who takes part, taken with its own yes."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("participation", "asked")
        JOINED = "joined", pgettext_lazy("participation", "takes part")
        DECLINED = "declined", pgettext_lazy("participation", "declined")
        LEFT = "left", pgettext_lazy("participation", "has left")
        RECALLED = "recalled", pgettext_lazy("participation", "not asked any more")

    project = models.ForeignKey(Project, models.PROTECT, related_name="participations")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="participations")
    state = models.CharField(_("state"), max_length=8, choices=State)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    message = models.TextField(_("message"), blank=True)
    changed_at = models.DateTimeField(_("time"))

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "partner"], name="participation_once")
        ]
        indexes = [models.Index(fields=["partner", "state"], name="participation_by_partner")]

    def __str__(self) -> str:
        return f"{self.partner} – {self.project_id}"
