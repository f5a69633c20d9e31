"""By which way partners are found for an invitation, and what they are told."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from events.models import Event, EventInvitation
from events.preparing import inviting
from partners.forms.fields import RowField
from partners.models import Partner
from tomoni.forms import TextField
from tomoni.taxonomy.models import Field, Goal

Way = EventInvitation.Way


class InvitingForm(forms.Form):
    """The way, what it needs, a message; and of those found whom to invite."""

    way = forms.ChoiceField(label=_("Whom to invite"), choices=Way, widget=forms.RadioSelect)
    goal = RowField(Goal.objects.all(), label=_("SDG goal"), required=False)
    field = RowField(Field.objects.all(), label=_("Administrative field"), required=False)
    names = TextField(
        label=_("Names or numbers"),
        help_text=_(
            "One partner in a line: its name, its receipt number or its corporate number, as in a "
            "column of a table."
        ),
        rows=6,
        max_length=20_000,
        required=False,
    )
    words = TextField(
        label=_("A message to them"),
        help_text=_("Stands in the notice below date and place."),
        rows=4,
        max_length=1_000,
        required=False,
    )
    partners = forms.ModelMultipleChoiceField(Partner.objects.approved(), required=False)

    NEEDED = {
        Way.GOAL: ("goal", _("Please choose the goal.")),
        Way.FIELD: ("field", _("Please choose the field.")),
        Way.LIST: ("names", _("Please write at least one name or number.")),
    }

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"way": Way.SUGGESTION})
        if self.data.get("step") == "invite":
            self.fields["partners"].required = True
            self.fields["partners"].error_messages |= {
                "required": _("Please tick at least one partner."),
                "invalid_choice": _("This partner is not registered now."),
                "invalid_pk_value": _("This partner is not registered now."),
            }

    def clean_partners(self) -> list[Partner]:
        """Not more at a time than are shown."""
        partners = list(self.cleaned_data["partners"][: inviting.MOST + 1])
        if len(partners) > inviting.MOST:
            raise ValidationError(_("Please invite fewer at a time."))
        return partners

    def clean(self) -> dict[str, Any]:
        """What the way needs."""
        answers = self.cleaned_data
        name, words = self.NEEDED.get(answers.get("way", ""), ("", ""))
        if name and not answers.get(name) and name not in self.errors:
            self.add_error(name, words)
        return answers

    @property
    def says_whom(self) -> bool:
        """The way and what it needs are answered, whatever else may be wrong."""
        return self.is_bound and not {"way", "goal", "field", "names"} & self.errors.keys()

    @property
    def ticked(self) -> set[str] | None:
        """Whom the person has ticked; None where nobody could be ticked yet."""
        if self.data.get("step") != "invite":
            return None
        assert isinstance(self.data, QueryDict)  # noqa: S101 – it has been sent
        return set(self.data.getlist("partners"))

    def found(self, event: Event, request: HttpRequest) -> inviting.Found:
        """Whom the chosen way leads to."""
        answers = self.cleaned_data
        if answers["way"] == Way.GOAL:
            return inviting.by_goal(event, answers["goal"])
        if answers["way"] == Way.FIELD:
            return inviting.by_field(event, answers["field"])
        if answers["way"] == Way.LIST:
            return inviting.by_list(event, answers["names"])
        return inviting.by_suggestion(event, request)
