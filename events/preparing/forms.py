"""What city staff write down of a meeting: its facts, in the order of its page."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from challenges.forms.fields import MomentField, sections_of
from challenges.models import Challenge
from events.models import Event, Series
from events.models.event import MOST_ROUNDS
from partners.forms.fields import GoalsField, RowField, Section, administrative_fields, limit_to
from tomoni.forms import LONG, LineField, TextField, UrlField
from tomoni.municipalities.models import Municipality

MOST_SEATS = 5_000
RESERVED = frozenset(("new",))
"""Addresses below /desk/events/ that are pages of their own."""

MOMENTS = ("starts_at", "ends_at", "registration_closes_at", "pitches_until")

SECTIONS = (
    (_("What it is about"), ("municipality", "title", "summary", "organisers", "slug")),
    (_("Series"), ("series", "new_series", "number")),
    (_("When"), ("starts_at", "ends_at", "registration_closes_at")),
    (_("Where"), ("form", "venue", "address", "online_link")),
    (_("Who may come"), ("capacity", "is_open_to_citizens")),
    (_("On the day"), ("rounds", "pitches_until", "takes_topics")),
    (_("What it has to do with"), ("challenge", "goals", "fields")),
)


class EventForm(forms.Form):
    """All facts of a meeting. `event` is the one being edited, None for a new one."""

    municipality = RowField(Municipality.objects.none(), label=_("Municipality"))
    title = LineField(label=_("Title"), max_length=120)
    summary = TextField(
        label=_("What it is about"),
        help_text=_("Who meets, about what, and what they go home with."),
        rows=6,
        max_length=LONG,
    )
    organisers = LineField(label=_("Held by"), max_length=200, required=False)
    slug = LineField(
        label=_("Address of the page"),
        help_text=_(
            "Small letters, digits and hyphens, e.g. autumn-2026. Left empty, one is made. "
            "It stays for ever once the meeting is announced."
        ),
        max_length=60,
        required=False,
    )
    series = RowField(
        Series.objects.none(),
        label=_("Series"),
        help_text=_("Meetings of a series are numbered: as a whole, and in their fiscal year."),
        required=False,
    )
    new_series = LineField(label=_("Or the name of a new series"), max_length=100, required=False)
    number = forms.IntegerField(
        label=_("Number in the series"),
        help_text=_("Left empty, it is the next."),
        min_value=1,
        max_value=9_999,
        required=False,
    )
    starts_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"))
    registration_closes_at = MomentField(label=_("Register until"))
    form = forms.ChoiceField(
        label=_("How it is held"), choices=Event.Form, widget=forms.RadioSelect
    )
    venue = LineField(label=_("Venue"), max_length=120, required=False)
    address = LineField(label=_("Address"), max_length=200, required=False)
    online_link = UrlField(
        label=_("Link of the online room"),
        help_text=_("Only who has a seat is shown it."),
        required=False,
    )
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=MOST_SEATS)
    is_open_to_citizens = forms.BooleanField(
        label=_("Citizens may take part"),
        help_text=_("Also who belongs to no registered partner may register."),
        required=False,
    )
    rounds = forms.IntegerField(
        label=_("Rounds at the tables"),
        help_text=_("How often people change the table, and one more."),
        min_value=1,
        max_value=MOST_ROUNDS,
    )
    pitches_until = MomentField(
        label=_("Pitches until"),
        help_text=_("Left empty, partners hand in no pitches."),
        required=False,
    )
    takes_topics = forms.BooleanField(
        label=_("Consultation desk"),
        help_text=_("Anybody may put a topic to the office before or during the meeting."),
        required=False,
    )
    challenge = RowField(
        Challenge.objects.none(),
        label=_("Challenge"),
        help_text=_("If the meeting belongs to one."),
        required=False,
    )
    goals = GoalsField(label=_("SDG goals"), required=False)

    def __init__(
        self,
        *args: Any,
        municipalities: list[Municipality],
        event: Event | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.municipalities, self.event = municipalities, event
        # Here, because a class cannot declare a question of this name: forms keep theirs in it.
        self.fields["fields"] = administrative_fields()
        pks = [town.pk for town in municipalities]
        limit_to(self, "municipality", Municipality.objects.filter(pk__in=pks), at_least=2)
        limit_to(self, "series", Series.objects.filter(municipality__in=pks).order_by("name"))
        if "series" not in self.fields:
            self.fields["new_series"].label = _("Name of a new series")
        challenges = Challenge.objects.published().filter(municipality__in=pks)
        limit_to(self, "challenge", challenges.order_by("-created_at"))
        if event and not event.is_draft:
            del self.fields["slug"]

    @property
    def sections(self) -> list[Section]:
        """The sections with the questions that this form really has."""
        return sections_of(self, SECTIONS)

    def clean_slug(self) -> str:
        """An address that no other meeting has."""
        slug = unicodedata.normalize("NFKC", self.cleaned_data["slug"]).lower()
        if not slug:
            return self.event.slug if self.event else ""
        if not re.fullmatch("[a-z0-9]+(?:-[a-z0-9]+)*", slug):
            raise ValidationError(_("Please use small letters, digits and hyphens only."))
        others = Event.objects.exclude(pk=self.event.pk if self.event else 0)
        if slug in RESERVED or others.filter(slug=slug).exists():
            raise ValidationError(_("Another page has this address. Please choose another one."))
        return slug

    def clean_capacity(self) -> int:
        """Not fewer seats than are taken now."""
        capacity: int = self.cleaned_data["capacity"]
        taken = Event.objects.get(pk=self.event.pk).taken if self.event else 0
        if capacity < taken:
            raise ValidationError(too_few_seats(taken))
        return capacity

    def clean(self) -> dict[str, Any]:
        """What fits together."""
        answers = self.cleaned_data
        if "municipality" not in self.fields:
            answers["municipality"] = self.municipalities[0]
        answers.setdefault("series", None)
        answers.setdefault("challenge", None)
        self._keep_seconds(answers)
        self._check_times(answers)
        self._check_place(answers)
        self._check_series(answers)
        self._check_challenge(answers)
        return answers

    def _keep_seconds(self, answers: dict[str, Any]) -> None:
        """The page asks to the minute: a moment that was not touched stays as it is."""
        for name in MOMENTS if self.event else ():
            saved, typed = getattr(self.event, name), answers.get(name)
            if saved and typed == saved.replace(second=0, microsecond=0):
                answers[name] = saved

    def _check_times(self, answers: dict[str, Any]) -> None:
        starts, ends = answers.get("starts_at"), answers.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("The end must be after the start."))
        closes, pitches = answers.get("registration_closes_at"), answers.get("pitches_until")
        if closes and ends and closes > ends:
            self.add_error(
                "registration_closes_at", _("Registration must end before the meeting does.")
            )
        if pitches and starts and pitches > starts:
            self.add_error("pitches_until", _("Pitches must be handed in before the meeting."))
        is_moved = self.event is None or starts != self.event.starts_at
        if starts and is_moved and starts <= timezone.now():
            self.add_error("starts_at", _("Please choose a day and time that are still to come."))
        elif starts and is_moved and self.event and self._has_been_held(self.event):
            self.add_error(
                "starts_at",
                _(
                    "This meeting was held: the reception has received people. Please begin the "
                    "next one instead."
                ),
            )

    @staticmethod
    def _has_been_held(event: Event) -> bool:
        return event.is_over and event.registrations.filter(checked_in_at__isnull=False).exists()

    def _check_place(self, answers: dict[str, Any]) -> None:
        """A meeting in a venue has one; the online room may be told later."""
        form = answers.get("form")
        is_met_in = form in (Event.Form.VENUE, Event.Form.HYBRID)
        if is_met_in and not answers.get("venue") and "venue" not in self.errors:
            self.add_error("venue", _("Please write where people meet."))
        if form == Event.Form.VENUE:
            answers["online_link"] = ""
        if form == Event.Form.ONLINE:
            answers["venue"] = answers["address"] = ""

    def _check_series(self, answers: dict[str, Any]) -> None:
        series, name, number = (answers.get(key) for key in ("series", "new_series", "number"))
        town = answers.get("municipality")
        if series and name:
            self.add_error("new_series", _("Please choose a series or name a new one, not both."))
        if series and town and series.municipality_id != town.pk:
            self.add_error("series", _("This series belongs to another municipality."))
        if number and not series and not name:
            self.add_error("number", _("Only meetings of a series have a number."))
        others = Event.objects.exclude(pk=self.event.pk if self.event else 0)
        if series and number and others.filter(series=series, number=number).exists():
            self.add_error("number", _("The series already has a meeting with this number."))

    def _check_challenge(self, answers: dict[str, Any]) -> None:
        challenge, town = answers.get("challenge"), answers.get("municipality")
        if challenge and town and challenge.municipality_id != town.pk:
            self.add_error("challenge", _("This challenge belongs to another municipality."))


def too_few_seats(taken: int) -> str:
    """Why there cannot be fewer seats."""
    words = ngettext(
        "%(taken)d seat is taken already; there cannot be fewer seats than that.",
        "%(taken)d seats are taken already; there cannot be fewer seats than that.",
        taken,
    )
    return words % {"taken": taken}


def answers_of(event: Event) -> dict[str, Any]:
    """What the form shows of an existing meeting before anything is changed."""
    plain = [name for _title, names in SECTIONS for name in names]
    rows = ("municipality", "series", "challenge")
    sets = ("goals", "fields")
    skipped = (*rows, *sets, "new_series")
    return {
        **{name: getattr(event, name) for name in plain if name not in skipped},
        **{name: getattr(event, f"{name}_id") for name in rows},
        **{name: [row.pk for row in getattr(event, name).all()] for name in sets},
    }
