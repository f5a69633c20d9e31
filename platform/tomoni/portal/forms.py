"""What a person writes down about a saved search."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tomoni.forms import LineField
from tomoni.portal.models import SavedSearch


class SearchForm(forms.Form):
    """Its name, and when it is mailed."""

    name = LineField(
        label=_("Name of the search"),
        max_length=60,
        help_text=_("So that you find it again. Example: Vacant houses in Kakegawa"),
    )
    mail = forms.ChoiceField(
        label=_("Shall we tell you by mail what is new?"),
        widget=forms.RadioSelect,
        choices=[
            (SavedSearch.Mail.NONE, _("No, I look for myself")),
            (SavedSearch.Mail.DAILY, _("Daily, in the morning, if there is something new")),
            (SavedSearch.Mail.WEEKLY, _("On Mondays, if there is something new")),
        ],
        initial=SavedSearch.Mail.NONE,
    )
