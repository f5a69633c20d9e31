"""The seating of the meeting to come: a draft the office is still working on."""

from contextlib import suppress

from events.models import Event
from events.seating import moving
from events.seating.computing import plan_of, seat_event
from events.seating.problem import leaders
from tomoni.models import StateError
from tomoni.portal.demo.world import World

MEETING = "kakegawa-koryukai"
_FIXED = 3  # guests whose seats staff have chosen by hand


def add_seating(world: World) -> None:
    """Everybody who takes part has a table; a few seats are fixed, one guest is kept from one."""
    event = Event.objects.select_related("municipality").get(slug=MEETING)
    by = world.staff[event.municipality.slug]
    tables = list(event.tables.order_by("number"))
    people = list(event.registrations.registered().with_names().order_by("pk"))
    led = {row.pk for _duty, row in leaders(list(event.duties.all()), people)}
    guests = [row for row in people if row.pk not in led]
    for registration, table in zip(guests[:_FIXED], tables, strict=False):
        with suppress(StateError):
            moving.pin(plan_of(event), registration, 1, table, by=by)
    if len(guests) > _FIXED:
        moving.bar(plan_of(event), guests[_FIXED], tables[0], by=by)
    plan = seat_event(event, by)
    world.tell(f"{plan.places.count()} places at {len(tables)} tables")
