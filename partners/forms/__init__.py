"""What partners and the desk write down."""

from partners.forms.behalf import BehalfForm
from partners.forms.desk import ReturnForm
from partners.forms.fulfilment import FulfilmentForm
from partners.forms.listing import ListingForm
from partners.forms.news import HideForm, NewsForm
from partners.forms.partner import PartnerForm
from partners.forms.people import (
    AllowForm,
    ClaimForm,
    CodeForm,
    InvitationForm,
    RoleForm,
    TakeOverForm,
)

__all__ = [
    "AllowForm",
    "BehalfForm",
    "ClaimForm",
    "CodeForm",
    "FulfilmentForm",
    "HideForm",
    "InvitationForm",
    "ListingForm",
    "NewsForm",
    "PartnerForm",
    "ReturnForm",
    "RoleForm",
    "TakeOverForm",
]
