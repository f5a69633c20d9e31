"""What staff choose when they change a seating by hand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models import Event, Registration, Table


class ChangeForm(forms.Form):
    """One change of the seating: somebody, a round, and a table or somebody else.

    `version` is that of the seating before the person's eyes.
    """

    MOVE, SWAP, PIN, UNPIN, BAR, UNBAR = "move", "swap", "pin", "unpin", "bar", "unbar"
    WITH_TABLE = (MOVE, PIN, BAR, UNBAR)

    change = forms.ChoiceField(choices=[(each, each) for each in (*WITH_TABLE, SWAP, UNPIN)])
    version = forms.IntegerField(min_value=1, max_value=2**31 - 2)
    round = forms.IntegerField(min_value=1)
    registration = forms.ModelChoiceField(
        Registration.objects.none(), label=pgettext_lazy("seat", "Who")
    )
    table = forms.ModelChoiceField(Table.objects.none(), required=False, label=_("To which table"))
    other = forms.ModelChoiceField(
        Registration.objects.none(), required=False, label=_("With whom")
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = event.registrations.registered().with_names()
        self.event = event
        for name, rows in (("registration", people), ("other", people), ("table", event.tables)):
            field: Any = self.fields[name]
            field.queryset = rows.all()

    def clean_round(self) -> int:
        """One of the meeting's."""
        at: int = self.cleaned_data["round"]
        if at > self.event.rounds:
            raise forms.ValidationError(_("The meeting has no such round."))
        return at

    def clean(self) -> dict[str, Any]:
        """A table or a second person, as the change needs it."""
        cleaned = super().clean() or {}
        change = cleaned.get("change")
        if change in self.WITH_TABLE and not cleaned.get("table") and "table" not in self.errors:
            self.add_error("table", _("Please choose a table."))
        if change == self.SWAP and not cleaned.get("other") and "other" not in self.errors:
            self.add_error("other", _("Please choose with whom."))
        return cleaned


class StepForm(forms.Form):
    """Which step of the seating as a whole was pressed."""

    ANEW, AGAIN, PRESENT, PUBLISH, HIDE = "anew", "again", "present", "publish", "hide"

    step = forms.ChoiceField(
        choices=[(each, each) for each in (ANEW, AGAIN, PRESENT, PUBLISH, HIDE)]
    )
