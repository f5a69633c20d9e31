"""A meeting as search engines read it: JSON-LD of schema.org, and nothing that is for participants
alone.
"""

from typing import Any

from django.conf import settings

from events.models import Event

_BASE = "https://schema.org"
_MODES = {
    Event.Form.VENUE: "OfflineEventAttendanceMode",
    Event.Form.ONLINE: "OnlineEventAttendanceMode",
    Event.Form.HYBRID: "MixedEventAttendanceMode",
}


def linked_data(event: Event) -> dict[str, Any]:
    """The meeting as a schema.org `Event`."""
    address = f"{settings.BASE_URL}{event.get_absolute_url()}"
    status = "EventCancelled" if event.is_cancelled else "EventScheduled"
    places = _places(event, address)
    return {
        "@context": _BASE,
        "@type": "Event",
        "name": event.title,
        "description": event.summary,
        "url": address,
        "startDate": event.starts_at.isoformat(),
        "endDate": event.ends_at.isoformat(),
        "eventStatus": f"{_BASE}/{status}",
        "eventAttendanceMode": f"{_BASE}/{_MODES[Event.Form(event.form)]}",
        "location": places[0] if len(places) == 1 else places,
        "organizer": {
            "@type": "Organization",
            "name": event.organisers or event.municipality.name,
            "url": f"{settings.BASE_URL}{event.municipality.get_absolute_url()}",
        },
        "maximumAttendeeCapacity": event.capacity,
        "isAccessibleForFree": True,
    }


def _places(event: Event, address: str) -> list[dict[str, Any]]:
    """Of the online room only that there is one: its link is for participants."""
    places: list[dict[str, Any]] = []
    if event.has_venue:
        where = event.venue or event.municipality.name
        places.append({"@type": "Place", "name": where, "address": event.address or where})
    if event.is_online:
        places.append({"@type": "VirtualLocation", "url": address})
    return places
