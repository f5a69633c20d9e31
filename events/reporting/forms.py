"""What staff write about a meeting."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.reporting import tags
from tomoni.forms import LineField, TextField
from tomoni.uploads import UploadField

LONGEST = 30_000


class ReportForm(forms.Form):
    """Title, text and tags."""

    title = LineField(label=gettext_lazy("Title"), max_length=120)
    text = TextField(
        label=gettext_lazy("Text"),
        rows=24,
        max_length=LONGEST,
        help_text=gettext_lazy(
            "Headings begin with #, lists with -, and **two stars** make words strong. "
            "Please leave out names of people who have not agreed."
        ),
    )
    tags = LineField(
        label=gettext_lazy("Tags"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("With commas between them. Example: tea, vacant houses, children"),
    )

    def clean_tags(self) -> list[str]:
        """The words, each fit for an address."""
        words = tags.typed(self.cleaned_data["tags"])
        if len(words) > tags.MOST:
            raise ValidationError(_("Up to %(n)d tags, please.") % {"n": tags.MOST})
        for word in words:
            if len(word) > tags.LONGEST:
                raise ValidationError(
                    _("“%(word)s” is too long for a tag: up to %(n)d characters.")
                    % {"word": word[:20], "n": tags.LONGEST}
                )
            if not tags.slug_of(word):
                raise ValidationError(_("“%(word)s” has no letters or digits.") % {"word": word})
        return words


class PhotoForm(forms.Form):
    """A picture, what it shows, and that somebody has looked who can be seen in it."""

    photo = UploadField(images_only=True, label=gettext_lazy("Photo"))
    alt = LineField(
        label=gettext_lazy("What the picture shows"),
        max_length=120,
        help_text=gettext_lazy("For those who cannot see it. Example: Six people around a table"),
    )
    caption = LineField(label=gettext_lazy("Caption"), max_length=200, required=False)
    consent = forms.BooleanField(
        label=gettext_lazy("I have looked: everybody who can be recognised has agreed"),
        error_messages={
            "required": gettext_lazy("Please look at who can be recognised before you add it.")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photo"].required = True  # to be said beside the label

    def clean_photo(self) -> Any:
        """One picture; it may not be missing."""
        files = self.cleaned_data["photo"]
        if not files:
            raise ValidationError(_("Please choose a picture."))
        [(_name, file)] = files
        return file
