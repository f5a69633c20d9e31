"""The forms that name a passkey or security key; django-allauth has no words for the field."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext_lazy as _

from tomoni.forms import LineField


class AddKeyForm(AddWebAuthnForm):
    """Adds a key; one without a name gets one from django-allauth."""

    name = LineField(label=_("Name of the key"), required=False)


class RenameKeyForm(EditWebAuthnForm):
    """Gives a key another name."""

    name = LineField(label=_("Name of the key"))
