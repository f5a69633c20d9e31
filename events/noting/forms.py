"""What is typed at a table."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import NoteEntry
from tomoni.forms import TextField

LONGEST = 1_000


class EntryForm(forms.Form):
    """One thing to write down. Which part and round it belongs to stands in hidden fields."""

    text = TextField(label=_("Text"), rows=3, max_length=LONGEST)
    is_shareable = forms.BooleanField(
        label=_("may be published, without my name"), required=False, initial=True
    )


class NewEntryForm(EntryForm):
    """The same with the place."""

    part = forms.ChoiceField(choices=NoteEntry.Part)
    round = forms.TypedChoiceField(coerce=int, choices=())

    def __init__(self, *args: Any, rounds: tuple[int, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["round"]
        field.choices = [(at, str(at)) for at in rounds]


class EditEntryForm(EntryForm):
    """One's own entry anew; `version` is that of the text the writer began with."""

    version = forms.IntegerField(
        min_value=1, max_value=2**31 - 2, widget=forms.HiddenInput, required=False
    )
