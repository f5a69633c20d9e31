"""A piece of news."""

import unicodedata
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from partners.forms.fields import GoalsField, Sectioned
from partners.models import MOST_DAYS, News
from partners.publishing import bulletin
from tomoni import text
from tomoni.forms import SHORT, LineField, TextField, UrlField
from tomoni.uploads import UploadField


class DayField(forms.DateField):
    """A day, from the browser's own picker or typed in any width."""

    def __init__(self, **kwargs: Any) -> None:
        picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=picker, **kwargs)

    def to_python(self, value: Any) -> Any:
        """The day."""
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", text.one_line(value))
        return super().to_python(value)


class NewsForm(Sectioned, forms.ModelForm):
    """News of the partner of the instance."""

    SECTIONS = (
        (_("What is new"), ("kind", "title", "body", "link")),
        (_("Picture"), ("image", "removes_image", "image_alt")),
        (_("What it has to do with"), ("goals", "fields")),
        (_("Publication"), ("visibility", "ends_on")),
    )

    kind = forms.ChoiceField(
        label=_("Kind"),
        widget=forms.RadioSelect,
        choices=[
            (News.Kind.EVENT, _("An event that we hold or take part in")),
            (News.Kind.CALL, _("A call: we look for people who join in")),
            (News.Kind.PRODUCT, _("A new product or service")),
            (News.Kind.REPORT, _("A report of what we have done")),
        ],
    )
    title = LineField(
        label=_("Title"),
        max_length=80,
        help_text=_("In one line. Example: Open day at the tea factory on 3 May"),
    )
    body = TextField(
        label=_("Text"),
        max_length=SHORT,
        rows=7,
        help_text=_("What, when, where, for whom, and how one takes part."),
    )
    link = UrlField(
        label=_("Link"),
        required=False,
        help_text=_("A page with more about it. Example: https://www.example.jp/"),
    )
    image = UploadField(
        images_only=True,
        label=_("Picture"),
        help_text=_("A picture (JPEG, PNG or WebP) of up to 10 MB. Nobody's face without consent."),
    )
    removes_image = forms.BooleanField(label=_("Take the present picture away"), required=False)
    image_alt = LineField(
        label=_("What the picture shows"),
        max_length=120,
        required=False,
        help_text=_("For people who cannot see it. Example: Children picking tea leaves"),
    )
    goals = GoalsField(
        label=_("Goals"), required=False, help_text=_("Those that it is really about, if any.")
    )
    visibility = forms.ChoiceField(
        label=_("Who may see it"),
        widget=forms.RadioSelect,
        choices=[
            (
                News.Visibility.PUBLIC,
                _("Everybody: anyone can read it without logging in, and search engines find it"),
            ),
            (
                News.Visibility.PARTNERS,
                _("Registered partners: only members of approved partners who have logged in"),
            ),
        ],
    )
    ends_on = DayField(
        label=_("Shown until"),
        help_text=_(
            "The last day on which it is shown: 30 days from now if you do not change it, 180 "
            "days after it was posted at the latest. Afterwards only you and the municipality "
            "find it; nothing is deleted."
        ),
    )

    class Meta:
        model = News
        fields: ClassVar[list[str]] = [
            "kind",
            "title",
            "body",
            "link",
            "image_alt",
            "goals",
            "fields",
            "visibility",
            "ends_on",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.image:
            del self.fields["removes_image"]

    def clean_ends_on(self) -> date:
        """Not past, and within half a year of the day on which it was posted."""
        day: date = self.cleaned_data["ends_on"]
        last = self.instance.last_day
        if not timezone.localdate() <= day <= last:
            raise ValidationError(
                _("Please choose a day from today until %(last)s (%(days)d days after posting)."),
                params={"last": date_format(last), "days": MOST_DAYS},
            )
        return day

    def clean(self) -> dict[str, Any]:
        """There is room for another piece of news of the partner."""
        answers = super().clean()
        if self.instance.pk is None and not bulletin.has_room(self.instance.partner):
            raise ValidationError(
                _(
                    "A partner may have %(at_once)d pieces of news shown at the same time and "
                    "post %(per_month)d within 30 days. End one that is not needed any more, or "
                    "wait a little. What you have written is kept."
                ),
                params={"at_once": bulletin.AT_ONCE, "per_month": bulletin.PER_MONTH},
            )
        return answers


class HideForm(forms.Form):
    """Why a piece of news is hidden."""

    reason = TextField(
        label=_("Why it is hidden"),
        max_length=SHORT,
        help_text=_(
            "The partner reads this in a mail and on its page. Say what to change. "
            "Example: Please take out the names of the children in the third line."
        ),
    )
