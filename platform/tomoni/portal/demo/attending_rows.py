"""The guests of the meeting to come: seventy, of partners and on their own. All are invented."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice

from django.utils import timezone

from events.models import Event, EventInvitation, Registration, Table, TableWish
from events.prefill import from_listings
from partners.models import Partner
from tomoni.accounts.models import User
from tomoni.portal.demo.world import World
from tomoni.receipts import new_receipt

MEETING, GUESTS, SEATS = "kakegawa-koryukai", 70, 12
NOT_YET = 6
"""Partners of the city that nobody has told so far."""
TELEPHONED = ("例田 とみ", "例田 きよし")
"""Who has no account: the office has registered them."""
# Family and given names of colleagues and citizens, in turns of different length.
_FAMILIES = ("見本", "例田", "手本", "雛形", "試野", "仮名", "例山")
_GIVEN: tuple[str, ...] = (
    "あおい",
    "いぶき",
    "うみ",
    "えいた",
    "かえで",
    "きよし",
    "こはる",
    "さとる",
    "しずく",
)
_GIVEN += ("すばる", "ちひろ", "つむぎ", "なぎさ", "はるか", "ひなた", "まこと", "みのる", "ゆうき")


@dataclass(frozen=True)
class Said:
    """What a guest without listings of their own tells, and the themes that are wished for."""

    working_on: str
    interested_in: str
    lacking: str
    tables: tuple[int, ...]
    access_needs: str = ""


SAID = (
    Said(
        "実家が空き家になり、片付けています。",
        "空き家の活用、移住",
        "直せる大工さんと借り手",
        (1, 4),
    ),
    Said(
        "週末に茶畑の手入れを手伝っています。",
        "お茶、農業体験",
        "若い仲間",
        (2, 4),
    ),
    Said(
        "町内の節電の呼びかけをしています。",
        "再生可能エネルギー",
        "わかりやすく話してくれる人",
        (3,),
    ),
    Said(
        "子ども食堂で月二回、調理をしています。", "食品ロス、子どもの居場所", "余った野菜", (4, 5)
    ),
    Said(
        "放課後の学習支援をしています。", "学校と地域のつながり", "理科の実験ができる場所", (5, 7)
    ),
    Said(
        "高齢の方の買い物に付き添っています。",
        "見守り、移動",
        "車を出せる人",
        (6,),
        "座席の近くに荷物を置ける場所",
    ),
    Said(
        "スマートフォンの使い方教室を開いています。",
        "デジタル、防災",
        "会場と講師",
        (7, 6),
    ),
    Said(
        "地域の防災訓練の係です。", "避難所の運営", "外国語ができる人", (6, 1), "車いすで入れる席"
    ),
    Said(
        "リユース食器の貸し出しを考えています。",
        "ごみを減らすこと",
        "洗浄できる設備",
        (3, 4),
    ),
    Said(
        "大学でまちづくりを学んでいます。",
        "空き家、若者の参加",
        "話を聞かせてくれる方",
        (1, 7),
    ),
    Said(
        "森の手入れと薪づくりをしています。",
        "里山、バイオマス",
        "薪を使ってくれる店",
        (2, 3),
    ),
)


def add_guests(world: World) -> None:
    """Owners first, then colleagues and citizens until there are seventy; some were invited."""
    event = Event.objects.get(slug=MEETING)
    event.is_open_to_citizens, event.rounds = True, 2
    event.save(update_fields=["is_open_to_citizens", "rounds"])
    event.tables.update(seats=SEATS)
    partners = _partners(world, event)
    _invite(world, event, partners)
    known = set(event.registrations.values_list("user", flat=True))
    owners = [(row, world.owners[row.slug]) for row in partners if row.slug in world.owners]
    fresh = {user.pk: (row, user) for row, user in owners if user.pk not in known}
    for partner, owner in fresh.values():
        _add(world, event, partner, owner)
    _add_others(world, event, partners)
    _add_telephoned(world, event)
    Event.objects.filter(pk=event.pk).update(taken=event.registrations.registered().count())


def _partners(world: World, event: Event) -> list[Partner]:
    """Those of the city that know of the meeting."""
    city = event.municipality
    rows = Partner.objects.approved().filter(municipality=city).order_by("pk")
    return [row for row in rows if row.slug in world.partners][:-NOT_YET]


def _invite(world: World, event: Event, partners: list[Partner]) -> None:
    EventInvitation.objects.bulk_create(
        EventInvitation(
            event=event,
            partner=partner,
            way=EventInvitation.Way.SUGGESTION,
            words="テーブルごとに話題をご用意しています。はじめての方もぜひどうぞ。",
            invited_by=world.writers[event.municipality.slug],
        )
        for partner in partners[:12]
    )


def _add_others(world: World, event: Event, partners: list[Partner]) -> None:
    """Every third is a citizen, the others are colleagues of a partner."""
    missing = GUESTS - len(TELEPHONED) - event.registrations.registered().count()
    names = islice(zip(cycle(_FAMILIES), cycle(_GIVEN), strict=False), missing)
    for place, (family, given) in enumerate(names):
        person = world.people.person(f"guest-{place + 1}@example.jp", f"{family} {given}")
        partner = None if place % 3 == 0 else partners[place % len(partners)]
        _add(world, event, partner, person, SAID[place % len(SAID)])


def _add(
    world: World, event: Event, partner: Partner | None, user: User, said: Said | None = None
) -> None:
    when = timezone.now() - timedelta(hours=5 * (1 + event.registrations.count()))
    told = from_listings(partner) if partner and not said else _told(said or SAID[0])
    row = Registration.objects.create(
        event=event,
        user=user,
        partner=partner,
        receipt=new_receipt("M"),
        state=Registration.State.REGISTERED,
        seated_at=when,
        allows_photos=user.pk % 4 > 0,
        **told,
    )
    Registration.objects.filter(pk=row.pk).update(created_at=when)
    _wish(row, event, said)
    world.note(when, user, "registration.made", row, event.municipality)


def _told(said: Said) -> dict[str, str]:
    return {
        "working_on": said.working_on,
        "interested_in": said.interested_in,
        "lacking": said.lacking,
        "access_needs": said.access_needs,
    }


def _wish(row: Registration, event: Event, said: Said | None) -> None:
    """What was said, or the tables of the partner's fields."""
    tables = list(event.tables.prefetch_related("fields"))
    fields = set(row.partner.fields.values_list("pk", flat=True)) if row.partner else set()
    wanted: list[Table] = (
        [table for number in said.tables for table in tables if table.number == number]
        if said
        else [table for table in tables if {field.pk for field in table.fields.all()} & fields]
    )
    TableWish.objects.bulk_create(
        TableWish(registration=row, table=table, rank=rank)
        for rank, table in enumerate(wanted[:3], 1)
    )


def _add_telephoned(world: World, event: Event) -> None:
    for place, name in enumerate(TELEPHONED):
        row = Registration.objects.create(
            event=event,
            guest_name=name,
            way=Registration.Way.OFFICE,
            receipt=new_receipt("M"),
            state=Registration.State.REGISTERED,
            seated_at=timezone.now(),
            **_told(SAID[7 - place]),
        )
        _wish(row, event, SAID[7 - place])
        by = world.writers[event.municipality.slug]
        world.note(timezone.now(), by, "registration.made", row, event.municipality)
