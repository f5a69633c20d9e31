"""The questions of the profile as its form words them, for who speaks of an answer elsewhere."""

from typing import Any

from django.utils.translation import gettext_lazy as _

QUESTIONS: dict[str, Any] = {
    "type": _("Partner type"),
    "sector": _("Line of business"),
    "visions": _("Visions of the municipality"),
    "name": _("Name"),
    "kana": _("Reading"),
    "corporate_number": _("Corporate number"),
    "logo": _("Logo"),
    "postal_code": _("Postal code"),
    "address": _("Address"),
    "phone": _("Telephone"),
    "website": _("Website"),
    "description": _("What you do"),
    "declaration": _("SDGs declaration"),
    "primary_goals": _("Main goals"),
    "related_goals": _("Further goals"),
    "fields": _("Administrative fields"),
}
