"""After Kanazawa's fourth meeting: follow-ups, a mutual wish, answers to the questions."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone

from events.models import AgainWish, Answer, Event, FollowUp, Registration
from matching.introducing.rules import between
from matching.models import Introduction, Party
from partners.models.origin import origin_of
from tomoni.municipalities.models import IntroductionRoute
from tomoni.portal.demo.world import World, at

MEETING = "kanazawa-partners-4"
MUTUAL = ("mihon-hanako", "hokuriku-mirai-univ")
_State = FollowUp.State


class Said(NamedTuple):
    """What somebody wants to do; days are counted from the meeting."""

    whose: str
    other: str
    title: str
    due: int
    state: str = _State.OPEN
    outcome: str = ""
    ended: int = 0


FOLLOW_UPS = [
    Said("kotoba-no-hashi", "yosui-chokai", "防災訓練の案内をやさしい日本語で作る", 45),
    Said("iroiro-week", "hokuriku-mirai-univ", "勉強会の会場を大学で借りられるか聞く", 60),
    Said(
        *("yosui-chokai", "kotoba-no-hashi", "訓練の下見に来ていただく日を決める", 14),
        *(_State.DONE, "下見を済ませ、訓練の日取りが決まりました。（見本の文です）", 12),
    ),
    Said(
        *("hokuriku-mirai-univ", "iroiro-week", "学生に展示の手伝いを呼びかける", 10),
        *(_State.DROPPED, "", 20),
    ),
]
# satisfaction, first talks, continuing, the table, remark
ANSWERS = [
    (5, 4, "yes", 5, "小部屋の時間がもう十分ほしかったです。（見本の文です）"),
    (4, 3, "yes", 4, ""),
    (4, 6, "perhaps", 5, "次は会場でも集まりたいです。（見本の文です）"),
    (3, 1, "no", 3, ""),
    (5, 5, "yes", None, ""),
]


def add_following(world: World) -> None:
    """All of it on days around the meeting, as the steps would have written it."""
    event = Event.objects.select_related("municipality").get(slug=MEETING)
    for said in FOLLOW_UPS:
        _add_follow_up(world, event, said)
    _add_wishes(world, event)
    _add_answers(world, event)
    world.tell(f"{len(FOLLOW_UPS)} follow-ups, {len(ANSWERS)} answers to the questions")


def after(event: Event, days: int) -> datetime:
    """So many days after the meeting, in the morning, and never in the future."""
    day: date = timezone.localdate(event.starts_at) + timedelta(days=days)
    return min(at(day, time(10, days % 60)), timezone.now())


def seat_of(event: Event, slug: str, world: World) -> Registration:
    """The seat of a partner's owner."""
    return event.registrations.registered().get(user=world.owners[slug])


def _add_follow_up(world: World, event: Event, said: Said) -> None:
    day = timezone.localdate(event.starts_at) + timedelta(days=said.due)
    owner, made_at = world.owners[said.whose], after(event, 1)
    ended = after(event, said.ended) if said.state != _State.OPEN else None
    row = FollowUp.objects.create(
        event=event,
        title=said.title,
        owner=owner,
        partner=world.partners[said.whose],
        counterpart=world.partners[said.other],
        due_on=day,
        state=said.state,
        outcome=said.outcome,
        ended_at=ended,
        **origin_of(event),
    )
    FollowUp.objects.filter(pk=row.pk).update(created_at=made_at, updated_at=ended or made_at)
    world.note(made_at, owner, "follow_up.made", row, event.municipality)
    if ended:
        verb = "done" if said.state == _State.DONE else "let_go"
        world.note(ended, owner, f"follow_up.{verb}", row, event.municipality)


def _add_wishes(world: World, event: Event) -> None:
    """Two who both wish it, and one about whom the office may ask."""
    one, other = (seat_of(event, slug, world) for slug in MUTUAL)
    third = seat_of(event, "iroiro-week", world)
    introduction = _introduced(world, event)
    mutual = {"mutual_at": after(event, 3), "introduction": introduction}
    rows = [
        AgainWish(wisher=one, wished=other, words="学生さんの研究の話の続きを", **mutual),
        AgainWish(wisher=other, wished=one, words="多言語の絵本づくりについて", **mutual),
        AgainWish(wisher=third, wished=other, words="勉強会の講師について", office_may_ask=True),
    ]
    AgainWish.objects.bulk_create(rows)
    AgainWish.objects.filter(wisher__event=event).update(created_at=after(event, 2))


def _introduced(world: World, event: Event) -> Introduction:
    """What came of their wishes: all have agreed, and know whom to call."""
    when = after(event, 3)
    introduction = Introduction.objects.create(
        municipality=event.municipality,
        route=IntroductionRoute.DIRECT,
        is_by_hand=True,
        between=between([world.partners[slug] for slug in MUTUAL]),
        state=Introduction.State.ACCEPTED,
        message=f"「{event.title}」で出会い、おたがいにもう一度話したいと希望しました。",
        asked_by=world.owners[MUTUAL[0]],
        requested_at=when,
        forwarded_at=when,
        accepted_at=when,
        follow_ups=2,
        **origin_of(event),
    )
    for slug in MUTUAL:
        Party.objects.create(
            introduction=introduction,
            partner=world.partners[slug],
            state=Party.State.AGREED,
            answered_by=world.owners[slug],
            answered_at=when,
        )
    world.note(when, None, "introduction.wished_by_all", introduction, event.municipality)
    return introduction


def _add_answers(world: World, event: Event) -> None:
    seats = list(event.registrations.registered().order_by("pk")[: len(ANSWERS)])
    for place, (seat, given) in enumerate(zip(seats, ANSWERS, strict=False)):
        names = ("satisfaction", "new_contacts", "continuing", "table_helped", "remarks")
        when = after(event, 1 + place)
        row = Answer.objects.create(registration=seat, **dict(zip(names, given, strict=True)))
        Answer.objects.filter(pk=row.pk).update(created_at=when, updated_at=when)
        world.note(when, seat.user, "questionnaire.answered", event, event.municipality)
