"""What city staff write down when they post a challenge, in the order of its page."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from challenges.forms.fields import MailField, MomentField, TimesForm, sections_of
from challenges.kinds import KIND_CHOICES, MODE_CHOICES
from challenges.models import Challenge
from partners.forms.fields import (
    MAIN_GOALS,
    GoalsField,
    RowField,
    Section,
    administrative_fields,
    limit_to,
)
from partners.forms.fields import RowsField as TickField
from tomoni.form_rows import RowsField, rows
from tomoni.forms import LONG, LineField, PhoneField, TextField
from tomoni.municipalities.models import Municipality, Vision
from tomoni.taxonomy.models import Category, ResourceKind

MANY_GOALS = 10  # from which on ticking says nothing any more


# The texts in which staff may use limited Markdown.
MARKED = frozenset(
    (
        "wish",
        "background",
        "project_content",
        "expected_outcomes",
        "offered",
        "asked_of_advisers",
        "remarks",
    )
)
SECTIONS = (
    (_("Title"), ("municipality", "title")),
    (_("What and why"), ("wish", "background")),
    (
        _("The project in detail"),
        ("project_name", "project_content", "sub_themes", "expected_outcomes"),
    ),
    (_("Resources"), ("offered", "offered_resources", "sought_resources", "asked_of_advisers")),
    (_("Related SDGs"), ("primary_goals", "related_goals")),
    (_("Administrative fields"), ("fields", "visions")),
    (_("Further remarks"), ("remarks",)),
    (_("Contacts"), ("contacts",)),
    (_("Category and rules"), ("category", "call_type", "mode")),
    (_("Dates"), ("opens_at", "closes_at", "reply_days")),
)


# What a challenge that has been open once keeps; its deadline has a page of its own.
STANDING = ("call_type", "mode", "opens_at", "closes_at", "reply_days")


class SubThemeForm(forms.Form):
    """One of the themes the challenge is divided into."""

    title = LineField(label=_("Sub-theme"), max_length=100, required=False)


class ContactForm(forms.Form):
    """Whom to ask; there must be a way to reach them."""

    organisation = LineField(label=_("Organisation and section"), max_length=120, required=False)
    person = LineField(label=_("Person in charge"), max_length=60, required=False)
    phone = PhoneField(label=_("Telephone"), max_length=30, required=False)
    email = MailField(label=_("E-mail address"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """An organisation, and a telephone number or an e-mail address."""
        answers = self.cleaned_data
        if "organisation" in answers and not answers["organisation"]:
            self.add_error("organisation", _("Please write the organisation or section."))
        reachable = answers.get("phone") or answers.get("email")
        if not reachable and not self.has_error("phone") and not self.has_error("email"):
            self.add_error("phone", _("Please write a telephone number or an e-mail address."))
        return answers


class ChallengeForm(TimesForm):
    """All parts of a challenge. `challenge` is the one being edited, None for a new one."""

    MARKED = MARKED

    municipality = RowField(Municipality.objects.none(), label=_("Municipality"))
    title = LineField(
        label=_("Title"),
        max_length=100,
        help_text=_("One line that makes people want to read on."),
    )
    wish = TextField(label=_("What we want to achieve"), rows=4)
    background = TextField(label=_("Background"), help_text=_("Why now? Figures help."))
    project_name = LineField(label=_("Name of the project"), max_length=120)
    project_content = TextField(label=_("Content"), rows=8, max_length=LONG)
    sub_themes = RowsField(
        SubThemeForm,
        most=20,
        required=False,
        label=_("Sub-themes"),
        help_text=_("The themes the project is divided into, one per line."),
    )
    expected_outcomes = TextField(label=_("Expected outcomes"), rows=4)
    offered = TextField(
        label=_("Resources the city offers"),
        rows=4,
        help_text=_("Places, publicity, data, people: what a partner can count on."),
    )
    offered_resources = TickField(ResourceKind.objects.all(), label=_("Kinds of resources offered"))
    sought_resources = TickField(
        ResourceKind.objects.all(),
        label=_("Kinds of resources sought"),
        help_text=_("Partners who can offer these are suggested to you."),
    )
    asked_of_advisers = TextField(label=_("What is asked of advisers"), rows=3, required=False)
    primary_goals = GoalsField(
        required=False,
        label=_("Main goals"),
        help_text=_("Up to three that this is really about. They count most in the search."),
    )
    related_goals = GoalsField(required=False, label=_("Further goals"))
    visions = TickField(Vision.objects.none(), label=_("Visions of the municipality"))
    remarks = TextField(label=_("Anything else"), rows=4, required=False)
    contacts = RowsField(
        ContactForm,
        most=10,
        spare=2,
        label=_("Contacts for this project"),
        help_text=_("Shown to everybody. With a telephone number or an e-mail address."),
        error_messages={"required": _("Please write at least one contact.")},
    )
    category = RowField(Category.objects.all(), label=_("Category"))
    call_type = forms.ChoiceField(
        label=_("Type of call"), choices=KIND_CHOICES, widget=forms.RadioSelect
    )
    mode = forms.ChoiceField(
        label=_("Mode"),
        choices=MODE_CHOICES,
        widget=forms.RadioSelect,
        help_text=_("The public page says in the same words what follows from it."),
    )
    opens_at = MomentField(
        label=_("Opens at"),
        required=False,
        help_text=_("Leave it empty to open as soon as you press the button."),
    )
    closes_at = MomentField(label=_("Proposals until"))
    reply_days = forms.IntegerField(
        label=_("Days until the reply"),
        min_value=1,
        max_value=180,
        help_text=_("Every proposal gets a reasoned reply within this time."),
    )

    def __init__(
        self,
        *args: Any,
        municipalities: Sequence[Municipality],
        challenge: Challenge | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.challenge, self.municipalities = challenge, municipalities
        # Not declared above, where the name would hide the form's own `fields`.
        self.fields["fields"] = administrative_fields()
        own = [municipality.pk for municipality in municipalities]
        kept = challenge.visions.all() if challenge else None
        visions = Vision.objects.filter(municipality__in=own).choosable(kept=kept)
        limit_to(self, "visions", visions)
        for remark in challenge.review_remarks.open() if challenge else ():
            if field := self.fields.get(remark.part):
                field.remark = remark.text  # type: ignore[attr-defined]
        if challenge and challenge.opened_at:
            for name in STANDING:
                del self.fields[name]
        if len(own) > 1:
            limit_to(self, "municipality", Municipality.objects.filter(pk__in=own))
        else:
            del self.fields["municipality"]

    def clean(self) -> dict[str, Any]:
        """What belongs together fits together."""
        answers = super().clean()
        answers.setdefault("visions", [])
        if self.challenge and "closes_at" not in self.fields:
            answers |= {name: getattr(self.challenge, name) for name in STANDING}
        if "municipality" not in self.fields:
            answers["municipality"] = self.municipalities[0]
        elif not _all_of(answers["visions"], answers.get("municipality")):
            self.add_error("visions", _("Please tick only visions of the chosen municipality."))
        return answers

    @property
    def sections(self) -> list[Section]:
        """The questions as they stand together on the confirmation."""
        return sections_of(self, SECTIONS)

    @cached_property
    def sub_theme_rows(self) -> list[forms.Form]:
        """The lines to draw."""
        return rows(self["sub_themes"])

    @cached_property
    def contact_rows(self) -> list[forms.Form]:
        """The contacts to draw."""
        return rows(self["contacts"])

    @property
    def ticks_too_many_goals(self) -> bool:
        """Worth a word, but no error: whoever ticks everything says nothing."""
        main = {str(value) for value in self["primary_goals"].value() or ()}
        further = {str(value) for value in self["related_goals"].value() or ()}
        return len(main) > MAIN_GOALS or len(main | further) >= MANY_GOALS


def _all_of(visions: Iterable[Vision], municipality: Municipality | None) -> bool:
    return all(municipality and vision.municipality_id == municipality.pk for vision in visions)


def answers_of(challenge: Challenge) -> dict[str, Any]:
    """What the form shows of an existing challenge before anything is changed."""
    plain = ["title", "wish", "background", "project_name", "project_content", "expected_outcomes"]
    plain += ["offered", "asked_of_advisers", "remarks", "category", "call_type", "mode"]
    plain += ["opens_at", "closes_at", "reply_days"]
    sets = ["offered_resources", "sought_resources", "primary_goals", "related_goals"]
    sets += ["fields", "visions"]
    return {
        **{name: getattr(challenge, name) for name in plain},
        **{name: [row.pk for row in getattr(challenge, name).all()] for name in sets},
        "sub_themes": [{"title": row.title} for row in challenge.sub_themes.all()],
        "contacts": list(challenge.contacts.values("organisation", "person", "phone", "email")),
    }
