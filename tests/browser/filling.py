"""What people type into the forms."""

from datetime import timedelta

from django.utils import timezone

from challenges.models import Challenge
from tests.browser.walker import Walker
from tomoni.municipalities.models import Municipality
from tomoni.taxonomy.models import Category, PartnerType, Row


def fill_in_behalf(person: Walker, form: str, city: Municipality) -> None:
    """A registration on somebody's behalf."""
    fill_in_partner(person, city, form)
    person.chooses("agreed", "paper")
    person.page.locator('main [name="confirms"]').check()


def fill_in_partner(person: Walker, city: Municipality, form: str = "/my/partner/") -> None:
    """A registration, in the kinds of characters that come to hand."""
    person.goes_to(form)
    person.chooses("municipality", str(city.pk))
    person.chooses("type", pk_of(PartnerType, "npo"))
    person.fills(name="空き家みらい舎", kana="あきやみらいしゃ", phone="０５３７－００－００００")
    person.fills(description="空き家を直して、人が集まる場所に変えています。")
    person.chooses("primary_goals", "11")


def fill_in_seed(person: Walker) -> None:
    """What a partner can offer."""
    person.goes_to("/my/listings/new/seed/")
    person.fills(
        title="空き家の改修ができる大工がいます",
        body="古民家の改修を十年続けています。空き家の見立てと、住民と一緒に直す講座ができます。",
    )
    person.chooses("primary_goals", "11")


def fill_in_challenge(editor: Walker, form: str = "/desk/challenges/new/") -> None:
    """All parts of a challenge, new or there already."""
    editor.goes_to(form)
    editor.fills(
        title="空き家をまちの居場所に",
        wish="空き家を改修し、世代をこえて集まれる場所をつくりたい。",
        background="市内の空き家は年々増えています。",
        project_name="空き家の居場所づくり",
        project_content="持ち主と担い手をつなぎ、住民と一緒に改修します。",
        expected_outcomes="三軒の空き家が使われること。",
        offered="物件の情報と広報で支えます。",
    )
    editor.fills(**{"sub_themes-0-title": "空き家の改修", "sub_themes-1-title": "子育て"})
    editor.fills(
        **{
            "contacts-0-organisation": "企画課",
            "contacts-0-person": "例田 一郎",
            "contacts-0-email": "kikaku@example.jp",
        }
    )
    editor.chooses("primary_goals", "11")
    editor.chooses("category", pk_of(Category, "exchange"))
    closes = timezone.localtime() + timedelta(days=30)
    editor.fills(closes_at=closes.strftime("%Y-%m-%dT%H:%M"))


def fill_in_meeting(editor: Walker, form: str = "/desk/events/new/", **more: str) -> None:
    """The facts of a meeting, new or there already."""
    editor.goes_to(form)
    editor.fills(
        title="秋のパートナー交流会",
        summary="テーマのテーブルを囲み、足りないものとできることを話します。",
        venue="みほん文化会館",
        capacity="20",
    )
    day = timezone.localtime() + timedelta(days=30)
    for name, hour in (("starts_at", 13), ("ends_at", 16), ("registration_closes_at", 12)):
        moment = day.replace(hour=hour, minute=0)
        editor.fills(**{name: moment.strftime("%Y-%m-%dT%H:%M")})
    editor.fills(**more)


def fill_in_call(person: Walker, form: str = "/my/calls/new/") -> None:
    """A partner's call to municipalities."""
    person.goes_to(form)
    person.fills(
        title="小さな水力発電を試したい",
        wish="水路の力で街灯をともし、子どもの教材にしたい。",
        money="上限三百万円まで当社が負担します。",
        offered="技術者二名と機材。",
        conditions="用水路のある公園があること。",
    )
    person.fills(
        **{"contacts-0-organisation": "環境開発部", "contacts-0-email": "kankyo@example.jp"}
    )
    closes = timezone.localtime() + timedelta(days=30)
    person.fills(closes_at=closes.strftime("%Y-%m-%dT%H:%M"), reply_days="30")


def fill_in_offer(editor: Walker, call: Challenge) -> None:
    """What a municipality offers, found by the button of the call."""
    editor.goes_to(call.get_absolute_url())
    editor.follows(f"/desk/calls/{call.slug}/offer/")
    editor.fills(
        title="用水路のある公園で試せます",
        summary="三か所の公園を使えます。",
        brings="場所と、学校との調整。",
        contact="環境政策課 例田",
    )


def fill_in_proposal(person: Walker, challenge: Challenge) -> None:
    """An answer to the challenge, found by its button."""
    person.goes_to(challenge.get_absolute_url())
    person.follows(f"/challenges/{challenge.slug}/propose/")
    _fill_in_proposal(person)


def fill_in_free_proposal(person: Walker, city: Municipality) -> None:
    """A proposal without a challenge, found on the city's page."""
    person.goes_to(city.get_absolute_url())
    person.follows(f"/m/{city.slug}/propose/")
    _fill_in_proposal(person)


def _fill_in_proposal(person: Walker) -> None:
    person.fills(
        title="一軒目を一緒に直します",
        summary="住民参加で空き家を一軒直します。",
        plan="春に見立て、夏に改修、秋に開きます。",
        brings="大工三名と道具。",
    )


def pk_of(vocabulary: type[Row], slug: str) -> str:
    """The value of a row of the vocabulary in a form."""
    return str(vocabulary._default_manager.get(slug=slug).pk)
