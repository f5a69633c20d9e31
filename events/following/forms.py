"""What participants fill in after a meeting."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.following.again import speak_for_partners
from events.following.steps import Plan, last_day
from events.models import Answer, Event, Registration
from matching.introducing.asking import Way
from matching.introducing.discretion import without_contacts
from matching.introducing.drafting import MESSAGE_LENGTH
from partners.forms.news import DayField
from partners.models import Listing, Partner
from tomoni.forms import SHORT, LineField, TextField

POINTS = [(points, str(points)) for points in (5, 4, 3, 2, 1)]


class PlanForm(forms.Form):
    """What one would like to do, by when, and with which partner of the meeting."""

    title = LineField(
        label=gettext_lazy("What would you like to do?"),
        max_length=200,
        help_text=gettext_lazy("In one line. Example: Visit the workshop, and bring the samples"),
    )
    due_on = DayField(label=gettext_lazy("By when?"))
    counterpart = forms.ModelChoiceField(
        Partner.objects.none(),
        label=gettext_lazy("With whom?"),
        required=False,
        empty_label=gettext_lazy("With nobody in particular"),
        help_text=gettext_lazy(
            "Those who took part in the meeting for this partner can read it, and the office can."
        ),
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, event: Event, own: Partner | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["counterpart"].queryset = partners_at(event, own)  # type: ignore[attr-defined]

    def clean_due_on(self) -> date:
        """Today or later, within two years."""
        due_on: date = self.cleaned_data["due_on"]
        if not timezone.localdate() <= due_on <= last_day(timezone.localdate()):
            raise ValidationError(_("Please choose a day from today on, within two years."))
        return due_on

    def plan(self) -> Plan:
        """What the step takes."""
        data = self.cleaned_data
        return Plan(data["title"], data["due_on"], data["counterpart"])


def partners_at(event: Event, own: Partner | None) -> Any:
    """Partners for which somebody took part, without one's own."""
    seats = Registration.objects.registered().filter(event=event, partner__isnull=False)
    rows = Partner.objects.filter(pk__in=seats.values("partner")).order_by("kana", "pk")
    return rows.exclude(pk=own.pk) if own else rows


class FinishForm(forms.Form):
    """What came of it."""

    outcome = TextField(
        label=gettext_lazy("What came of it"),
        rows=4,
        max_length=SHORT,
        help_text=gettext_lazy("A sentence is enough. Who can read the follow-up reads this, too."),
    )
    starts_project = forms.BooleanField(
        label=gettext_lazy("Co-operation has started: begin a project with it"),
        required=False,
        help_text=gettext_lazy(
            "Only you see it until you show it. The other partner is asked to take part in it."
        ),
    )

    def __init__(self, *args: Any, may_start: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_start:
            del self.fields["starts_project"]


class HandOverForm(forms.Form):
    """Who looks after it from now on."""

    to = forms.ModelChoiceField(
        Registration.objects.none(), label=gettext_lazy("To whom?"), empty_label=None
    )

    def __init__(self, *args: Any, successors: list[Registration], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.queryset = Registration.objects.filter(pk__in=[seat.pk for seat in successors])
        field.choices = [(seat.pk, seat.person_name) for seat in successors]


class IntroductionForm(forms.Form):
    """About which need and seed one would like to talk, and what is written."""

    own = forms.ModelChoiceField(
        Listing.objects.none(), label=gettext_lazy("Your need or seed"), empty_label=None
    )
    theirs = forms.ModelChoiceField(
        Listing.objects.none(), label=gettext_lazy("Their need or seed"), empty_label=None
    )
    message = TextField(
        label=gettext_lazy("Message"),
        max_length=MESSAGE_LENGTH,
        rows=7,
        validators=[without_contacts],
        help_text=gettext_lazy(
            "Leave e-mail addresses and telephone numbers out: they are told by themselves once "
            "you have both agreed."
        ),
    )
    way = forms.ChoiceField(label=gettext_lazy("On which way"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, own: Any, theirs: Any, ways: list[Way], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["own"].queryset, fields["theirs"].queryset = own, theirs
        fields["way"].choices = [
            (each.value, format_html("{}<br>{}", each.label, each.help)) for each in ways
        ]
        fields["way"].initial = ways[0].value


class AgainForm(forms.Form):
    """One line with a wish, and what may be done with it."""

    words = LineField(
        label=gettext_lazy("About what?"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("The other reads it only if you both wish to talk again."),
    )
    office_may_ask = forms.BooleanField(
        label=gettext_lazy("The office may ask the other, also without a wish of theirs"),
        required=False,
    )
    shares_contact = forms.BooleanField(
        label=gettext_lazy("If we both wish it, the other may have my name and e-mail address"),
        required=False,
        help_text=gettext_lazy(
            "One of you is there for no partner, or may not write for it. Only if both of you tick "
            "this, you are told."
        ),
    )

    def __init__(self, *args: Any, seat: Registration, other: Registration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if speak_for_partners(seat, other):
            del self.fields["shares_contact"]
        if not seat.partner_id or not other.partner_id:
            del self.fields["office_may_ask"]


class QuestionnaireForm(forms.ModelForm):
    """The five questions."""

    satisfaction = forms.TypedChoiceField(
        label=gettext_lazy("How content are you with the meeting?"),
        help_text=gettext_lazy("5 is best."),
        choices=POINTS,
        coerce=int,
        widget=forms.RadioSelect,
    )
    new_contacts = forms.IntegerField(
        label=gettext_lazy("How many people did you talk to for the first time?"),
        min_value=0,
        max_value=500,
    )
    continuing = forms.ChoiceField(
        label=gettext_lazy("Will you continue with somebody?"),
        choices=Answer.Continuing.choices,
        widget=forms.RadioSelect,
    )
    table_helped = forms.TypedChoiceField(
        label=gettext_lazy("How helpful was the talk at your table?"),
        help_text=gettext_lazy("5 is best. Leave it out if you sat at no table."),
        choices=[*POINTS, ("", gettext_lazy("I sat at no table"))],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    remarks = TextField(
        label=gettext_lazy("What should we do differently next time?"),
        rows=4,
        max_length=SHORT,
        required=False,
        help_text=gettext_lazy("The office reads it without your name."),
    )

    class Meta:
        model = Answer
        fields = ("satisfaction", "new_contacts", "continuing", "table_helped", "remarks")
