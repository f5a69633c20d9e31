"""What partners need and what they can offer."""

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.chosen import (
    HasVisions,
    Names,
    chosen_ids,
    chosen_names,
    hanging_rows,
    in_readers_language,
)
from partners.models.membership import Membership
from partners.models.partner import Partner
from partners.pictures import picture_url
from tomoni.accounts.models import User
from tomoni.chosen import ChosenField
from tomoni.models import Timestamped, Versioned
from tomoni.municipalities.classified import Classified
from tomoni.municipalities.models import Municipality
from tomoni.search import SearchableQuerySet, SearchField
from tomoni.taxonomy.models import PartnerType, ResourceKind

if TYPE_CHECKING:
    from partners.models.listing_parts import ListingFile

FILE_COLUMNS = ("token", "name", "content_type", "size", "alt")
VALID_MONTHS = 6
"""How long a listing holds, unless its partner says otherwise."""
REMIND_BEFORE = timedelta(days=14)
"""Its members are asked whether it still holds so long before, and once more on the day."""


def _is_of_registered() -> Q:
    """Asked by the few partners that are not registered: for each of thousands of listings to look
    up that its partner is would take longer than to find the words.
    """
    return ~Q(partner__in=Partner.objects.exclude(state=Partner.State.APPROVED).values("pk"))


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
            _is_of_registered(),
            state=Listing.State.PUBLISHED,
            review_by__gte=today or timezone.localdate(),
        )

    def of_registered(self) -> Self:
        """Those whose partner is registered now."""
        return self.filter(_is_of_registered())

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """By the listing's visibility; drafts and paused ones for their own partner only."""
        shown = _is_of_registered() & Q(state__in=Listing.SHOWN_STATES)
        public = shown & Q(visibility=Listing.Visibility.PUBLIC)
        if not user.is_authenticated:
            return self.filter(public)
        memberships = Membership.objects.filter(user=user.pk)
        own = Q(partner__in=memberships.values("partner"))
        own |= Q(partner__in=Partner.objects.acted_for_by(user).values("pk"))
        staffed = shown & Q(
            partner__municipality__in=Municipality.objects.staffed_by(user).values("pk")
        )
        rules = public | own | staffed
        takes_part = Exists(memberships.filter(partner__state=Partner.State.APPROVED))
        rules |= shown & Q(visibility=Listing.Visibility.PARTNERS) & Q(takes_part)
        return self.filter(rules)

    def editable_by(self, user: User) -> Self:
        """Those of the partners in which the person is an editor or owner, or for which they write
        on behalf.
        """
        roles = [Membership.Role.EDITOR, Membership.Role.OWNER]
        memberships = Membership.objects.filter(user=user.pk, role__in=roles)
        on_behalf = Partner.objects.acted_for_by(user, writing=True)
        return self.filter(
            Q(partner__in=memberships.values("partner")) | Q(partner__in=on_behalf.values("pk"))
        )

    def awaiting_review(self, today: date) -> Self:
        """Shown, but not for long or too long already. Nights on which nothing ran are made up."""
        reminded = [today + REMIND_BEFORE - timedelta(days=late) for late in range(4)]
        due = Q(review_by__in=reminded) | Q(review_by__lte=today)
        return self.filter(due, state=Listing.State.PUBLISHED)

    def going_stale(self, today: date) -> Self:
        """Shown by registered partners, but their day is near or over; the first to end on top."""
        near = self.filter(state=Listing.State.PUBLISHED, review_by__lte=today + REMIND_BEFORE)
        approved = near.filter(partner__state=Partner.State.APPROVED)
        return approved.order_by("review_by", "pk")

    def with_card(self) -> Self:
        """Everything a row of a list shows, in a constant number of queries."""
        return self.select_related("partner", "partner__municipality").prefetch_related(
            "primary_goals", "related_goals", "fields"
        )

    def with_row(self) -> Self:
        """What a row of a long list shows and no more, in one query."""
        return (
            self.select_related("partner")
            .only("side", "title", "state", "published_at", "review_by", "partner__name")
            .annotate(
                main_goals=chosen_ids(Listing, "primary_goals"),
                further_goals=chosen_ids(Listing, "related_goals"),
                field_ids=chosen_ids(Listing, "fields"),
            )
        )

    def with_detail(self) -> Self:
        """Everything its own page shows."""
        return (
            self.with_card()
            .select_related("partner__type", "fulfilment__counterpart")
            .prefetch_related("resources")
            .annotate(
                vision_rows=chosen_names(Listing, "visions"),
                accepted_rows=chosen_names(Listing, "accepts"),
                area_rows=chosen_names(Listing, "areas"),
                file_rows=hanging_rows(Listing, "files", *FILE_COLUMNS),
            )
        )


@cache
def _page_address() -> str:
    """The address of the page of no listing; a long list would spend a tenth of its time on it."""
    return reverse("partners:listing_detail", args=[0])


