"""What partners and the desk write down."""

from partners.forms.behalf import BehalfForm
from partners.forms.desk import CheckForm, ChecklistItemForm, ReturnForm, SuspendForm
from partners.forms.fulfilment import FulfilmentForm
from partners.forms.life import RenewForm, WithdrawForm
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
    "CheckForm",
    "ChecklistItemForm",
    "ClaimForm",
    "CodeForm",
    "FulfilmentForm",
    "HideForm",
    "InvitationForm",
    "ListingForm",
    "NewsForm",
    "PartnerForm",
    "RenewForm",
    "ReturnForm",
    "RoleForm",
    "SuspendForm",
    "TakeOverForm",
    "WithdrawForm",
]
