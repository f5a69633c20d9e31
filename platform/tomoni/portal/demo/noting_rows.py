"""What the groups of the fourth meeting in Kanazawa have written down together."""

from datetime import timedelta

from django.db.models import F

from events.models import (
    Event,
    FollowUp,
    NoteEntry,
    Objection,
    Place,
    Registration,
    SeatingPlan,
    Table,
    TableNotes,
)
from partners.models.origin import origin_of
from tomoni.accounts.models import User
from tomoni.portal.demo.world import World

MEETING = "kanazawa-partners-4"
GROUPS = ("会社でできること", "ことばと防災")
# Group, part, text, which of those who sit there wrote it.
ENTRIES = (
    (
        0,
        "common",
        "「制度はあるのに使いにくい」という声が、会社の大きさによらずあった。",
        0,
    ),
    (0, "common", "勉強会は一度きりだと続かない。短くても毎月のほうが効く。", 1),
    (0, "sprout", "昼休みの三十分の勉強会を、二つの会社で交代に開いてみる。", 0),
    (0, "next", "まず人事の担当どうしで、使っている資料を見せ合う。", 1),
    (1, "common", "防災無線のことばは、日本語が母語の人にも聞き取りにくい。", 0),
    (1, "sprout", "町会の訓練で、やさしい日本語の放送を一緒につくる。", 1),
    (1, "sprout", "避難所の掲示を、学生が六つのことばに直す。", 0),
    (1, "next", "秋の訓練の日どりが決まったら、ことばの橋に知らせる。", 1),
)
_KEPT = "まず人事の担当どうしで、使っている資料を見せ合う。"
_FOLLOWED = "町会の訓練で、やさしい日本語の放送を一緒につくる。"


def add_notes(world: World) -> None:
    """Two groups with notes of three parts, both agreed on; one entry is objected to, and one
    sprout is looked after.
    """
    event = Event.objects.select_related("municipality").get(slug=MEETING)
    tables = [_group(event, number, theme) for number, theme in enumerate(GROUPS, 1)]
    seats = _seat(event, tables)
    for group, part, text, who in ENTRIES:
        sitting = seats[group]
        if sitting:
            _write(event, tables[group], part, text, sitting[who % len(sitting)])
    by = world.staff[event.municipality.slug]
    for table in tables:
        TableNotes.objects.create(table=table, agreed_at=event.ends_at, agreed_by=by)
        table.entries.update(agreed_version=F("version"))
        world.note(event.ends_at, by, "notes.agreed", table, event.municipality)
    _object(world, event)
    _follow_up(world, event)


def _group(event: Event, number: int, theme: str) -> Table:
    link = f"{event.online_link}/group-{number}"
    said = {"theme": theme, "seats": 6, "online_link": link}
    return Table.objects.get_or_create(event=event, number=number, defaults=said)[0]


def _seat(event: Event, tables: list[Table]) -> list[list[Registration]]:
    """In turn; shown before the meeting. Who sits at which table."""
    before = event.starts_at - timedelta(days=1)
    plan = SeatingPlan.objects.create(
        event=event, state="published", computed_at=before, published_at=before
    )
    people = list(event.registrations.registered().with_names().order_by("pk"))
    seats = [people[number :: len(tables)] for number in range(len(tables))]
    Place.objects.bulk_create(
        Place(plan=plan, round=1, registration=row, table=table)
        for table, rows in zip(tables, seats, strict=True)
        for row in rows
    )
    return seats


def _write(event: Event, table: Table, part: str, text: str, author: Registration) -> None:
    entry = NoteEntry.objects.create(
        table=table, part=part, text=text, author=author, writer=_account(author)
    )
    when = event.ends_at - timedelta(minutes=15)
    NoteEntry.objects.filter(pk=entry.pk).update(created_at=when, updated_at=when)


def _account(registration: Registration) -> User:
    assert registration.user is not None  # noqa: S101 - partners of the demo have accounts
    return registration.user


def _object(world: World, event: Event) -> None:
    entry = NoteEntry.objects.filter(table__event=event, text=_KEPT).first()
    if entry is not None:
        Objection.objects.create(entry=entry, user=world.writers[event.municipality.slug])


def _follow_up(world: World, event: Event) -> None:
    """Due in a few weeks."""
    entry = NoteEntry.objects.filter(table__event=event, text=_FOLLOWED).first()
    if entry is None or entry.author is None:
        return
    follow_up = FollowUp.objects.create(
        event=event,
        entry=entry,
        title=entry.text,
        owner=entry.writer,
        partner=entry.author.partner,
        due_on=(event.ends_at + timedelta(days=60)).date(),
        **origin_of(event),
    )
    world.note(event.ends_at, entry.writer, "follow_up.made", follow_up, event.municipality)
