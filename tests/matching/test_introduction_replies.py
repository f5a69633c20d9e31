"""The link in the mail that asks for a talk: no login, one purpose, harmless when followed."""

import re
import uuid
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core import signing
from django.db import transaction
from django.test import Client
from django.utils import timezone
from time_machine import travel

from matching.introducing import links, steps
from matching.models import Introduction, Party
from partners.models import Listing, Membership, Partner
from tests.factories import make_member, make_staff, make_unclaimed
from tests.matching.pairs import Side, ask, make_side
from tests.matching.told_introductions import link_to, sent, to
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.journal.record import history_of
from tomoni.secret_paths import masked

State = Introduction.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Side:
    return make_side("例の店", side="need", phone="0537-00-0001")


@pytest.fixture
def school() -> Side:
    return make_side("例の学校", side="seed", phone="0537-00-0002")


@pytest.fixture
def asked(shop: Side, school: Side) -> Party:
    return ask(shop, school).parties.get(partner=school.partner)


def press(url: str, client: Client | None = None, **answer: str) -> Any:
    """A button of the page, with what the page carries."""
    client = client or Client(enforce_csrf_checks=True)
    page = client.get(url).content.decode()
    found = dict(re.findall(r'name="(idempotency_key|csrfmiddlewaretoken)" value="([^"]+)"', page))
    found.setdefault("idempotency_key", str(uuid.uuid4()))
    return client.post(url, {**found, **answer})


def state_of(party: Party) -> tuple[str, str]:
    party.refresh_from_db()
    return party.state, party.introduction.state


def test_link_of_the_mail_leads_to_the_question(school: Side, asked: Party) -> None:
    page = Client().get(link_to("reply", to(school.person, sent())))
    text = page.content.decode()
    assert "例の店が、例の学校と話してみたいそうです" in text
    assert asked.introduction.message in text
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]


def test_scanners_change_nothing_however_often(school: Side, asked: Party) -> None:
    url = links.reply_path(asked, school.person)
    before = list(Party.objects.values()), list(Introduction.objects.values())
    entries = Entry.objects.count()
    answers = {"get": 200, "head": 200, "options": 405, "put": 405}
    for method, status in [*answers.items(), *answers.items()]:
        assert getattr(Client(), method)(url).status_code == status, method
    assert (list(Party.objects.values()), list(Introduction.objects.values())) == before
    assert Entry.objects.count() == entries


def test_before_the_answer_nobody_is_named(shop: Side, school: Side, asked: Party) -> None:
    text = Client().get(links.reply_path(asked, school.person)).content.decode()
    for secret in (shop.person.name, shop.person.email, shop.partner.phone):
        assert secret not in text
    for secret in (school.person.name, school.person.email, school.partner.phone):
        assert secret not in text


def test_yes_is_an_answer_of_the_person_and_shows_the_contacts(
    shop: Side, school: Side, asked: Party
) -> None:
    url = links.reply_path(asked, school.person)
    response = press(url, answer="agree")
    assert response["Location"] == url
    assert state_of(asked) == (Party.State.AGREED, State.ACCEPTED)
    assert asked.answered_by == school.person
    latest = history_of(asked.introduction).first()
    assert latest is not None
    assert (latest.verb, latest.actor) == ("introduction.agreed", school.person)
    text = Client().get(url).content.decode()
    for secret in (shop.person.name, shop.person.email, shop.partner.phone):
        assert secret in text


def test_no_is_passed_on_with_its_reason(school: Side, asked: Party) -> None:
    url = links.reply_path(asked, school.person)
    press(url, answer="decline", reason="今年度は手がいっぱいです。")
    assert state_of(asked) == (Party.State.DECLINED, State.DECLINED)
    assert asked.reason == "今年度は手がいっぱいです。"
    assert "お返事ありがとうございました" in Client().get(url).content.decode()


