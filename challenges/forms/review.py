"""What a manager writes when returning a challenge, and what is written after its deadline."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from challenges.forms.fields import MomentField
from challenges.models import Challenge
from challenges.parts import PARTS, WHOLE, part_name
from tomoni.forms import LONG, SHORT, TextField


class ReturnForm(forms.Form):
    """A remark beside each part and one on the whole, at least one of them; and what was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    whole = TextField(
        label=_("On the challenge as a whole"), rows=3, max_length=SHORT, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in PARTS:
            self.fields[_field(part)] = TextField(
                label=_("Remark on “%(part)s”") % {"part": part_name(part)},
                rows=2,
                max_length=SHORT,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """Whoever gets it back must know why."""
        answers = self.cleaned_data
        if not self.errors and not any(self.remarks.values()):
            self.add_error(
                "whole", _("Please write at least one remark: what should be different?")
            )
        return answers

    @property
    def remarks(self) -> dict[str, str]:
        """The remarks by the name of their part."""
        answers = self.cleaned_data
        beside = {part: answers.get(_field(part), "") for part in PARTS}
        return {WHOLE: answers.get("whole", ""), **beside}

    def beside(self, part: str) -> forms.BoundField:
        """The question for a remark on this part."""
        return self[_field(part)]


def _field(part: str) -> str:
    return f"on_{part}"


class ExtendForm(forms.Form):
    """A later deadline, and why."""

    until = MomentField(label=_("New deadline"))
    reason = TextField(
        label=_("Reason"),
        rows=3,
        max_length=SHORT,
        required=False,
        help_text=_("Shown on the public page and sent to those who are writing a proposal."),
    )

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.challenge = challenge

    def clean_until(self) -> Any:
        """Later than the present one, and still to come."""
        until = self.cleaned_data["until"]
        if until <= max(self.challenge.closes_at, timezone.now()):
            raise ValidationError(_("Please choose a moment later than the present deadline."))
        return until


class ResultForm(forms.Form):
    """What was decided, for everybody to read."""

    result = TextField(
        label=_("What was decided"),
        rows=10,
        max_length=LONG,
        help_text=_(
            "Shown on the public page: which proposals go on and why, and what happens next."
        ),
    )


class RetellForm(forms.Form):
    """A result or report as it should read; and what was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = TextField(label=_("As everybody reads it"), rows=12, max_length=LONG)


class ReportForm(forms.Form):
    """What came of it, for everybody to read."""

    report = TextField(
        label=_("What came of it"),
        rows=12,
        max_length=LONG,
        help_text=_(
            "Shown on the public page: what was done, with whom, what changed, what was learned."
        ),
    )
