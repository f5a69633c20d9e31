"""An agreement (連携協定): who has agreed with whom, since when, and what it is to lead to."""

from datetime import date
from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from partners.models.origin import Originated, origin_index
from partners.models.partner import Partner
from tomoni.accounts.models import User
from tomoni.chosen import ChosenField
from tomoni.models import StateError, Stepwise, Timestamped, Versioned, in_reader_language
from tomoni.municipalities.models import Municipality
from tomoni.search import SearchableQuerySet, SearchField

Reader = User | AnonymousUser


class AgreementQuerySet(SearchableQuerySet):
    """Agreements by who may see them."""

    def signed(self) -> Self:
        """Those that were signed, whether they are still in force or not."""
        return self.exclude(state=Agreement.State.DRAFT)

    def in_force(self) -> Self:
        """Signed and not ended."""
        return self.filter(state=Agreement.State.IN_FORCE)

    def public(self) -> Self:
        """What the public register shows: signed, and for everybody."""
        return self.signed().filter(visibility=Agreement.Visibility.PUBLIC)

    def of_partner(self, partner: Partner) -> Self:
        """Those to which the partner is a party, or which it mediates."""
        places = AgreementParty.objects.filter(partner=partner)
        return self.filter(Q(pk__in=places.values("agreement")) | Q(intermediary=partner))

    def of_member(self, user: Reader) -> Self:
        """Those of the person's partners, and of those for which they act while nobody has claimed
        them.
        """
        if not user.is_authenticated:
            return self.none()
        own = Partner.objects.stood_for_by(user).order_by().values("pk")
        places = AgreementParty.objects.filter(partner__in=own)
        return self.filter(Q(pk__in=places.values("agreement")) | Q(intermediary__in=own))

    def on_desk_of(self, user: Reader) -> Self:
        """Those of the municipalities for which the person works."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(municipality__in=Municipality.objects.staffed_by(user).values("pk"))

    def of_party_city(self, user: Reader) -> Self:
        """Those to which a municipality is a party for which the person works."""
        if not user.is_authenticated:
            return self.none()
        cities = Municipality.objects.staffed_by(user)
        places = AgreementParty.objects.filter(municipality__in=cities.values("pk"))
        return self.filter(pk__in=places.values("agreement"))

    def visible_to(self, user: Reader) -> Self:
        """Public ones for everybody; others for their parties and the staff of their city."""
        if not user.is_authenticated:
            return self.public()
        inner = self.of_member(user) | self.on_desk_of(user) | self.of_party_city(user)
        return self.public() | inner


class Agreement(Stepwise, Originated, Timestamped, Versioned):
    """Who has agreed with whom. Its state changes only through `partners/agreements/`."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("agreement", "being prepared")
        IN_FORCE = "in_force", pgettext_lazy("agreement", "in force")
        ENDED = "ended", pgettext_lazy("agreement", "ended")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("everybody")
        PARTIES = "parties", pgettext_lazy("readers", "its parties and the office")

    class Signing(models.TextChoices):
        IN_PERSON = "in_person", pgettext_lazy("signing", "in person")
        ONLINE = "online", pgettext_lazy("signing", "online")
        BY_POST = "by_post", pgettext_lazy("signing", "by exchanging papers")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="agreements")
    title = models.CharField(_("title"), max_length=120)
    purposes = models.TextField(pgettext_lazy("agreement", "what it is for"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    visibility = models.CharField(
        _("who may see it"), max_length=8, choices=Visibility, default=Visibility.PUBLIC
    )
    signed_on = models.DateField(_("day of signing"), null=True, blank=True)
    signing = models.CharField(
        _("form of signing"), max_length=10, choices=Signing, default=Signing.IN_PERSON
    )
    place = models.CharField(_("place of signing"), max_length=120, blank=True)
    ends_on = models.DateField(_("last day of the term"), null=True, blank=True)
    renews_for_months = models.PositiveSmallIntegerField(
        _("months for which it goes on by itself"), null=True, blank=True
    )
    notice_days = models.PositiveSmallIntegerField(
        _("days before the end on which its parties are told"), default=90
    )
    intermediary = models.ForeignKey(
        Partner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mediated_agreements",
        verbose_name=_("intermediary"),
    )
    related = models.ManyToManyField(
        "self", blank=True, symmetrical=True, verbose_name=_("related agreements")
    )
    press_text = models.TextField(_("text for the press"), blank=True)
    entered_at = models.DateTimeField(_("entered in the register"), null=True, editable=False)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    end_reason = models.TextField(pgettext_lazy("agreement", "why it ended"), blank=True)
    search = SearchField()
    chosen = ChosenField(
        *("items__goal", "items__field", "municipality"),
        party_types=("parties__partner__type", "parties__type"),
    )

    party_rows: list[dict[str, Any]]
    main_goals: list[int]
    stalest_on: date | None
    file_rows: list[dict[str, Any]]
    link_rows: list[dict[str, str]]

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["-signed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(signed_on__isnull=False),
                name="agreement_signed_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | Q(ended_on__isnull=False),
                name="agreement_ended_has_day",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(signed_on=None) | Q(ends_on__gte=F("signed_on")),
                name="agreement_ends_after_signing",
            ),
        ]
        indexes = [
            models.Index(fields=["visibility", "-signed_on", "-id"], name="agreement_by_day"),
            models.Index(fields=["municipality", "state"], name="agreement_by_city"),
            models.Index(
                fields=["ends_on"], condition=Q(state="in_force"), name="agreement_by_end"
            ),
            GinIndex(fields=["search"], name="agreement_by_words", fastupdate=False),
            origin_index("agreement_by_origin"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("partners:agreement_detail", args=[self.pk])

    def lock(self) -> None:
        """As every step does; StateError where somebody has just discarded the draft."""
        try:
            super().lock()
        except Agreement.DoesNotExist:
            raise StateError(gettext("Somebody has discarded the draft in the meantime.")) from None

    @property
    def is_public(self) -> bool:
        """It stands in the public register."""
        return self.state != self.State.DRAFT and self.visibility == self.Visibility.PUBLIC

    @property
    def party_names(self) -> list[str]:
        """The parties of a row of a list, the lead first, in the reader's language."""
        rows = sorted(self.party_rows, key=lambda row: not row["is_lead"])
        return [_called(row) for row in rows]

    @property
    def is_in_force(self) -> bool:
        """Signed and not ended."""
        return self.state == self.State.IN_FORCE

    def search_texts(self) -> tuple[str, ...]:
        """Title first, then who agrees, then what for and what is done, then press and place."""
        if self.pk is None:
            return (self.title, "", self.purposes, f"{self.press_text}\n{self.place}")
        names = self.parties.values_list(
            "name", "partner__name", "municipality__name_ja", "municipality__name_en"
        )
        who = "\n".join(name for row in names for name in row if name)
        items = "\n".join(self.items.values_list("title", flat=True))
        return (self.title, who, f"{self.purposes}\n{items}", f"{self.press_text}\n{self.place}")


def _called(row: dict[str, Any]) -> str:
    if row["municipality"]:
        return in_reader_language(row["ja"], row["en"])
    return str(row["partner_name"] or row["name"])


class AgreementParty(models.Model):
    """One of those who agree: a partner, the municipality itself, or a body known by name alone.

    Of the *lead* agreements are counted: "its fourth with an economic body".
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties")
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="agreement_places"
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="agreement_places"
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    type = models.ForeignKey(
        "taxonomy.PartnerType",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("type"),
    )
    part = models.CharField(_("what it does under the agreement"), max_length=300, blank=True)
    is_lead = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)

    signing_rows: list[dict[str, str]]

    class Meta:
        verbose_name = pgettext_lazy("agreement", "party")
        verbose_name_plural = pgettext_lazy("agreement", "parties")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "partner"],
                condition=Q(partner__isnull=False),
                name="agreement_party_once",
            ),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(is_lead=True), name="agreement_one_lead"
            ),
            models.CheckConstraint(
                condition=Q(partner__isnull=False, municipality=None, name="")
                | Q(partner=None, municipality__isnull=False, name="")
                | Q(partner=None, municipality=None) & ~Q(name=""),
                name="agreement_party_is_one",
            ),
        ]
        indexes = [models.Index(fields=["partner", "agreement"], name="party_by_partner")]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """Its name, however it is known."""
        known: Any = self.partner or self.municipality
        return str(known.name) if known else self.name

    @property
    def signing(self) -> list[str]:
        """Who signs for it, each with the position; known of a party that `standing_in` gives."""
        return [f"{row['position']} {row['name']}".strip() for row in self.signing_rows]

    @property
    def address(self) -> str:
        """The page of a registered partner or of a municipality; "" where there is none."""
        if self.partner:
            return self.partner.get_absolute_url() if self.partner.is_approved else ""
        return self.municipality.get_absolute_url() if self.municipality else ""


class Signatory(models.Model):
    """Who has signed for a party; the name stands in the public register."""

    party = models.ForeignKey(AgreementParty, models.CASCADE, related_name="signatories")
    position = models.CharField(_("position"), max_length=80, blank=True)
    name = models.CharField(_("name"), max_length=80)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.position} {self.name}".strip()
