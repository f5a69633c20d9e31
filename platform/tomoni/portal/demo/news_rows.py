"""News of the bulletin, and the searches that the partner who can log in has saved."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from partners.models import News
from tomoni.portal.demo.people import LOGINS
from tomoni.portal.demo.world import World, ago
from tomoni.portal.models import SavedSearch


@dataclass(frozen=True)
class DemoNews:
    """A piece of news of a partner: posted so many days ago, shown for so many days in all."""

    partner: str
    kind: News.Kind
    title: str
    body: str
    goals: tuple[int, ...]
    fields: str
    days_ago: int
    shown_for: int = 30
    visibility: News.Visibility = News.Visibility.PUBLIC
    hidden_reason: str = ""


MIDORIZAKA = "midorizaka-seicha"
NEWS = [
    DemoNews(
        MIDORIZAKA,
        News.Kind.EVENT,
        "茶工場の見学会を開きます（見本）",
        "荒茶ができるまでを、蒸しから仕上げまで順にご覧いただけます。午前と午後の二回、"
        "それぞれ十五人までです。お子さんもどうぞ。申し込みはお電話でお願いします。",
        (4, 12),
        "education industry",
        3,
    ),
    DemoNews(
        MIDORIZAKA,
        News.Kind.REPORT,
        "茶殻を堆肥にする試みを終えました（見本）",
        "春から続けてきた試みの結果です。二トンの茶殻が、半年で使える堆肥になりました。"
        "かかった手間と費用は、次の交流会でくわしくお話しします。",
        (12,),
        "environment",
        70,
    ),
    DemoNews(
        "mihon-jc",
        News.Kind.CALL,
        "空き家の片付けを手伝ってくださる方を募集します（見本）",
        "来月の第二土曜日に、城下の空き家を一軒、みんなで片付けます。軍手と飲み物は用意します。"
        "一時間だけの参加もうれしいです。",
        (11,),
        "housing regional-revitalisation",
        6,
        45,
    ),
    DemoNews(
        "mihon-jc",
        News.Kind.PRODUCT,
        "会議室の平日割引を始めました（見本）",
        "登録パートナーのみなさまは、平日の会議室を半額でお使いいただけます。",
        (17,),
        "industry",
        1,
        60,
        News.Visibility.PARTNERS,
    ),
    DemoNews(
        MIDORIZAKA,
        News.Kind.EVENT,
        "手もみ茶の体験会の写真を載せました（見本）",
        "先月の体験会のようすです。参加してくださったみなさま、ありがとうございました。",
        (4,),
        "education",
        9,
        hidden_reason="お子さんのお顔とお名前が写っている写真を外してください。",
    ),
]
SEARCHES = [
    ("掛川の空き家", "search", "q=%E7%A9%BA%E3%81%8D%E5%AE%B6&municipality=kakegawa", "weekly"),
    ("教育のニーズ", "needs", "field=education", "none"),
]


def add_news(world: World) -> None:
    """Nobody is written to; what is hidden waits for its partner to mend it."""
    for said in NEWS:
        _add(world, said)


def _add(world: World, said: DemoNews) -> None:
    posted = ago(said.days_ago)
    news = News(
        partner=world.partners[said.partner],
        kind=said.kind,
        title=said.title,
        body=said.body,
        visibility=said.visibility,
        published_at=posted,
        ends_on=timezone.localdate(posted) + timedelta(days=said.shown_for),
        hidden_at=ago(1) if said.hidden_reason else None,
        hidden_reason=said.hidden_reason,
    )
    news.full_clean()
    news.save()
    news.goals.set(said.goals)
    news.fields.set(world.ids(world.fields, said.fields))
    city = news.partner.municipality
    world.note(posted, world.owners.get(said.partner), "news.posted", news, city)
    if said.hidden_reason:
        staff = world.staff[city.slug]
        world.note(ago(1), staff, "news.hidden", news, city, reason=said.hidden_reason)


def add_searches(world: World) -> None:
    """As if they had been saved last week."""
    person = world.people.known[LOGINS[0].email]
    SavedSearch.objects.bulk_create(
        SavedSearch(
            user=person,
            name=name,
            place=place,
            query=query,
            mail=mail,
            seen_at=ago(7),
            mail_from=ago(7),
        )
        for name, place, query, mail in SEARCHES
    )
