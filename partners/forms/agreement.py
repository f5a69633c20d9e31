"""What the office writes of an agreement: its parties, what it is for, its term, its items."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.agreements.naming import PartyNameError, named_party
from partners.agreements.parts import MOST_ITEMS
from partners.forms.fields import RowsField
from partners.forms.news import DayField
from partners.forms.project import SeenForm
from partners.models import Agreement, AgreementParty, Partner, Signatory
from tomoni import form_rows, text
from tomoni.forms import LONG, SHORT, LineField, TextField, UrlField
from tomoni.municipalities.models import Municipality
from tomoni.taxonomy.models import PartnerType
from tomoni.taxonomy.vocabulary import all_goals, fields_by_id

PARTIES, LINKS, SIGNATORIES = 8, 8, 3
RELATED = 50
_LONGEST_TERM = 100  # years
_FILL_OR_EMPTY = {"required": _("Please fill this in, or empty the whole row to take it out.")}
NAMES = "agreement-names"
"""The list of names that a browser proposes."""


def hidden_id() -> forms.IntegerField:
    """Which row of the database a row of the form is."""
    return forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )


class RowForm(forms.Form):
    """A row of which some cells, the FURTHER ones, are folded away until somebody needs them, and
    the WIDE ones have a line for themselves.
    """

    FURTHER: tuple[str, ...] = ()
    WIDE: tuple[str, ...] = ()

    @property
    def first_cells(self) -> list[forms.BoundField]:
        """Those that are always seen."""
        return [cell for cell in self.visible_fields() if cell.name not in self.FURTHER]

    @property
    def further_cells(self) -> list[forms.BoundField]:
        """Those that are folded away."""
        return [self[name] for name in self.FURTHER]

    @property
    def is_unfolded(self) -> bool:
        """Something stands in them."""
        return any(cell.value() or cell.errors for cell in self.further_cells)


def _signing(number: int) -> tuple[str, str]:
    """The columns of the first, second, … who signs for a party: position and name."""
    behind = "" if number == 1 else f"_{number}"
    return f"position{behind}", f"signatory{behind}"


class PartyForm(RowForm):
    """One of those who agree, and who signs for it."""

    FURTHER = (*_signing(2), *_signing(3))
    WIDE = ("part",)
    types: list[PartnerType] = []

    id = hidden_id()
    name = LineField(
        label=pgettext_lazy("agreement", "Party"), max_length=120, error_messages=_FILL_OR_EMPTY
    )
    type = forms.ChoiceField(label=_("Partner type"), required=False)
    part = LineField(label=_("What it does under the agreement"), max_length=300, required=False)
    position = LineField(label=_("Position of who signs"), max_length=80, required=False)
    signatory = LineField(label=_("Name of who signs"), max_length=80, required=False)
    position_2 = LineField(label=_("Position of who signs"), max_length=80, required=False)
    signatory_2 = LineField(label=_("Name of who signs"), max_length=80, required=False)
    position_3 = LineField(label=_("Position of who signs"), max_length=80, required=False)
    signatory_3 = LineField(label=_("Name of who signs"), max_length=80, required=False)

    name.widget.attrs["list"] = NAMES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("As registered, or none")), *((t.slug, t.name) for t in self.types)]
        self.fields["type"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """With `signatories`, (position, name) of each; a position is nobody's without a name."""
        answers = self.cleaned_data
        people = []
        for position, name in map(_signing, range(1, SIGNATORIES + 1)):
            if answers.get(position) and not answers.get(name):
                self.add_error(name, _("Please write the name, too."))
            if answers.get(name):
                people.append((answers.get(position, ""), answers[name]))
        return {**answers, "signatories": people}


def signatory_columns(people: Iterable[Signatory]) -> dict[str, str]:
    """Who signs for a party, as its row of the form shows them."""
    found: dict[str, str] = {}
    for number, person in enumerate(people, 1):
        position, name = _signing(number)
        found |= {position: person.position, name: person.name}
    return found


