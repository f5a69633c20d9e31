"""The profile with which a partner registers."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from partners.forms.fields import (
    MAIN_GOALS,
    GoalsField,
    RowField,
    RowsField,
    Sectioned,
    TickAllField,
    Words,
    limit_to,
    row_of,
)
from partners.life import checklists
from partners.models import ChecklistItem, Partner
from partners.record.questions import QUESTIONS
from tomoni.forms import (
    LONG,
    SHORT,
    CorporateNumberField,
    KanaField,
    LineField,
    PhoneField,
    PostalCodeField,
    TextField,
    UrlField,
)
from tomoni.municipalities.models import Municipality, Vision
from tomoni.taxonomy.models import PartnerType, Sector
from tomoni.uploads import UploadField

_SENT_IN = (Partner.State.DRAFT, Partner.State.RETURNED)


def _reloads_choices() -> dict[str, str]:
    """Which types may join and which visions there are follows the municipality at once."""
    return {
        "hx-get": reverse("partners:partner_form"),
        "hx-target": "#partner-choices",
        "hx-swap": "outerHTML",
        "hx-include": "[name=type], [name=sector], [name=visions], [name=pledges]",
    }


def _asks(target: str, *names: str, trigger: str) -> dict[str, str]:
    """What is typed here is looked up at once; what is proposed stands in the fragment."""
    return {
        "hx-get": reverse("partners:partner_form"),
        "hx-trigger": trigger,
        "hx-target": f"#{target}",
        "hx-swap": "outerHTML",
        "hx-include": ", ".join(f"[name={name}]" for name in names),
    }


class PartnerForm(Sectioned, forms.ModelForm):
    """Registration, and any later change. `town` is the municipality where it is known already.

    The municipality is chosen once; which types may join and which visions there are depends on it.
    """

    SECTIONS: Sequence[tuple[Words, Sequence[str]]] = (
        (_("Where you register"), ("municipality", "type", "sector", "visions")),
        (_("Who you are"), ("name", "kana", "corporate_number", "logo", "removes_logo")),
        (
            _("How you can be reached"),
            ("postal_code", "address", "shows_address", "phone", "shows_phone", "website"),
        ),
        (_("What you do"), ("description", "declaration")),
        (
            _("What it has to do with"),
            ("primary_goals", "related_goals", "fields"),
        ),
        (_("What you declare"), ("pledges",)),
    )
    PLEDGES_HELP: Words = _(
        "Your municipality registers only those who declare this. Who ticked it and when is kept."
    )

    municipality = RowField(
        Municipality.objects.all(),
        label=_("Municipality"),
        help_text=_("The city, town or village with which you want to work. It will answer you."),
    )
    type = RowField(
        PartnerType.objects.all(),
        label=QUESTIONS["type"],
        help_text=_(
            "Of a sole proprietor or a citizen the name itself is public; it also stands in the "
            "files of the open data."
        ),
    )
    sector = RowField(
        Sector.objects.all(),
        label=QUESTIONS["sector"],
        required=False,
        help_text=_("The one that comes closest, if you run a business."),
    )
    name = LineField(
        label=QUESTIONS["name"],
        max_length=120,
        help_text=_("As it is written officially. Example: Kakegawa Tea Company, Ltd."),
    )
    kana = KanaField(
        label=QUESTIONS["kana"],
        max_length=160,
        help_text=_("In kana; without the form of the company. Example: カケガワセイチャ"),
    )
    corporate_number = CorporateNumberField(
        label=QUESTIONS["corporate_number"],
        max_length=40,
        required=False,
        help_text=_("Thirteen digits. Leave it empty if you have none or do not know it."),
    )
    logo = UploadField(
        images_only=True,
        label=QUESTIONS["logo"],
        help_text=_("A picture (JPEG, PNG or WebP) of up to 10 MB."),
    )
    removes_logo = forms.BooleanField(label=_("Take the present logo away"), required=False)
    postal_code = PostalCodeField(
        label=QUESTIONS["postal_code"],
        max_length=20,
        required=False,
        help_text=_("Example: 436-0047"),
    )
    address = LineField(label=QUESTIONS["address"], max_length=200, required=False)
    shows_address = forms.BooleanField(
        label=_("Show the address on the public page"),
        required=False,
        help_text=_("It then also stands in the files of the open data, which anybody may use."),
    )
    phone = PhoneField(
        label=QUESTIONS["phone"],
        max_length=60,
        required=False,
        help_text=_("Example: 0537-21-1111"),
    )
    shows_phone = forms.BooleanField(
        label=_("Show the telephone on the public page"),
        required=False,
        help_text=_("It then also stands in the files of the open data, which anybody may use."),
    )
    website = UrlField(
        label=QUESTIONS["website"], required=False, help_text=_("Example: https://www.example.jp/")
    )
    description = TextField(
        label=QUESTIONS["description"],
        max_length=LONG,
        help_text=_(
            "Write it so that somebody who does not know you understands it. "
            "Example: We grow tea in Kakegawa and teach children how it is made."
        ),
    )
    declaration = TextField(
        label=QUESTIONS["declaration"],
        max_length=SHORT,
        required=False,
        rows=4,
        help_text=_("What you promise to do. Example: By 2030 we grow all our tea without waste."),
    )
    primary_goals = GoalsField(
        label=QUESTIONS["primary_goals"],
        most=MAIN_GOALS,
        help_text=_("Up to three that stand for your work. Few ticks find better counterparts."),
    )
    related_goals = GoalsField(
        label=QUESTIONS["related_goals"],
        required=False,
        help_text=_("Others that you also work on."),
    )
    visions = RowsField(
        Vision.objects.all(),
        label=QUESTIONS["visions"],
        help_text=_("The directions the municipality has named for itself."),
    )

    class Meta:
        model = Partner
        fields: ClassVar[list[str]] = [
            "municipality",
            "type",
            "sector",
            "name",
            "kana",
            "corporate_number",
            "postal_code",
            "address",
            "shows_address",
            "phone",
            "shows_phone",
            "website",
            "description",
            "declaration",
            "primary_goals",
            "related_goals",
            "fields",
            "visions",
        ]

    def __init__(self, *args: Any, town: Municipality | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["municipality"]
        else:
            self.fields["municipality"].widget.attrs |= _reloads_choices()
        self._ask_while_typing()
        if not self.instance.logo:
            del self.fields["removes_logo"]
        municipality = self._municipality(town)
        self._fit_to(municipality)
        self._ask_to_declare(municipality)
        self._show_remarks()

    @property
    def pledged(self) -> list[ChecklistItem]:
        """What was declared."""
        items: list[ChecklistItem] = self.cleaned_data.get("pledges", [])
        return items

    @property
    def asks_to_declare(self) -> bool:
        """The municipality is known and asks for something that is not declared yet."""
        return "pledges" in self.fields

    def _ask_while_typing(self) -> None:
        """The address of a postal code, and the reading of a name."""
        code, name = self.fields["postal_code"].widget, self.fields["name"].widget
        code.attrs |= {"autocomplete": "postal-code", "inputmode": "numeric"}
        code.attrs |= _asks("postal-found", "address", trigger="input changed delay:400ms")
        name.attrs |= _asks("reading-found", "kana", trigger="change")

    @property
    def has_visions(self) -> bool:
        """The municipality is known and has named visions."""
        return "visions" in self.fields

    def _municipality(self, town: Municipality | None) -> Municipality | None:
        if self.instance.pk:
            return self.instance.municipality
        typed = self.data.get(self.add_prefix("municipality"), "") if self.is_bound else town
        chosen: Municipality | None = row_of(Municipality.objects.all(), typed)
        return chosen or self._only_municipality()

    def _only_municipality(self) -> Municipality | None:
        """Where there is just one, nobody is asked to find it."""
        rows = list(Municipality.objects.all()[:2])
        if len(rows) != 1:
            return None
        self.initial.setdefault("municipality", rows[0].pk)
        return rows[0]

    def _fit_to(self, municipality: Municipality | None) -> None:
        kept = self.instance.visions.all() if self.instance.pk else None
        visions = Vision.objects.filter(municipality=municipality).choosable(kept=kept)
        limit_to(self, "visions", visions)
        if municipality and municipality.partner_types.exists():
            # Its own stays until it chooses another, also where that is not taken any more.
            taken = Q(pk__in=municipality.partner_types.values("pk")) | Q(pk=self.instance.type_id)
            self.fields["type"].queryset = PartnerType.objects.filter(taken)  # type: ignore[attr-defined]
            self.fields["type"].error_messages["invalid_choice"] = _(
                "This municipality does not register partners of this type. "
                "Please choose another type or ask the municipality."
            )

    def _ask_to_declare(self, municipality: Municipality | None) -> None:
        """When it is sent in; not when the profile of a registered partner is changed."""
        if self.instance.pk and self.instance.state not in _SENT_IN:
            return
        asked = checklists.pledges_of(municipality)
        if self.instance.pk:
            asked = checklists.pledges_asked(self.instance)
        if asked:
            self.fields["pledges"] = TickAllField(
                asked, label=_("Please tick each line"), help_text=self.PLEDGES_HELP
            )

    def _show_remarks(self) -> None:
        """What staff have asked of an answer stands with its question, read out with it too."""
        if self.instance.state != Partner.State.RETURNED:
            return
        who = self.instance.municipality.name
        for name, remark in self.instance.return_remarks.items():
            if name in self.fields:
                self.fields[name].help_text = format_html(
                    '{}<span class="remark pre-line"><b>{}</b> {}</span>',
                    self.fields[name].help_text,
                    _("%(who)s asks:") % {"who": who},
                    remark["text"],
                )

    def clean_website(self) -> str:
        """No address that only our own readers could open."""
        website: str = self.cleaned_data["website"]
        if "@" in website.partition("//")[2].partition("/")[0]:
            raise ValidationError(_("Please write the address without a user name."))
        return website
