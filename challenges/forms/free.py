"""The rule of a municipality on proposals without a challenge."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tomoni.forms import SHORT, TextField


class FreeRuleForm(forms.Form):
    """Whether it takes them, and in words what it wishes."""

    accepts = forms.BooleanField(
        label=_("Registered partners may propose to us without a challenge"), required=False
    )
    wish_ja = TextField(
        label=_("What we wish (Japanese)"),
        rows=5,
        max_length=SHORT,
        required=False,
        help_text=_(
            "Shown above the form: which fields you think of, what you can put in, what you cannot"
            " take up."
        ),
    )
    wish_en = TextField(
        label=_("What we wish (English)"),
        rows=5,
        max_length=SHORT,
        required=False,
        help_text=_("Without it, English readers see the Japanese one."),
    )

    def clean(self) -> dict[str, Any]:
        """Whoever is to propose freely must know what is wished."""
        answers = self.cleaned_data
        if answers.get("accepts") and not answers.get("wish_ja") and "wish_ja" not in self.errors:
            self.add_error("wish_ja", _("Please write what you wish of such proposals."))
        return answers