def test_second_press_is_answered_kindly_and_changes_nothing(school: Side, asked: Party) -> None:
    url = links.reply_path(asked, school.person)
    press(url, answer="decline")
    again = press(url, answer="agree")
    assert again.status_code == 409
    assert "お返事ありがとうございました" in again.content.decode()
    assert state_of(asked) == (Party.State.DECLINED, State.DECLINED)


def test_one_showing_of_the_page_answers_once(school: Side, asked: Party) -> None:
    url, client = links.reply_path(asked, school.person), Client()
    data = {"idempotency_key": str(uuid.uuid4()), "answer": "agree"}
    first, second = client.post(url, data), client.post(url, data)
    assert (first["Location"], second["Location"]) == (url, url)
    assert history_of(asked.introduction).filter(verb="introduction.agreed").count() == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [("電話は090-1234-5678です", "連絡先"), ("あ" * 601, "600")],
)
def test_what_cannot_be_passed_on_is_said_beside_the_field_and_kept(
    typed: str, words: str, school: Side, asked: Party
) -> None:
    response = press(links.reply_path(asked, school.person), answer="decline", reason=typed)
    text = response.content.decode()
    assert response.status_code == 200
    assert 'id="error-summary"' in text
    assert words in text
    assert typed in text
    assert state_of(asked) == (Party.State.ASKED, State.FORWARDED)


@pytest.mark.parametrize("answer", ["", "maybe", "\x00", "😀" * 300])
def test_answer_that_is_none_changes_nothing(answer: str, school: Side, asked: Party) -> None:
    response = press(links.reply_path(asked, school.person), answer=answer)
    assert response.status_code == 200
    assert state_of(asked) == (Party.State.ASKED, State.FORWARDED)


def test_form_without_its_token_is_refused(school: Side, asked: Party) -> None:
    url = links.reply_path(asked, school.person)
    data = {"idempotency_key": str(uuid.uuid4()), "answer": "agree"}
    assert Client(enforce_csrf_checks=True).post(url, data).status_code == 403
    assert state_of(asked) == (Party.State.ASKED, State.FORWARDED)


def test_link_is_good_for_one_purpose_and_as_it_was_signed(school: Side, asked: Party) -> None:
    token = links.reply_token(asked, school.person)
    facts = [asked.pk, school.person.pk]
    others = [
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        links.follow_up_token(asked, school.person),
        signing.dumps(facts),
        signing.dumps([*facts, 1], salt="matching.introduction_reply"),
        signing.dumps("x", salt="matching.introduction_reply"),
        signing.dumps([0, 0], salt="matching.introduction_reply"),
    ]
    for other in others:
        url = f"/introductions/reply/{other}/"
        assert Client().get(url).status_code == 404
        data = {"idempotency_key": str(uuid.uuid4()), "answer": "agree"}
        assert Client().post(url, data).status_code == 404
    assert Client().get(f"/introductions/follow-up/{token}/").status_code == 404
    assert state_of(asked) == (Party.State.ASKED, State.FORWARDED)


def leave(person: User) -> None:
    Membership.objects.filter(user=person).delete()


def only_read(person: User) -> None:
    Membership.objects.filter(user=person).update(role=Membership.Role.VIEWER)


def close_account(person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)


@pytest.mark.parametrize("change", [leave, only_read, close_account])
def test_who_may_not_answer_any_more_cannot_by_the_link_either(
    change: Any, school: Side, asked: Party
) -> None:
    make_member(school.partner)
    url = links.reply_path(asked, school.person)
    client = Client()
    client.get(url)
    change(school.person)
    assert client.get(url).status_code == 404
    data = {"idempotency_key": str(uuid.uuid4()), "answer": "agree"}
    assert client.post(url, data).status_code == 404
    assert state_of(asked) == (Party.State.ASKED, State.FORWARDED)


def test_staff_answer_for_an_unclaimed_partner_on_their_desk_alone(shop: Side) -> None:
    partner = make_unclaimed()
    clerk = make_staff(partner.municipality)
    party = Party(introduction=ask(shop, make_side(side="seed")), partner=partner)
    party.save()
    assert Client().get(links.reply_path(party, clerk)).status_code == 404


