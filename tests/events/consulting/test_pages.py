"""The pages of the consultation desk, before and behind the counter."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from events.consulting import steps
from events.models import Topic
from partners.models import Membership
from tests.events.past import make_past
from tests.factories import make_event, make_member, make_partner, make_staff, make_user
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.municipalities.models import StaffRole

pytestmark = pytest.mark.django_db


def _as(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _post(client: Client, name: str, *args: Any, **data: str) -> Any:
    url = reverse(f"events:{name}", args=args)
    return client.post(url, {"idempotency_key": str(uuid4()), **data})


def _put(**fields: Any) -> Topic:
    given = {"by": make_user(), "text": "茶殻を使いたい。", "is_public": True, **fields}
    return steps.put(given.pop("event", None) or make_event(takes_topics=True), **given)


def test_anybody_signed_in_brings_something_up() -> None:
    event, person = make_event(takes_topics=True), make_user()
    response = _post(_as(person), "topic_put", event.slug, text="困っています。")
    topic = Topic.objects.get()
    assert response.url == topic.get_absolute_url()
    assert (topic.user, topic.partner, topic.is_public) == (person, None, False)


def test_for_ones_partner_or_for_oneself() -> None:
    event, partner = make_event(takes_topics=True), make_partner()
    client = _as(make_member(partner))
    _post(client, "topic_put", event.slug, text="一", partner=str(partner.pk))
    _post(client, "topic_put", event.slug, text="二", partner="")
    assert [topic.partner for topic in Topic.objects.all()] == [partner, None]


@pytest.mark.parametrize("text", ["", "   ", "\x00", "🎉" * 10_000])
def test_bad_words_are_said_beside_the_field_and_nothing_is_lost(text: str) -> None:
    event = make_event(takes_topics=True)
    response = _post(_as(make_user()), "topic_put", event.slug, text=text)
    assert response.status_code == 200
    assert 'class="errorlist"' in response.content.decode()
    assert not Topic.objects.exists()


def test_another_persons_partner_cannot_be_named() -> None:
    event = make_event(takes_topics=True)
    client = _as(make_member(make_partner()))
    response = _post(client, "topic_put", event.slug, text="一", partner=str(make_partner().pk))
    assert response.status_code == 200
    assert not Topic.objects.exists()


def test_after_the_meeting_the_form_leads_back() -> None:
    event = make_past(takes_topics=True)
    response = _as(make_user()).get(reverse("events:topic_put", args=[event.slug]))
    assert response.url == event.get_absolute_url()


def test_public_ones_stand_there_without_names(client: Client) -> None:
    topic = _put(by=make_user("見本 花子"), text="公開の話題")
    _put(event=topic.event, text="内緒の話題", is_public=False)
    steps.answer(
        topic, by=make_staff(topic.event.municipality), words="こうしましょう。", seen=None
    )
    page = client.get(reverse("events:topic_list", args=[topic.event.slug])).content.decode()
    assert "公開の話題" in page
    assert "こうしましょう。" in page
    assert "見本 花子" not in page
    assert "内緒の話題" not in page


def test_only_the_asker_opens_a_topic() -> None:
    topic = _put()
    url = topic.get_absolute_url()
    assert _as(topic.user).get(url).status_code == 200
    assert _as(make_user()).get(url).status_code == 404
    assert _as(make_staff(topic.event.municipality)).get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_the_need_is_begun_for_a_partner_one_may_write_for() -> None:
    editor = make_member(make_partner(), role=Membership.Role.EDITOR)
    topic = _put(by=editor)
    other = make_partner()
    _post(_as(editor), "topic_make_need", topic.receipt, partner=str(other.pk))
    topic.refresh_from_db()
    assert topic.listing is None
    own = editor.memberships.get().partner
    response = _post(_as(editor), "topic_make_need", topic.receipt, partner=str(own.pk))
    topic.refresh_from_db()
    assert response.url == reverse("partners:listing_edit", args=[topic.listing_id])
    assert "茶殻を使いたい。" in _as(editor).get(response.url).content.decode()


def test_the_office_answers_live_with_one_press() -> None:
    topic = _put()
    staff = make_staff(topic.event.municipality)
    _post(_as(staff), "topic_answer_live", topic.receipt)
    topic.refresh_from_db()
    assert topic.state == Topic.State.LIVE


def test_the_office_answers_in_writing() -> None:
    topic = _put()
    client = _as(make_staff(topic.event.municipality))
    assert _post(client, "topic_answer", topic.receipt, answer="").status_code == 200
    _post(client, "topic_answer", topic.receipt, answer="三階です。")
    topic.refresh_from_db()
    assert (topic.state, topic.answer) == ("answered", "三階です。")


def test_who_only_reads_at_the_office_answers_nothing() -> None:
    topic = _put()
    viewer = make_staff(topic.event.municipality, StaffRole.Role.VIEWER)
    assert _post(_as(viewer), "topic_answer", topic.receipt, answer="x").status_code == 403
    page = _as(viewer).get(reverse("events:topic_queue", args=[topic.event.slug]))
    assert "topic_answer" not in page.content.decode()
    assert page.status_code == 200


def test_what_was_taken_back_is_not_on_the_desk() -> None:
    topic = _put(text="消えた話題")
    steps.take_back(topic, by=topic.user)
    client = _as(make_staff(topic.event.municipality))
    page = client.get(reverse("events:topic_queue", args=[topic.event.slug])).content.decode()
    assert "消えた話題" not in page
    url = reverse("events:topic_answer", args=[topic.receipt])
    assert client.get(url).status_code == 404


def test_lists_ask_the_database_as_often_for_many() -> None:
    event = make_event(takes_topics=True)
    client = _as(make_staff(event.municipality))
    for name in ("topic_list", "topic_queue"):
        url = reverse(f"events:{name}", args=[event.slug])
        assert_constant_queries(client, url, lambda: _put(event=event), at_most=12)


def test_who_answers_second_is_shown_both_and_may_replace_the_first() -> None:
    topic = _put()
    client = _as(make_staff(topic.event.municipality))
    steps.answer(topic, by=make_user(), words="三階です。", seen=None)
    page = _post(
        client, "topic_answer", topic.receipt, answer="四階です。", seen=""
    ).content.decode()
    assert "三階です。" in page
    assert "四階です。" in page
    topic.refresh_from_db()
    assert topic.answer == "三階です。"
    seen = topic.answered_at.isoformat()
    assert seen in page
    _post(client, "topic_answer", topic.receipt, answer="四階です。", seen=seen)
    topic.refresh_from_db()
    assert topic.answer == "四階です。"


@pytest.mark.parametrize("seen", ["x", "\x00", "2026-01-01", "🎉" * 10_000])
def test_a_senseless_mark_replaces_nothing(seen: str) -> None:
    topic = _put()
    steps.answer(topic, by=make_user(), words="三階です。", seen=None)
    client = _as(make_staff(topic.event.municipality))
    page = _post(client, "topic_answer", topic.receipt, answer="四階です。", seen=seen)
    assert page.status_code == 200
    topic.refresh_from_db()
    assert topic.answer == "三階です。"


@pytest.mark.parametrize(
    ("name", "field"), [("topic_answer", "answer"), ("topic_answer_live", "words")]
)
def test_an_answer_to_what_was_taken_back_is_given_back(name: str, field: str) -> None:
    topic = _put(text="消えた話題")
    steps.take_back(topic, by=topic.user)
    client = _as(make_staff(topic.event.municipality))
    response = _post(client, name, topic.receipt, **{field: "長い答え"})
    assert response.status_code == 200
    assert "長い答え" in response.content.decode()
    assert "消えた話題" not in response.content.decode()


def test_too_many_words_of_a_live_answer_are_given_back() -> None:
    topic = _put()
    client = _as(make_staff(topic.event.municipality))
    page = _post(client, "topic_answer_live", topic.receipt, words="長い答え" * 2000)
    assert page.status_code == 200
    assert "長い答え" in page.content.decode()
    assert 'class="errorlist"' in page.content.decode()


def test_what_is_sent_after_the_meeting_has_ended_is_given_back() -> None:
    event = make_past(takes_topics=True)
    page = _post(_as(make_user()), "topic_put", event.slug, text="書きかけの相談")
    assert page.status_code == 200
    assert "書きかけの相談" in page.content.decode()
    assert not Topic.objects.exists()


def test_asker_and_office_take_a_topic_off_the_page(client: Client) -> None:
    topic = _put(text="公開の話題")
    staff = _as(make_staff(topic.event.municipality))
    _post(staff, "topic_answer_live", topic.receipt)
    url = reverse("events:topic_list", args=[topic.event.slug])
    _post(staff, "topic_show", topic.receipt, step="hold")
    assert "公開の話題" not in client.get(url).content.decode()
    _post(staff, "topic_show", topic.receipt, step="show")
    assert "公開の話題" in client.get(url).content.decode()
    _post(_as(topic.user), "topic_make_private", topic.receipt)
    assert "公開の話題" not in client.get(url).content.decode()
