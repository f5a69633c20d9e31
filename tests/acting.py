"""For whom the person in front of the browser acts."""

import uuid
from typing import Any

from django.test import Client

from partners.models import Partner


def switch(client: Client, partner: Partner | str, **more: str) -> Any:
    """Press the button of the switcher in the head of my pages."""
    slug = partner if isinstance(partner, str) else partner.slug
    key = str(uuid.uuid4())
    return client.post("/my/switch/", {"partner": slug, "idempotency_key": key, **more})
