"""Introductions of the demo world in every state, a pause and a block."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from matching.introducing.rules import between
from matching.models import Block, Introduction, Party, Pause
from partners.models import Listing, Participation, Partner, Project
from partners.models.origin import origin_of
from tomoni.accounts.models import User
from tomoni.municipalities.models import IntroductionRoute
from tomoni.portal.demo import okayama
from tomoni.portal.demo.world import World, ago

State, Answer, Outcome = Introduction.State, Party.State, Introduction.Outcome
Route = IntroductionRoute


@dataclass(frozen=True)
class DemoIntroduction:
    """`places` are partner and side of its listing, the asking one first; `answers` what the others
    said. The days are counted back from today.
    """

    places: tuple[tuple[str, str], ...]
    state: Introduction.State
    message: str
    days: int
    route: IntroductionRoute = Route.DIRECT
    answers: str = "asked"
    reason: str = ""
    note: str = ""
    outcome: str = ""
    text: str = ""
    is_by_hand: bool = False


INTRODUCTIONS = (
    DemoIntroduction(
        (("meguru-taihi", "seed"), ("midorizaka-seicha", "need")),
        State.FORWARDED,
        "めぐる堆肥と申します。茶殻を使い切る相手をおさがしと拝見しました。乾いた茶殻は、生ごみの"
        "においをおさえるのにとても役立ちます。一度、工場を見せていただけませんか。（見本の文です）",
        3,
    ),
    DemoIntroduction(
        (("midorizaka-seicha", "need"), ("mizuhodai-high", "seed")),
        State.REQUESTED,
        "みどり坂製茶と申します。茶袋の絵を、生徒のみなさんといっしょに考えられたらうれしいです。"
        "授業のなかでできることから、ご相談させてください。（見本の文です）",
        2,
        route=Route.OFFICE,
    ),
    DemoIntroduction(
        (("midorizaka-seicha", "seed"), ("higashimachi-shotenkai", "need")),
        State.FORWARDED,
        "使わなくなった茶工場を、お店を始めたい方の練習の場にしていただけませんか。（見本の文です）",
        12,
    ),
    DemoIntroduction(
        (("hinata-shokutaku", "seed"), ("midorizaka-seicha", "need")),
        State.ACCEPTED,
        "茶殻を使ったお菓子を、定休日の厨房で試作してみませんか。（見本の文です）",
        20,
        answers="agreed",
    ),
    DemoIntroduction(
        (("midorizaka-seicha", "need"), ("soramachi-lab", "seed")),
        State.MET,
        "海外の方にも茶畑を見ていただける展示ができないか、お聞きしたいです。（見本の文です）",
        40,
        answers="agreed",
    ),
    DemoIntroduction(
        (("midorizaka-seicha", "need"), ("kotoba-no-hashi", "seed")),
        State.DECLINED,
        "茶摘みの体験で、英語の案内をお願いできないでしょうか。（見本の文です）",
        50,
        answers="declined",
        reason="春の間は通訳の予定がいっぱいです。秋にまたお声がけください。（見本の文です）",
    ),
    DemoIntroduction(
        (("tomi-no-sato", "need"), ("tsunagu-densan", "seed")),
        State.OUTCOME,
        "水田の水位を、家から見られるようにしたいと思っています。（見本の文です）",
        90,
        route=Route.OFFICE,
        answers="agreed",
        note="両者とも昨年の交流会に出ておられます。ぜひお話しください。（見本の文です）",
        outcome=Outcome.STARTED,
        text="二枚の田んぼに水位計を置き、ひと夏ためしてみることになりました。（見本の文です）",
    ),
    DemoIntroduction(
        (("meguri-pc", "need"), ("hokuriku-mirai-univ", "seed")),
        State.OUTCOME,
        "子どものIT教室で、学生さんに教える側になっていただけませんか。（見本の文です）",
        70,
        answers="agreed",
        outcome=Outcome.INFORMATION,
        text="教材を見せあいました。次の学期にもう一度相談します。（見本の文です）",
    ),
    DemoIntroduction(
        (("koganeno-shinkumi", "need"), ("toen-energy", "seed")),
        State.UNANSWERED,
        "取引先の省エネ診断を、ごいっしょできないでしょうか。（見本の文です）",
        75,
        answers="silent",
    ),
    DemoIntroduction(
        (("johoku-machi", "need"), ("ootoshi-komuten", "seed")),
        State.WITHDRAWN,
        "空き家を歩いて調べる日に、大工さんの目を貸してください。（見本の文です）",
        30,
    ),
    DemoIntroduction(
        (("tanedoko", "seed"), (okayama.AFFILIATES[0], "need")),
        State.REQUESTED,
        "お店を引きつぐ若い方の最初の一年を、いっしょに支えられないでしょうか。（見本の文です）",
        4,
        route=Route.FEDERATION,
    ),
    DemoIntroduction(
        (("johoku-machi", "need"), ("hidamari-kai", "seed"), ("mihon-jc", "seed")),
        State.FORWARDED,
        "買い物の足に困っている地区と、昼間に空く送迎車があります。進行役も入って、三者で一度"
        "話してみませんか。（見本の文です）",
        6,
        route=Route.OFFICE,
        answers="agreed asked asked",
        is_by_hand=True,
    ),
)
PAUSED = ("yuragi-urushi", 30)
BLOCKED = (
    "kamome-suisan",
    "yukiakari-ryokan",
    "連絡の行き違いがあり、しばらく距離を置きたいです。（見本の文です）",
)


def add_introductions(world: World) -> None:
    """On the days on which they are to have happened; nobody is told."""
    for said in INTRODUCTIONS:
        _add(world, said)
    slug, days = PAUSED
    until = timezone.localdate() + timedelta(days=days)
    Pause.objects.create(partner=world.partners[slug], until=until, by=world.owners[slug])
    slug, other, reason = BLOCKED
    by = world.owners[slug]
    Block.objects.create(
        partner=world.partners[slug], blocked=world.partners[other], by=by, reason=reason
    )


def _add(world: World, said: DemoIntroduction) -> None:
    partners = [world.partners[slug] for slug, _side in said.places]
    town = partners[-1].municipality
    is_federal = said.route == Route.FEDERATION
    office = world.writers[town.slug]
    is_passed_on = said.state != State.REQUESTED
    introduction = Introduction.objects.create(
        municipality=town,
        route=said.route,
        federation=world.partners[okayama.FEDERATION] if is_federal else None,
        is_by_hand=said.is_by_hand,
        between=between(partners),
        state=said.state,
        message=said.message,
        broker_note=said.note,
        asked_by=office if said.is_by_hand else world.owners[said.places[0][0]],
        brokered_by=office if said.route == Route.OFFICE and is_passed_on else None,
        requested_at=ago(said.days),
        forwarded_at=ago(said.days - 1) if is_passed_on else None,
        outcome=said.outcome,
        outcome_text=said.text,
        **_times(said),
    )
    _add_parties(world, introduction, said)
    _note(world, introduction, said)
    if said.outcome == Outcome.STARTED:
        _begin(world, introduction, said)


def _times(said: DemoIntroduction) -> dict[str, object]:
    """When what followed is to have happened; a week lies between two steps."""
    agreed = said.state in Introduction.AGREED_STATES
    met = said.state in (State.MET, State.OUTCOME)
    told = ago(said.days - 21) if said.state == State.OUTCOME else None
    return {
        "accepted_at": ago(said.days - 7) if agreed else None,
        "met_at": ago(said.days - 14) if met else None,
        "outcome_at": told,
        "started_at": told if said.outcome == Outcome.STARTED else None,
        "over_at": ago(_over(said)) if said.state in Introduction.OVER_STATES else None,
    }


def _over(said: DemoIntroduction) -> int:
    return said.days - 60 if said.state == State.UNANSWERED else said.days - 7


def _add_parties(world: World, introduction: Introduction, said: DemoIntroduction) -> None:
    answers = said.answers.split() if said.is_by_hand else [Answer.AGREED, said.answers]
    for place, (slug, side) in enumerate(said.places):
        is_asking = place == 0 and not said.is_by_hand
        answered = answers[place] != Answer.ASKED
        by_person = answers[place] in (Answer.AGREED, Answer.DECLINED)
        days = said.days if is_asking else max(0, said.days - 7)
        Party.objects.create(
            introduction=introduction,
            partner=world.partners[slug],
            listing=_listing(world.partners[slug], side),
            is_asking=is_asking,
            state=answers[place],
            reason=said.reason if answers[place] == Answer.DECLINED else "",
            answered_by=world.owners[slug] if by_person else None,
            answered_at=ago(days) if answered else None,
        )


def _listing(partner: Partner, side: str) -> Listing | None:
    return partner.listings.live().filter(side=side).order_by("pk").first()


def _note(world: World, introduction: Introduction, said: DemoIntroduction) -> None:
    """The journal, as the steps would have written it."""
    town, days = introduction.municipality, said.days
    [first, *others] = [(world.owners[slug], world.partners[slug]) for slug, _side in said.places]
    office = world.writers[town.slug]

    def note(back: int, by: User | None, verb: str, partner: Partner | None = None) -> None:
        data = {"partner": partner.pk} if partner else {}
        world.note(ago(back), by, f"introduction.{verb}", introduction, town, **data)

    if said.is_by_hand:
        note(days, office, "brought_together")
        note(max(0, days - 7), *_spoken(first, "agreed"))
        return
    note(days, *_spoken(first, "requested"))
    if introduction.brokered_by:
        note(days - 1, office, "forwarded")
    if said.answers in (Answer.AGREED, Answer.DECLINED):
        note(days - 7, *_spoken(others[0], said.answers))
    if said.state == State.WITHDRAWN:
        note(days - 7, *_spoken(first, "withdrawn"))
    if said.state == State.UNANSWERED:
        note(days - 60, None, "unanswered")
    if introduction.met_at:
        note(days - 14, *_spoken(first, "met"))
    if said.outcome:
        note(days - 21, *_spoken(first, "concluded"))


def _spoken(who: tuple[User, Partner], verb: str) -> tuple[User, str, Partner]:
    return who[0], verb, who[1]


def _begin(world: World, introduction: Introduction, said: DemoIntroduction) -> None:
    """The project that came of it, for those alone who take part."""
    by, started = world.owners[said.places[0][0]], ago(said.days - 21)
    titles = [party.listing.title for party in introduction.parties.all() if party.listing]
    project = Project.objects.create(
        municipality=introduction.municipality,
        title=" × ".join(titles)[:100],
        summary=said.text,
        visibility=Project.Visibility.MEMBERS,
        started_by=by,
        started_at=started,
        **origin_of(introduction),
    )
    for slug, _side in said.places:
        project.participations.create(
            partner=world.partners[slug],
            state=Participation.State.JOINED,
            asked_by=by,
            changed_at=started,
        )
    world.note(started, by, "project.started", project, introduction.municipality)