def test_link_runs_out_after_the_last_day(school: Side, asked: Party) -> None:
    url, last_day = links.reply_path(asked, school.person), asked.introduction.last_day
    tomorrow = last_day + timedelta(days=1)
    evening, morning = (
        timezone.make_aware(datetime.combine(day, clock))
        for day, clock in ((last_day, time(23, 59)), (tomorrow, time(0, 1)))
    )
    with travel(evening):
        assert "話してみたいそうです" in Client().get(url).content.decode()
    with travel(morning):
        assert Client().get(url).status_code == 410
        assert press(url, answer="agree").status_code == 410
    assert state_of(asked) == (Party.State.ASKED, State.FORWARDED)


def test_contacts_are_shown_by_the_link_until_it_runs_out(
    shop: Side, school: Side, asked: Party
) -> None:
    steps.agree(asked.introduction, school.partner, by=school.person)
    url = links.reply_path(asked, school.person)
    assert shop.person.email in Client().get(url).content.decode()
    with travel(timezone.now() + timedelta(days=62)):
        late = Client().get(url)
    assert late.status_code == 410
    assert shop.person.email not in late.content.decode()


def test_who_has_declined_sees_no_contacts_of_the_two_who_talk(shop: Side, school: Side) -> None:
    farm = make_side("例の農園", side="seed")
    sides = (shop, school, farm)
    town = shop.partner.municipality
    made = steps.bring_together(
        [(side.partner, side.listing) for side in sides],
        municipality=town,
        by=make_staff(town),
        note_to_all="三者でぜひ。",
    )
    urls = {
        side.partner: links.reply_path(made.parties.get(partner=side.partner), side.person)
        for side in sides
    }
    press(urls[shop.partner], answer="agree")
    assert "お返事の期限は" in Client().get(urls[shop.partner]).content.decode()
    press(urls[school.partner], answer="agree")
    press(urls[farm.partner], answer="decline")
    made.refresh_from_db()
    assert made.state == State.ACCEPTED
    assert school.person.email in Client().get(urls[shop.partner]).content.decode()
    text = Client().get(urls[farm.partner]).content.decode()
    assert not any(side.person.email in text for side in (shop, school))


@pytest.mark.parametrize("what", ["taken back", "hidden", "suspended"])
def test_what_is_no_question_any_more_is_said(
    what: str, shop: Side, school: Side, asked: Party
) -> None:
    if what == "taken back":
        steps.withdraw(asked.introduction, by=shop.person)
    elif what == "hidden":
        Listing.objects.filter(pk=shop.listing.pk).update(state=Listing.State.PAUSED)
    else:
        Partner.objects.filter(pk=shop.partner.pk).update(state=Partner.State.SUSPENDED)
    url = links.reply_path(asked, school.person)
    response = press(url, answer="agree")
    assert response.status_code == 409
    assert "お返事はもう必要ありません" in response.content.decode()
    asked.refresh_from_db()
    assert asked.state == Party.State.ASKED


def test_answer_of_a_colleague_at_the_same_moment_wins(
    school: Side, asked: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page is asked for before, and the button pressed after, a colleague has answered."""
    colleague, agree = make_member(school.partner), steps.agree

    def agree_second(introduction: Introduction, partner: Partner, *, by: User) -> None:
        with transaction.atomic():
            steps.decline(Introduction.objects.get(pk=introduction.pk), partner, by=colleague)
        agree(introduction, partner, by=by)

    monkeypatch.setattr(steps, "agree", agree_second)
    response = press(links.reply_path(asked, school.person), answer="agree")
    assert response.status_code == 409
    assert state_of(asked) == (Party.State.DECLINED, State.DECLINED)


def test_links_are_masked_in_logs(school: Side, asked: Party) -> None:
    for path, token in (
        (links.reply_path(asked, school.person), links.reply_token(asked, school.person)),
        (links.follow_up_path(asked, school.person), links.follow_up_token(asked, school.person)),
    ):
        assert token in path
        assert token not in masked(f"GET {path}")