class Listing(HasVisions, Classified, Timestamped, Versioned):
    """A need (ニーズ: what we lack) or a seed (シーズ: what we can offer).

    Its state changes only through `partners/publishing/listings.py`. `shown_until` is the last day
    of a listing that looks for nobody now: paused, found or lapsed; None while it is shown.
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

    class Reach(models.TextChoices):
        """How far away the other may be; the matcher compares what the value names."""

        ANYWHERE = "", pgettext_lazy("reach", "anywhere")
        PREFECTURE = "prefecture", _("same prefecture only")
        MUNICIPALITY = "municipality", _("same municipality only")

    SHOWN_STATES = (State.PUBLISHED, State.FULFILLED)

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="listings")
    side = models.CharField(_("need or seed"), max_length=4, choices=Side)
    title = models.CharField(_("title"), max_length=80)
    body = models.TextField(_("description"))
    resources = models.ManyToManyField(
        ResourceKind, blank=True, related_name="+", verbose_name=_("resource kinds")
    )
    area = models.CharField(_("area"), max_length=100, blank=True)
    accepts = models.ManyToManyField(
        PartnerType, blank=True, related_name="+", verbose_name=_("partner types to meet")
    )
    reach = models.CharField(
        _("how far away"), max_length=12, choices=Reach, default=Reach.ANYWHERE, blank=True
    )
    image = models.ImageField(_("picture"), upload_to="uploads/listings/", blank=True)
    image_alt = models.CharField(_("what the picture shows"), max_length=120, blank=True)
    areas = models.ManyToManyField(
        Municipality, blank=True, related_name="+", verbose_name=_("municipalities it is about")
    )
    visibility = models.CharField(
        _("who may see it"), max_length=10, choices=Visibility, default=Visibility.PUBLIC
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    valid_months = models.PositiveSmallIntegerField(
        _("valid for (months)"), default=VALID_MONTHS, db_default=VALID_MONTHS
    )
    review_by = models.DateField(_("valid until"), null=True, blank=True)
    shown_until = models.DateField(_("last day on which it was shown"), null=True, blank=True)
    search = SearchField()
    chosen = ChosenField(
        *("primary_goals", "related_goals", "fields", "resources"),
        *("side", "state", "partner__municipality", "partner__type"),
        days=("published_at", "review_by"),
    )
    accepted_rows: Names
    area_rows: Names
    file_rows: list[dict[str, Any]]

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
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["draft", "published"]) | Q(shown_until=None),
                name="listing_shown_until_is_past",
            ),
        ]
        indexes = [
            models.Index(fields=["side", "state", "-published_at"], name="listing_by_side"),
            models.Index(fields=["partner", "state"], name="listing_by_partner"),
            models.Index(fields=["-published_at", "-id"], name="listing_by_time"),
            models.Index(fields=["review_by", "id"], name="listing_by_end"),
            # No list of changes to merge: a listing is read far more often than it is written.
            GinIndex(fields=["search", "chosen"], name="listing_by_words", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return _page_address().replace("/0/", f"/{self.pk}/")

    @property
    def image_url(self) -> str:
        """The address of the picture; another picture has another address."""
        return picture_url("partners:listing_image", self.pk, self.image)

    @property
    def accepted_names(self) -> list[str]:
        """The partner types it wants to meet; known of a row that comes `with_detail()`."""
        return in_readers_language(self.accepted_rows)

    @property
    def area_names(self) -> list[str]:
        """The municipalities it is about; known of a row that comes `with_detail()`."""
        return in_readers_language(self.area_rows)

    @property
    def shown_files(self) -> list["ListingFile"]:
        """Its pictures and documents, to be read; known of a row that comes `with_detail()`."""
        return [self.files.model(listing_id=self.pk, **row) for row in self.file_rows]

    @property
    def is_need(self) -> bool:
        """An open ring; otherwise a full dot."""
        return self.side == self.Side.NEED

    @property
    def may_be_fulfilled(self) -> bool:
        """It was shown, and nothing was found yet."""
        return self.state in {self.State.PUBLISHED, self.State.PAUSED, self.State.EXPIRED}

    @property
    def takes_edits(self) -> bool:
        """Not over yet."""
        return self.state != self.State.FULFILLED

    @property
    def is_outdated(self) -> bool:
        """Shown as published, but the day until which it was valid is over."""
        return self.state == self.State.PUBLISHED and not self.is_live

    @property
    def is_up_for_review(self) -> bool:
        """Shown, but its day is near or over: its members are asked whether it still holds."""
        last = timezone.localdate() + REMIND_BEFORE
        is_shown = self.state == self.State.PUBLISHED
        return is_shown and self.review_by is not None and self.review_by <= last

    @property
    def has_lapsed(self) -> bool:
        """Nobody has said in time that it still holds: shown dimmed, and to its partner alone."""
        return self.is_outdated or self.state == self.State.EXPIRED

    @property
    def is_public(self) -> bool:
        """Everybody may see it; asks for the partner."""
        return (
            self.visibility == self.Visibility.PUBLIC
            and self.state in self.SHOWN_STATES
            and self.partner.is_approved
        )

    @property
    def is_shown_to_partners(self) -> bool:
        """Other registered partners may read it; asks for the partner."""
        return (
            self.visibility != self.Visibility.STAFF
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
