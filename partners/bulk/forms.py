"""What staff say about a list: whose it is, and what its columns are."""

from collections import Counter
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from partners.bulk.columns import BY_KEY, TARGETS
from partners.bulk.files import Kind
from partners.bulk.headers import Header
from partners.bulk.sheets import column_letter
from partners.bulk.vocabulary import types_of
from partners.forms.fields import RowField
from partners.life import checklists
from partners.models import ChecklistItem, Import
from tomoni.municipalities.models import Municipality
from tomoni.taxonomy.models import PartnerType

_NOT_READ = ("", _("(not taken over)"))


class UploadListForm(forms.Form):
    """The file, and whose partners stand in it where the person works for several."""

    municipality = RowField(Municipality.objects.all(), label=_("Municipality"))
    file = forms.FileField(
        label=_("File with the list"),
        allow_empty_file=True,
        max_length=200,
        help_text=_(
            "Excel (.xlsx) or CSV (UTF-8 or Shift_JIS), up to 10 MB, 20,000 rows and 200 columns. "
            "One organisation per row; title rows and merged headers do no harm. "
            "Rows and columns that are hidden in Excel are read too."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )

    def __init__(self, *args: Any, towns: list[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(towns) == 1:
            del self.fields["municipality"]
        else:
            rows = Municipality.objects.filter(pk__in=[town.pk for town in towns])
            self.fields["municipality"].queryset = rows  # type: ignore[attr-defined]


class ColumnsForm(forms.Form):
    """What each column is read as, and what becomes of the rows."""

    default_type = RowField(
        PartnerType.objects.all(),
        label=_("Type of partner where the list says nothing"),
        required=False,
        help_text=_("Needed if no column has the type."),
    )
    approves = forms.TypedChoiceField(
        label=_("What new organisations become"),
        coerce=lambda value: value == "True",
        choices=[
            (False, _("Drafts: staff check them, nobody else sees them yet")),
            (True, _("Registered partners: everybody sees them at once")),
        ],
        widget=forms.RadioSelect,
        help_text=_(
            "They have no members yet, and get no mail unless you tick that below. "
            "Addresses and telephone numbers are not shown to the public."
        ),
    )

    mails_codes = forms.BooleanField(
        label=_("Mail a code to new registered partners, with which they take over their pages"),
        required=False,
        help_text=_(
            "Needs a column with the contact e-mail. The mail goes out when the partner is "
            "registered through this list. Without the tick nobody gets a mail: the address is "
            "kept for staff until the partner has taken over its pages."
        ),
    )

    def __init__(self, *args: Any, source: Import, header: Header, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = checklists.checks_of(source.municipality)
        if asked:
            self.fields["checks"] = forms.ModelMultipleChoiceField(
                asked,
                label=_("Looked at for every organisation of the list"),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("Your checklist: needed where they are registered at once."),
            )
        self.header = header
        rows = types_of(source.municipality)
        self.fields["default_type"].queryset = rows  # type: ignore[attr-defined]
        choices = [_NOT_READ, *((target.key, target.label) for target in TARGETS)]
        self.columns = [
            (index, label)
            for index, label in enumerate(header.labels)
            if _is_shown(source, index, label)
        ]
        for index, label in self.columns:
            self.fields[f"column_{index}"] = forms.ChoiceField(
                label=label or _t("Column %(letter)s") % {"letter": column_letter(index)},
                choices=choices,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """A name there must be, and each thing once, but for those that several columns share."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = Counter(self.chosen.values())
        if "name" not in chosen:
            raise ValidationError(_("Please say which column has the names."))
        for key, number in chosen.items():
            if number > 1 and not BY_KEY[key].joined:
                self._complain_of_second(key)
        if answers.get("mails_codes") and "contact_email" not in chosen:
            missing = _("No column has the contact e-mail: choose it above, or take the tick away.")
            self.add_error("mails_codes", missing)
        if answers.get("approves") and not self._has_all_checks():
            missing = _(
                "Registered at once is only what was looked at: please tick every line, or take "
                "the organisations over as drafts."
            )
            self.add_error("checks", missing)
        if "type" not in chosen and not answers.get("default_type"):
            self.add_error("default_type", _("No column has the type: please choose one here."))
        return answers

    @property
    def chosen(self) -> dict[str, str]:
        """The key of the target by the index of the column."""
        named = {index: self.cleaned_data.get(f"column_{index}") for index, _label in self.columns}
        return {str(index): key for index, key in named.items() if key}

    def _has_all_checks(self) -> bool:
        question: Any = self.fields.get("checks")
        return question is None or len(self.checked) == len(question.queryset)

    @property
    def checked(self) -> list[ChecklistItem]:
        """What of the checklist was ticked for all rows."""
        return list(self.cleaned_data.get("checks") or ())

    def _complain_of_second(self, key: str) -> None:
        columns = [index for index, named in self.chosen.items() if named == key]
        said = _("“%(what)s” is chosen for another column too. Please keep one of them.")
        self.add_error(
            f"column_{columns[1]}", ValidationError(said, params={"what": BY_KEY[key].label})
        )


def _is_shown(source: Import, index: int, label: str) -> bool:
    """A column with a header, or in which something stands."""
    return bool(label) or any(
        index < len(cells) and cells[index].strip() for _number, cells in source.head
    )


class ExportForm(forms.Form):
    """Which file is wanted."""

    kind = forms.ChoiceField(
        label=_("Kind of file"), choices=Kind.choices, initial=Kind.XLSX, widget=forms.RadioSelect
    )
