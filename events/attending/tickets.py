"""The picture by which the reception finds a registration: on the receipt, and on the badge."""

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from events.models import Registration
from partners.people.codes import qr


def ticket(registration: Registration) -> SafeString:
    """A QR code of where the reception sees the person. It lets nobody in by itself: the page opens
    to who may receive, and any camera of theirs finds it.
    """
    path = reverse("events:arrival", args=[registration.event.slug, registration.code])
    return qr(f"{settings.BASE_URL}{path}")
