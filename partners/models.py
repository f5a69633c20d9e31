"""Partners, the people who act for them, and what they need and can offer."""

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.pictures import picture_url
from partners.visions import HasVisions, chosen_visions
from tomoni.accounts.models import User
from tomoni.models import Timestamped, Versioned
from tomoni.municipalities.models import Municipality, Vision
from tomoni.search import SearchableQuerySet, SearchField
from tomoni.taxonomy.models import Field, Goal, PartnerType, ResourceKind, Sector

APPROVAL_DAYS = 7  # within which the city means to answer a registration


class PartnerQuerySet(SearchableQuerySet):
    """Partners by state and by who may see them."""

    def approved(self) -> Self:
        """Those that take part."""
        return self.filter(state=Partner.State.APPROVED)

    def awaiting_approval(self) -> Self:
        """Those the city owes an answer, the longest waiting first."""
        return self.filter(state=Partner.State.SUBMITTED).order_by("submitted_at", "pk")

    def of_member(self, user: User) -> Self:
        """Those the person belongs to."""
        return self.filter(memberships__user=user.pk)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Approved ones for everybody; others for their members and the staff of their city."""
        approved = Q(state=Partner.State.APPROVED)
        if not user.is_authenticated:
            return self.filter(approved)
        own = Q(pk__in=Membership.objects.filter(user=user.pk).values("partner"))
        staffed = Q(municipality__in=Municipality.objects.staffed_by(user).values("pk"))
        return self.filter(approved | own | (staffed & ~Q(state=Partner.State.DRAFT)))

    def with_card(self) -> Self:
        """Everything a row of a list shows, in a constant number of queries."""
        return self.select_related("type", "municipality").prefetch_related(
            "primary_goals", "related_goals", "fields"
        )

    def with_detail(self) -> Self:
        """Everything its own page shows but its listings."""
        return (
            self.with_card().select_related("sector").annotate(vision_rows=chosen_visions(Partner))
        )


class Partner(HasVisions, Timestamped, Versioned):
    """An organisation or citizen registered with a municipality.

    Its state changes only through `partners/registration.py`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("waiting for approval")
        APPROVED = "approved", pgettext_lazy("partner", "registered")
        RETURNED = "returned", _("returned")
        SUSPENDED = "suspended", _("suspended")
        WITHDRAWN = "withdrawn", _("withdrawn")

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="partners", verbose_name=_("municipality")
    )
    slug = models.SlugField(_("slug"), max_length=60, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    kana = models.CharField(_("reading"), max_length=160)
    type = models.ForeignKey(PartnerType, models.PROTECT, verbose_name=_("partner type"))
    sector = models.ForeignKey(
        Sector, models.PROTECT, null=True, blank=True, verbose_name=_("sector")
    )
    corporate_number = models.CharField(_("corporate number"), max_length=13, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=7, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    website = models.URLField(_("website"), blank=True)
    shows_address = models.BooleanField(_("show the address on the public page"), default=False)
    shows_phone = models.BooleanField(_("show the telephone on the public page"), default=False)
    description = models.TextField(_("what we do"))
    declaration = models.TextField(_("SDGs declaration"), blank=True)
    primary_goals = models.ManyToManyField(Goal, related_name="+", verbose_name=_("main goals"))
    related_goals = models.ManyToManyField(
        Goal, related_name="+", blank=True, verbose_name=_("further goals")
    )
    fields = models.ManyToManyField(
        Field, blank=True, related_name="+", verbose_name=_("administrative fields")
    )
    visions = models.ManyToManyField(
        Vision, blank=True, related_name="+", verbose_name=_("visions of the municipality")
    )
    logo = models.ImageField(_("logo"), upload_to="uploads/logos/", blank=True)

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    expires_on = models.DateField(_("registered until"), null=True, blank=True)
    return_reason = models.TextField(_("reason for returning"), blank=True)
    receipt = models.CharField(_("receipt number"), max_length=20, unique=True, editable=False)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="partners"
    )
    search = SearchField()

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["-approved_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(submitted_at__isnull=False),
                name="partner_submitted_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | Q(approved_at__isnull=False, expires_on__isnull=False),
                name="partner_approved_has_dates",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(return_reason=""),
                name="partner_returned_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "state", "-approved_at"], name="partner_by_city")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partners:partner_detail", args=[self.slug])

    @property
    def takes_edits(self) -> bool:
        """Its owner may change the profile, at once or to send it in again."""
        return self.state not in (self.State.SUSPENDED, self.State.WITHDRAWN)

    @property
    def reply_due_on(self) -> date | None:
        """The day until which the city means to answer a registration that waits."""
        if self.state != self.State.SUBMITTED or self.submitted_at is None:
            return None
        return timezone.localdate(self.submitted_at) + timedelta(days=APPROVAL_DAYS)

    @property
    def logo_url(self) -> str:
        """The address of the logo; another picture has another address."""
        return picture_url("partners:partner_logo", self.slug, self.logo)

    @property
    def is_approved(self) -> bool:
        """Takes part: may publish, propose and be matched."""
        return self.state == self.State.APPROVED

    def search_texts(self) -> tuple[str, ...]:
        """Name first, then what it does."""
        return (f"{self.name} {self.kana}", self.declaration, self.description, self.address)


class Membership(models.Model):
    """What a person may do for a partner."""

    class Role(models.TextChoices):
        VIEWER = "viewer", _("viewer")
        EDITOR = "editor", _("editor")
        OWNER = "owner", _("owner")

        @classmethod
        def from_weakest(cls) -> list["Membership.Role"]:
            """Each includes what stands before it."""
            return [cls.VIEWER, cls.EDITOR, cls.OWNER]

        def includes(self, other: "Membership.Role") -> bool:
            """Whether this role may do what the other may."""
            order = self.from_weakest()
            return order.index(self) >= order.index(other)

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.VIEWER)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [models.UniqueConstraint(fields=["partner", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} – {self.partner} ({self.get_role_display()})"

    def may(self, role: "Membership.Role") -> bool:
        """Whether the member's role includes this one."""
        return Membership.Role(self.role).includes(role)


class Affiliation(models.Model):
    """A partner's place in a federation, e.g. a society of commerce in that of its prefecture."""

    federation = models.ForeignKey(Partner, models.CASCADE, related_name="affiliates")
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="federations")

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [
            models.UniqueConstraint(fields=["federation", "partner"], name="affiliation_once"),
            models.CheckConstraint(
                condition=~Q(federation=models.F("partner")), name="affiliation_not_with_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} – {self.federation}"


class ListingQuerySet(SearchableQuerySet):
    """Needs and seeds by state and by who may see them."""

    def needs(self) -> Self:
        """What partners lack."""
        return self.filter(side=Listing.Side.NEED)

    def seeds(self) -> Self:
        """What partners can offer."""
        return self.filter(side=Listing.Side.SEED)

    def live(self, today: date | None = None) -> Self:
        """Published, still valid, of a registered partner: what takes part in matching."""
        return self.filter(
            state=Listing.State.PUBLISHED,
            review_by__gte=today or timezone.localdate(),
            partner__state=Partner.State.APPROVED,
        )

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """By the listing's visibility; drafts and paused ones for their own partner only."""
        shown = Q(partner__state=Partner.State.APPROVED, state__in=Listing.SHOWN_STATES)
        public = shown & Q(visibility=Listing.Visibility.PUBLIC)
        if not user.is_authenticated:
            return self.filter(public)
        memberships = Membership.objects.filter(user=user.pk)
        own = Q(partner__in=memberships.values("partner"))
        staffed = shown & Q(
            partner__municipality__in=Municipality.objects.staffed_by(user).values("pk")
        )
        rules = public | own | staffed
        takes_part = Exists(memberships.filter(partner__state=Partner.State.APPROVED))
        rules |= shown & Q(visibility=Listing.Visibility.PARTNERS) & Q(takes_part)
        return self.filter(rules)

    def editable_by(self, user: User) -> Self:
        """Those of the partners in which the person is an editor or owner."""
        roles = [Membership.Role.EDITOR, Membership.Role.OWNER]
        memberships = Membership.objects.filter(user=user.pk, role__in=roles)
        return self.filter(partner__in=memberships.values("partner"))

    def with_card(self) -> Self:
        """Everything a row of a list shows, in a constant number of queries."""
        return self.select_related("partner", "partner__municipality").prefetch_related(
            "primary_goals", "related_goals", "fields"
        )

    def with_detail(self) -> Self:
        """Everything its own page shows."""
        return (
            self.with_card()
            .select_related("partner__type")
            .prefetch_related("resources")
            .annotate(vision_rows=chosen_visions(Listing))
        )


class Listing(HasVisions, Timestamped, Versioned):
    """A need (ニーズ: what we lack) or a seed (シーズ: what we can offer).

    Its state changes only through `partners/listings.py`.
    """

    class Side(models.TextChoices):
        NEED = "need", _("need")
        SEED = "seed", _("seed")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        PAUSED = "paused", _("paused")
        FULFILLED = "fulfilled", _("fulfilled")
        EXPIRED = "expired", _("expired")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("everybody")
        PARTNERS = "partners", _("registered partners")
        STAFF = "staff", _("city staff only")

    SHOWN_STATES = (State.PUBLISHED, State.FULFILLED)

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="listings")
    side = models.CharField(_("need or seed"), max_length=4, choices=Side)
    title = models.CharField(_("title"), max_length=80)
    body = models.TextField(_("description"))
    resources = models.ManyToManyField(
        ResourceKind, blank=True, related_name="+", verbose_name=_("resource kinds")
    )
    primary_goals = models.ManyToManyField(Goal, related_name="+", verbose_name=_("main goals"))
    related_goals = models.ManyToManyField(
        Goal, related_name="+", blank=True, verbose_name=_("further goals")
    )
    fields = models.ManyToManyField(
        Field, blank=True, related_name="+", verbose_name=_("administrative fields")
    )
    visions = models.ManyToManyField(
        Vision, blank=True, related_name="+", verbose_name=_("visions of the municipality")
    )
    area = models.CharField(_("area"), max_length=100, blank=True)
    image = models.ImageField(_("picture"), upload_to="uploads/listings/", blank=True)
    image_alt = models.CharField(_("what the picture shows"), max_length=120, blank=True)
    visibility = models.CharField(
        _("who may see it"), max_length=10, choices=Visibility, default=Visibility.PUBLIC
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    review_by = models.DateField(_("valid until"), null=True, blank=True)
    search = SearchField()

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(published_at__isnull=False, review_by__isnull=False),
                name="listing_published_has_dates",
            )
        ]
        indexes = [
            models.Index(fields=["side", "state", "-published_at"], name="listing_by_side"),
            models.Index(fields=["partner", "state"], name="listing_by_partner"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("partners:listing_detail", args=[self.pk])

    @property
    def image_url(self) -> str:
        """The address of the picture; another picture has another address."""
        return picture_url("partners:listing_image", self.pk, self.image)

    @property
    def is_need(self) -> bool:
        """An open ring; otherwise a full dot."""
        return self.side == self.Side.NEED

    @property
    def takes_edits(self) -> bool:
        """Not over yet."""
        return self.state != self.State.FULFILLED

    @property
    def is_outdated(self) -> bool:
        """Shown as published, but the day until which it was valid is over."""
        return self.state == self.State.PUBLISHED and not self.is_live

    @property
    def is_public(self) -> bool:
        """Everybody may see it; asks for the partner."""
        return (
            self.visibility == self.Visibility.PUBLIC
            and self.state in self.SHOWN_STATES
            and self.partner.is_approved
        )

    @property
    def is_live(self) -> bool:
        """Published and still valid: takes part in matching as long as its partner does."""
        return (
            self.state == self.State.PUBLISHED
            and self.review_by is not None
            and self.review_by >= timezone.localdate()
        )

    def search_texts(self) -> tuple[str, ...]:
        """Title first."""
        return (self.title, self.area, self.body)
