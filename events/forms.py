"""What somebody tells about themselves when registering for a meeting."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models import Event, Registration, Table
from events.registration import Answers, Guest, is_registered
from partners.models import Partner
from tomoni.forms import LineField, TextField

WISHES = ("wish_1", "wish_2", "wish_3")
ABOUT = ("working_on", "interested_in", "lacking")


class RegistrationForm(forms.Form):
    """Three questions that start the conversation, wishes for tables, and what helps to take part.

    `partners` are those for which the person may register; none for a citizen. Who belongs to
    several is shown the one (`names_partner`), so that what was written for one is never sent for
    another.
    """

    partner = forms.ModelChoiceField(
        Partner.objects.none(), label=_("For which partner do you take part?"), empty_label=None
    )
    working_on = TextField(
        label=_("What I work on now"),
        help_text=_("Two or three sentences are enough. Your table will read them beforehand."),
        rows=4,
    )
    interested_in = TextField(
        label=_("What interests me"),
        help_text=_("Themes, people or questions you would like to meet."),
        rows=4,
        required=False,
    )
    lacking = TextField(
        label=_("What I lack"),
        help_text=_("People, know-how, a place … somebody at your table may have it."),
        rows=4,
        required=False,
    )
    attendance = forms.ChoiceField(
        label=_("How I take part"),
        choices=Registration.Attendance,
        widget=forms.RadioSelect,
        initial=Registration.Attendance.VENUE,
    )
    wish_1 = forms.ModelChoiceField(
        Table.objects.none(), label=_("First wish"), required=False, empty_label=_("Any table")
    )
    wish_2 = forms.ModelChoiceField(
        Table.objects.none(), label=_("Second wish"), required=False, empty_label=_("Any table")
    )
    wish_3 = forms.ModelChoiceField(
        Table.objects.none(), label=_("Third wish"), required=False, empty_label=_("Any table")
    )
    access_needs = TextField(
        label=_("What I need to take part with ease"),
        help_text=_(
            "For example a place for a wheelchair, written captions, a seat near the door. "
            "Only the organisers read this."
        ),
        rows=3,
        required=False,
    )
    allows_photos = forms.BooleanField(
        label=_("I may appear in photos of the report"),
        help_text=_(
            "Photos are taken for the report on these pages, and somebody of the office looks at "
            "each before it is shown. Without a tick here, we leave you out of them. You can take "
            "a tick back at any time, on the page of your registration or by a word to the office."
        ),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        event: Event,
        partners: list[Partner],
        tables: list[Table],
        names_partner: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.partners = partners
        if partners and (names_partner or len(partners) > 1):
            self._choices("partner").queryset = Partner.objects.filter(
                pk__in=[partner.pk for partner in partners]
            )
        else:
            del self.fields["partner"]
        self.event = event
        if event.form != Event.Form.HYBRID:
            del self.fields["attendance"]
        for name in WISHES:
            if tables:
                self._choices(name).queryset = event.tables.all()
                self._choices(name).choices = _choices_of(tables)
            else:
                del self.fields[name]

    def _choices(self, name: str) -> Any:
        return self.fields[name]

    def clean(self) -> dict[str, Any]:
        """The same table is wished for once only."""
        cleaned = super().clean() or {}
        seen: set[Table] = set()
        for name in WISHES:
            table = cleaned.get(name)
            if table in seen:
                self.add_error(name, ValidationError(_("You have already wished for this table.")))
            if table:
                seen.add(table)
        return cleaned

    @property
    def wish_fields(self) -> list[forms.BoundField]:
        """The selects, where the meeting has tables."""
        return [self[name] for name in WISHES if name in self.fields]

    @property
    def about_fields(self) -> list[forms.BoundField]:
        """The three questions."""
        return [self[name] for name in ABOUT]

    @property
    def ease_fields(self) -> list[forms.BoundField]:
        """What helps to take part."""
        names = ("attendance", "access_needs", "allows_photos")
        return [self[name] for name in names if name in self.fields]

    def chosen_partner(self) -> Partner | None:
        """For whom the person takes part; nobody where it is a citizen."""
        only = self.partners[0] if self.partners else None
        partner: Partner | None = self.cleaned_data.get("partner") or only
        return partner

    def attended(self) -> str:
        """Where the person will be: chosen, or as the meeting is held."""
        if chosen := self.cleaned_data.get("attendance"):
            return str(chosen)
        ways = Registration.Attendance
        return ways.VENUE if self.event.has_venue else ways.ONLINE

    def answers(self) -> Answers:
        """What the step takes; an empty wish between two others closes up."""
        texts = ("working_on", "interested_in", "lacking", "access_needs")
        wished = [self.cleaned_data.get(name) for name in WISHES]
        return Answers(
            **{name: self.cleaned_data[name] for name in texts},
            attendance=self.attended(),
            allows_photos=self.cleaned_data["allows_photos"],
            tables=[table for table in wished if table],
        )


def _choices_of(tables: list[Table]) -> list[tuple[str, Any]]:
    """The tables as the select shows them, asked once for the three of them."""
    themes = [(str(table.pk), table.label) for table in tables]
    return [("", _("Any table")), *themes]


class GuestForm(RegistrationForm):
    """The same, told on the telephone: who it is, and only as much as was said."""

    guest_name = LineField(label=pgettext_lazy("person", "Name"), max_length=100)
    guest_affiliation = LineField(
        label=_("Affiliation"),
        help_text=_(
            "The name of a registered partner is recognised. Of a citizen nothing needs to stand "
            "here."
        ),
        max_length=120,
        required=False,
    )

    field_order = ("guest_name", "guest_affiliation")

    def __init__(self, *args: Any, event: Event, tables: list[Table], **kwargs: Any) -> None:
        super().__init__(*args, event=event, partners=[], tables=tables, **kwargs)
        self.fields["working_on"].required = False

    def clean(self) -> dict[str, Any]:
        """Nobody is registered twice by two who pick up the telephone."""
        answers = super().clean()
        name, affiliation = (answers.get(f"guest_{key}", "") for key in ("name", "affiliation"))
        if name and is_registered(self.event, Guest(name, affiliation)):
            self.add_error("guest_name", _("Somebody of this name is registered already."))
        return answers

    @property
    def who_fields(self) -> list[forms.BoundField]:
        """Who it is."""
        return [self["guest_name"], self["guest_affiliation"]]

    def guest(self) -> Guest:
        """Who is registered."""
        return Guest(self.cleaned_data["guest_name"], self.cleaned_data["guest_affiliation"])


class ChangeForm(RegistrationForm):
    """What somebody has told, to be put right: all until the meeting begins, then the photos."""

    def __init__(
        self, *args: Any, registration: Registration, tables: list[Table], **kwargs: Any
    ) -> None:
        initial = _told_by(registration)
        event = registration.event
        super().__init__(*args, event=event, partners=[], tables=tables, initial=initial, **kwargs)
        self.fields["working_on"].required = registration.user is not None
        if event.has_started:
            for name in self.fields.keys() - {"allows_photos"}:
                del self.fields[name]

    @property
    def about_fields(self) -> list[forms.BoundField]:
        """The three questions, as long as they may be changed."""
        return [self[name] for name in ABOUT if name in self.fields]

    def told(self) -> dict[str, Any]:
        """The answers that were asked for, without the wishes."""
        return {name: value for name, value in self.cleaned_data.items() if name not in WISHES}

    def wished(self) -> list[Table]:
        """The tables, best first; an empty wish between two others closes up."""
        wishes = [self.cleaned_data.get(name) for name in WISHES]
        return [table for table in wishes if table]


def _told_by(registration: Registration) -> dict[str, Any]:
    names = (*ABOUT, "attendance", "access_needs", "allows_photos")
    wishes = [wish.table_id for wish in registration.wishes.all()]
    return {
        **{name: getattr(registration, name) for name in names},
        **dict(zip(WISHES, wishes, strict=False)),
    }


class CancelEventForm(forms.Form):
    """Why a meeting is called off; the participants read it."""

    reason = TextField(
        label=_("Reason"),
        help_text=_("All who registered get this by e-mail, and the page of the meeting shows it."),
        max_length=500,
        rows=4,
    )
