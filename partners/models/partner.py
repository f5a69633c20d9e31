"""A partner: what it says of itself, where its registration is and until when; and its queries."""

from datetime import date, datetime, timedelta
from typing import Self, TypeAlias

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.chosen import HasVisions, chosen_ids, chosen_names
from partners.models.keys import NameCoreField, PlaceCoreField
from partners.models.membership import Affiliation, Membership, PartnerState
from partners.models.shown_targets import ShownTarget, shown, target_rows
from partners.pictures import picture_url
from tomoni.accounts.models import User
from tomoni.chosen import ChosenField
from tomoni.models import Timestamped, Versioned
from tomoni.municipalities.classified import Classified
from tomoni.municipalities.models import Municipality, StaffRole
from tomoni.search import SearchableQuerySet, SearchField
from tomoni.taxonomy.models import PartnerType, Sector

MEDIATES = "economic-organisation"  # the type of partner that may register its members
APPROVAL_DAYS = 7  # within which the city means to answer a registration
REMIND_BEFORE = (timedelta(days=60), timedelta(days=14))
"""How long before a registration ends its owners are written to."""
RENEWABLE_BEFORE = timedelta(days=90)
"""From when on a registration may be renewed."""
RENEWABLE_AFTER = timedelta(days=90)
"""How long after its end it is renewed at once; later the municipality looks at it again."""


