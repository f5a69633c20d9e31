"""What the city writes to a partner that registers, and what it asks of all who do."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.forms.fields import TickAllField
from partners.life import checklists
from partners.models import ChecklistItem, OnBehalf, Partner
from partners.record.questions import QUESTIONS
from tomoni.forms import SHORT, TextField
from tomoni.municipalities.models import Municipality

REMARK = 500  # characters of a remark on one answer
_PREFIX = "remark_"


class ReturnForm(forms.Form):
    """Why a registration is given back: a reason, remarks on single answers, or both."""

    reason = TextField(
        label=_("What is to be mended"),
        max_length=SHORT,
        required=False,
        help_text=_(
            "The partner reads this in a mail and above the form. Say what to change and why. "
            "Example: Please write your activities in Kakegawa; we found only those elsewhere."
        ),
    )

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in QUESTIONS.items():
            self.fields[f"{_PREFIX}{name}"] = TextField(
                label=_("Remark on “%(question)s”") % {"question": label},
                max_length=REMARK,
                required=False,
                rows=2,
            )

    @property
    def remark_fields(self) -> dict[str, Any]:
        """The fields of the remarks, by the question they are about."""
        return {name: self[f"{_PREFIX}{name}"] for name in QUESTIONS}

    @property
    def asked(self) -> dict[str, str]:
        """The remarks that say something, by question."""
        remarks = {name: self.cleaned_data.get(f"{_PREFIX}{name}", "") for name in QUESTIONS}
        return {name: text for name, text in remarks.items() if text}

    def clean(self) -> dict[str, Any]:
        """Nobody is sent back without a word."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        if not (answers.get("reason") or self.asked or self.errors):
            self.add_error(
                "reason",
                _("Please write what is to be mended, here or beside at least one answer."),
            )
        return answers


class SuspendForm(forms.Form):
    """Why a registered partner is taken out of sight."""

    reason = TextField(
        label=_("Why it is suspended"),
        max_length=SHORT,
        help_text=_(
            "Its owners read this in a mail and on their page. Say what happened, and what has to "
            "be done for it to be shown again."
        ),
    )


class EndForm(forms.Form):
    """Why a registration that nobody has claimed is ended for who is no member."""

    reason = TextField(
        label=_("Why it is ended"),
        max_length=SHORT,
        help_text=_("It stays on record. Example: The company has closed; told on the telephone."),
    )


class TakeBackForm(forms.Form):
    """A withdrawal is taken back; how they agreed, where nobody acts for the partner any more."""

    def __init__(self, *args: Any, is_without_people: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_without_people:
            self.fields["agreed"] = forms.ChoiceField(
                label=_("How have they agreed to be registered?"),
                choices=[(agreed.value, agreed.label) for agreed in OnBehalf.SAID],
                widget=forms.RadioSelect,
                help_text=_("It stays on record with your name, and they can read it."),
            )


class CheckForm(forms.Form):
    """What staff have looked at before they approve."""

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = checklists.checks_of(municipality)
        if asked:
            self.fields["checks"] = TickAllField(asked, label=_("Looked at before approval"))

    @property
    def checked(self) -> list[ChecklistItem]:
        """What was ticked: all there is."""
        items: list[ChecklistItem] = self.cleaned_data.get("checks", [])
        return items


class ChecklistItemForm(forms.Form):
    """A line of a checklist."""

    text_ja = TextField(label=_("Text (Japanese)"), max_length=REMARK, rows=3)
    text_en = TextField(
        label=_("Text (English)"),
        max_length=REMARK,
        required=False,
        rows=3,
        help_text=_("Without it, readers of English see the Japanese text."),
    )
    order = forms.IntegerField(
        label=_("Place in the list"),
        min_value=1,
        max_value=9999,
        help_text=_("The smallest number stands on top."),
    )
    since = forms.DateField(
        label=_("In force from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave it empty for at once. Until that day the present text is asked."),
    )

    def clean_since(self) -> datetime | None:
        """The first moment of the day; the past cannot be changed any more."""
        day = self.cleaned_data["since"]
        if day is None:
            return None
        if day < timezone.localdate():
            raise ValidationError(_("Please choose today or a later day."))
        if day == timezone.localdate():
            return None
        if day.year > timezone.localdate().year + 10:
            raise ValidationError(_("Please choose a day within the next ten years."))
        return timezone.make_aware(datetime.combine(day, time.min))
