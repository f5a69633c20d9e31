"""The reports of two meetings in Kanazawa, with tags and drawn pictures; and what was looked for
and opened around the fourth, so that its effect has something to show.
"""

import io
from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw

from events.models import Event, Report
from events.reporting import tags
from matching.models import Trace
from matching.storing.traces import columns_of
from partners.models import Listing
from tomoni.journal.models import Search
from tomoni.portal.demo.following_rows import after
from tomoni.portal.demo.world import World

_ROOM, _TABLE, _PEOPLE, _WALL = "#e9ddd0", "#8a5a3c", "#3b5b7a", "#f6efe6"
_SIZE = (1200, 800)


class Said(NamedTuple):
    """A report: of which meeting, so many days after it."""

    meeting: str
    days: int
    title: str
    tags: str
    text: str
    pictures: tuple[str, ...] = ()


REPORTS = [
    Said(
        "kanazawa-partners-3",
        9,
        "「直して使う、まわして使う」の報告",
        "循環、直して使う、子ども",
        "# 概要\n\n平日の夜に五つの団体が集まり、物を長く使う工夫を話し合いました。\n\n"
        "# 出た話\n\n- 使わなくなったパソコンを、**子どものIT教室**で使う\n"
        "- 宿の朝食の残りを減らす献立を、学生と考える\n- 金継ぎの体験を、修学旅行の時間に入れる\n\n"
        "# 事務局に聞いてみよう\n\n補助金と会場について、十二の質問に答えました。",
    ),
    Said(
        "kanazawa-partners-4",
        12,
        "「だれもが自分らしく」の報告",
        "多様性、防災、やさしい日本語、子ども",
        "# 概要\n\nオンラインで開いた四回目の会です。二つの団体が協力を呼びかけました。\n\n"
        "# 協力を呼びかけた団体\n\n- **企業の勉強会に来てください** いろいろウィーク実行委員会\n"
        "- **ことばの壁のない訓練** NPO法人 ことばの橋\n\n"
        "# 小部屋で見つかったこと\n\n- 訓練の案内を、**やさしい日本語**で作る\n"
        "- 町会の集まりに、外国から来た方を招く\n- 大学の教室を、勉強会の会場にする\n\n"
        "# 参加者の声\n\n- 回答した五人のうち四人が、会に満足と答えました\n"
        "- 四人が、だれかと続ける、または続けるかもしれないと答えました",
        ("テーブルを囲む六人を上から見た絵", "発表の画面を見る参加者の絵"),
    ),
]
# How many searches a day, from thirty days before the meeting on; the words go round.
SEARCHES_BEFORE, SEARCHES_AFTER = (0, 1, 1, 0, 2, 1), (2, 3, 1, 2, 1, 2)
WORDS = ("やさしい日本語", "防災訓練", "会場", "通訳", "子どもの居場所", "勉強会", "宇宙食")
OPENED_BEFORE, OPENED_AFTER = (-24, -17, -9), (0, 1, 1, 2, 4, 5, 8, 11, 15, 19)


def add_reports(world: World) -> None:
    """Published on their days; nobody is told of it now."""
    for said in REPORTS:
        _add_report(world, said)
    event = Event.objects.select_related("municipality").get(slug="kanazawa-partners-4")
    searches = _add_searches(event)
    _add_traces(event)
    world.tell(f"{len(REPORTS)} reports of meetings, {searches} searches")


def _add_report(world: World, said: Said) -> None:
    event = Event.objects.select_related("municipality").get(slug=said.meeting)
    writer, when = world.writers[event.municipality.slug], after(event, said.days)
    report = Report.objects.create(
        event=event,
        state=Report.State.PUBLISHED,
        title=said.title,
        text=said.text,
        written_by=writer,
        published_at=when,
    )
    tags.choose(report, tags.typed(said.tags))
    for place, alt in enumerate(said.pictures):
        content = ContentFile(picture(place), name=f"demo-{report.pk}-{place}.png")
        report.photos.create(file=content, alt=alt, order=place, consent_checked_by=writer)
    Report.objects.filter(pk=report.pk).update(created_at=when, updated_at=when)
    for verb in ("begun", "written", "published"):
        world.note(when, writer, f"report.{verb}", report, event.municipality)


def _add_searches(event: Event) -> int:
    """Of nobody in particular; what nobody offers is looked for in vain."""
    day = event.starts_at.replace(hour=3)
    numbers = [SEARCHES_BEFORE[n % 6] for n in range(30)] + [
        SEARCHES_AFTER[n % 6] for n in range(30)
    ]
    moments = [
        day + timedelta(days=n - 30, hours=hour)
        for n, number in enumerate(numbers)
        for hour in range(number)
    ]
    rows = [
        Search(
            at=moment,
            words=(words := WORDS[n % len(WORDS)]),
            found=0 if words == "宇宙食" else 2 + n % 9,
            municipality=event.municipality if n % 3 else None,
        )
        for n, moment in enumerate(_past(moments))
    ]
    return len(Search.objects.bulk_create(rows))


def _add_traces(event: Event) -> None:
    """Needs of the city that were opened beside a seed."""
    live = Listing.objects.live().filter(partner__municipality=event.municipality)
    needs = list(live.filter(side=Listing.Side.NEED).order_by("pk")[:4])
    seeds = list(live.filter(side=Listing.Side.SEED).order_by("-pk")[:6])
    pairs = [(need, seed) for need in needs for seed in seeds if need.partner_id != seed.partner_id]
    days = [*OPENED_BEFORE, *OPENED_AFTER]
    for (need, seed), day in zip(pairs, days, strict=False):
        when = event.starts_at + timedelta(days=day, hours=3)
        columns = columns_of(need, seed)
        if not Trace.objects.filter(**columns).exists() and when < timezone.now():
            Trace.objects.create(**columns, first_shown_at=when, opened_at=when)


def _past(moments: list[datetime]) -> list[datetime]:
    return [moment for moment in moments if moment < timezone.now()]


def picture(place: int) -> bytes:
    """People around a table from above, or before a screen: drawn, nobody is to be recognised."""
    image = Image.new("RGB", _SIZE, _ROOM)
    draw = ImageDraw.Draw(image)
    if place == 0:
        draw.ellipse((380, 180, 820, 620), fill=_TABLE)
        for x, y in ((600, 110), (850, 250), (850, 550), (600, 690), (350, 550), (350, 250)):
            draw.ellipse((x - 70, y - 70, x + 70, y + 70), fill=_PEOPLE)
    else:
        draw.rectangle((200, 80, 1000, 460), fill=_WALL, outline=_TABLE, width=12)
        for bar, height in enumerate((120, 190, 250, 300)):
            draw.rectangle((320 + bar * 150, 420 - height, 410 + bar * 150, 420), fill=_PEOPLE)
        for seat in range(6):
            draw.ellipse((120 + seat * 170, 600, 250 + seat * 170, 730), fill=_PEOPLE)
    buffer = io.BytesIO()
    image.save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()
