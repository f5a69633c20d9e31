"""What was put to the office at Kanazawa's fourth meeting, and before Kakegawa's next."""

from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from events.models import Event, Topic
from partners.models import Listing
from tomoni.portal.demo.world import World
from tomoni.receipts import new_receipt

_State = Topic.State


class Said(NamedTuple):
    """A topic: whose, at which meeting, how many days from it, what became of it."""

    meeting: str
    whose: str
    text: str
    is_public: bool
    state: str = _State.ASKED
    answer: str = ""
    becomes_need: bool = False


TOPICS = [
    Said(
        *("kanazawa-partners-4", "kotoba-no-hashi"),
        "防災訓練の会場として、小学校の体育館を日曜日に借りることはできますか。",
        is_public=True,
        state=_State.LIVE,
        answer="学校開放の枠で借りられます。申し込みは二か月前からです。",
    ),
    Said(
        *("kanazawa-partners-4", "iroiro-week"),
        "勉強会に来てくれる企業を増やしたいのですが、商工団体に声をかけてもらえますか。",
        is_public=True,
        state=_State.ANSWERED,
        answer="商工会議所の広報に載せられます。原稿を毎月十日までにお送りください。",
    ),
    Said(
        *("kanazawa-partners-4", "yosui-chokai"),
        "外国から来た方に、町会の回覧板の内容が伝わっていません。訳してくれる人をさがしています。",
        is_public=True,
        state=_State.LIVE,
        answer="国際交流の担当から、登録している通訳の方に声をかけます。",
        becomes_need=True,
    ),
    Said(
        *("kanazawa-partners-4", "mihon-hanako"),
        "個人で登録していますが、補助金に応募できますか。",
        is_public=False,
        state=_State.ANSWERED,
        answer="個人での応募はできませんが、三人以上の会をつくれば応募できます。",
    ),
    Said(
        *("kakegawa-koryukai", "tomi-no-sato"),
        "当日、福祉車両を会場の前に停めることはできますか。",
        is_public=True,
    ),
]


def add_topics(world: World) -> None:
    """Meetings with topics have a consultation desk."""
    slugs = {said.meeting for said in TOPICS}
    Event.objects.filter(slug__in=slugs).update(takes_topics=True)
    for said in TOPICS:
        _add(world, said)
    world.tell(f"{len(TOPICS)} topics")


def _add(world: World, said: Said) -> None:
    event = Event.objects.select_related("municipality").get(slug=said.meeting)
    city, person = event.municipality, world.owners[said.whose]
    asked = min(event.starts_at, timezone.now()) - timedelta(hours=30)
    answered = event.starts_at + timedelta(minutes=50) if said.answer else None
    office = world.writers[city.slug] if answered else None
    topic = Topic.objects.create(
        event=event,
        user=person,
        partner=world.partners[said.whose],
        receipt=new_receipt("T"),
        text=said.text,
        is_public=said.is_public,
        state=said.state,
        answer=said.answer,
        answered_at=answered,
        answered_by=office,
        listing=_need(world, said) if said.becomes_need else None,
    )
    Topic.objects.filter(pk=topic.pk).update(created_at=asked, updated_at=answered or asked)
    world.note(asked, person, "topic.put", topic, city)
    if answered:
        verb = "answered_live" if said.state == _State.LIVE else "answered"
        world.note(answered, office, f"topic.{verb}", topic, city)


def _need(world: World, said: Said) -> Listing | None:
    """A need that its partner has published."""
    rows = Listing.objects.filter(partner=world.partners[said.whose], side=Listing.Side.NEED)
    return rows.order_by("pk").first()
