"""What staff write when they answer a proposal or call a challenge off."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.forms.fields import RowField
from tomoni.forms import SHORT, TextField
from tomoni.municipalities.models import Municipality, RefusalGround


class AcceptForm(forms.Form):
    """A word to the partner on what happens next."""

    text = TextField(
        label=_("Message to the partner"),
        rows=8,
        help_text=_("Write who will be in touch, and by when."),
    )


class DeclineForm(forms.Form):
    """A ground of the municipality's rules, and the reason in the city's own words."""

    ground = RowField(
        RefusalGround.objects.none(),
        label=_("Ground"),
        help_text=_("From the rules of the municipality."),
    )
    text = TextField(
        label=_("Message to the partner"),
        rows=8,
        help_text=_("Say what was decisive, and what the partner could do instead."),
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].queryset = municipality.refusal_grounds.current()  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    """Why nothing more is taken, although the deadline is still to come; everybody reads it."""

    reason = TextField(
        label=_("Reason"),
        rows=4,
        max_length=SHORT,
        help_text=_(
            "Shown on the public page and sent to those who are writing, and to those who follow."
        ),
    )


class CancelForm(forms.Form):
    """Why the challenge is called off; everybody reads it."""

    reason = TextField(
        label=_("Reason"),
        rows=5,
        max_length=SHORT,
        help_text=_("Shown on the public page and sent to those who wait for an answer."),
    )
