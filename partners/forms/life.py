"""What an owner says about the registration itself: renew it, or end it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.forms.fields import TickAllField
from partners.life import checklists
from partners.models import ChecklistItem, Partner
from tomoni.forms import SHORT, TextField


class RenewForm(forms.Form):
    """That everything is right; and what the municipality newly asks to declare."""

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = checklists.pledges_asked(partner)
        if asked:
            self.fields["pledges"] = TickAllField(
                asked,
                label=_("Please tick each line"),
                help_text=_("Your municipality asks this newly, or in other words than before."),
            )

    @property
    def pledged(self) -> list[ChecklistItem]:
        """What was declared."""
        items: list[ChecklistItem] = self.cleaned_data.get("pledges", [])
        return items


class AskToLiftForm(forms.Form):
    """What a suspended partner has done, so that it may be shown again."""

    words = TextField(
        label=_("What you have done"),
        max_length=SHORT,
        help_text=_(
            "Your municipality reads it and answers by mail. "
            "Example: The telephone number is right again, and the old need is ended."
        ),
    )


class WithdrawForm(forms.Form):
    """That the owner knows what it means."""

    reason = TextField(
        label=_("Why you leave"),
        max_length=SHORT,
        required=False,
        rows=3,
        help_text=_("Your municipality reads it. You need not say anything."),
    )
    understands = forms.BooleanField(label=_("I understand that the registration ends now."))
