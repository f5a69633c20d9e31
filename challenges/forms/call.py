"""What a partner writes that calls on municipalities, what these offer, and the reply to it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from challenges.forms.challenge import ContactForm
from challenges.forms.fields import MomentField, TimesForm, sections_of
from challenges.models import Challenge
from challenges.reverse.transitions import OfferStep
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
from tomoni.forms import LONG, LineField, TextField
from tomoni.municipalities.models import Municipality
from tomoni.taxonomy.models import ResourceKind

SECTIONS = (
    (_("Theme"), ("title", "wish", "background")),
    (_("What we put in"), ("money", "offered", "offered_resources")),
    (_("Conditions"), ("conditions", "called")),
    (_("Where it belongs"), ("primary_goals", "fields")),
    (_("Contacts"), ("contacts",)),
    (_("Dates"), ("opens_at", "closes_at", "reply_days")),
)
OFFER_SECTIONS = (
    (_("What your municipality offers"), ("municipality", "title", "summary", "brings")),
    (_("How it would be done"), ("place", "schedule", "contact")),
)


class CallForm(TimesForm):
    """A reverse call. `call` is the one being edited, None for a new one."""

    title = LineField(
        label=_("Theme"),
        max_length=100,
        help_text=_("One line that makes municipalities want to read on."),
    )
    wish = TextField(label=_("What we want to realise"), rows=5)
    background = TextField(
        label=_("Background"),
        rows=5,
        required=False,
        help_text=_("Why you, and why together with a municipality."),
    )
    money = LineField(
        label=_("Money"),
        max_length=200,
        help_text=_("How much you bear, and for what. If you put in none, write so."),
    )
    offered = TextField(
        label=_("People, technology and other things you put in"),
        rows=5,
        help_text=_("What a municipality can count on."),
    )
    offered_resources = TickField(ResourceKind.objects.all(), label=_("Kinds of resources offered"))
    conditions = TextField(
        label=_("Conditions"),
        rows=4,
        required=False,
        help_text=_("What a municipality must bring along or take care of; how you choose."),
    )
    called = TickField(
        Municipality.objects.all(),
        label=_("Which municipalities you ask"),
        help_text=_("Tick none to ask all of them."),
        unanswered=_("all municipalities"),
    )
    primary_goals = GoalsField(most=MAIN_GOALS, required=False, label=_("Main goals"))
    contacts = RowsField(
        ContactForm,
        most=5,
        spare=1,
        label=_("Contacts"),
        help_text=_("Shown to everybody. With a telephone number or an e-mail address."),
        error_messages={"required": _("Please write at least one contact.")},
    )
    opens_at = MomentField(
        label=_("Opens at"),
        required=False,
        help_text=_("Leave it empty to open as soon as it is checked."),
    )
    closes_at = MomentField(label=_("Offers until"))
    reply_days = forms.IntegerField(
        label=_("Days until the reply"),
        min_value=1,
        max_value=180,
        help_text=_("Counted from the deadline. Every offer gets a reply with reasons."),
    )

    def __init__(self, *args: Any, call: Challenge | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        # Not declared above, where the name would hide the form's own `fields`.
        self.fields["fields"] = administrative_fields()
        for remark in call.review_remarks.open() if call else ():
            if field := self.fields.get(remark.part):
                field.remark = remark.text  # type: ignore[attr-defined]

    @property
    def sections(self) -> list[Section]:
        """The questions as they stand together on the confirmation."""
        return sections_of(self, SECTIONS)

    @cached_property
    def contact_rows(self) -> list[forms.Form]:
        """The contacts to draw."""
        return rows(self["contacts"])


class OfferForm(forms.Form):
    """What a municipality answers. `municipalities` are those for which the person may."""

    municipality = RowField(Municipality.objects.none(), label=_("Municipality"))
    title = LineField(label=_("Title"), max_length=100)
    summary = TextField(
        label=_("What your municipality would do"),
        rows=6,
        max_length=LONG,
        help_text=_("With what the company wants to realise, step by step."),
    )
    brings = TextField(
        label=_("What your municipality brings"),
        rows=4,
        help_text=_("Places, publicity, data, people, partners in town."),
    )
    place = TextField(label=_("Where, and with whom"), rows=3, required=False)
    schedule = TextField(label=_("Schedule"), rows=3, required=False)
    contact = LineField(label=_("Section and person in charge"), max_length=200)

    def __init__(self, *args: Any, municipalities: Sequence[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.municipalities = municipalities
        if len(municipalities) > 1:
            own = [municipality.pk for municipality in municipalities]
            limit_to(self, "municipality", Municipality.objects.filter(pk__in=own))
        else:
            del self.fields["municipality"]

    def clean(self) -> dict[str, Any]:
        """Say for which municipality, where there was nothing to choose."""
        if "municipality" not in self.fields:
            self.cleaned_data["municipality"] = self.municipalities[0]
        return self.cleaned_data

    @property
    def sections(self) -> list[Section]:
        """The questions as they stand together on the confirmation."""
        return sections_of(self, OFFER_SECTIONS)


class OfferReplyForm(forms.Form):
    """Chosen or not, with a reason."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=(
            (OfferStep.CHOOSE, _("We would like to work with this municipality")),
            (OfferStep.DECLINE, _("Not this time")),
        ),
        widget=forms.RadioSelect,
    )
    text = TextField(
        label=_("Message to the municipality"),
        rows=8,
        help_text=_("Say what was decisive, and what happens next. It is sent by mail."),
    )


class CheckForm(forms.Form):
    """Why a call is given back to the partner that wrote it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    whole = TextField(
        label=pgettext_lazy("call", "What should be different"),
        rows=4,
        help_text=_("Sent by mail to who handed it in."),
    )


def answers_of(call: Challenge) -> dict[str, Any]:
    """What the form shows of an existing call before anything is changed."""
    plain = ("title", "wish", "background", "money", "offered", "conditions")
    plain += ("opens_at", "closes_at", "reply_days")  # type: ignore[assignment]
    sets = ("offered_resources", "primary_goals", "fields", "called")
    return {
        **{name: getattr(call, name) for name in plain},
        **{name: [row.pk for row in getattr(call, name).all()] for name in sets},
        "contacts": list(call.contacts.values("organisation", "person", "phone", "email")),
    }
