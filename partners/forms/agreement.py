"""What the office writes of an agreement: its parties, what it is for, its term, its items."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.agreements.naming import PartyNameError, named_party
from partners.forms.fields import RowsField
from partners.forms.news import DayField
from partners.forms.project import SeenForm
from partners.models import Agreement, AgreementParty, Partner
from tomoni import form_rows
from tomoni.forms import LONG, SHORT, LineField, TextField, UrlField
from tomoni.municipalities.models import Municipality
from tomoni.taxonomy.models import PartnerType
from tomoni.taxonomy.vocabulary import all_goals, fields_by_id

PARTIES, ITEMS, LINKS = 8, 12, 8
_LONGEST_TERM = 100  # years
NAMES = "agreement-names"
"""The list of names that a browser proposes."""


def hidden_id() -> forms.IntegerField:
    """Which row of the database a row of the form is."""
    return forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )


class PartyForm(forms.Form):
    """One of those who agree, and who signs for it."""

    id = hidden_id()
    name = LineField(label=pgettext_lazy("agreement", "Party"), max_length=120)
    type = forms.ChoiceField(label=_("Partner type"), required=False)
    part = LineField(label=_("What it does under the agreement"), max_length=300, required=False)
    position = LineField(label=_("Position of who signs"), max_length=80, required=False)
    signatory = LineField(label=_("Name of who signs"), max_length=80, required=False)

    name.widget.attrs["list"] = NAMES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = _type_choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A position is nobody's without a name."""
        answers = self.cleaned_data
        if answers.get("position") and not answers.get("signatory"):
            self.add_error("signatory", _("Please write the name, too."))
        return answers


def _type_choices() -> list[tuple[str, Any]]:
    return [("", _("As registered, or none")), *((t.slug, t.name) for t in _types())]


def _types() -> list[PartnerType]:
    return list(PartnerType.objects.all())


class LinkForm(forms.Form):
    """A page elsewhere that tells of the agreement."""

    label = LineField(label=_("What the link leads to"), max_length=120)
    url = UrlField(label=_("Address"), max_length=500)


