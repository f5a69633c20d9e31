"""What is said when an agreement is signed or ended, told of, or gets files."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.forms.news import DayField
from partners.forms.project import SeenForm
from partners.models import Agreement
from tomoni.forms import SHORT, LineField, TextField
from tomoni.uploads import MAX_FILES, UploadField


class PastDayField(DayField):
    """A day that is over, or today."""

    def validate(self, value: date | None) -> None:
        """Nothing has happened on a day that is still to come."""
        super().validate(value)
        if value and value > timezone.localdate():
            raise ValidationError(_("This day is still to come."))
        if value and value.year < 1900:
            raise ValidationError(_("Please check the year."))


class SignForm(SeenForm):
    """When and how it was signed."""

    signed_on = PastDayField(label=_("Day of signing"))
    signing = forms.ChoiceField(
        label=_("Form of signing"), widget=forms.RadioSelect, choices=Agreement.Signing
    )
    place = LineField(
        label=_("Place of signing"),
        max_length=120,
        required=False,
        help_text=_("Example: City hall, or the two places that were connected online"),
    )


class AgreementEndForm(forms.Form):
    """When it ended, and why."""

    ended_on = PastDayField(label=_("Last day on which it was in force"))
    reason = TextField(
        label=pgettext_lazy("agreement", "Why it ended"),
        max_length=SHORT,
        rows=4,
        help_text=_("Whoever may see the agreement reads it."),
    )


class TellForm(forms.Form):
    """How an item lives."""

    on = PastDayField(label=_("When it was"))
    text = TextField(
        label=_("What was done"),
        max_length=SHORT,
        rows=4,
        help_text=_("Two or three sentences are enough. Example: Eight students visited two firms"),
    )
    is_public = forms.BooleanField(
        label=_("Show it to everybody"),
        required=False,
        initial=True,
        help_text=_("Without this only the parties and the office read it."),
    )


class AgreementFilesForm(forms.Form):
    """Further files."""

    attachments = UploadField(
        most=MAX_FILES,
        label=_("Files"),
        help_text=_("PDF, Word, Excel, PowerPoint or pictures of up to 10 MB each."),
    )
    is_public = forms.BooleanField(
        label=_("Show them to everybody"),
        required=False,
        help_text=_("Without this only the parties and the office get them."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attachments"].required = True

    def clean_attachments(self) -> Any:
        """At least one."""
        files = self.cleaned_data["attachments"]
        if not files:
            raise ValidationError(_("Please choose a file."))
        return files
