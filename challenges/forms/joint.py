"""Naming further partners of a proposal, and what these answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.forms.fields import RowField
from partners.models import Partner, PartnerQuerySet
from tomoni.forms import TextField

BRINGS = 600
WORD = 400


class _PartnerField(RowField):
    def label_from_instance(self, obj: Partner) -> str:
        """With its city, as there are partners of one name."""
        return f"{obj.name} ({obj.municipality.name})"


class AskForm(forms.Form):
    """One of the partners that were found, and what it would bring."""

    partner = _PartnerField(Partner.objects.none(), label=_("Partner"), widget=forms.RadioSelect)
    brings = TextField(
        label=_("What it brings"),
        rows=3,
        max_length=BRINGS,
        help_text=_("What you have talked over. The partner can put it in its own words."),
    )

    def __init__(self, *args: Any, found: PartnerQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = found  # type: ignore[attr-defined]


class AgreeForm(forms.Form):
    """What the partner brings, in its own words."""

    brings = TextField(
        label=_("What you bring"),
        rows=3,
        max_length=BRINGS,
        help_text=_("This stands in the proposal beside your name."),
    )


class WordForm(forms.Form):
    """A word on why not, or why no longer."""

    reason = TextField(
        label=_("A word to the leading partner"), rows=2, max_length=WORD, required=False
    )
