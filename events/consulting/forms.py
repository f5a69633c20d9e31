"""What people put to the office, and what it answers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import Partner
from tomoni.forms import SHORT, TextField

PERSON = ""


class TopicForm(forms.Form):
    """The topic, for whom it is put, and whether others may read it."""

    text = TextField(
        label=_("What would you like to bring up?"),
        help_text=_("A question, a worry, an idea. A few sentences are enough."),
        rows=6,
        max_length=SHORT,
    )
    partner = forms.ChoiceField(label=_("For whom do you ask?"), required=False)
    is_public = forms.BooleanField(
        label=_("Others may read it, without my name"),
        help_text=_(
            "Once it is answered, your words and the answer stand on the page of the meeting. "
            "Without a tick, only the office reads them."
        ),
        required=False,
    )

    def __init__(self, *args: Any, partners: Sequence[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners = {str(partner.pk): partner for partner in partners}
        named = [(key, partner.name) for key, partner in self.partners.items()]
        self.fields["partner"].choices = [*named, (PERSON, _("for myself"))]  # type: ignore[attr-defined]
        if not partners:
            del self.fields["partner"]

    def chosen_partner(self) -> Partner | None:
        """For which partner it is put, if for one."""
        return self.partners.get(self.cleaned_data.get("partner", PERSON))


class AnswerForm(forms.Form):
    """What the office answers in writing."""

    answer = TextField(
        label=_("Answer"),
        help_text=_("Who has asked is told. Of a public topic, everybody reads the answer."),
        rows=6,
        max_length=SHORT,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class LiveForm(forms.Form):
    """That it was answered at the meeting, with a few words if one likes."""

    words = TextField(
        label=_("What was said, in a few words"), required=False, rows=2, max_length=SHORT
    )


class NeedForm(forms.Form):
    """For which partner the need is written."""

    partner = forms.ChoiceField(label=_("For which partner?"))

    def __init__(self, *args: Any, partners: Sequence[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners = {str(partner.pk): partner for partner in partners}
        choices = [(key, partner.name) for key, partner in self.partners.items()]
        self.fields["partner"].choices = choices  # type: ignore[attr-defined]

    def chosen_partner(self) -> Partner:
        """The partner whose need it becomes."""
        return self.partners[self.cleaned_data["partner"]]
