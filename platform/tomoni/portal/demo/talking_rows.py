"""What partners and cities of the demo world have written to each other, and notes of the staff."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import ContentFile

from challenges.models import Message, Note, Proposal, Sighting
from tomoni.portal.demo.listing_files import document
from tomoni.portal.demo.world import World, ago

PARTNER, CITY = Message.Side.PARTNER, Message.Side.CITY


@dataclass(frozen=True)
class DemoMessage:
    """A message, so many days ago; `corrects` is the place of an earlier one in the thread."""

    side: Message.Side
    text: str
    days: int
    document: str = ""
    corrects: int | None = None
    is_opened: bool = True


@dataclass(frozen=True)
class DemoThread:
    """What was written on the proposal of a partner to a challenge, and noted by the staff."""

    challenge: str
    partner: str
    messages: tuple[DemoMessage, ...]
    notes: tuple[str, ...] = ()


THREADS = (
    DemoThread(
        "compost",
        "meguru-taihi",
        (
            DemoMessage(
                CITY,
                "ご提案ありがとうございます。はじめの一校から出る量は、一日におよそ何キロまで"
                "受け入れていただけますか。",
                70,
            ),
            DemoMessage(
                PARTNER,
                "一日に八十キロまで受け入れられます。受け入れの手順をまとめた資料を添えます。",
                69,
                document="受け入れの手順.pdf",
            ),
            DemoMessage(
                PARTNER,
                "先ほどのメッセージに誤りがありました。八十キロではなく、六十キロまでです。"
                "冬のあいだは四十キロになります。",
                68,
                corrects=1,
            ),
            DemoMessage(
                CITY,
                "承知しました。学校の栄養士に伝え、週の量をならして運べるよう調整します。",
                67,
            ),
        ),
        notes=(
            "学校に電話で確認。週二回の運搬なら、門の開け閉めは用務員で足りるとのこと。",
            "においの苦情が出たときの窓口を、環境課と決めておくこと。",
        ),
    ),
    DemoThread(
        "exchange",
        "midorizaka-seicha",
        (
            DemoMessage(
                CITY,
                "お申し出ありがとうございます。会場で火を使えるのは給湯室だけです。"
                "電気ポットを三台ご用意すれば足りますか。",
                1,
                is_opened=False,
            ),
        ),
    ),
    DemoThread(
        "mobility",
        "hidamari-kai",
        (
            DemoMessage(
                PARTNER,
                "送迎車の空いている時間を調べ直しました。火曜と木曜の十時から十四時が使えます。",
                1,
                is_opened=False,
            ),
        ),
        notes=("運輸支局への届け出が要るかどうか、交通政策係に照会中。",),
    ),
)


def add_threads(world: World) -> None:
    """On the days on which they are to have been written, opened by the other side or not."""
    for said in THREADS:
        challenge, partner = world.challenges[said.challenge], world.partners[said.partner]
        proposal = Proposal.objects.get(challenge=challenge, partner=partner)
        _add_messages(world, proposal, said)
        for days, text in enumerate(said.notes, 1):
            _add_note(world, proposal, text, max(1, 60 // days))


def _add_note(world: World, proposal: Proposal, text: str, days: int) -> None:
    city = proposal.municipality
    by = world.writers[city.slug]
    note = Note.objects.create(municipality=city, proposal=proposal, author=by, text=text)
    Note.objects.filter(pk=note.pk).update(written_at=ago(days if proposal.decided_at else 1))


def _add_messages(world: World, proposal: Proposal, said: DemoThread) -> None:
    people = {PARTNER: world.owners[said.partner]}
    people[CITY] = world.writers[proposal.municipality.slug]
    written: list[Message] = []
    for line in said.messages:
        message = proposal.messages.create(
            side=line.side,
            author=people[line.side],
            text=line.text,
            corrects=written[line.corrects] if line.corrects is not None else None,
        )
        Message.objects.filter(pk=message.pk).update(sent_at=ago(line.days))
        written.append(message)
        _attach(message, line.document)
        if line.is_opened:
            reader = people[CITY if line.side == PARTNER else PARTNER]
            opening = Sighting.objects.create(message=message, reader=reader)
            opened_at = ago(line.days) + timedelta(hours=3)
            Sighting.objects.filter(pk=opening.pk).update(opened_at=opened_at)


def _attach(message: Message, name: str) -> None:
    if name:
        content = document()
        message.files.create(
            file=ContentFile(content, name=f"demo-{message.pk}.pdf"),
            name=name,
            content_type="application/pdf",
            size=len(content),
        )