class LinkForm(RowForm):
    """A page elsewhere that tells of the agreement."""

    label = LineField(label=_("What the link leads to"), max_length=120)
    url = UrlField(label=_("Address of the page (https://…)"), max_length=500)


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
            " of it agreements are counted (“its fourth with an economic body”). Empty a row to"
            " take it out."
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
        self.types = list(PartnerType.objects.all())
        self.fields["version"].required = agreement is not None
        row = type("PartyForm", (PartyForm,), {"types": self.types})
        self.fields["parties"].row_form = row  # type: ignore[attr-defined]
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
        known = _known_parties(self.agreement)
        rows = [self._party(row, known) for row in self.cleaned_data["parties"]]
        who = [_identity(row["partner"], row["municipality"], row["name"]) for row in rows]
        if len(set(who)) < len(who):
            raise ValidationError(_("The same party stands here twice."))
        ids = _ids(rows, who, known)
        return [{**row, "id": pk} for row, pk in zip(rows, ids, strict=True)]

    def _party(self, row: dict[str, Any], known: dict[int, AgreementParty]) -> dict[str, Any]:
        beside = known.get(row["id"] or 0)
        parties = [*([beside] if beside else []), *known.values()]
        try:
            who = named_party(row["name"], self.municipality, parties)
        except PartyNameError as error:
            raise ValidationError(str(error)) from error
        kind = next((t for t in self.types if who.name and t.slug == row["type"]), None)
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
        if not name or (was and text.key(was.name) == text.key(name)):
            return was if name else None
        try:
            partner = named_party(name, self.municipality).partner
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


def _known_parties(agreement: Agreement | None) -> dict[int, AgreementParty]:
    if agreement is None:
        return {}
    parties = agreement.parties.select_related("partner", "municipality")
    return {party.pk: party for party in parties}


def _identity(partner: Any, municipality: Any, name: str) -> tuple[Any, Any, str]:
    return (partner, municipality, text.key(name))


def _ids(
    rows: list[dict[str, Any]], who: list[tuple[Any, ...]], known: dict[int, AgreementParty]
) -> list[int | None]:
    """Which party each row is, wherever it stands now; None for a new one.

    A body that is known by its name alone stays itself also where the name is put right, or where
    it is registered by now; nobody else becomes somebody else.
    """
    own = {_identity(p.partner, p.municipality, p.name): pk for pk, p in known.items()}
    ids = [own.get(each) for each in who]
    for place, row in enumerate(rows):
        was = known.get(row["id"] or 0)
        if ids[place] is None and was and was.name and was.pk not in ids:
            ids[place] = was.pk
    return ids


def _others(municipality: Municipality, agreement: Agreement | None) -> QuerySet[Agreement]:
    """The latest of the register, and those that are chosen already."""
    rows = Agreement.objects.signed().filter(municipality=municipality)
    latest = rows.order_by("-signed_on", "-pk").values("pk")
    if agreement is None:
        return rows.filter(pk__in=latest[:RELATED])
    others = latest.exclude(pk=agreement.pk)[:RELATED]
    chosen = agreement.related.order_by().values("pk")
    return Agreement.objects.filter(Q(pk__in=others) | Q(pk__in=chosen))


class ItemForm(RowForm):
    """One thing that is to be done together."""

    WIDE = ("title", "body")

    id = hidden_id()
    title = LineField(
        label=_("What is to be done together"), max_length=120, error_messages=_FILL_OR_EMPTY
    )
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


def items_form(parties: list[AgreementParty]) -> type[SeenForm]:
    """The form of the items of an agreement with these parties."""
    row = type("ItemForm", (ItemForm,), {"parties": parties})

    class ItemsForm(SeenForm):
        items = form_rows.RowsField(
            row,
            most=MOST_ITEMS,
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
            """Each with the rows it points to."""
            return [_item(each) for each in self.cleaned_data["items"]]

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
