"""What somebody tells about themselves when registering for a meeting."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.models import Event, Table
from events.registration import Answers
from partners.models import Partner
from tomoni.forms import TextField

WISHES = ("wish_1", "wish_2", "wish_3")


class RegistrationForm(forms.Form):
    """Three questions that start the conversation, wishes for tables, and what helps to take part.

    `partners` are those for which the person may register. Who belongs to several is shown the one
    (`names_partner`), so that what was written for one is never sent for another.
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
        help_text=_("Without a tick here, we leave you out of the photos."),
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
        if names_partner or len(partners) > 1:
            self._choices("partner").queryset = Partner.objects.filter(
                pk__in=[partner.pk for partner in partners]
            )
        else:
            del self.fields["partner"]
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
        return [self[name] for name in ("working_on", "interested_in", "lacking")]

    @property
    def ease_fields(self) -> list[forms.BoundField]:
        """What helps to take part."""
        return [self[name] for name in ("access_needs", "allows_photos")]

    def chosen_partner(self) -> Partner:
        """For whom the person takes part."""
        partner: Partner = self.cleaned_data.get("partner") or self.partners[0]
        return partner

    def answers(self) -> Answers:
        """What the step takes; an empty wish between two others closes up."""
        texts = ("working_on", "interested_in", "lacking", "access_needs")
        wished = [self.cleaned_data.get(name) for name in WISHES]
        return Answers(
            **{name: self.cleaned_data[name] for name in texts},
            allows_photos=self.cleaned_data["allows_photos"],
            tables=[table for table in wished if table],
        )


def _choices_of(tables: list[Table]) -> list[tuple[str, Any]]:
    """The tables as the select shows them, asked once for the three of them."""
    themes = [(str(table.pk), table.label) for table in tables]
    return [("", _("Any table")), *themes]


class CancelEventForm(forms.Form):
    """Why a meeting is called off; the participants read it."""

    reason = TextField(
        label=_("Reason"),
        help_text=_("All who registered get this by e-mail, and the page of the meeting shows it."),
        max_length=500,
        rows=4,
    )
