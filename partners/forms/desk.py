"""What the city writes to a partner that registers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tomoni.forms import SHORT, TextField


class ReturnForm(forms.Form):
    """Why a registration is given back."""

    reason = TextField(
        label=_("What is to be mended"),
        max_length=SHORT,
        help_text=_(
            "The partner reads this in a mail and above the form. Say what to change and why. "
            "Example: Please write your activities in Kakegawa; we found only those elsewhere."
        ),
    )
