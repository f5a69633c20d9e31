"""What is answered by a link of a mail: yes or no to a talk, and later what came of it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from matching.introducing.discretion import without_contacts
from matching.models import Introduction
from tomoni.forms import SHORT, TextField

REASON_LENGTH = 600


class ReplyForm(forms.Form):
    """Yes, or no with a reason if one likes."""

    AGREE, DECLINE = "agree", "decline"

    answer = forms.ChoiceField(choices=[(each, each) for each in (AGREE, DECLINE)])
    reason = TextField(
        label=_("Reason"),
        required=False,
        max_length=REASON_LENGTH,
        rows=3,
        validators=[without_contacts],
        help_text=_("You need not give one. It is passed on with your answer."),
    )


class FollowUpForm(forms.Form):
    """Have they met; and what came of it, in one's own words if one likes."""

    MET, NOT_YET, NOTHING, TOLD = "met", "not_yet", "nothing", "told"

    step = forms.ChoiceField(choices=[(each, each) for each in (MET, NOT_YET, NOTHING, TOLD)])
    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        choices=Introduction.Outcome.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    text = TextField(label=_("In your own words"), required=False, max_length=SHORT, rows=3)

    def clean(self) -> dict[str, Any]:
        """Who tells what came of it says what."""
        data = super().clean() or self.cleaned_data
        if (
            data.get("step") == self.TOLD
            and not data.get("outcome")
            and "outcome" not in self.errors
        ):
            self.add_error("outcome", ValidationError(_("Please choose one."), code="required"))
        return data
