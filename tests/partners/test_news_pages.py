"""News in the browser: written, read, ended; hidden on the desk and shown again."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from partners.models import Membership, News, Partner
from partners.publishing import bulletin
from tests.bad_inputs import TYPEABLE, bad_files, image_file
from tests.factories import make_member, make_news, make_partner, make_staff
from tests.partners.answers import errors_of, logged_in, press_send, the_draft
from tests.queries import assert_constant_queries
from tomoni.accounts.models import Draft

pytestmark = pytest.mark.django_db
NEW, CONFIRM = "/my/news/new/", "/my/news/new/confirm/"


def news_answers(**changes: Any) -> dict[str, Any]:
    """News that is fine."""
    answers = {
        "kind": "event",
        "title": "茶工場の見学会",
        "body": "五月三日に工場を開放します。",
        "link": "www.example.jp/open",
        "visibility": "public",
        "goals": [4, 12],
        "ends_on": (timezone.localdate() + timedelta(days=30)).isoformat(),
        **changes,
    }
    return {name: value for name, value in answers.items() if value is not None}


def press(client: Client, url: str, **data: Any) -> Any:
    return client.post(url, {"idempotency_key": str(uuid.uuid4()), **data})


@pytest.fixture
def partner() -> Partner:
    return make_partner("掛川製茶")


@pytest.fixture
def client(partner: Partner) -> Client:
    """An editor of the partner."""
    return logged_in(make_member(partner, Membership.Role.EDITOR))


def test_whole_way_from_form_to_the_bulletin(client: Client, partner: Partner) -> None:
    assert "value=" in client.get(NEW).content.decode()
    response = client.post(NEW, news_answers(image=image_file(), image_alt="茶畑"))
    html = client.get(response["Location"]).content.decode()
    assert "五月三日に工場を開放します。" in html
    assert "写真.png" in html
    assert not News.objects.exists()
    done = press_send(client, CONFIRM)["Location"]
    news = News.objects.get()
    assert client.get(done).status_code == 200
    assert (news.partner, news.link) == (partner, "https://www.example.jp/open")
    assert {goal.pk for goal in news.goals.all()} == {4, 12}
    for page in ("/news/", news.get_absolute_url(), partner.get_absolute_url(), "/my/news/"):
        assert "茶工場の見学会" in Client().get(page).content.decode() or page.startswith("/my/")
    assert Client().get(f"/news/{news.pk}/image/").status_code == 200


def test_end_stands_thirty_days_ahead(client: Client) -> None:
    month = timezone.localdate() + timedelta(days=30)
    assert f'value="{month.isoformat()}"' in client.get(NEW).content.decode()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "advert"),
        ("title", "長" * 81),
        ("title", "　"),
        ("body", "長" * 2001),
        ("link", "javascript:alert(1)"),
        ("goals", [18]),
        ("fields", ["\x00"]),
        ("visibility", "staff"),
        ("ends_on", "九月"),
        ("ends_on", "2020-01-01"),
        ("ends_on", (timezone.localdate() + timedelta(days=181)).isoformat()),
        ("ends_on", "9999-12-31"),
        ("image_alt", "長" * 121),
    ],
)
def test_wrong_answer_is_refused_in_words_and_kept(client: Client, name: str, value: Any) -> None:
    response = client.post(NEW, news_answers(**{name: value}))
    assert list(errors_of(response)) == [name]
    assert client.get(CONFIRM).status_code == 302
    assert the_draft().data


def test_full_width_day_is_taken(client: Client) -> None:
    day = timezone.localdate() + timedelta(days=7)
    typed = day.isoformat().translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    client.post(NEW, news_answers(ends_on=typed))
    press_send(client, CONFIRM)
    assert News.objects.get().ends_on == day


@pytest.mark.parametrize("case", TYPEABLE)
@pytest.mark.parametrize("name", ["title", "body", "link", "image_alt"])
def test_anything_may_be_typed(client: Client, case: str, name: str) -> None:
    response = client.post(NEW, news_answers(**{name: TYPEABLE[case]}))
    if response.status_code == 200:
        assert list(errors_of(response)) == [name]
        return
    press_send(client, CONFIRM)
    html = client.get(News.objects.get().get_absolute_url()).content.decode()
    assert "<script>alert" not in html


@pytest.mark.parametrize("case", sorted(bad_files()))
def test_wrong_picture_is_refused(client: Client, case: str) -> None:
    response = client.post(NEW, news_answers(image=bad_files()[case]))
    assert list(errors_of(response)) == ["image"]


def test_form_says_the_limit_and_keeps_the_words(client: Client, partner: Partner) -> None:
    for _ in range(bulletin.AT_ONCE):
        make_news(partner)
    errors = errors_of(client.post(NEW, news_answers()))
    assert "5件" in errors["__all__"][0]
    assert the_draft().data["title"] == ["茶工場の見学会"]
    assert "news_create" not in client.get("/my/news/").content.decode()


def test_colleague_who_was_quicker_leads_back_to_the_form(client: Client, partner: Partner) -> None:
    client.post(NEW, news_answers())
    token = str(the_draft().token)
    for _ in range(bulletin.AT_ONCE):
        make_news(partner)
    assert client.post(CONFIRM, {"draft": token})["Location"].startswith(NEW)
    assert Draft.objects.filter(sent_at=None).exists()


def test_edit_keeps_the_picture_and_shows_both_texts_to_the_second(
    client: Client, partner: Partner
) -> None:
    news = make_news(partner)
    news.image.save("picture.png", image_file())
    form, confirm = f"/my/news/{news.pk}/edit/", f"/my/news/{news.pk}/edit/confirm/"
    client.post(form, news_answers(title="わたしの題"))
    News.objects.filter(pk=news.pk).update(version=3, title="ほかの人の題")
    response: Any = press_send(client, confirm)
    assert response.status_code == 409
    assert "ほかの人の題" in response.content.decode()
    assert press_send(client, confirm, seen_version="3").status_code == 302
    news.refresh_from_db()
    assert news.title == "わたしの題"
    assert news.image


def test_past_news_is_not_edited(client: Client, partner: Partner) -> None:
    news = make_news(partner, ends_on=timezone.localdate() - timedelta(days=1))
    assert client.get(f"/my/news/{news.pk}/edit/")["Location"] == "/my/news/"


def test_ended_news_is_in_the_archive_of_its_partner_alone(
    client: Client, partner: Partner
) -> None:
    news = make_news(partner)
    press(client, f"/my/news/{news.pk}/end/")
    assert news.title in client.get("/my/news/").content.decode()
    assert client.get(news.get_absolute_url()).status_code == 200
    assert Client().get(news.get_absolute_url()).status_code == 404
    assert news.title not in Client().get("/news/").content.decode()


def test_hiding_tells_the_partner_and_showing_again_tells_everybody(
    client: Client, partner: Partner
) -> None:
    news = make_news(partner)
    desk = logged_in(make_staff(partner.municipality))
    assert errors_of(press(desk, f"/desk/news/{news.pk}/hide/", reason=" "))
    press(desk, f"/desk/news/{news.pk}/hide/", reason="名前を消してください")
    assert Client().get(news.get_absolute_url()).status_code == 404
    assert "名前を消してください" in client.get(news.get_absolute_url()).content.decode()
    press(client, f"/my/news/{news.pk}/ask/")
    assert "名前を消してください" not in Client().get("/news/").content.decode()
    queue = desk.get("/desk/news/").context["found"]
    assert [(row.pk, row.asked_at is not None) for row in queue.page] == [(news.pk, True)]
    press(desk, f"/desk/news/{news.pk}/show/")
    assert Client().get(news.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?kind=call", {"募集"}),
        ("?goal=12", {"見学会"}),
        ("?q=見学", {"見学会"}),
        ("?kind=nothing&goal=x", {"募集", "見学会"}),
    ],
)
def test_list_is_narrowed(query: str, titles: set[str]) -> None:
    make_news(title="募集", kind=News.Kind.CALL, body="人")
    make_news(title="見学会", goals=(12,), body="茶")
    found = Client().get(f"/news/{query}").context["found"]
    assert {news.title for news in found.page} == titles


def test_list_asks_as_often_for_three_rows_as_for_one() -> None:
    assert_constant_queries(Client(), "/news/", make_news, at_most=6)


def test_queue_asks_as_often_for_three_rows_as_for_one() -> None:
    partner = make_partner()
    desk = logged_in(make_staff(partner.municipality))
    assert_constant_queries(desk, "/desk/news/", lambda: make_news(partner), at_most=10)


def test_my_news_asks_as_often_for_three_rows_as_for_one(client: Client, partner: Partner) -> None:
    assert_constant_queries(client, "/my/news/", lambda: make_news(partner), at_most=12)