class PartnerQuerySet(SearchableQuerySet):
    """Partners by state and by who may see them."""

    def approved(self) -> Self:
        """Those that take part."""
        return self.filter(state=Partner.State.APPROVED)

    def awaiting_renewal(self, today: date) -> Self:
        """Registered, but not for long or too long already. Nights on which nothing ran are made
        up.
        """
        reminded = [
            today + before - timedelta(days=late) for before in REMIND_BEFORE for late in range(4)
        ]
        due = Q(expires_on__in=reminded) | Q(expires_on__lt=today)
        return self.approved().filter(due)

    def ending_soon(self, today: date) -> Self:
        """Registered, and may be renewed already; the first to end on top."""
        last = today + RENEWABLE_BEFORE
        return self.approved().filter(expires_on__lte=last).order_by("expires_on", "pk")

    def awaiting_approval(self) -> Self:
        """Those the city owes an answer, the longest waiting first: sent in, or suspended and it
        asks to be shown again.
        """
        asks_again = Q(state=Partner.State.SUSPENDED, lift_asked_at__isnull=False)
        rows = self.filter(Q(state=Partner.State.SUBMITTED) | asks_again)
        return rows.order_by(Coalesce("lift_asked_at", "submitted_at"), "pk")

    def on_desk(self) -> Self:
        """What staff deal with: not what a person has only begun, but drafts from their lists."""
        from_lists = Partner.objects.filter(import_rows__outcome="created")
        return self.filter(~Q(state=Partner.State.DRAFT) | Q(pk__in=from_lists.values("pk")))

    def of_member(self, user: User) -> Self:
        """Those the person belongs to."""
        return self.filter(memberships__user=user.pk)

    def unclaimed(self) -> Self:
        """Registered on behalf, and nobody has become its owner yet."""
        owners = Membership.objects.filter(partner=OuterRef("pk"), role=Membership.Role.OWNER)
        return self.filter(~Exists(owners), on_behalf__isnull=False)

    def acted_for_by(self, user: User, *, writing: bool = False) -> Self:
        """Those for which the person may do something without being a member: by their federation,
        or as staff as long as nobody has claimed them. `writing`: needs and seeds among it.
        """
        editing = StaffRole.Role.EDITOR
        towns = Municipality.objects.staffed_by(user, at_least=editing).values("pk")
        unclaimed = Partner.objects.unclaimed().filter(municipality__in=towns).values("pk")
        through = Affiliation.objects.acted_through_by(user)
        if writing:
            through = through.filter(writes_listings=True)
        return self.filter(Q(pk__in=through.values("partner")) | Q(pk__in=unclaimed))

    def stood_for_by(self, user: User) -> Self:
        """Those the person belongs to, and those for which they act as long as nobody has claimed
        them: what several partners do together is read by both alike.
        """
        own = Membership.objects.filter(user=user.pk).values("partner")
        on_behalf = Partner.objects.unclaimed().acted_for_by(user).order_by()
        return self.filter(Q(pk__in=own) | Q(pk__in=on_behalf.values("pk")))

    def affiliated_with(self, federation: "Partner") -> Self:
        """The members of a federation."""
        return self.filter(pk__in=federation.affiliates.values("partner"))

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Approved ones for everybody; others for their members, the staff of their city, and the
        federation that acts for them.
        """
        approved = Q(state=Partner.State.APPROVED)
        if not user.is_authenticated:
            return self.filter(approved)
        own = Q(pk__in=Membership.objects.filter(user=user.pk).values("partner"))
        own |= Q(pk__in=Affiliation.objects.acted_through_by(user).values("partner"))
        staffed = Q(municipality__in=Municipality.objects.staffed_by(user).values("pk"))
        return self.filter(approved | own | (staffed & ~Q(state=Partner.State.DRAFT)))

    def with_card(self) -> Self:
        """Everything a row of a list shows, in a constant number of queries."""
        return self.select_related("type", "municipality").prefetch_related(
            "primary_goals", "related_goals", "fields"
        )

    def with_row(self) -> Self:
        """What a row of a long list shows and no more, in one query."""
        return (
            self.select_related("type")
            .only("slug", "name", "address", "shows_address", "type__name_ja", "type__name_en")
            .annotate(
                main_goals=chosen_ids(Partner, "primary_goals"),
                field_ids=chosen_ids(Partner, "fields"),
            )
        )

    def with_detail(self) -> Self:
        """Everything its own page shows but its listings."""
        return (
            self.with_card()
            .select_related("sector")
            .annotate(
                vision_rows=chosen_names(Partner, "visions"),
                federation_rows=_federations(),
                target_rows=target_rows(Partner),
                is_federation=Exists(Affiliation.objects.filter(federation=OuterRef("pk"))),
                has_members=Exists(Membership.objects.filter(partner=OuterRef("pk"))),
            )
        )


def _federations() -> ArraySubquery:
    """The registered federations of each partner of a query, with the row itself."""
    mine = Affiliation.objects.filter(partner=OuterRef(OuterRef("pk"))).values("federation")
    rows = Partner.objects.approved().filter(pk__in=mine).order_by("kana", "pk")
    return ArraySubquery(rows.values(row=JSONObject(slug="slug", name="name")))


class Partner(HasVisions, Classified, Timestamped, Versioned):
    """An organisation or citizen registered with a municipality.

    Its state changes only through `partners/life/registration.py`.
    """

    State: TypeAlias = PartnerState

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
    logo = models.ImageField(_("logo"), upload_to="uploads/logos/", blank=True)

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    expires_on = models.DateField(_("registered until"), null=True, blank=True)
    return_reason = models.TextField(_("reason for returning"), blank=True)
    # What staff asked of single answers when they returned it: {question: {"text", "changed"}}.
    return_remarks = models.JSONField(
        _("remarks on the answers"), default=dict, blank=True, db_default={}
    )
    suspend_reason = models.TextField(_("reason for suspending"), blank=True, db_default="")
    # What a suspended partner says it has done, and since when it asks to be looked at again.
    lift_words = models.TextField(_("what was done since"), blank=True, db_default="")
    lift_asked_at = models.DateTimeField(_("asked to be shown again"), null=True, blank=True)
    receipt = models.CharField(_("receipt number"), max_length=20, unique=True, editable=False)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="partners"
    )
    is_said_to_be_another = models.BooleanField(
        _("said to be another than those like it"), default=False, db_default=False, editable=False
    )
    name_core, place_core = NameCoreField(), PlaceCoreField()
    search = SearchField()
    chosen = ChosenField(
        *("primary_goals", "related_goals", "fields", "municipality", "type"),
        days=("approved_at", "expires_on"),
    )
    federation_rows: list[dict[str, str]]  # [{"slug": …, "name": …}], known `with_detail()`
    target_rows: list[dict[str, object]]  # of its declaration, known `with_detail()`
    is_federation: bool  # has members; known `with_detail()`
    has_members: bool  # people who act for it; known `with_detail()`

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
                condition=~Q(state="returned") | ~Q(return_reason="") | ~Q(return_remarks={}),
                name="partner_returned_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "state", "-approved_at"], name="partner_by_city"),
            models.Index(
                fields=["corporate_number"],
                condition=~Q(corporate_number=""),
                name="partner_by_number",
            ),
            models.Index(fields=["name_core"], name="partner_by_name_core"),
            models.Index(
                fields=["place_core"], condition=~Q(place_core=""), name="partner_by_place_core"
            ),
            models.Index(fields=["-approved_at", "-id"], name="partner_by_time"),
            GinIndex(fields=["search", "chosen"], name="partner_by_words", fastupdate=False),
            # Whose listings are not shown: few, and asked for by every list of listings.
            models.Index(fields=["id"], condition=~Q(state="approved"), name="partner_unapproved"),
            # What lists of listings ask of each one's partner, without reading the partner itself.
            models.Index(
                fields=["id"], include=["state", "municipality", "type"], name="partner_facts"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partners:partner_detail", args=[self.slug])

    @property
    def takes_edits(self) -> bool:
        """Its people may change what it has: at once, to send it in again, or, while it is
        suspended, to mend what the municipality has asked for. What has withdrawn is only read.
        """
        return not self.is_withdrawn

    @property
    def shown_targets(self) -> list[ShownTarget]:
        """The targets of its declaration, of a partner read `with_detail()`."""
        return shown(self.target_rows)

    @property
    def reply_due_on(self) -> date | None:
        """The day until which the city means to answer who waits."""
        since = self.waits_since
        return since and timezone.localdate(since) + timedelta(days=APPROVAL_DAYS)

    @property
    def waits_since(self) -> datetime | None:
        """Since when the city owes it an answer."""
        if self.state == self.State.SUBMITTED:
            return self.submitted_at
        return self.lift_asked_at if self.state == self.State.SUSPENDED else None

    @property
    def logo_url(self) -> str:
        """The address of the logo; another picture has another address."""
        return picture_url("partners:partner_logo", self.slug, self.logo)

    @property
    def public_address(self) -> str:
        """The address as everybody may read it; nothing where it is not shown."""
        return self.address if self.shows_address else ""

    @property
    def public_phone(self) -> str:
        """The telephone as everybody may read it; nothing where it is not shown."""
        return self.phone if self.shows_phone else ""

    @property
    def is_approved(self) -> bool:
        """Takes part: may publish, propose and be matched."""
        return self.state == self.State.APPROVED

    @property
    def has_lapsed(self) -> bool:
        """Nobody has renewed it in time; nothing of it is deleted."""
        return self.state == self.State.LAPSED

    @property
    def renewable_from(self) -> date | None:
        """The first day on which it may be renewed."""
        return self.expires_on - RENEWABLE_BEFORE if self.expires_on else None

    @property
    def is_renewable(self) -> bool:
        """It ends soon, or has ended."""
        if self.has_lapsed:
            return True
        first = self.renewable_from
        return self.is_approved and first is not None and first <= timezone.localdate()

    @property
    def may_be_withdrawn(self) -> bool:
        """It was sent in, and is not over yet."""
        return self.state not in (self.State.DRAFT, self.State.WITHDRAWN)

    @property
    def is_withdrawn(self) -> bool:
        """Its registration was ended; only the municipality can take it in again."""
        return self.state == self.State.WITHDRAWN

    @property
    def is_unclaimed(self) -> bool:
        """Registered on behalf, and nobody has become its owner yet."""
        return Partner.objects.unclaimed().filter(pk=self.pk).exists()

    @property
    def may_mediate(self) -> bool:
        """May act for its members: an economic body, or what has members already."""
        return self.is_approved and (self.type.slug == MEDIATES or self.affiliates.exists())

    def search_texts(self) -> tuple[str, ...]:
        """Name first, then what it does; an address that is not shown is not found either."""
        texts = (self.declaration, self.description, self.public_address)
        return (f"{self.name} {self.kana}", *texts)
