"""Meetings with programme, tables and those who have registered."""

from datetime import datetime, time, timedelta

from django.db.models import F
from django.utils import timezone

from events.models import Duty, Event, ProgrammeItem, Registration, Series, Table, TableWish
from events.prefill import from_listings
from tomoni.municipalities.models import Municipality
from tomoni.portal.demo.shapes import DemoEvent, DemoTable
from tomoni.portal.demo.world import World, at
from tomoni.receipts import new_receipt
from tomoni.taxonomy.models import Field

_TEXTS = ("slug", "title", "summary", "organisers", "form", "venue", "address", "online_link")


def add_event(world: World, city: Municipality, said: DemoEvent) -> None:
    """A meeting on its day, in the past or to come, with whoever takes part."""
    event = _event(world, city, said)
    event.full_clean()
    event.save()
    event.goals.set(said.goals)
    event.fields.set(world.ids(world.fields, said.fields))
    verb = "event.created" if event.is_draft else "event.announced"
    noted = min(event.starts_at, timezone.now()) - timedelta(days=20)
    world.note(noted, world.staff[city.slug], verb, event, city)
    _add_programme(event, said)
    tables = [_table(world, event, number, table) for number, table in enumerate(said.tables, 1)]
    _add_participants(world, event, said, tables)


def _event(world: World, city: Municipality, said: DemoEvent) -> Event:
    day = timezone.localdate() + timedelta(days=said.day)
    starts, ends = (at(day, time.fromisoformat(clock)) for clock in said.hours)
    return Event(
        municipality=city,
        starts_at=starts,
        ends_at=ends,
        registration_closes_at=starts - timedelta(days=said.closes_before),
        challenge=world.challenges.get(said.challenge),
        series=_series(city, said),
        **{name: getattr(said, name) for name in (*_TEXTS, "capacity", "number", "state")},
    )


def _series(city: Municipality, said: DemoEvent) -> Series | None:
    if not said.series:
        return None
    return Series.objects.get_or_create(municipality=city, name=said.series)[0]


def _add_programme(event: Event, said: DemoEvent) -> None:
    """Each item lasts until the next begins, the last until the end of the meeting."""
    clocks = [time.fromisoformat(clock) for clock, _title, _note in said.programme]
    minutes = [clock.hour * 60 + clock.minute for clock in clocks]
    end = time.fromisoformat(said.hours[1])
    ends = [*minutes[1:], end.hour * 60 + end.minute]
    ProgrammeItem.objects.bulk_create(
        ProgrammeItem(
            event=event,
            position=position,
            minutes=ends[position - 1] - minutes[position - 1],
            title=title,
            note=note,
        )
        for position, (_clock, title, note) in enumerate(said.programme, 1)
    )


def _table(world: World, event: Event, number: int, said: DemoTable) -> Table:
    table = Table.objects.create(event=event, number=number, theme=said.theme)
    led = [
        (Duty.Kind.ADVISER, said.adviser, said.affiliation),
        (Duty.Kind.FACILITATOR, said.facilitator, ""),
    ]
    Duty.objects.bulk_create(
        Duty(event=event, table=table, kind=kind, name=name, affiliation=affiliation)
        for kind, name, affiliation in led
    )
    table.goals.set(said.goals)
    table.fields.set(Field.objects.filter(pk__in=world.ids(world.fields, said.fields)))
    return table


def _add_participants(world: World, event: Event, said: DemoEvent, tables: list[Table]) -> None:
    """The seats are counted at once; nobody else registers while the demo is being loaded."""
    last = min(event.registration_closes_at, timezone.now())
    for place, slug in enumerate(said.participants):
        _add_participant(world, event, slug, last - timedelta(hours=7 * (place + 1)))
    Event.objects.filter(pk=event.pk).update(taken=F("taken") + len(said.participants))
    _add_wishes(event, tables)


def _add_participant(world: World, event: Event, slug: str, when: datetime) -> None:
    partner = world.partners[slug]
    registration = Registration.objects.create(
        event=event,
        user=world.owners[slug],
        partner=partner,
        receipt=new_receipt("M"),
        state=Registration.State.REGISTERED,
        allows_photos=len(slug) % 3 > 0,
        **from_listings(partner),
    )
    Registration.objects.filter(pk=registration.pk).update(created_at=when)
    world.note(when, world.owners[slug], "registration.made", registration, event.municipality)


def _add_wishes(event: Event, tables: list[Table]) -> None:
    """Everybody wishes for the tables whose fields are theirs."""
    themes = {table.pk: set(table.fields.values_list("pk", flat=True)) for table in tables}
    for registration in event.registrations.select_related("partner"):
        partner = registration.partner
        own = set(partner.fields.values_list("pk", flat=True)) if partner else set()
        fitting = [table for table in tables if themes[table.pk] & own]
        TableWish.objects.bulk_create(
            TableWish(registration=registration, table=table, rank=rank)
            for rank, table in enumerate(fitting[:3], 1)
        )
