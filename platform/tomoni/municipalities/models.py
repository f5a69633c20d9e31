"""Municipalities, the people who work for them, and the rules they set."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tomoni.accounts.models import User
from tomoni.models import Bilingual, RankedChoices, Timestamped, Versioned, in_reader_language
from tomoni.taxonomy.models import Field, PartnerType


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    """Municipalities by what a person may do there."""

    def staffed_by(self, user: User, *, at_least: "StaffRole.Role | None" = None) -> Self:
        """Those in whose office the person works, with the role or a stronger one."""
        roles = StaffRole.Role.at_least(at_least or StaffRole.Role.VIEWER)
        return self.filter(staff__user=user.pk, staff__role__in=roles)

    def taking_free_proposals(self) -> Self:
        """Those to which a partner may propose without a challenge."""
        return self.filter(accepts_free_proposals=True)


class IntroductionRoute(models.TextChoices):
    """On which way one partner may ask to talk with another."""

    DIRECT = "direct", _("directly from partner to partner")
    OFFICE = "office", _("through the city's office")
    FEDERATION = "federation", _("through the federation of the partner who is asked")


def all_routes() -> list[str]:
    """Every way an introduction can take."""
    return list(IntroductionRoute.values)


class Municipality(Bilingual, Timestamped, Versioned):
    """A city, town or village that runs co-creation on this installation."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    kana = models.CharField(_("reading"), max_length=100, blank=True)
    code = models.CharField(
        _("municipality code"), max_length=6, blank=True, validators=[RegexValidator(r"^\d{6}$")]
    )
    prefecture = models.CharField(_("prefecture"), max_length=10)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    platform_name = models.CharField(_("name of its platform"), max_length=100, blank=True)
    greeting_ja = models.TextField(_("greeting (Japanese)"), blank=True)
    greeting_en = models.TextField(_("greeting (English)"), blank=True)
    brand_colour = models.CharField(
        _("own colour"), max_length=7, blank=True, validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$")]
    )
    logo = models.ImageField(_("logo"), upload_to="municipalities/", blank=True)
    fields = models.ManyToManyField(Field, verbose_name=_("administrative fields"), blank=True)
    partner_types = models.ManyToManyField(
        PartnerType, verbose_name=_("partner types that may join"), blank=True
    )
    reply_days = models.PositiveSmallIntegerField(_("days to reply to a proposal"), default=30)
    publishes_alone = models.BooleanField(
        _("managers may publish a challenge without a second person"),
        default=False,
        db_default=False,
    )
    renewal_months = models.PositiveSmallIntegerField(_("registration lasts (months)"), default=24)
    accepts_free_proposals = models.BooleanField(
        _("partners may propose without a challenge"), default=False, db_default=False
    )
    introduction_routes = ArrayField(
        models.CharField(max_length=10, choices=IntroductionRoute),
        verbose_name=_("how partners may ask to talk with those of the municipality"),
        default=all_routes,
        db_default=all_routes(),
    )
    free_wish_ja = models.TextField(
        _("what it wishes of free proposals (Japanese)"), blank=True, default="", db_default=""
    )
    free_wish_en = models.TextField(
        _("what it wishes of free proposals (English)"), blank=True, default="", db_default=""
    )

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["code", "pk"]

    def get_absolute_url(self) -> str:
        return reverse("portal:municipality_detail", args=[self.slug])

    @property
    def title(self) -> str:
        """The name of its platform, which is Japanese, or its own in the reader's language."""
        return self.platform_name if self.platform_name and get_language() == "ja" else self.name

    @property
    def free_wish(self) -> str:
        """What it wishes of those who propose without a challenge, in the reader's language."""
        return in_reader_language(self.free_wish_ja, self.free_wish_en)


class Section(Bilingual):
    """An office of the municipality that partners can reach."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="sections")
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["order", "pk"]


class VisionQuerySet(models.QuerySet["Vision"]):
    """Visions by whether they can still be chosen."""

    def current(self) -> Self:
        """Those the municipality stands by now."""
        return self.filter(retired_at=None)

    def choosable(self, *, kept: "models.QuerySet[Vision] | None" = None) -> Self:
        """Those that can be chosen: the current ones, and what a row has chosen before."""
        if kept is None:
            return self.current()
        return self.filter(models.Q(retired_at=None) | models.Q(pk__in=kept.values("pk")))


class Vision(Bilingual):
    """A direction the municipality has named for itself, beside the goals.

    A retired one cannot be chosen any more; who has chosen it keeps it.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="visions")
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    objects = VisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("vision")
        verbose_name_plural = _("visions")
        ordering = ["order", "pk"]


class RefusalGroundQuerySet(models.QuerySet["RefusalGround"]):
    """Grounds by whether they are still in force."""

    def current(self) -> Self:
        """Those for which a proposal may be declined now."""
        return self.filter(retired_at=None)


class RefusalGround(Bilingual):
    """A reason for which the municipality's rules let a proposal be declined.

    A retired one stays, word for word, with what was declined for it.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="refusal_grounds")
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    objects = RefusalGroundQuerySet.as_manager()

    class Meta:
        verbose_name = _("ground for refusal")
        verbose_name_plural = _("grounds for refusal")
        ordering = ["order", "pk"]


class StaffRole(models.Model):
    """What a person may do in the office of a municipality."""

    class Role(RankedChoices):
        VIEWER = "viewer", _("viewer")
        EDITOR = "editor", _("editor")
        MANAGER = "manager", _("manager")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="staff")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="staff_roles",
        verbose_name=_("person"),
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.VIEWER)

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "user"], name="staff_role_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.municipality} ({self.get_role_display()})"
