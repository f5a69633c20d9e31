"""A need or a seed."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from partners import examples
from partners.forms.fields import (
    MAIN_GOALS,
    GoalsField,
    RowsField,
    Sectioned,
    limit_to,
)
from partners.models import VALID_MONTHS, Listing
from partners.publishing.attaching import MAX_FILES, Attached
from tomoni.accounts.models import DraftFile
from tomoni.forms import LONG, LineField, TextField
from tomoni.municipalities.models import Municipality, Vision
from tomoni.taxonomy.models import PartnerType, ResourceKind
from tomoni.uploads import PICTURE_SUFFIXES, UploadField

_TITLE_HELP = {
    Listing.Side.NEED: _("What you lack, in one line. Example: Looking for a use for tea husks"),
    Listing.Side.SEED: _("What you can offer, in one line. Example: We lend our hall on weekdays"),
}
_BODY_HELP = {
    Listing.Side.NEED: _(
        "What is the matter, whom you look for, until when. "
        "Example: Every season 2 tonnes of husks are left over. We look for a farm or a school …"
    ),
    Listing.Side.SEED: _(
        "What you have, for whom it is good, on which conditions. "
        "Example: Our hall seats 40 and has a kitchen. It is free on weekdays until 5 p.m. …"
    ),
}
_RESOURCES = {
    Listing.Side.NEED: _("What kind of help do you look for?"),
    Listing.Side.SEED: _("What kind of help can you give?"),
}
_ACCEPTS_HELP = {
    Listing.Side.NEED: _(
        "None ticked means all are welcome. "
        "If you tick some, the others are not suggested to you, nor you to them."
    ),
    Listing.Side.SEED: _(
        "None ticked means all are welcome. "
        "If you tick some, the others are not suggested to you, nor you to them. "
        "The challenges of municipalities count as public administration."
    ),
}


_ALT_LENGTH = 120
FILE_SUFFIXES = (".pdf", ".docx", ".xlsx", *PICTURE_SUFFIXES)


class MonthsField(forms.TypedChoiceField):
    """For how long a listing stands before its partner is asked again."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [(1, _("1 month")), (3, _("3 months")), (6, _("6 months")), (12, _("12 months"))]
        super().__init__(choices=choices, coerce=int, required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        """A number of months; the usual one where nothing is said."""
        return super().clean(value) or VALID_MONTHS


class ReachField(forms.ChoiceField):
    """How far away the other may be; anywhere unless something else is said."""

    widget = forms.RadioSelect
    unanswered = _("Anywhere")

    def __init__(self, **kwargs: Any) -> None:
        choices = [
            (Listing.Reach.ANYWHERE, self.unanswered),
            (Listing.Reach.PREFECTURE, _("In the same prefecture")),
            (Listing.Reach.MUNICIPALITY, _("In the same municipality")),
        ]
        super().__init__(choices=choices, required=False, **kwargs)


class ListingForm(Sectioned, forms.ModelForm):
    """A need or seed; the instance says which, and of which partner."""

    SECTIONS = (
        (_("What it is about"), ("title", "body", "resources", "areas", "area")),
        (
            _("What it has to do with"),
            ("primary_goals", "related_goals", "fields", "visions"),
        ),
        (_("Whom you want to meet"), ("accepts", "reach")),
        (_("Pictures and documents"), ("image", "removes_image", "image_alt", "attachments")),
        (_("Publication"), ("visibility", "valid_months")),
    )

    title = LineField(label=_("Title"), max_length=80)
    body = TextField(label=_("Description"), max_length=LONG, rows=8)
    resources = RowsField(ResourceKind.objects.all(), label=_("Kinds of resources"))
    areas = RowsField(
        Municipality.objects.all(),
        label=_("Which municipalities is it about?"),
        help_text=_("Where it takes place or is useful. None ticked means it is open."),
    )
    area = LineField(
        label=_("Area"),
        max_length=100,
        required=False,
        help_text=_("Where exactly, in your own words. Example: around Kakegawa Station; online"),
    )
    primary_goals = GoalsField(
        label=_("Main goals"),
        most=MAIN_GOALS,
        help_text=_("Up to three that it is really about. Few ticks find better counterparts."),
    )
    related_goals = GoalsField(
        label=_("Further goals"), required=False, help_text=_("Others that it also touches.")
    )
    visions = RowsField(Vision.objects.all(), label=_("Visions of the municipality"))
    accepts = RowsField(
        PartnerType.objects.all(),
        label=_("Types of partners that are welcome"),
        unanswered=_("All are welcome"),
    )
    reach = ReachField(
        label=_("How far away may they be?"),
        help_text=_("Seen from the municipality with which you are registered."),
    )
    image = UploadField(
        images_only=True,
        label=_("Picture at the top"),
        help_text=_("A picture (JPEG, PNG or WebP) of up to 10 MB. Nobody's face without consent."),
    )
    removes_image = forms.BooleanField(label=_("Take the present picture away"), required=False)
    image_alt = LineField(
        label=_("What the picture shows"),
        max_length=120,
        required=False,
        help_text=_("For people who cannot see it. Example: Children picking tea leaves"),
    )
    attachments = UploadField(
        most=MAX_FILES,
        suffixes=FILE_SUFFIXES,
        label=_("Further pictures and documents"),
        help_text=_(
            "Up to five files of 10 MB each: pictures (JPEG, PNG, WebP), PDF, Word (docx) and "
            "Excel (xlsx). Whoever may see the entry may open them."
        ),
    )
    visibility = forms.ChoiceField(
        label=_("Who may see it"),
        help_text=_(
            "Text, pictures and documents go together. If you are unsure, choose registered "
            "partners; you can open it to everybody later."
        ),
        widget=forms.RadioSelect,
        choices=[
            (
                Listing.Visibility.PUBLIC,
                _("Everybody: anyone can read it without logging in, and search engines find it"),
            ),
            (
                Listing.Visibility.PARTNERS,
                _(
                    "Registered partners: only members of approved partners who have logged in, "
                    "of other municipalities too, and the staff of your municipality"
                ),
            ),
            (
                Listing.Visibility.STAFF,
                _(
                    "City staff only: the staff of your municipality and your own members. "
                    "Nobody is suggested for it"
                ),
            ),
        ],
    )
    valid_months = MonthsField(
        label=_("How long it stands"),
        initial=VALID_MONTHS,
        help_text=_(
            "Two weeks before and on the day we ask you by mail whether it still holds. "
            "One press of a button is enough to go on; otherwise it is taken out of sight, "
            "not deleted."
        ),
    )

    class Meta:
        model = Listing
        fields: ClassVar[list[str]] = [
            "title",
            "body",
            "resources",
            "area",
            "primary_goals",
            "related_goals",
            "fields",
            "visions",
            "accepts",
            "reach",
            "areas",
            "image_alt",
            "visibility",
            "valid_months",
        ]

    def __init__(
        self, *args: Any, attached: Callable[[], Sequence[Attached]] = tuple, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        # Asked for now: in the step that made this form, the draft may just have been kept.
        self.attached = attached()
        listing: Listing = self.instance
        side = Listing.Side(listing.side)
        self.fields["title"].help_text = _TITLE_HELP[side]
        self.fields["body"].help_text = _BODY_HELP[side]
        self.fields["resources"].label = _RESOURCES[side]
        self.fields["accepts"].help_text = _ACCEPTS_HELP[side]
        kept = listing.visions.all() if listing.pk else None
        visions = Vision.objects.filter(municipality=listing.partner.municipality)
        limit_to(self, "visions", visions.choosable(kept=kept))
        if not listing.image:
            del self.fields["removes_image"]
        limit_to(self, "areas", Municipality.objects.all(), at_least=2)

    def clean_title(self) -> str:
        """No blank of a template is left open."""
        return self._filled_in("title")

    def clean_body(self) -> str:
        """No blank of a template is left open."""
        return self._filled_in("body")

    def _filled_in(self, name: str) -> str:
        words: str = self.cleaned_data[name]
        if blank := examples.open_blank(words):
            raise ValidationError(
                _("A blank of the template is still open: %(blank)s. Fill it in or delete it."),
                params={"blank": blank},
            )
        return words

    def clean_attachments(self) -> list[Any]:
        """No more than there may be, together with those that are there already."""
        files: list[Any] = self.cleaned_data["attachments"]
        self._check_alts()
        # A file of the same name takes the place of the one that was sent before.
        names = {name for name, _file in files}
        there = [file for file in self.attached if not _is_sent_again(file, names)]
        if files and len(there) + len(files) > MAX_FILES:
            raise ValidationError(
                _("There may be %(most)d files; %(there)d are there already."),
                params={"most": MAX_FILES, "there": len(there)},
            )
        return files

    def _check_alts(self) -> None:
        for file in self.attached:
            if len(file.alt) > _ALT_LENGTH:
                self.add_error(
                    "attachments",
                    _("%(name)s: what it shows may have %(most)d characters; it has %(typed)d.")
                    % {"name": file.row.name, "most": _ALT_LENGTH, "typed": len(file.alt)},
                )


def _is_sent_again(file: Attached, names: set[str]) -> bool:
    return isinstance(file.row, DraftFile) and file.row.name in names
