"""Pitches: two of a meeting that is over, with who can help; and applications for the next one."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from events.models import Event, FollowUp, HelpOffer, Pitch, Registration
from events.pitching.helping import DUE_IN
from partners.models import Listing
from partners.models.origin import origin_of
from tomoni.portal.demo.world import World
from tomoni.receipts import new_receipt


@dataclass(frozen=True)
class DemoPitch:
    """What a partner would like to present; `helpers` are partners with what they said."""

    partner: str
    title: str
    ask: str
    state: str = Pitch.State.CHOSEN
    minutes: int = 10
    reason: str = ""
    slides: str = ""
    helpers: tuple[tuple[str, str], ...] = ()


FOURTH = (
    DemoPitch(
        "iroiro-week",
        "企業の勉強会に来てください",
        "職場で「だれもが自分らしく」働くための勉強会を、来年は十社で開きたいと思っています。"
        "会場を一時間貸してくださる会社と、体験を話してくださる方を探しています。",
        slides="いろいろウィーク_勉強会のご案内.pdf",
        helpers=(
            ("hokusetsu-shinkin", "本店の会議室を、平日の夕方にお貸しできます。"),
            ("hokuriku-mirai-univ", "留学生と研究室の学生が、体験を話せると思います。"),
        ),
    ),
    DemoPitch(
        "kotoba-no-hashi",
        "ことばの壁のない訓練",
        "外国から来た方といっしょに、防災訓練を開きたいです。訓練の日を教えてくださる町会と、"
        "やさしい日本語の案内板をいっしょに作ってくださる方はいませんか。",
        helpers=(
            ("yosui-chokai", "秋の訓練に、ぜひいっしょに出てください。"),
            ("mihon-hanako", ""),
        ),
    ),
)
FIFTH = (
    DemoPitch(
        "yosui-chokai",
        "雪の朝の三十分を分け合う",
        "雪の朝、通学路の三十分の雪かきを、会社や学生と分け合いたいです。"
        "出勤の前に三十分、手伝ってくださる方を探しています。",
        minutes=8,
        slides="雪の朝_用水の里.pdf",
    ),
    DemoPitch(
        "fuyuao-reform",
        "屋根の雪、下ろす前に相談を",
        "雪下ろしのけがを減らすため、空いている屋根の点検を無料で行います。"
        "一人暮らしのお宅を知っている方に、声かけをお願いしたいです。",
        state=Pitch.State.APPLIED,
        minutes=5,
    ),
    DemoPitch(
        "kotoba-no-hashi",
        "雪の注意報を、やさしい日本語で",
        "雪の注意報を、やさしい日本語と五つの言葉で届けるしくみを作りたいです。",
        state=Pitch.State.DECLINED,
        minutes=5,
        reason="前回の会で発表していただきましたので、今回はほかの団体にお譲りください。次の会でお待ちしています。",
    ),
    DemoPitch(
        "yukiakari-ryokan",
        "冬の朝ごはんを近所の方と",
        "雪で買い物に出られない日に、旅館の朝ごはんを近所の方へ届けたいと考えています。",
        state=Pitch.State.WITHDRAWN,
        minutes=5,
    ),
)


def add_pitches(world: World) -> None:
    """Of Kanazawa's fourth meeting, which is over, and of its fifth, which is to come."""
    fourth = Event.objects.get(slug="kanazawa-partners-4")
    fifth = Event.objects.get(slug="kanazawa-partners-5")
    for event in (fourth, fifth):
        event.pitches_until = event.starts_at - timedelta(days=4)
        event.save(update_fields=["pitches_until"])
    begins = fourth.starts_at + timedelta(minutes=10)
    for place, said in enumerate(FOURTH, 1):
        pitch = _add(world, fourth, said, place)
        pitch.started_at, pitch.ended_at = begins, begins + timedelta(minutes=said.minutes)
        pitch.save()
        for slug, words in said.helpers:
            _help(world, pitch, slug, words)
        begins += timedelta(minutes=15)
    for place, said in enumerate(FIFTH, 1):
        _add(world, fifth, said, place)
    world.tell(f"{len(FOURTH) + len(FIFTH)} pitches")


def _add(world: World, event: Event, said: DemoPitch, place: int) -> Pitch:
    partner, person = world.partners[said.partner], world.owners[said.partner]
    listing = Listing.objects.live().filter(partner=partner).order_by("pk").first()
    pitch = Pitch(
        event=event,
        partner=partner,
        user=person,
        receipt=new_receipt("H"),
        state=said.state,
        title=said.title,
        ask=said.ask,
        listing=listing,
        presenter=person.name,
        minutes=said.minutes,
        position=place if said.state == Pitch.State.CHOSEN else None,
        decline_reason=said.reason,
        slides_name=said.slides,
    )
    if said.slides:
        pitch.slides.save("slides.pdf", ContentFile(_PDF), save=False)
    pitch.full_clean(exclude=["slides"])
    pitch.save()
    when = min(event.starts_at - timedelta(days=9), timezone.now() - timedelta(days=2))
    world.note(when, person, "pitch.handed_in", pitch, event.municipality, partner=partner.pk)
    office = world.writers.get("kanazawa") or world.staff["kanazawa"]
    if said.state in (Pitch.State.CHOSEN, Pitch.State.DECLINED):
        decided = when + timedelta(days=1)
        world.note(decided, office, f"pitch.{said.state}", pitch, event.municipality)
    return pitch


def _help(world: World, pitch: Pitch, slug: str, words: str) -> None:
    """Said during the talk; the presenter's side looks after it, as the step has it."""
    event = pitch.event
    registration = Registration.objects.get(event=event, partner=world.partners[slug])
    offer = HelpOffer.objects.create(pitch=pitch, registration=registration, words=words)
    HelpOffer.objects.filter(pk=offer.pk).update(created_at=pitch.ended_at)
    FollowUp.objects.create(
        event=event,
        help_offer=offer,
        title=f"「{pitch.title}」に協力できる方がいます",
        owner=pitch.user,
        partner=pitch.partner,
        counterpart=registration.partner,
        due_on=timezone.localdate(event.ends_at) + DUE_IN,
        **origin_of(pitch),
    )
    person = world.owners[slug]
    at = pitch.ended_at or event.ends_at
    world.note(at, person, "pitch.help_offered", offer, event.municipality)


def _pdf(text: bytes) -> bytes:
    """One page with one line, as small as a PDF can be that every reader opens."""
    stream = b"BT /F1 28 Tf 60 300 Td (" + text + b") Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 640 360] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + (
        b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (table, len(body))
    )


_PDF = _pdf(b"Tomoni: slides of a pitch")
