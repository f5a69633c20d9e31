"""A message on a proposal, and an internal note."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from challenges.models import Message
from tomoni.accounts.models import Draft
from tomoni.forms import LONG, SHORT, TextField
from tomoni.uploads import MAX_FILES, UploadField


class MessageForm(forms.Form):
    """What one side writes to the other; `own` are the messages that it may correct."""

    corrects = forms.ModelChoiceField(
        Message.objects.none(), required=False, widget=forms.HiddenInput
    )
    text = TextField(
        label=_("Your message"),
        rows=6,
        max_length=LONG,
        help_text=_(
            "It cannot be changed or taken back once it is sent; you can send a correction."
        ),
    )
    attachments = UploadField(
        label=_("Attachments"),
        most=MAX_FILES,
        help_text=_("Up to five files of 10 MB each: PDF, Word, Excel, PowerPoint or pictures."),
    )

    def __init__(
        self,
        *args: Any,
        own: "QuerySet[Message]",
        draft: Draft | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["corrects"].queryset = own  # type: ignore[attr-defined]
        self.draft = draft

    def clean_attachments(self) -> Any:
        """With those kept before, no more than may be sent."""
        files = self.cleaned_data["attachments"]
        names = [name for name, _file in files]
        kept = self.draft.files.exclude(name__in=names).count() if self.draft and files else 0
        if kept + len(files) > MAX_FILES:
            raise ValidationError(
                _("At most %(most)d files; %(kept)d are kept already. Remove one first."),
                params={"most": MAX_FILES, "kept": kept},
            )
        return files


class NoteForm(forms.Form):
    """What staff write for each other."""

    text = TextField(
        label=_("Internal note"),
        rows=4,
        max_length=SHORT,
        help_text=_("Only the staff of your municipality read it, never a partner."),
    )
