"""The form with which a suggestion is answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.models import Trace
from matching.models.feedback import TEXT_LENGTH
from tomoni.forms import TextField

NONE = "none"
"""Sent to take back what was said."""


class FeedbackForm(forms.Form):
    """A verdict by the button that was pressed; "not for us" with a reason."""

    verdict = forms.ChoiceField(choices=[*Trace.Verdict.choices, (NONE, "")])
    reason = forms.ChoiceField(
        label=gettext_lazy("Why is it not for you?"),
        choices=Trace.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose a reason. One press is enough.")},
        help_text=gettext_lazy(
            "It helps the office to see what is missing here: it is shown how often each reason is"
            " given, and not by whom."
        ),
    )
    text = TextField(
        label=gettext_lazy("Your own words"), max_length=TEXT_LENGTH, rows=2, required=False
    )

    def __init__(self, data: Any = None, *, trace: Trace) -> None:
        super().__init__(data, initial={"reason": trace.reason, "text": trace.text})
        is_refusal = data is None or data.get("verdict") == Trace.Verdict.NOT_FOR_US
        self.fields["reason"].required = is_refusal

    def clean(self) -> dict[str, Any]:
        """Of "something else" is to be said what it is."""
        said = self.cleaned_data
        is_refusal = said.get("verdict") == Trace.Verdict.NOT_FOR_US
        if is_refusal and said.get("reason") == Trace.Reason.OTHER and not said.get("text"):
            self.add_error("text", _("Please say in a few words what it is."))
        return said
