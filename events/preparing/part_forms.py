"""Programme, theme tables and duties, as the office types them."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from challenges.forms.fields import MailField
from challenges.models import Challenge
from events.models import Duty, Event, Table
from partners.forms.fields import GoalsField, RowField, administrative_fields, limit_to
from tomoni.accounts.models import User
from tomoni.form_rows import RowsField, rows
from tomoni.forms import LineField, UrlField

STEP = 10
"""Lines are numbered by tens, so that one finds room between two."""
MOST_ITEMS, MOST_DUTIES, MOST_TABLES = 60, 120, 99
MOST_MINUTES = 24 * 60


class VersionForm(forms.Form):
    """Carries the version of the meeting that its reader has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)


# --- The programme ------------------------------------------------------------------------------


class ItemForm(forms.Form):
    """A line of the programme."""

    position = forms.IntegerField(label=_("Order"), min_value=0, max_value=9_999, required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=MOST_MINUTES)
    title = LineField(label=_("What is on"), max_length=120)
    note = LineField(label=_("A word on it"), max_length=200, required=False)


class Line(NamedTuple):
    """A line as it is drawn; when it starts, as far as those before it say how long they last."""

    form: forms.Form
    starts_at: datetime | None


class ProgrammeForm(VersionForm):
    """All lines of a programme."""

    items = RowsField(
        ItemForm,
        most=MOST_ITEMS,
        required=False,
        label=_("Programme"),
        help_text=_(
            "A line takes as long as its minutes say; when it starts follows. Lines stand in the "
            "order of their numbers: to move one, change its number, or drag it."
        ),
    )

    def __init__(self, *args: Any, begins: datetime, ends: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.begins, self.ends = begins, ends

    @property
    def runs_over(self) -> datetime | None:
        """When the programme ends, if that is later than the meeting does."""
        moment: datetime | None = self.begins
        for row in rows(self["items"]):
            if row["title"].value():
                moment = _after(moment, row["minutes"].value())
        return moment if moment and moment > self.ends else None

    @property
    def lines(self) -> list[Line]:
        """The lines in the order in which they stand, with their times."""
        moment: datetime | None = self.begins
        lines = []
        for row in rows(self["items"]):
            lines.append(Line(row, moment if row["title"].value() else None))
            moment = _after(moment, row["minutes"].value()) if row["title"].value() else moment
        return lines


def _after(moment: datetime | None, minutes: Any) -> datetime | None:
    typed = str(minutes or "").strip()
    if moment is None or not typed.isdecimal() or int(typed[:6]) > MOST_MINUTES:
        return None
    return moment + timedelta(minutes=int(typed))


def rows_of_programme(event: Event) -> list[dict[str, str]]:
    """The programme as the form shows it."""
    return [
        {
            "position": str(place * STEP),
            "minutes": str(item.minutes),
            "title": item.title,
            "note": item.note,
        }
        for place, item in enumerate(event.programme.all(), 1)
    ]


def renumbered(items: list[dict[str, str]]) -> list[dict[str, str]]:
    """What was typed, in the order of its numbers and numbered by tens again."""
    ordered = sorted(items, key=_typed_place)
    return [{**row, "position": str(place * STEP)} for place, row in enumerate(ordered, 1)]


def _typed_place(row: dict[str, str]) -> tuple[bool, int]:
    typed = row["position"].strip()
    is_number = typed.isdecimal() and len(typed) < 6
    return not is_number, int(typed) if is_number else 0


# --- Tables -------------------------------------------------------------------------------------


class TableForm(VersionForm):
    """A theme table, with what it has to do with."""

    number = forms.IntegerField(
        label=pgettext_lazy("table", "Number"), min_value=1, max_value=MOST_TABLES
    )
    theme = LineField(label=_("Theme"), max_length=100)
    seats = forms.IntegerField(
        label=_("Seats"),
        help_text=_("Without those who lead the table."),
        min_value=1,
        max_value=500,
    )
    online_link = UrlField(
        label=_("Link of the table"),
        help_text=_("For online tables. Only who sits there is shown it."),
        required=False,
    )
    challenge = RowField(Challenge.objects.none(), label=_("Challenge"), required=False)
    goals = GoalsField(label=_("SDG goals"), required=False)

    def __init__(self, *args: Any, event: Event, table: Table | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event, self.table = event, table
        self.fields["fields"] = administrative_fields()
        challenges = Challenge.objects.published().filter(municipality=event.municipality_id)
        limit_to(self, "challenge", challenges.order_by("-created_at"))

    def clean_number(self) -> int:
        """No two tables have the same."""
        number: int = self.cleaned_data["number"]
        others = self.event.tables.exclude(pk=self.table.pk if self.table else 0)
        if others.filter(number=number).exists():
            raise ValidationError(_("Another table has this number."))
        return number

    def clean(self) -> dict[str, Any]:
        """Without challenges to choose from there is none."""
        self.cleaned_data.setdefault("challenge", None)
        return self.cleaned_data


def answers_of_table(table: Table) -> dict[str, Any]:
    """What the form shows of a table before anything is changed."""
    return {
        **{name: getattr(table, name) for name in ("number", "theme", "seats", "online_link")},
        "challenge": table.challenge_id,
        "goals": [goal.pk for goal in table.goals.all()],
        "fields": [field.pk for field in table.fields.all()],
    }


# --- Duties -------------------------------------------------------------------------------------


class DutyForm(forms.Form):
    """Who does what. What is wrong across the columns is said by `DutiesForm`, which knows the
    meeting.
    """

    kind = forms.ChoiceField(
        label=_("Duty"), choices=[("", _("Please choose")), *Duty.Kind.choices]
    )
    table = forms.CharField(
        label=_("Table no."), max_length=3, required=False, widget=forms.NumberInput
    )
    name = LineField(label=pgettext_lazy("person", "Name"), max_length=100, required=False)
    affiliation = LineField(label=_("Affiliation"), max_length=120, required=False)
    email = MailField(label=_("E-mail of the account"), max_length=254, required=False)

    def clean(self) -> dict[str, Any]:
        """An account, by its address; the name is that of the account where none is typed."""
        answers = self.cleaned_data
        answers["user"] = self._account(answers.get("email") or "")
        if not answers.get("name") and answers["user"]:
            answers["name"] = answers["user"].name
        if "name" in answers and not answers["name"] and "email" not in self.errors:
            self.add_error("name", _("Please write a name, or the e-mail address of an account."))
        self._check_table(answers)
        return answers

    def _account(self, email: str) -> User | None:
        if not email:
            return None
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            self.add_error("email", _("Nobody with this address has an account here."))
        return user

    def _check_table(self, answers: dict[str, Any]) -> None:
        kind, number = answers.get("kind"), answers.get("table") or ""
        if kind == Duty.Kind.RECEPTION and number:
            self.add_error("table", _("The reception has no table. Please leave this empty."))
        if kind in (Duty.Kind.ADVISER, Duty.Kind.FACILITATOR) and not number:
            self.add_error("table", _("Please write the number of the table."))


class DutiesForm(VersionForm):
    """All who have a duty."""

    duties = RowsField(
        DutyForm,
        most=MOST_DUTIES,
        required=False,
        label=_("Duties"),
        help_text=_(
            "Advisers and facilitators stand on the public page. With the e-mail address of an "
            "account the reception may check people in, and note takers and facilitators may look "
            "after the notes of their table."
        ),
    )

    def __init__(self, *args: Any, tables: list[Table], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tables = {str(table.number): table for table in tables}

    def clean_duties(self) -> list[dict[str, Any]]:
        """With the tables that the numbers mean."""
        answers: list[dict[str, Any]] = self.cleaned_data["duties"]
        unknown = sorted({row["table"] for row in answers if row["table"]} - self.tables.keys())
        if unknown:
            numbers = ", ".join(unknown)
            raise ValidationError(
                _("There is no table with this number: %(numbers)s"), params={"numbers": numbers}
            )
        kept = ("kind", "name", "affiliation", "user")
        return [
            {**{name: row[name] for name in kept}, "table": self.tables.get(row["table"])}
            for row in answers
        ]

    @property
    def lines(self) -> list[forms.Form]:
        """The rows to draw."""
        return rows(self["duties"])


def rows_of_duties(event: Event) -> list[dict[str, str]]:
    """The duties as the form shows them."""
    return [
        {
            "kind": duty.kind,
            "table": str(duty.table.number) if duty.table else "",
            "name": duty.name,
            "affiliation": duty.affiliation,
            "email": duty.user.email if duty.user else "",
        }
        for duty in event.duties.select_related("table", "user")
    ]
