"""Who belongs to a partner: people who act for it, federations it is in; and a partner's states."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tomoni.accounts.models import User
from tomoni.models import RankedChoices


class PartnerState(models.TextChoices):
    """Where a registration is. Changed only through `partners/life/registration.py`."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waiting for approval")
    APPROVED = "approved", pgettext_lazy("partner", "registered")
    RETURNED = "returned", _("returned")
    SUSPENDED = "suspended", _("suspended")
    WITHDRAWN = "withdrawn", _("withdrawn")
    LAPSED = "lapsed", pgettext_lazy("partner", "registration ended")


def unless_last_owner(collector: Any, field: Any, sub_objs: Any, using: str) -> None:
    """Memberships go with the person's account, but no partner is left without an owner."""
    last = list(Membership.objects.filter(pk__in=[row.pk for row in sub_objs]).last_owners())
    if last:
        names = ", ".join(row.partner.name for row in last)
        raise models.ProtectedError(f"last owner of {names}", set(last))
    models.CASCADE(collector, field, sub_objs, using)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by what hangs on them."""

    def last_owners(self) -> Self:
        """Those without which their partner would have no owner, unless it has withdrawn."""
        others = Membership.objects.filter(
            partner=OuterRef("partner"), role=Membership.Role.OWNER, user__is_active=True
        ).exclude(user=OuterRef("user"))
        owners = self.filter(~Exists(others), role=Membership.Role.OWNER)
        kept = owners.exclude(partner__state=PartnerState.WITHDRAWN)
        return kept.select_related("partner", "user")


class Membership(models.Model):
    """What a person may do for a partner."""

    class Role(RankedChoices):
        VIEWER = "viewer", _("viewer")
        EDITOR = "editor", _("editor")
        OWNER = "owner", _("owner")

    partner = models.ForeignKey("partners.Partner", models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, unless_last_owner, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.VIEWER)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [models.UniqueConstraint(fields=["partner", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} – {self.partner} ({self.get_role_display()})"

    def may(self, role: "Membership.Role") -> bool:
        """Whether the member's role includes this one."""
        return Membership.Role(self.role).includes(role)


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    """Places in federations, by what they let a person do."""

    def acted_through_by(self, user: User) -> Self:
        """Those that let the person, an editor or owner of the federation, do something."""
        memberships = Membership.objects.filter(
            user=user.pk,
            role__in=Membership.Role.at_least(Membership.Role.EDITOR),
            partner__state=PartnerState.APPROVED,
        )
        return self.filter(federation__in=memberships.values("partner")).allowing_something()

    def allowing_something(self) -> Self:
        """Those where the federation may do more than read what is public."""
        return self.filter(Q(edits_profile=True) | Q(writes_listings=True))


class Affiliation(models.Model):
    """A partner's place in a federation, e.g. a society of commerce in that of its prefecture.

    What the federation may do for the partner is said by the partner's owner; as long as there is
    none, by who registered it.
    """

    federation = models.ForeignKey("partners.Partner", models.CASCADE, related_name="affiliates")
    partner = models.ForeignKey("partners.Partner", models.CASCADE, related_name="federations")
    edits_profile = models.BooleanField(_("may edit the profile"), default=False, db_default=False)
    writes_listings = models.BooleanField(
        _("may write needs and seeds"), default=False, db_default=False
    )

    objects = AffiliationQuerySet.as_manager()

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

    def allows(self, role: Membership.Role) -> bool:
        """Whether the federation may do for the partner what this role may, but for its people."""
        if role == Membership.Role.OWNER:
            return self.edits_profile
        return self.writes_listings or (role == Membership.Role.VIEWER and self.edits_profile)
