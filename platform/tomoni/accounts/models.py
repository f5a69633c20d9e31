"""People, and what they have typed but not yet sent."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tomoni.models import Timestamped
from tomoni.uploads import is_picture


class UserManager(BaseUserManager["User"]):
    """Creates people by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who can log in; the address is stored in lower case."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An operator."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Addresses are the same in any case."""
        return self.get(email__iexact=username)


class User(AbstractUser):
    """A person. `is_staff` and `is_superuser` make an operator; city staff is a StaffRole."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=100)
    email = models.EmailField(_("e-mail address"), unique=True)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="ja"
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()  # type: ignore[misc,assignment]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_in_any_case")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_operator(self) -> bool:
        """Hosts the installation and may do everything, through /admin/."""
        return self.is_active and self.is_superuser


class Consent(models.Model):
    """Which text about personal data a person agreed to, and when."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="consents")
    text_version = models.CharField(max_length=20)
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")

    def __str__(self) -> str:
        return f"{self.user} {self.text_version}"


class Draft(Timestamped):
    """What a person has typed into a form and not yet sent: one open row per person and form.

    A draft that several people share has no `user`; the app that shares it says whose it is.
    `kind` names the form ("listing:need"), `target` the row being edited ("" for a new one).
    `data` holds the raw answers, right or wrong: `{field: [text, …]}`.
    `form_url` is where the person goes on typing.
    `result_url` is set when the form is sent, so a repeated POST gets the answer of the first.
    """

    token = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="drafts")
    kind = models.CharField(max_length=40)
    target = models.CharField(max_length=60, blank=True)
    data = models.JSONField(default=dict)
    seen_version = models.PositiveIntegerField(null=True)
    sent_at = models.DateTimeField(null=True)
    form_url = models.CharField(max_length=300, blank=True)
    result_url = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "target"],
                condition=Q(sent_at=None),
                name="draft_one_open_per_form",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target} {self.user}"


class DraftFile(models.Model):
    """A checked file of a draft, kept while the rest of the form is still being filled in."""

    token = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    field = models.CharField(max_length=40)
    file = models.FileField(upload_to="uploads/%Y/%m/", max_length=200)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown on a page."""
        return is_picture(self.content_type)
