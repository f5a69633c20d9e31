"""What partners ask each other: to belong to a federation, or to ask together; and the answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import Affiliation
from tomoni.forms import SHORT, TextField


def _message_field(help_text: Any) -> TextField:
    return TextField(label=_("Message"), required=False, max_length=SHORT, help_text=help_text)


class AskMemberForm(forms.Form):
    """A federation asks a partner."""

    message = _message_field(_("Who you are, and what the partner would have of it."))


class JoinForm(forms.ModelForm):
    """A partner asks a federation, and says what that may do for it."""

    message = _message_field(_("Who you are, if they may not know you yet."))

    class Meta:
        model = Affiliation
        fields = ("edits_profile", "writes_listings")
        labels = {
            "edits_profile": _("May change our profile"),
            "writes_listings": _("May write needs and seeds for us"),
        }


class AnswerForm(forms.Form):
    """Yes with what is allowed, no with a reason, or taken back."""

    AGREE, DECLINE, WITHDRAW = "agree", "decline", "withdraw"

    answer = forms.ChoiceField(choices=[(each, each) for each in (AGREE, DECLINE, WITHDRAW)])
    edits_profile = forms.BooleanField(label=_("May change our profile"), required=False)
    writes_listings = forms.BooleanField(
        label=_("May write needs and seeds for us"), required=False
    )
    reason = TextField(
        label=_("Reason"),
        required=False,
        max_length=SHORT,
        help_text=_("You need not give one. The other side reads it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class OfferForm(forms.Form):
    """A partner offers another to ask together."""

    message = _message_field(
        _("What you have in mind. Your name and address are told only if they agree.")
    )
