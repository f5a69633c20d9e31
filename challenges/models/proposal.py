"""A proposal with its files."""

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, When
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from challenges.models.challenge import Challenge
from challenges.models.joint import CoAuthor
from challenges.models.readers import Reader, staffed_by
from partners.models import Membership, Partner
from partners.models.origin import Originated, origin_index
from tomoni.accounts.models import User
from tomoni.models import Stepwise, Timestamped, Versioned
from tomoni.municipalities.models import Municipality, RefusalGround
from tomoni.taxonomy.models import Field, Goal

REMINDED_BEFORE = timedelta(days=7)  # the office, of a reply that is due


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals by who may see them."""

    def of_member(self, user: Reader) -> Self:
        """Those of the person's partners, alone or together with others."""
        own = Membership.objects.filter(user=user.pk).values("partner")
        joint = CoAuthor.objects.confirmed().filter(partner__in=own)
        return self.filter(Q(partner__in=own) | Q(pk__in=joint.values("proposal")))

    def of_partner(self, partner: Partner) -> Self:
        """Those that the partner leads or takes part in."""
        joint = CoAuthor.objects.confirmed().filter(partner=partner)
        return self.filter(Q(partner=partner) | Q(pk__in=joint.values("proposal")))

    def on_desk_of(self, user: Reader) -> Self:
        """Those sent to the municipalities for which the person works."""
        return self.filter(staffed_by(user))

    def private_to(self, user: Reader) -> Self:
        """Those the person may read with all that is in them: as a member or as staff."""
        return self.of_member(user) | self.on_desk_of(user)

    def visible_to(self, user: Reader) -> Self:
        """Those private to the person, and accepted ones as widely as their partner has allowed."""
        accepted = Q(state=Proposal.State.ACCEPTED)
        rules = accepted & Q(confidentiality=Proposal.Confidentiality.PUBLIC)
        if not user.is_authenticated:
            return self.filter(rules)
        memberships = Membership.objects.filter(user=user.pk)
        if memberships.filter(partner__state=Partner.State.APPROVED).exists():
            rules |= accepted & Q(confidentiality=Proposal.Confidentiality.PARTNERS)
        return self.filter(rules) | self.private_to(user)

    def with_authors(self) -> Self:
        """Annotated with what `author_names` needs: for lists that name all who propose."""
        joint = CoAuthor.objects.confirmed().filter(proposal=OuterRef("pk")).order_by("pk")
        return self.select_related("partner").annotate(
            joint_names=ArraySubquery(joint.values("partner__name"))
        )

    def with_papers(self) -> Self:
        """With all that is laid before a committee: what each partner brings, goals and files."""
        joint = CoAuthor.objects.confirmed().select_related("partner")
        parts = Prefetch("co_authors", joint, to_attr="joint_parts")
        return self.with_authors().prefetch_related(parts, "goals", "attachments")

    def with_page(self) -> Self:
        """With the rows that its page shows, and whether there is more to be asked for."""
        versions = ProposalVersion.objects.filter(proposal=OuterRef("pk"))
        named = CoAuthor.objects.filter(proposal=OuterRef("pk"))
        joined = self.select_related(
            *("challenge", "municipality", "partner", "submitted_by", "refusal_ground"),
            *("decided_by", "interview", "assignment__assignee"),
        )
        return joined.annotate(was_sent_before=Exists(versions), was_joint=Exists(named))

    def accepted(self) -> Self:
        """Those the city goes on with, as they came in."""
        return self.filter(state=Proposal.State.ACCEPTED).order_by("submitted_at", "pk")

    def by_urgency(self) -> Self:
        """Annotated so that `is_decided, reply_due_on` sorts what the city owes first."""
        is_cancelled = Q(challenge__state=Challenge.State.CANCELLED)
        is_owed = Q(state__in=Proposal.UNDECIDED_STATES)
        first = (When(is_cancelled, then=True), When(is_owed, then=False))
        return self.annotate(is_decided=Case(*first, default=True))

    def undecided(self) -> Self:
        """Those without an answer, the most urgent first, whether one is owed or not."""
        return self.filter(state__in=Proposal.UNDECIDED_STATES).order_by("reply_due_on", "pk")

    def awaiting_decision(self) -> Self:
        """Those the city owes an answer, the most urgent first. A challenge that is cancelled has
        told its reason to all who waited: they may still be answered, but nobody is late.
        """
        return self.undecided().exclude(challenge__state=Challenge.State.CANCELLED)

    def to_score_by(self, person: User) -> Self:
        """Those a reviewer has still to say something of, the most urgent first."""
        named = Q(challenge__reviewers__user=person, challenge__reviewers__left_at=None)
        is_open = Q(challenge__screening=None) | Q(challenge__screening__closed_at=None)
        has_criteria = Q(challenge__criteria__retired_at=None, challenge__criteria__isnull=False)
        said = Q(assessments__user=person, assessments__retired_at=None)
        waiting = self.awaiting_decision().filter(named, is_open).filter(has_criteria)
        return waiting.exclude(pk__in=self.model.objects.filter(said).values("pk")).distinct()

    def with_reply_due(self, today: date) -> Self:
        """Those whose reply is overdue or due within REMINDED_BEFORE; not on their first day."""
        due = Q(reply_due_on__lte=today + REMINDED_BEFORE)
        return self.awaiting_decision().filter(due).exclude(submitted_at__date__gte=today)


