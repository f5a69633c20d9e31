"""What partners and the desk write down."""

from partners.forms.desk import ReturnForm
from partners.forms.fulfilment import FulfilmentForm
from partners.forms.listing import ListingForm
from partners.forms.partner import PartnerForm

__all__ = ["FulfilmentForm", "ListingForm", "PartnerForm", "ReturnForm"]
