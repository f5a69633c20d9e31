"""The profile with which somebody registers a partner that will not log in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.forms.fields import Words
from partners.forms.partner import PartnerForm
from partners.models import OnBehalf
from tomoni.municipalities.models import Municipality


class BehalfForm(PartnerForm):
    """Registration on behalf: who acts for whom stands on top. `towns` are those of the staff."""

    SECTIONS: Sequence[tuple[Words, Sequence[str]]] = (
        (_("For whom you act"), ("agreed", "confirms")),
        *PartnerForm.SECTIONS,
    )

    PLEDGES_HELP: Words = _(
        "You tick this for them, after they have said so to you. "
        "Your name, for whom you act and when is kept."
    )

    agreed = forms.ChoiceField(
        label=_("How have they agreed to be registered?"),
        choices=[(agreed.value, agreed.label) for agreed in OnBehalf.SAID],
        widget=forms.RadioSelect,
        help_text=_("It stays on record with your name, and they can read it."),
    )
    confirms = forms.BooleanField(
        label=_("They know what is published about them and that I act for them.")
    )

    def __init__(self, *args: Any, towns: list[Municipality] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if towns is not None:
            rows = Municipality.objects.filter(pk__in=[town.pk for town in towns])
            self.fields["municipality"].queryset = rows  # type: ignore[attr-defined]
