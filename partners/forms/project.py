"""What members of a project write about it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.forms.fields import GoalsField, administrative_fields
from partners.forms.news import DayField
from partners.models import Project
from tomoni import form_rows
from tomoni.forms import LONG, SHORT, LineField, TextField
from tomoni.taxonomy.models import Goal

PEOPLE = ("people_reached", "people_counted")
_FURTHEST = timedelta(days=10 * 366)


class SeenForm(forms.Form):
    """Carries the version of the row that was shown, so that the second of two editors is told."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class ProjectForm(SeenForm):
    """What is told of the project, and to whom."""

    title = LineField(label=_("Title"), max_length=100)
    summary = TextField(
        label=_("What it is about"),
        max_length=SHORT,
        help_text=_("What is done, for whom, and what is to come of it. Everybody understands it."),
    )
    goals = GoalsField(label=_("Goals"), required=False)
    visibility = forms.ChoiceField(
        label=_("Who may see it"),
        widget=forms.RadioSelect,
        choices=[
            (
                Project.Visibility.PUBLIC,
                _("Everybody: title, description, who takes part, and the result"),
            ),
            (
                Project.Visibility.MEMBERS,
                _("Those who take part: the partners and the staff of the municipality"),
            ),
        ],
        help_text=_(
            "Of posts and milestones everybody sees only those that are marked so, one by one."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Not declared above, where the name would hide the form's own `fields`.
        self.fields["fields"] = administrative_fields()


class PeopleForm(forms.Form):
    """How many people were reached, which is never told without how they were counted."""

    people_reached = forms.IntegerField(
        label=_("People reached"),
        min_value=0,
        max_value=100_000_000,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("How many people took part in it or use what has come of it."),
    )
    people_counted = LineField(
        label=_("How they were counted"),
        max_length=200,
        required=False,
        help_text=_("Example: those who signed in at the three workshops, each once"),
    )

    def clean(self) -> dict[str, Any]:
        """A number of people is told with how they were counted."""
        told = self.cleaned_data
        if told.get("people_reached") is not None and not told.get("people_counted"):
            self.add_error("people_counted", _("Please say how the people were counted."))
        if told.get("people_counted") and told.get("people_reached", 0) is None:
            self.add_error("people_reached", _("Please fill in how many people it were."))
        return told


class MilestoneForm(forms.Form):
    """What is to be reached by when."""

    title = LineField(
        label=_("What is to be reached"),
        max_length=100,
        help_text=_("Example: The first house is open"),
    )
    due_on = DayField(label=_("By when"))
    is_public = forms.BooleanField(label=_("Show it to everybody"), required=False)

    def clean_due_on(self) -> date:
        """Within ten years: anything else is a slip of the finger."""
        day: date = self.cleaned_data["due_on"]
        if abs(day - timezone.localdate()) > _FURTHEST:
            raise ValidationError(_("Please check the year."))
        return day


class MilestoneEditForm(SeenForm, MilestoneForm):
    """Other words or another day."""

    reason = TextField(
        label=_("Why the day is moved"),
        max_length=300,
        rows=2,
        required=False,
        help_text=_("Needed when you choose another day. Whoever sees the milestone reads it."),
    )

    def __init__(self, *args: Any, was: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was = was

    def clean(self) -> dict[str, Any]:
        """A day is not moved without a reason."""
        day = self.cleaned_data.get("due_on")
        if day and day != self.was and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Please say why the day is moved."))
        return self.cleaned_data


class FigureForm(forms.Form):
    """A number with what was counted and its unit."""

    label = LineField(label=_("What was counted"), max_length=60)
    value = forms.DecimalField(label=_("Number"), max_digits=14, decimal_places=2)
    unit = LineField(label=_("Unit"), max_length=20)

    value.widget = forms.TextInput(attrs={"inputmode": "decimal"})


class GoalChoice(forms.ModelChoiceField):
    """One of the seventeen."""

    def __init__(self) -> None:
        super().__init__(Goal.objects.all(), label=_("Goal"))


class GoalOutcomeForm(forms.Form):
    """What came of it for one goal."""

    goal = GoalChoice()
    text = LineField(label=_("What came of it for this goal"), max_length=300)
    value = forms.DecimalField(label=_("Number"), max_digits=14, decimal_places=2, required=False)
    unit = LineField(label=_("Unit"), max_length=20, required=False)

    value.widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def clean(self) -> dict[str, Any]:
        """A number says of what it is, and a unit alone says nothing."""
        has_number = self.cleaned_data.get("value") is not None
        if "value" in self.cleaned_data and has_number != bool(self.cleaned_data.get("unit")):
            missing = "unit" if has_number else "value"
            self.add_error(missing, _("Please fill in number and unit, or neither."))
        return self.cleaned_data


class ReportForm(SeenForm, PeopleForm):
    """What came of it, with what was learned: who reads it later has nobody to ask."""

    outcome = TextField(
        label=_("What came of it"),
        max_length=LONG,
        help_text=_("What there is now that was not there before, also where little came of it."),
    )
    figures = form_rows.RowsField(
        FigureForm,
        most=10,
        spare=2,
        required=False,
        label=_("Figures"),
        help_text=_("Up to ten numbers with their units. Example: Houses in use, 3, houses"),
    )
    goal_outcomes = form_rows.RowsField(
        GoalOutcomeForm,
        most=5,
        spare=1,
        required=False,
        label=_("Results by goal"),
        help_text=_("For each goal a sentence and, if you like, a number with its unit."),
    )
    lessons = TextField(
        label=_("What we have learned"),
        max_length=SHORT,
        help_text=_(
            "What you would do again, and what you would do otherwise. If it is nothing "
            "particular, please say so."
        ),
    )

    @property
    def figure_rows(self) -> list[forms.Form]:
        """The rows as the template draws them."""
        return form_rows.rows(self["figures"])

    @property
    def goal_rows(self) -> list[forms.Form]:
        """The same of the results by goal."""
        return form_rows.rows(self["goal_outcomes"])

    def clean_goal_outcomes(self) -> list[dict[str, Any]]:
        """Each goal once."""
        rows: list[dict[str, Any]] = self.cleaned_data["goal_outcomes"]
        if len({row["goal"].pk for row in rows}) < len(rows):
            raise ValidationError(_("Please choose each goal once."))
        return rows


class CallForm(forms.Form):
    """What the project asks supporters for, and until when."""

    sought = TextField(
        label=_("What we ask for"),
        max_length=SHORT,
        rows=4,
        help_text=_("What supporters stand for, and what it helps. Example: a name on our poster"),
    )
    until = DayField(label=_("Last day"))

    def clean_until(self) -> date:
        """Today or later, within two years."""
        day: date = self.cleaned_data["until"]
        if not timedelta(0) <= day - timezone.localdate() <= timedelta(days=2 * 366):
            raise ValidationError(_("Please choose a day from today on, within two years."))
        return day


class SupportForm(forms.Form):
    """That a partner supports the project."""

    line = LineField(
        label=_("A word to the project"),
        max_length=200,
        required=False,
        help_text=_("Whoever reads your name reads it too."),
    )
    shows_name = forms.BooleanField(
        label=_("Everybody may read our name"),
        required=False,
        initial=True,
        help_text=_("Without this only those who take part read it."),
    )


class EndForm(forms.Form):
    """Why it does not go on."""

    reason = TextField(
        label=_("Why it ends early"),
        max_length=SHORT,
        rows=4,
        help_text=_("Whoever may see the project reads it."),
    )


class InviteForm(forms.Form):
    """A word to the partner that is asked."""

    message = TextField(
        label=_("A word to the partner"),
        max_length=500,
        rows=4,
        required=False,
        help_text=_("Why you would like to have it with you."),
    )