class Worded(models.Model):
    """What a proposal says: as it stands now, or as it was sent at an earlier time."""

    class Confidentiality(models.TextChoices):
        PUBLIC = "public", _("public")
        PARTNERS = "partners", pgettext_lazy("readers", "registered partners")
        CITY = "city", _("city only")

    title = models.CharField(_("title"), max_length=100)
    summary = models.TextField(_("summary"))
    plan = models.TextField(_("plan"))
    brings = models.TextField(_("what we bring"))
    needs = models.TextField(_("what we need from the city"), blank=True)
    schedule = models.TextField(_("schedule"), blank=True)
    cost = models.TextField(_("cost and who bears it"), blank=True)
    goals = models.ManyToManyField(Goal, blank=True, related_name="+", verbose_name=_("goals"))
    fields = models.ManyToManyField(
        Field, blank=True, related_name="+", verbose_name=_("administrative fields")
    )
    confidentiality = models.CharField(
        _("who may read it"), max_length=10, choices=Confidentiality, default=Confidentiality.CITY
    )

    TEXTS = ("title", "summary", "plan", "brings", "needs", "schedule", "cost", "confidentiality")
    """The columns that are copied from one to the other."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def is_confidential(self) -> bool:
        """Not for everybody, so that it is on record who has opened it."""
        return self.confidentiality != self.Confidentiality.PUBLIC


class Proposal(Stepwise, Originated, Worded, Timestamped, Versioned):
    """A partner's answer to a challenge. Never deleted. Beside the challenge, its origin may be a
    follow-up or an introduction.

    Its state changes only through `challenges/proposing/steps.py`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("received")
        SCREENING = "screening", _("in screening")
        INTERVIEW = "interview", _("interview")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "withdrawn")

    UNDECIDED_STATES = (State.SUBMITTED, State.SCREENING, State.INTERVIEW)

    challenge = models.ForeignKey(
        Challenge, models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="proposals")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="proposals")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    receipt = models.CharField(_("receipt number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.SUBMITTED)
    submitted_at = models.DateTimeField(_("received"), null=True)
    reply_due_on = models.DateField(_("reply due"), null=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    refusal_ground = models.ForeignKey(
        RefusalGround, models.PROTECT, null=True, blank=True, verbose_name=_("ground for refusal")
    )
    decision_text = models.TextField(_("message to the partner"), blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(submitted_at__isnull=False),
                name="proposal_sent_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "declined"]) | Q(decided_at__isnull=False),
                name="proposal_decided_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined")
                | (Q(refusal_ground__isnull=False) & ~Q(decision_text="")),
                name="proposal_declined_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "state", "submitted_at"], name="proposal_by_city"),
            origin_index("proposal_by_origin"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("challenges:proposal_detail", args=[self.receipt])

    @property
    def came_from(self) -> models.Model | None:
        """What it came out of, for whatever comes out of it in turn: the challenge, else the
        follow-up or introduction.
        """
        return self.challenge or super().came_from

    @property
    def author_names(self) -> str:
        """The leading partner and those that take part; of a list that came `with_authors`."""
        joint: list[str] = self.joint_names  # type: ignore[attr-defined]
        return gettext(", ").join([self.partner.name, *joint])

    def authors(self) -> "models.QuerySet[Partner]":
        """The partner that leads, and those that have agreed to propose with it."""
        joint = CoAuthor.objects.confirmed().filter(proposal=self)
        return Partner.objects.filter(Q(pk=self.partner_id) | Q(pk__in=joint.values("partner")))

    @property
    def is_undecided(self) -> bool:
        """It has no answer yet and was not taken back."""
        return self.state in self.UNDECIDED_STATES

    @property
    def is_owed_a_reply(self) -> bool:
        """The city owes an answer by the day it has promised."""
        return self.is_undecided and not self.is_called_off

    @property
    def is_called_off(self) -> bool:
        """The challenge it answers was cancelled."""
        return self.challenge is not None and self.challenge.state == Challenge.State.CANCELLED


class ProposalVersion(Worded):
    """A proposal as it was sent before it was sent anew under the same receipt number.

    Staff and authors go on reading it. It is never changed.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("number"))
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(_("received"))

    class Meta:
        verbose_name = _("earlier version")
        verbose_name_plural = _("earlier versions")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="proposal_version_once")
        ]


class ProposalAttachmentQuerySet(models.QuerySet["ProposalAttachment"]):
    """Files by the proposal with which they came, whichever version of it."""

    def of(self, proposals: models.QuerySet[Proposal]) -> Self:
        """Those of the proposals as they stand now and as they stood before."""
        return self.filter(Q(proposal__in=proposals) | Q(version__proposal__in=proposals))


class ProposalAttachment(models.Model):
    """A file that came with a proposal; stored privately, served to those who may read it.

    It belongs to the proposal as it stands now, or to an earlier version alone.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, related_name="attachments")
    version = models.ForeignKey(
        ProposalVersion, models.PROTECT, null=True, related_name="attachments"
    )
    file = models.FileField(upload_to="uploads/proposals/", max_length=200)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()

    objects = ProposalAttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(proposal__isnull=True, version__isnull=False)
                | Q(proposal__isnull=False, version__isnull=True),
                name="attachment_of_one_version",
            )
        ]

    def __str__(self) -> str:
        return self.name
