"""The agreements of the demo world: a university with one economic body after the other, and how
what was agreed lives since. Names of people and organisations are invented.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from partners.models import Agreement, AgreementParty, Project
from partners.models.origin import origin_of
from tomoni.portal.demo.world import World, ago

UNIVERSITY, FEDERATION, SOCIETY = "kibi-mirai-univ", "kibi-federation", "seto-shokokai"
ECONOMIC = "economic-organisation"


@dataclass(frozen=True)
class DemoParty:
    """A partner by its slug, "city", or a body by its name; and who signs for it."""

    who: str
    part: str = ""
    position: str = ""
    signatory: str = ""
    type: str = ""


@dataclass(frozen=True)
class DemoItem:
    """What is done together: whose it is by the place of the party, and what was told of it.

    `told` has (days ago, words, whether everybody reads it).
    """

    title: str
    body: str
    goal: int
    field: str
    owner: int
    told: tuple[tuple[int, str, bool], ...] = ()
    done: int | None = None


@dataclass(frozen=True)
class DemoAgreement:
    """An agreement signed so many days ago; `signed` None is a draft."""

    city: str
    title: str
    purposes: str
    parties: tuple[DemoParty, ...]
    items: tuple[DemoItem, ...]
    signed: int | None
    signing: str = Agreement.Signing.IN_PERSON
    place: str = ""
    ends_in: int | None = None
    renews: int | None = None
    ended: int | None = None
    end_reason: str = ""
    intermediary: str = ""
    press: str = ""
    links: tuple[tuple[str, str], ...] = ()
    project_of: str = ""
    related: tuple[str, ...] = field(default=())


_RECTOR = ("学長", "岡山 一郎（架空）")
_LEAD = DemoParty(UNIVERSITY, "技術の指導、共同研究、学び直しの講座を受けもちます。", *_RECTOR)


def _before(
    title: str, body: str, chair: str, signed: int, items: tuple[DemoItem, ...]
) -> DemoAgreement:
    """One of the three agreements before, with a body that is known by its name."""
    return DemoAgreement(
        "okayama",
        title,
        "会員の会社と大学が、たがいの力を知り、使えるようにします。",
        (_LEAD, DemoParty(body, "会員に知らせ、窓口になります。", "会長", chair, ECONOMIC)),
        items,
        signed,
    )


AGREEMENTS = (
    _before(
        "きびみらい大学と見本県商工会議所連合会の連携協定（見本）",
        "見本県商工会議所連合会（架空）",
        "備前 二郎（架空）",
        2900,
        (
            DemoItem(
                "経営者のための学び直し講座",
                "毎年秋に、夜の講座をひらきます。",
                4,
                "education",
                0,
                told=((140, "秋の講座に、二十三人の経営者が参加しました。", True),),
            ),
        ),
    ),
    _before(
        "きびみらい大学と見本県中小企業団体連絡会の連携協定（見本）",
        "見本県中小企業団体連絡会（架空）",
        "美作 三郎（架空）",
        2050,
        (
            DemoItem(
                "機械の共同利用",
                "大学の試験機を、会員の会社が使えるようにします。",
                9,
                "industry",
                1,
                told=((520, "引っ張り試験機を、四社が使いました。", True),),
            ),
        ),
    ),
    _before(
        "きびみらい大学と見本経済研究会の連携協定（見本）",
        "見本経済研究会（架空）",
        "備中 四郎（架空）",
        1250,
        (
            DemoItem(
                "景気の聞き取り調査",
                "学生が会員の会社をたずね、声を集めます。",
                8,
                "commerce",
                1,
                told=((900, "十二社の声を冊子にまとめました。", True),),
            ),
            DemoItem(
                "学生の企業見学",
                "毎年、二年生が会員の会社をたずねます。",
                4,
                "employment",
                0,
                told=((480, "二年生が三つの工場をたずねました。", True),),
            ),
        ),
    ),
    DemoAgreement(
        "okayama",
        "きびみらい大学と、きび商工会連絡会の連携協定（見本）",
        "県内二十の商工会が小さな事業者の困りごとを聞き、大学が技術と人で応えます。"
        "学生には、地元の仕事を知る機会をつくります。",
        (
            _LEAD,
            DemoParty(
                FEDERATION,
                "二十の商工会をとおして困りごとを聞き、大学に取り次ぎます。",
                "会長",
                "吉備 花子（架空）",
            ),
        ),
        (
            DemoItem(
                "技術の指導と共同研究",
                "月に一度の相談日に、研究者がオンラインで話を聞きます。",
                9,
                "industry",
                0,
                told=(
                    (25, "味噌蔵の温度を測る共同研究が始まりました。", True),
                    (160, "はじめての相談日に、五つの事業者が参加しました。", True),
                    (18, "研究費の分担を話し合っています。", False),
                ),
            ),
            DemoItem(
                "社会人の学び直し",
                "帳簿とインターネットの講座を、商工会の建物でひらきます。",
                4,
                "education",
                0,
                told=((430, "二つの商工会で講座をひらき、三十一人が学びました。", True),),
            ),
            DemoItem(
                "学生の就職",
                "会員の会社での一週間の実習を、学生に紹介します。",
                8,
                "employment",
                1,
                told=((380, "八人の学生が実習に参加しました。", True),),
            ),
            DemoItem(
                "創業の支援",
                "創業したい学生と卒業生を、経営指導員が支えます。",
                8,
                "commerce",
                1,
            ),
        ),
        780,
        signing=Agreement.Signing.ONLINE,
        place="大学の会議室と連絡会の事務所をオンラインで結んで",
        ends_in=60,
        renews=12,
        intermediary=FEDERATION,
        press="きびみらい大学ときび商工会連絡会は、オンラインで連携協定を結びました。"
        "大学が経済団体と結ぶ協定は、これで四件目です。（見本の文です）",
        links=(("協定のお知らせ（見本）", "https://www.example.jp/agreement/"),),
        related=("きびみらい大学と見本経済研究会の連携協定（見本）",),
    ),
    DemoAgreement(
        "okayama",
        "空き店舗の活用に関する協定（準備中の見本）",
        "商店街の空いた店を、学生と会員が交代で使えるようにします。",
        (DemoParty(UNIVERSITY, "", *_RECTOR), DemoParty(SOCIETY, "店の持ち主と話をします。")),
        (DemoItem("週末の店", "学生が週末に店をひらきます。", 11, "commerce", 1),),
        None,
    ),
    DemoAgreement(
        "kakegawa",
        "給食の残りを土に返す取り組みの協定（見本）",
        "学校の給食から出る生ごみを堆肥にし、育てた野菜を給食に戻します。",
        (
            DemoParty("city", "学校との調整をします。", "市長", "掛川 見本（架空）"),
            DemoParty("meguru-taihi", "堆肥をつくります。", "代表", "巡 土子（架空）"),
            DemoParty("midorizaka-seicha", "茶殻を届けます。", "社長", "緑坂 葉一（架空）"),
        ),
        (
            DemoItem(
                "生ごみの受け入れ",
                "二つの学校から週に二回運びます。",
                12,
                "circular-economy",
                1,
                told=((12, "二校目の受け入れを始めました。", True),),
            ),
        ),
        20,
        place="市役所",
        ends_in=345,
        renews=12,
        project_of="給食の残りを土に返し、野菜にして戻す（見本）",
    ),
    DemoAgreement(
        "kakegawa",
        "災害のときの水の提供に関する協定（見本）",
        "災害で水道が止まったとき、工場の井戸水を配ります。",
        (
            DemoParty("city", "配る場所を用意します。", "市長", "掛川 見本（架空）"),
            DemoParty("midorizaka-seicha", "工場の井戸を開けます。", "社長", "緑坂 葉一（架空）"),
        ),
        (
            DemoItem(
                "年に一度の訓練",
                "毎年九月に配る練習をします。",
                11,
                "disaster-prevention",
                0,
                done=420,
            ),
        ),
        1500,
        place="市役所",
        ended=400,
        end_reason="工場の移転で井戸がなくなりました。新しい協定を準備しています。（見本の文です）",
    ),
)


def add_agreements(world: World) -> None:
    """On the days on which it is to have happened; nobody is told."""
    made = {said.title: _add(world, said) for said in AGREEMENTS}
    for said in AGREEMENTS:
        made[said.title].related.set([made[title] for title in said.related])


def _add(world: World, said: DemoAgreement) -> Agreement:
    today = timezone.localdate()
    agreement = Agreement.objects.create(
        municipality=world.cities[said.city],
        title=said.title,
        purposes=said.purposes,
        visibility=Agreement.Visibility.PUBLIC,
        signing=said.signing,
        place=said.place,
        ends_on=None if said.ends_in is None else today + timedelta(days=said.ends_in),
        renews_for_months=said.renews,
        intermediary=world.partners[said.intermediary] if said.intermediary else None,
        press_text=said.press,
        **_standing(said),
        **_origin(said),
    )
    parties = [_add_party(world, agreement, line, order) for order, line in enumerate(said.parties)]
    for order, item in enumerate(said.items):
        _add_item(world, agreement, item, parties, order)
    for order, (label, url) in enumerate(said.links):
        agreement.links.create(label=label, url=url, order=order)
    agreement.save(update_fields=["search"])  # it is found by its parties and items, too
    _note(world, agreement, said)
    return agreement


def _standing(said: DemoAgreement) -> dict[str, object]:
    if said.signed is None:
        return {}
    day = ago(said.signed)
    found: dict[str, object] = {"state": Agreement.State.IN_FORCE, "signed_on": day.date()}
    found["entered_at"] = day
    if said.ended is not None:
        found |= {"state": Agreement.State.ENDED, "ended_on": ago(said.ended).date()}
        found["end_reason"] = said.end_reason
    return found


def _origin(said: DemoAgreement) -> dict[str, object]:
    if not said.project_of:
        return {}
    return origin_of(Project.objects.get(title=said.project_of))


def _add_party(world: World, agreement: Agreement, said: DemoParty, order: int) -> AgreementParty:
    partner = world.partners.get(said.who)
    is_city = said.who == "city"
    party = agreement.parties.create(
        partner=partner,
        municipality=agreement.municipality if is_city else None,
        name="" if partner or is_city else said.who,
        type_id=world.types[said.type] if said.type else None,
        part=said.part,
        is_lead=order == 0,
        order=order,
    )
    if said.signatory:
        party.signatories.create(position=said.position, name=said.signatory)
    return party


def _add_item(
    world: World,
    agreement: Agreement,
    said: DemoItem,
    parties: list[AgreementParty],
    order: int,
) -> None:
    owner = parties[said.owner]
    item = agreement.items.create(
        title=said.title,
        body=said.body,
        goal_id=said.goal,
        field_id=world.fields[said.field],
        owner=owner,
        order=order,
        done_on=None if said.done is None else ago(said.done).date(),
    )
    slug = owner.partner.slug if owner.partner else ""
    by = world.owners.get(slug) or world.writers[agreement.municipality.slug]
    for days, text, is_public in said.told:
        item.activities.create(
            on=ago(days).date(), text=text, is_public=is_public, by=by, party=owner
        )


def _note(world: World, agreement: Agreement, said: DemoAgreement) -> None:
    city = agreement.municipality
    by = world.writers[city.slug]
    drafted = 7 if said.signed is None else said.signed + 30
    world.note(ago(drafted), by, "agreement.drafted", agreement, city)
    if said.signed is not None:
        world.note(ago(said.signed), by, "agreement.signed", agreement, city)
    if said.ended is not None:
        world.note(ago(said.ended), by, "agreement.ended", agreement, city)
