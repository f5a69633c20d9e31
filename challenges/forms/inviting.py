"""Whom to invite, and a personal line."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import Partner
from tomoni.forms import LineField


class InvitationForm(forms.Form):
    """One registered partner by its slug; the line goes into the mail."""

    partner = forms.ModelChoiceField(
        Partner.objects.approved(),
        to_field_name="slug",
        error_messages={"invalid_choice": _("This partner is not registered now.")},
    )
    line = LineField(label=_("A personal line"), max_length=300, required=False)
