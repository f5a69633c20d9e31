"""A question on a challenge, and its answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tomoni.forms import SHORT, TextField


class QuestionForm(forms.Form):
    """What somebody wants to know."""

    text = TextField(
        label=_("Your question"),
        rows=4,
        max_length=SHORT,
        help_text=_(
            "The city may publish question and answer, without your name. Please write nothing"
            " that others must not read."
        ),
    )


class AnswerForm(forms.Form):
    """The city's answer, for everybody or for who asked alone."""

    answer = TextField(
        label=_("The answer"),
        rows=6,
        max_length=SHORT,
        help_text=_("Sent to who asked by mail."),
    )
    is_public = forms.BooleanField(
        label=_("Show question and answer to everybody, without the name of who asked"),
        required=False,
    )
