"""What partners fill in around an introduction: to ask, to answer, to tell, to be left in peace."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from matching.introducing.asking import Way
from matching.introducing.discretion import without_contacts
from matching.introducing.drafting import MESSAGE_LENGTH
from matching.models import Introduction
from partners.forms.news import DayField
from tomoni.forms import SHORT, TextField


class AskForm(forms.Form):
    """The message, and the way where there are several; a single one is sent as it was shown."""

    message = TextField(
        label=gettext_lazy("Message"),
        max_length=MESSAGE_LENGTH,
        rows=9,
        validators=[without_contacts],
        help_text=gettext_lazy(
            "We have begun it for you from the reasons above; change it as you like. Leave e-mail"
            " addresses and telephone numbers out: they are told by themselves once you have both"
            " agreed."
        ),
    )
    way = forms.ChoiceField(
        label=gettext_lazy("On which way"),
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": gettext_lazy(
                "This way is not open any more. Please look at the ways once more."
            )
        },
    )

    def __init__(self, data: Any, *, ways: Sequence[Way], draft: str) -> None:
        super().__init__(data, initial={"message": draft, "way": ways[0].value})
        way: Any = self.fields["way"]
        way.choices = [
            (each.value, format_html("{}<br>{}", each.label, each.help)) for each in ways
        ]
        if len(ways) == 1:
            way.widget = forms.HiddenInput()


class AnswerForm(forms.Form):
    """Yes, or no with a reason."""

    AGREE, DECLINE = "agree", "decline"

    answer = forms.ChoiceField(choices=[(each, each) for each in (AGREE, DECLINE)])
    reason = TextField(
        label=gettext_lazy("Reason"),
        required=False,
        rows=2,
        max_length=MESSAGE_LENGTH,
        validators=[without_contacts],
        help_text=gettext_lazy("You need not give one. It is passed on with your answer."),
    )


class OutcomeForm(forms.Form):
    """What came of it."""

    outcome = forms.ChoiceField(
        label=pgettext_lazy("introduction", "What came of it"),
        widget=forms.RadioSelect,
        choices=[
            (
                Introduction.Outcome.INFORMATION,
                pgettext_lazy("choice", "We have exchanged information"),
            ),
            (Introduction.Outcome.NEXT_MEETING, pgettext_lazy("choice", "We meet again")),
            (
                Introduction.Outcome.STARTED,
                pgettext_lazy("choice", "We have begun something together"),
            ),
            (Introduction.Outcome.NOTHING, pgettext_lazy("choice", "Nothing for now")),
        ],
    )
    text = TextField(
        label=gettext_lazy("In your own words"),
        required=False,
        max_length=SHORT,
        rows=4,
        help_text=gettext_lazy(
            "All who have agreed read it, and who passed it on. If you have begun something"
            " together, it is also what the project says first."
        ),
    )


class PauseForm(forms.Form):
    """Until when the partner takes no introductions."""

    until = DayField(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy(
            "The last day of the pause. Left empty, it lasts until you end it yourselves."
        ),
    )

    def clean_until(self) -> date | None:
        """Today or later."""
        until: date | None = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise ValidationError(_("Please choose today or a later day."))
        return until


class BlockForm(forms.Form):
    """Why, for the office."""

    reason = TextField(
        label=gettext_lazy("Reason, for the office"),
        required=False,
        rows=3,
        max_length=SHORT,
        help_text=gettext_lazy(
            "You need not give one. Only the office of your city reads it, so that it can help."
        ),
    )
