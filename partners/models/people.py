"""How people come to act for a partner: invitations, registration on behalf, codes to claim it."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models.membership import Membership
from partners.models.partner import Partner
from tomoni.models import Timestamped

INVITATION_LASTS = timedelta(days=7)
CODE_LASTS = timedelta(days=90)
WRONG_TRIES = 5  # after so many wrong codes a new one has to be issued


class OneTimeQuerySet(models.QuerySet["OneTime"]):
    """Rows that are good once and not for ever."""

    def open(self) -> Self:
        """Neither used nor taken back; the day may be over."""
        return self.filter(used_at=None, withdrawn_at=None)


class OneTime(Timestamped):
    """Good once, until a day, unless it is taken back before.

    Its secret follows from the `nonce` and the key of the installation (`people/onetime.py`).
    """

    nonce = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    expires_at = models.DateTimeField(_("good until"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = OneTimeQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_expired(self) -> bool:
        """Its day is over."""
        return self.expires_at <= timezone.now()

    @property
    def is_good(self) -> bool:
        """May be used now."""
        return not (self.used_at or self.withdrawn_at or self.is_expired)


class Invitation(OneTime):
    """A mail that asks somebody to act for a partner. The link's token is stored hashed.

    It changes only through `partners/people/invitations.py`.
    """

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=10, choices=Membership.Role)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                "partner",
                Lower("email"),
                condition=Q(used_at=None, withdrawn_at=None),
                name="invitation_one_open_per_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner} ({self.get_role_display()})"

    @property
    def is_replaced(self) -> bool:
        """A newer one went to the same address."""
        later = Invitation.objects.filter(partner=self.partner_id, email__iexact=self.email)
        return later.filter(pk__gt=self.pk).exists()

    def is_for(self, email: str) -> bool:
        """Whether it was sent to this address."""
        return self.email.casefold() == email.casefold()


class OnBehalf(models.Model):
    """Who registered a partner that never logs in: staff, or a member of a federation."""

    class Agreed(models.TextChoices):
        """How the one for whom is acted has agreed."""

        PAPER = "paper", _("on paper (a signed form is kept)")
        SPOKEN = "spoken", _("in person or on the telephone")
        MAIL = "mail", _("by mail")
        LIST = "list", _("on the municipality's list of partners")

    SAID = (Agreed.PAPER, Agreed.SPOKEN, Agreed.MAIL)
    """What a person who registers somebody may say; a list says the last by itself."""

    partner = models.OneToOneField(Partner, models.CASCADE, related_name="on_behalf")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    federation = models.ForeignKey(
        Partner, models.SET_NULL, null=True, blank=True, related_name="registered"
    )
    agreed = models.CharField(_("how they agreed"), max_length=10, choices=Agreed)
    at = models.DateTimeField(_("registered on behalf"), auto_now_add=True)

    class Meta:
        verbose_name = _("registration on behalf")
        verbose_name_plural = _("registrations on behalf")

    def __str__(self) -> str:
        return f"{self.partner} ← {self.acting_name}"

    @property
    def acting_name(self) -> str:
        """The federation or the municipality that acted."""
        return self.federation.name if self.federation else self.partner.municipality.name


class Claim(OneTime):
    """A one-time code, on paper or in a mail, by which a partner becomes its own owner.

    The code is stored hashed; five wrong tries lock it. It changes only through
    `partners/people/claims.py`.
    """

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="claims")
    code_hash = models.CharField(max_length=200, editable=False)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    wrong_tries = models.PositiveSmallIntegerField(_("wrong tries"), default=0)

    class Meta:
        verbose_name = _("claim code")
        verbose_name_plural = _("claim codes")
        constraints = [
            models.UniqueConstraint(
                fields=["partner"],
                condition=Q(used_at=None, withdrawn_at=None),
                name="claim_one_open_per_partner",
            )
        ]

    def __str__(self) -> str:
        return str(self.partner)

    @property
    def is_locked(self) -> bool:
        """Too many wrong codes were typed."""
        return self.wrong_tries >= WRONG_TRIES

    @property
    def is_good(self) -> bool:
        """May be used now."""
        return super().is_good and not self.is_locked


class ClaimAddress(models.Model):
    """Who is reached, and where, when an unclaimed partner is to take over its pages.

    It comes with a list, is seen by who acts for the partner, and goes once that is claimed.
    """

    partner = models.OneToOneField(Partner, models.CASCADE, related_name="claim_address")
    person = models.CharField(_("contact person"), max_length=80, blank=True)
    email = models.EmailField(_("contact e-mail"), blank=True)

    class Meta:
        verbose_name = _("claim address")
        verbose_name_plural = _("claim addresses")

    def __str__(self) -> str:
        return str(self.partner)


class ToldOwners(models.Model):
    """Up to which journal entry the owners were told what others did in the partner's name."""

    partner = models.OneToOneField(Partner, models.CASCADE, related_name="told_owners")
    entry = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.partner} {self.entry}"


def lasts(span: timedelta) -> datetime:
    """So long from now."""
    return timezone.now() + span
