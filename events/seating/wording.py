"""What the notices about tables say, from the seating as it is when they are read."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from events.models import Event, Place, Registration, SeatingPlan
from tomoni.accounts.models import User
from tomoni.notices.models import Notice


def seated(reader: User) -> QuerySet[Registration]:
    """The reader's seats at meetings to come or under way whose tables are shown."""
    places = Place.objects.in_rounds().select_related("table").order_by("round")
    return (
        Registration.objects.registered()
        .of_user(reader)
        .filter(
            event__seating__state=SeatingPlan.State.PUBLISHED,
            event__state=Event.State.ANNOUNCED,
            event__ends_at__gt=timezone.now(),
        )
        .select_related("event")
        .prefetch_related(Prefetch("places", places))
    )


def word_tables(notice: Notice) -> dict[str, Any] | None:
    """The meeting and the tables, round by round; None for who sits nowhere now."""
    registration = notice.about
    assert isinstance(registration, Registration)  # noqa: S101 - so says the kind
    places = list(registration.places.all())
    if not places:
        return None
    return {"event": registration.event, "places": places, "has_rounds": len(places) > 1}
