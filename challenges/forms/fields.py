"""Fields that the forms of challenges need beside the shared ones."""

import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.forms.fields import Section
from tomoni import text

_FURTHEST = timedelta(days=5 * 366)


class MomentField(forms.DateTimeField):
    """A day and time within five years, from the browser's own picker or typed in any width."""

    def __init__(self, **kwargs: Any) -> None:
        picker = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=picker, **kwargs)

    def to_python(self, value: Any) -> Any:
        """The moment in Japan's time."""
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", text.one_line(value))
        return super().to_python(value)

    def validate(self, value: Any) -> None:
        """Neither long ago nor out of sight: both are slips of the finger."""
        super().validate(value)
        if value and abs(value.year - timezone.localdate().year) > _FURTHEST.days // 366:
            raise ValidationError(_("Please check the year."))


class MailField(forms.EmailField):
    """An e-mail address, from full-width letters too."""

    def to_python(self, value: Any) -> str:
        """The address in plain letters."""
        typed = text.one_line(str(value)) if value not in self.empty_values else ""
        return unicodedata.normalize("NFKC", typed)


def sections_of(
    form: forms.BaseForm, sections: Sequence[tuple[Promise, Sequence[str]]]
) -> list[Section]:
    """The sections with the questions that this form really has."""
    return [
        Section(title, [form[name] for name in names if name in form.fields])
        for title, names in sections
    ]


class TimesForm(forms.Form):
    """Until when answers are taken, and from when: `closes_at` and `opens_at`, if it has them."""

    def clean_closes_at(self) -> Any:
        """Still to come."""
        closes_at = self.cleaned_data["closes_at"]
        if closes_at <= timezone.now():
            raise ValidationError(_("Please choose a day and time that are still to come."))
        return closes_at

    def clean(self) -> dict[str, Any]:
        """It ends after it begins."""
        answers = self.cleaned_data
        opens_at, closes_at = answers.get("opens_at"), answers.get("closes_at")
        if opens_at and closes_at and opens_at >= closes_at:
            self.add_error("closes_at", _("The end must be later than the beginning."))
        return answers