class AgreementForm(SeenForm):
    """What is written of an agreement but its items and files."""

    title = LineField(
        label=_("Title"),
        max_length=120,
        help_text=_("Example: Agreement on co-operation for the region's small businesses"),
    )
    parties = form_rows.RowsField(
        PartyForm,
        most=PARTIES,
        spare=2,
        label=pgettext_lazy("agreement", "Parties"),
        help_text=_(
            "Write a registered partner or a municipality exactly as it is called here, and its"
            " page is linked; anybody else is known by the name alone. The first one is the lead:"
            " of it agreements are counted (“its fourth with an economic body”)."
        ),
    )
    purposes = TextField(
        label=pgettext_lazy("agreement", "What it is for"),
        max_length=LONG,
        help_text=_("In words that everybody understands: for whom, and what is to get better."),
    )
    intermediary = LineField(
        label=pgettext_lazy("agreement", "Intermediary"),
        max_length=120,
        required=False,
        help_text=_("A registered partner that passes on what one asks of the other, by its name."),
    )
    ends_on = DayField(
        label=_("Last day of the term"),
        required=False,
        help_text=_("Leave it empty where the agreement has no last day."),
    )
    renews_for_months = forms.IntegerField(
        label=_("Months for which it goes on by itself"),
        required=False,
        min_value=1,
        max_value=120,
        help_text=_("Leave it empty where it ends with its last day. Example: 12"),
    )
    notice_days = forms.IntegerField(
        label=_("Days before the end on which its parties are told"),
        min_value=1,
        max_value=730,
        initial=90,
    )
    visibility = forms.ChoiceField(
        label=_("Who may see it"),
        widget=forms.RadioSelect,
        choices=[
            (Agreement.Visibility.PUBLIC, _("Everybody, once it is signed")),
            (Agreement.Visibility.PARTIES, _("Its parties and the office alone")),
        ],
        initial=Agreement.Visibility.PUBLIC,
    )
    press_text = TextField(label=_("Text for the press"), max_length=LONG, required=False)
    links = form_rows.RowsField(
        LinkForm,
        most=LINKS,
        spare=1,
        required=False,
        label=pgettext_lazy("agreement", "Links"),
        help_text=_("Pages elsewhere that tell of it, e.g. of a newspaper."),
    )
    related = RowsField(Agreement.objects.none(), label=_("Related agreements"))

    def __init__(
        self, *args: Any, municipality: Municipality, agreement: Agreement | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.municipality, self.agreement = municipality, agreement
        self.fields["version"].required = agreement is not None
        self.fields["related"].queryset = _others(municipality, agreement)  # type: ignore[attr-defined]

    @property
    def party_rows(self) -> list[forms.Form]:
        """The rows as the template draws them."""
        return form_rows.rows(self["parties"])

    @property
    def link_rows(self) -> list[forms.Form]:
        """The rows as the template draws them."""
        return form_rows.rows(self["links"])

    def clean_parties(self) -> list[dict[str, Any]]:
        """Each as the partner, municipality or name that it is; nobody agrees with itself."""
        known = {p.pk: p for p in self.agreement.parties.all()} if self.agreement else {}
        rows = [self._party(row, known) for row in self.cleaned_data["parties"]]
        who = [(row["partner"], row["municipality"], row["name"]) for row in rows]
        if len(set(who)) < len(who):
            raise ValidationError(_("The same party stands here twice."))
        return rows

    def _party(self, row: dict[str, Any], known: dict[int, AgreementParty]) -> dict[str, Any]:
        try:
            who = named_party(row["name"], self.municipality, known.get(row["id"] or 0))
        except PartyNameError as error:
            raise ValidationError(str(error)) from error
        kind = PartnerType.objects.filter(slug=row["type"]).first() if who.name else None
        return {
            **row,
            "partner": who.partner,
            "municipality": who.municipality,
            "name": who.name,
            "type": kind,
        }

    def clean_intermediary(self) -> Partner | None:
        """A registered partner, or the one that stands there already."""
        name = self.cleaned_data["intermediary"]
        was = self.agreement.intermediary if self.agreement else None
        if not name or (was and was.name == name):
            return was if name else None
        try:
            partner = named_party(name, self.municipality, None).partner
        except PartyNameError as error:
            raise ValidationError(str(error)) from error
        if partner is None:
            raise ValidationError(_("No registered partner is called so."))
        return partner

    def clean_ends_on(self) -> date | None:
        """Within a hundred years: anything else is a slip of the finger."""
        day: date | None = self.cleaned_data["ends_on"]
        if day and abs(day.year - timezone.localdate().year) > _LONGEST_TERM:
            raise ValidationError(_("Please check the year."))
        return day

    def clean(self) -> dict[str, Any]:
        """What goes on by itself has a last day from which it does."""
        answers = self.cleaned_data
        if answers.get("renews_for_months") and "ends_on" in answers and not answers["ends_on"]:
            self.add_error("ends_on", _("Please write the last day after which it goes on."))
        return answers


def _others(municipality: Municipality, agreement: Agreement | None) -> QuerySet[Agreement]:
    rows = Agreement.objects.signed().filter(municipality=municipality)
    return rows.exclude(pk=agreement.pk) if agreement else rows


class ItemForm(forms.Form):
    """One thing that is to be done together."""

    id = hidden_id()
    title = LineField(label=_("What is to be done together"), max_length=120, required=False)
    body = TextField(label=_("Description"), max_length=SHORT, rows=2, required=False)
    goal = forms.ChoiceField(label=_("SDG goal"), required=False)
    field = forms.ChoiceField(label=_("Administrative field"), required=False)
    owner = forms.ChoiceField(label=pgettext_lazy("item", "Who looks after it"), required=False)
    parties: list[AgreementParty] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        goals = [(str(goal.number), f"{goal.number} {goal.name}") for goal in all_goals()]
        fields = [(str(pk), field.name) for pk, field in fields_by_id().items()]
        parties = [(str(party.pk), party.called) for party in self.parties]
        none = ("", "–")
        for name, choices in (("goal", goals), ("field", fields), ("owner", parties)):
            self.fields[name].choices = [none, *choices]  # type: ignore[attr-defined]

    @property
    def is_emptied(self) -> bool:
        """A row of the database of which nothing is left: it is to be taken out."""
        return not any(value for name, value in self.cleaned_data.items() if name != "id")

    def clean(self) -> dict[str, Any]:
        """Something about it, but not what it is, is too little."""
        answers = self.cleaned_data
        if not answers.get("title") and not self.is_emptied:
            self.add_error("title", _("This field is required."))
        return answers


def items_form(parties: list[AgreementParty]) -> type[SeenForm]:
    """The form of the items of an agreement with these parties."""
    row = type("ItemForm", (ItemForm,), {"parties": parties})

    class ItemsForm(SeenForm):
        items = form_rows.RowsField(
            row,
            most=ITEMS,
            spare=2,
            label=_("Co-operation items"),
            help_text=_(
                "One for each thing that is to be done together. Empty a row to take it out."
            ),
        )

        @property
        def item_rows(self) -> list[forms.Form]:
            """The rows as the template draws them."""
            return form_rows.rows(self["items"])

        def clean_items(self) -> list[dict[str, Any]]:
            """Each with the rows it points to; emptied ones are left out."""
            return [_item(each) for each in self.cleaned_data["items"] if each["title"]]

    return ItemsForm


def _item(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "title": row["title"],
        "body": row["body"],
        "goal_id": int(row["goal"]) if row["goal"] else None,
        "field_id": int(row["field"]) if row["field"] else None,
        "owner_id": int(row["owner"]) if row["owner"] else None,
    }
