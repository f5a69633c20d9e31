"""What partners of the demo world, and an office, have said of their suggestions."""

from typing import NamedTuple

from challenges.models import Challenge
from matching.models import Trace
from matching.storing.traces import columns_of
from partners.models import Listing
from tomoni.accounts.models import User
from tomoni.portal.demo.world import World, ago

_TEA = "midorizaka-seicha"
_HUSKS = "茶殻と整枝くずを使い切る相手をさがしています"
_GUIDES = "海外からのお客さまに茶畑を案内できる人がほしい"
_HALL = "使わなくなった茶工場を催しの会場に貸します"
_MEETING = "exchange"
_USEFUL, _NOT_FOR_US, _KNOWN = Trace.Verdict


class Said(NamedTuple):
    """Of a title suggested for another: by a partner's owner, or for a challenge by the editor."""

    whose: str
    subject: str
    candidate: str
    verdict: str
    days_ago: int
    reason: str = ""
    text: str = ""


FEEDBACK = [
    Said(_TEA, _HUSKS, "茶殻や野菜くずを堆肥や資材に生まれ変わらせます", _USEFUL, 6),
    Said(
        *(_TEA, _HUSKS, "定休日の厨房を商品づくりの試作に貸します", _NOT_FOR_US, 6),
        reason=Trace.Reason.NOT_MEANT,
    ),
    Said(
        *(_TEA, _GUIDES, "用水と町家の案内を地元の言葉でお話しします", _NOT_FOR_US, 5),
        reason=Trace.Reason.TOO_FAR,
    ),
    Said(_TEA, _GUIDES, "休耕田を子どもの農業体験に使ってください", _KNOWN, 5),
    Said(
        *(_TEA, _HALL, "夕方から夜に子どもが過ごせる場所がほしい", _NOT_FOR_US, 4),
        reason=Trace.Reason.OTHER,
        text="夜は暖房がないため、冬のあいだはお貸しできません。（見本の文です）",
    ),
    Said("", _MEETING, "対話の場の進行役を務めます", _USEFUL, 8),
    Said("", _MEETING, "使う人と手を動かしながら古い家を改修します", _KNOWN, 8),
    Said(
        *("", _MEETING, "休耕田を子どもの農業体験に使ってください", _NOT_FOR_US, 7),
        reason=Trace.Reason.NOT_NOW,
    ),
]


def add_feedback(world: World) -> None:
    """As if each had opened both side by side on the day."""
    for said in FEEDBACK:
        _add(world, said)
    world.tell(f"{len(FEEDBACK)} answers to suggestions")


def _add(world: World, said: Said) -> None:
    subject, by = _subject_of(world, said)
    candidate = Listing.objects.get(title=said.candidate)
    when = ago(said.days_ago)
    trace = Trace.objects.create(
        **columns_of(subject, candidate),
        first_shown_at=when,
        opened_at=when,
        verdict=said.verdict,
        reason=said.reason,
        text=said.text,
        answered_at=when,
        answered_by=by,
    )
    city = subject.partner.municipality if isinstance(subject, Listing) else subject.municipality
    world.note(when, by, "suggestion.answered", trace, city, verdict=said.verdict)


def _subject_of(world: World, said: Said) -> tuple[Listing | Challenge, User]:
    if said.whose:
        listing = world.partners[said.whose].listings.get(title=said.subject)
        return listing, world.owners[said.whose]
    return world.challenges[said.subject], world.writers["kakegawa"]
