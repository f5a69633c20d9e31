"""SDGs declarations with targets, and what two invented partners say about their years."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from partners.fiscal import first_day, fiscal_year
from partners.models import Partner, Target, TargetReport, YearReport
from tomoni.portal.demo.people import LOGINS
from tomoni.portal.demo.world import World

_State = TargetReport.State


@dataclass(frozen=True)
class DemoTarget:
    """A target, and what is said of it two fiscal years ago; last year's report is still due."""

    aim: str
    by_when: str
    measure: str
    goal: int | None = None
    vision: int | None = None  # place in the city's list
    state: str = _State.UNDER_WAY
    text: str = ""
    figure: str = ""


TEA = (
    DemoTarget(
        "茶殻をごみにせず、畑の堆肥にする",
        "2030年まで",
        "燃えるごみとして出す茶殻の重さ",
        goal=12,
        text="工場の茶殻を近くの農家さんと堆肥にし始めました。雨の日の保管がまだ課題です。",
        figure="1.5トンを堆肥に",
    ),
    DemoTarget(
        "市内の小学校で、お茶の教室を毎年開く",
        "毎年",
        "開いた回数と参加した子どもの数",
        goal=4,
        state=_State.DONE,
        text="三つの小学校で、茶摘みと手もみの教室を開きました。",
        figure="3回、子ども96人",
    ),
    DemoTarget(
        "配達の車をすべて電気自動車にする",
        "2028年3月まで",
        "電気自動車の台数",
        goal=13,
        state=_State.NOT_YET,
        text="充電器を置く場所を探しています。",
    ),
)
TOWN = (
    DemoTarget(
        "まちなかの工房を月に一度、だれでも入れる日にする",
        "2027年度から",
        "開いた日数と来た人の数",
        goal=11,
        vision=0,
        text="二か月に一度まで開けました。",
        figure="6日、214人",
    ),
    DemoTarget(
        "若い職人の見習いを受け入れる",
        "毎年",
        "受け入れた人数",
        vision=1,
        text="見習いを一人迎えました。",
    ),
)


def add_declarations(world: World) -> None:
    """Of the partner that can log in, and of one in a city that has named visions."""
    owner = world.people.known[LOGINS[0].email]
    slug = next(slug for slug, user in world.owners.items() if user == owner)
    _declare(world, world.partners[slug], TEA)
    with_visions = next(
        partner
        for partner in world.partners.values()
        if partner.municipality.slug == "kanazawa" and partner.is_approved
    )
    _declare(world, with_visions, TOWN)
    world.tell(f"{Target.objects.count()} targets, {YearReport.objects.count()} reports of a year")


def _declare(world: World, partner: Partner, said: Sequence[DemoTarget]) -> None:
    visions = list(partner.municipality.visions.all())
    year = fiscal_year(timezone.localdate()) - 2
    report = YearReport.objects.create(
        partner=partner,
        year=year,
        summary="はじめての年でした。小さく始めて、続けることを大切にしました。",
        written_by=world.owners[partner.slug],
    )
    for order, line in enumerate(said):
        target = Target.objects.create(
            partner=partner,
            goal_id=line.goal,
            vision=visions[line.vision] if line.vision is not None else None,
            aim=line.aim,
            by_when=line.by_when,
            measure=line.measure,
            order=order,
            since=first_day(year),
        )
        report.lines.create(target=target, state=line.state, text=line.text, figure=line.figure)
