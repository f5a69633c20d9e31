"""What the reception types."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from events.hosting.arrivals import Guest
from events.models import Table
from tomoni.forms import LineField


class WalkInForm(forms.Form):
    """Who comes without a registration."""

    name = LineField(label=pgettext_lazy("person", "Name"), max_length=100)
    affiliation = LineField(
        label=_("Organisation"),
        max_length=120,
        required=False,
        help_text=_("A registered partner is recognised by its exact name."),
        widget=forms.TextInput(attrs={"list": "partner-names", "autocomplete": "off"}),
    )
    allows_photos = forms.BooleanField(
        label=_("May appear in photos of the report"),
        required=False,
        help_text=_("Please ask. Without a tick the person is left out of the photos."),
    )
    is_over = forms.BooleanField(
        label=_("One seat more, if all are taken"),
        required=False,
        help_text=_("A decision of the office: the number of seats grows by one."),
    )

    def guest(self, *, may_decide: bool) -> Guest:
        """What the step takes; only the office goes beyond the capacity."""
        answers = self.cleaned_data
        return Guest(
            name=answers["name"],
            affiliation=answers["affiliation"],
            allows_photos=answers["allows_photos"],
            is_over=answers["is_over"] and may_decide,
        )


class TableForm(forms.Form):
    """The table for who has come after everybody was seated."""

    table = forms.ModelChoiceField(Table.objects.none(), label=_("Sits at table"), empty_label=None)

    def __init__(self, *args: Any, tables: list[tuple[Table, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["table"]
        field.queryset = Table.objects.filter(pk__in=[table.pk for table, _free in tables])
        field.choices = [(table.pk, _with_free(table, free)) for table, free in tables]


def _with_free(table: Table, free: int) -> str:
    words = ngettext("%(free)s free", "%(free)s free", free) % {"free": free}
    return f"{table.label} ({words})"
