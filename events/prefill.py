"""What a registration form says before anything was typed, from what the partner has published."""

from partners.models import Listing, Partner

_MOST = 3  # listings named per question


def from_listings(partner: Partner) -> dict[str, str]:
    """Seeds are what one works on, needs what one lacks, their fields what interests."""
    listings = list(
        Listing.objects.live().filter(partner=partner).prefetch_related("fields")[: 4 * _MOST]
    )
    fields = dict.fromkeys(field.name for listing in listings for field in listing.fields.all())
    return {
        "working_on": _lines([row.title for row in listings if not row.is_need]),
        "lacking": _lines([row.title for row in listings if row.is_need]),
        "interested_in": _lines(list(fields)),
    }


def _lines(words: list[str]) -> str:
    return "\n".join(f"・{word}" for word in words[:_MOST])
