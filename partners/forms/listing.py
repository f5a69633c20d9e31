"""A need or a seed."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.forms.fields import (
    MAIN_GOALS,
    GoalsField,
    RowsField,
    Sectioned,
    limit_to,
)
from partners.models import Listing
from tomoni.forms import LONG, LineField, TextField
from tomoni.municipalities.models import Vision
from tomoni.taxonomy.models import PartnerType, ResourceKind
from tomoni.uploads import UploadField

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
        (_("What it is about"), ("title", "body", "resources", "area")),
        (
            _("What it has to do with"),
            ("primary_goals", "related_goals", "fields", "visions"),
        ),
        (_("Whom you want to meet"), ("accepts", "reach")),
        (_("Picture"), ("image", "removes_image", "image_alt")),
        (_("Publication"), ("visibility",)),
    )

    title = LineField(label=_("Title"), max_length=80)
    body = TextField(label=_("Description"), max_length=LONG, rows=8)
    resources = RowsField(ResourceKind.objects.all(), label=_("Kinds of resources"))
    area = LineField(
        label=_("Area"),
        max_length=100,
        required=False,
        help_text=_("Where it takes place. Example: around Kakegawa Station; online"),
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
        label=_("Picture"),
        help_text=_("A picture (JPEG, PNG or WebP) of up to 10 MB. Nobody's face without consent."),
    )
    removes_image = forms.BooleanField(label=_("Take the present picture away"), required=False)
    image_alt = LineField(
        label=_("What the picture shows"),
        max_length=120,
        required=False,
        help_text=_("For people who cannot see it. Example: Children picking tea leaves"),
    )
    visibility = forms.ChoiceField(
        label=_("Who may see it"),
        widget=forms.RadioSelect,
        choices=[
            (Listing.Visibility.PUBLIC, _("Everybody: it is found by visitors and search engines")),
            (Listing.Visibility.PARTNERS, _("Registered partners and the municipality")),
            (Listing.Visibility.STAFF, _("Only the municipality's staff and your own members")),
        ],
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
            "image_alt",
            "visibility",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listing: Listing = self.instance
        side = Listing.Side(listing.side)
        self.fields["title"].help_text = _TITLE_HELP[side]
        self.fields["body"].help_text = _BODY_HELP[side]
        self.fields["resources"].label = _RESOURCES[side]
        self.fields["accepts"].help_text = _ACCEPTS_HELP[side]
        limit_to(self, "visions", Vision.objects.filter(municipality=listing.partner.municipality))
        if not listing.image:
            del self.fields["removes_image"]
