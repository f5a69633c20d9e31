"""Whom a partner invites, what its federation may do, and the code with which it is claimed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from partners.models import Affiliation, Membership, Partner
from partners.people.invitations import open_for
from tomoni.forms import LineField, TextField

_ROLES = [
    (Membership.Role.VIEWER, _("Viewer: reads what partners may read, and the suggestions")),
    (Membership.Role.EDITOR, _("Editor: also writes needs, seeds and proposals")),
    (Membership.Role.OWNER, _("Owner: also changes the profile, the members and their roles")),
]


class InvitationForm(forms.Form):
    """Who is invited, and as what."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The invitation is sent there. It is good for seven days."),
    )
    role = forms.ChoiceField(label=_("What they may do"), choices=_ROLES, widget=forms.RadioSelect)

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partner = partner

    def clean_email(self) -> str:
        """Neither a member already, nor invited just now."""
        email: str = self.cleaned_data["email"].lower()
        if self.partner.memberships.filter(user__email__iexact=email).exists():
            raise ValidationError(_("This person is a member already."))
        waiting = open_for(self.partner, email)
        if waiting and waiting.is_good:
            raise ValidationError(
                _("There is an open invitation for this address. You can send it again below.")
            )
        return email


class RoleForm(forms.Form):
    """Another role for a member."""

    role = forms.ChoiceField(choices=Membership.Role)


class AllowForm(forms.ModelForm):
    """What a federation may do in the partner's name."""

    class Meta:
        model = Affiliation
        fields = ("edits_profile", "writes_listings")
        labels = {
            "edits_profile": _("May change our profile"),
            "writes_listings": _("May write needs and seeds for us"),
        }


class CodeForm(forms.Form):
    """Where a code goes: on paper, or in a mail as well."""

    email = forms.EmailField(
        label=_("E-mail address of the partner"),
        required=False,
        max_length=254,
        help_text=_("Leave it empty to hand the letter over on paper only."),
    )


class ClaimForm(forms.Form):
    """What stands in the letter."""

    receipt = LineField(
        label=_("Receipt number"), max_length=40, help_text=_("As in the letter: R-7K3M-9QWD")
    )
    code = LineField(
        label=_("Code"),
        max_length=60,
        help_text=_("Twelve characters. Capitals or not, with or without hyphens: all is fine."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "spellcheck": "false", "data-claim-code": ""}
        ),
    )


class TakeOverForm(forms.Form):
    """What those who have acted for the partner may go on doing."""

    edits_profile = forms.BooleanField(label=_("May change our profile"), required=False)
    writes_listings = forms.BooleanField(
        label=_("May write needs and seeds for us"), required=False
    )


class JoinForm(forms.Form):
    """Who asks to be let in says who they are."""

    words = TextField(
        label=_("What the owners should know"),
        max_length=500,
        rows=4,
        help_text=_("Who you are and what you do there. They see your name and e-mail address."),
    )
