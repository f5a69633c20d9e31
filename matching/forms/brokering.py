"""What a broker writes: words to pass an introduction on, why not, and a note to all."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.brokering.brokers import Voice
from matching.introducing.discretion import without_contacts
from tomoni.forms import SHORT, TextField


class ForwardForm(forms.Form):
    """A few words of the broker beside the message."""

    words = TextField(
        label=_("A few words of yours"),
        required=False,
        rows=4,
        max_length=SHORT,
        validators=[without_contacts],
        help_text=_(
            "Who is asked reads them under the message, and so does who has asked. Say why you"
            " pass it on. Leave out telephone numbers and mail addresses: they are shown when"
            " both have agreed."
        ),
    )


class RefuseForm(forms.Form):
    """Why it is not passed on."""

    reason = TextField(
        label=_("Why you do not pass it on"),
        rows=4,
        max_length=SHORT,
        help_text=_(
            "Only who has asked reads this. Say what could be done instead. The other partner never"
            " hears that it was asked for."
        ),
    )


class NoteForm(forms.Form):
    """What all who are brought together read, and who writes it to them."""

    voice = forms.ChoiceField(label=_("Who proposes it"), widget=forms.RadioSelect)
    note = TextField(
        label=_("Note to all"),
        max_length=SHORT,
        validators=[without_contacts],
        help_text=_(
            "Why they should talk, and about what. All of them read the same. Leave out telephone"
            " numbers and mail addresses: they are shown when all have agreed."
        ),
    )

    def __init__(self, *args: Any, voices: Sequence[Voice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.voices = {voice.key: voice for voice in voices}
        field = self.fields["voice"]
        field.choices = [(key, voice.name) for key, voice in self.voices.items()]  # type: ignore[attr-defined]
        if len(self.voices) == 1:
            field.widget, field.required = forms.HiddenInput(), False
            field.initial = next(iter(self.voices))

    def clean_voice(self) -> Voice:
        """The one that was chosen; where there is only one, that."""
        key = self.cleaned_data["voice"] or next(iter(self.voices))
        return self.voices[key]
