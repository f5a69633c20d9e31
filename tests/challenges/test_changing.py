"""What is changed of a public challenge: which rules stand, what is on record, who is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone

from challenges import changing, review
from challenges.lifecycle import cancel_challenge, rewrite_challenge
from challenges.models import Challenge, Change, Follow
from challenges.proposing import sharing
from tests.challenges.writing import answers_like, moment, post, send, written
from tests.factories import (
    make_challenge,
    make_member,
    make_partner,
    make_proposal,
    make_staff,
    make_user,
)
from tests.notices import heard
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.journal.models import Entry, Job
from tomoni.models import StateError
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
State, Role = Challenge.State, StaffRole.Role


@pytest.fixture
def challenge(city: Municipality, editor: User) -> Challenge:
    """Written, read by a second person, and public."""
    draft = written(city, editor)
    review.ask_for_review(draft, by=editor)
    manager = make_staff(city, Role.MANAGER)
    review.publish_challenge(draft, by=manager, seen=draft.version)
    return draft


def change(challenge: Challenge, by: User, **changes: Any) -> None:
    """Save the form with these answers in it."""
    challenge.refresh_from_db()
    answers = answers_like(challenge, **changes)
    rewrite_challenge(challenge, answers, by=by, seen=challenge.version)


# ----- what stands fast --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rule", [{"call_type": "free"}, {"mode": "contract"}, {"reply_days": 10}, {"reply_days": 90}]
)
def test_the_rules_stand_once_it_is_public(
    challenge: Challenge, editor: User, rule: dict[str, Any]
) -> None:
    with pytest.raises(StateError, match="公開後は変更できません"):
        change(challenge, editor, **rule)
    assert not Change.objects.exists()


def test_a_draft_may_still_change_its_rules(city: Municipality, editor: User) -> None:
    draft = written(city, editor)
    change(draft, editor, call_type="free", mode="contract", reply_days=10)
    draft.refresh_from_db()
    assert (draft.call_type, draft.mode, draft.reply_days) == ("free", "contract", 10)
    assert not draft.changes.exists()


def test_the_form_does_not_ask_for_what_stands(client: Client, challenge: Challenge) -> None:
    form = f"/desk/challenges/{challenge.slug}/edit/"
    page = client.get(form).content.decode()
    for name in ("call_type", "mode", "reply_days", "closes_at"):
        assert f'name="{name}"' not in page
    confirm = form + "confirm/"
    made_up = {"call_type": "free", "mode": "contract", "reply_days": "1"}
    assert post(client, form, closes_at=moment(days=90), **made_up) == confirm
    send(client, confirm)
    before = challenge.closes_at
    challenge.refresh_from_db()
    assert (challenge.call_type, challenge.mode, challenge.reply_days) == (
        *("theme", "collaboration", 30),
    )
    assert challenge.closes_at == before


# ----- what is on record -------------------------------------------------------------------------


def test_old_and_new_words_are_kept_and_the_page_names_the_parts(
    client: Client, challenge: Challenge, editor: User
) -> None:
    was = challenge.background
    sub_themes = [{"title": "改修"}, {"title": "防犯"}]
    change(challenge, editor, background="二十三件の声があった。", sub_themes=sub_themes)
    kept = challenge.changes.get()
    assert kept.parts == ["background", "sub_themes"]
    assert kept.words["background"] == [was, "二十三件の声があった。"]
    assert kept.words["sub_themes"] == ["改修\n見守り", "改修\n防犯"]
    assert kept.by == editor
    assert Entry.objects.get(verb="challenge.rewritten").data == {"parts": kept.parts}
    public = Client().get(challenge.get_absolute_url()).content.decode()
    assert "に変更：" in public
    assert "背景、サブテーマ" in public
    assert "見守り" not in public  # the old words are for the office
    desk = client.get(f"/desk/challenges/{challenge.slug}/").content.decode()
    assert "見守り" in desk
    assert "公開後の変更" in desk


def test_saving_the_same_words_is_no_change(challenge: Challenge, editor: User) -> None:
    change(challenge, editor)
    assert not Change.objects.exists()
    assert not Job.objects.filter(kind=changing.TELL).exists()


@pytest.mark.parametrize("state", [State.CLOSED, State.SELECTING, State.DECIDED, State.UNDER_WAY])
def test_it_is_the_same_after_the_deadline(
    challenge: Challenge, editor: User, state: State
) -> None:
    Challenge.objects.filter(pk=challenge.pk).update(state=state, closed_at=timezone.now())
    change(challenge, editor, wish="別の願い")
    assert challenge.changes.get().parts == ["wish"]
    with pytest.raises(StateError):
        change(challenge, editor, mode="contract")


def test_the_page_costs_no_query_more(client: Client, challenge: Challenge, editor: User) -> None:
    def add() -> None:
        change(challenge, editor, wish=f"願い{timezone.now()}")

    assert_constant_queries(Client(), challenge.get_absolute_url(), add, at_most=8)


# ----- who is told -------------------------------------------------------------------------------


def test_all_changes_of_some_minutes_are_told_in_one_mail(
    challenge: Challenge, editor: User
) -> None:
    follower = make_user(email="follower@example.jp")
    Follow.objects.create(challenge=challenge, user=follower)
    writer = make_member(make_partner(), email="writer@example.jp")
    shared = sharing.open_draft(challenge, writer.partners.get())
    sharing.write(shared, {"title": ["書きかけ"]}, by=writer)
    sender = make_member(make_partner(), email="sender@example.jp")
    make_proposal(challenge, partner=sender.partners.get(), submitted_by=sender)
    make_user(email="nobody@example.jp")
    change(challenge, editor, wish="別の願い")
    change(challenge, editor, background="別の背景")
    job = Job.objects.get(kind=changing.TELL)
    assert job.due_at - timezone.now() > timedelta(minutes=9)
    for _again in range(2):  # a worker may come twice
        changing.tell(challenge.pk)
    assert sorted(heard.told(changing.CHANGED)) == sorted(
        person.pk for person in (follower, writer, sender)
    )
    heard.mail_notices()
    for person in (follower, writer, sender):
        [body] = [mail.body for mail in outbox.outbox if mail.to == [person.email]]
        assert "- 実現したいこと\n- 背景\n" in body
        assert challenge.get_absolute_url() in body


def test_who_stops_following_before_the_mail_gets_none(challenge: Challenge, editor: User) -> None:
    follower = make_user(email="follower@example.jp")
    Follow.objects.create(challenge=challenge, user=follower)
    change(challenge, editor, wish="別の願い")
    changing.tell(challenge.pk)
    Follow.objects.all().delete()
    heard.mail_notices()
    assert [mail for mail in outbox.outbox if mail.to == [follower.email]] == []


def test_nothing_is_told_of_what_is_over(challenge: Challenge, editor: User) -> None:
    Follow.objects.create(challenge=challenge, user=make_user())
    change(challenge, editor, wish="別の願い")
    cancel_challenge(challenge, by=editor, reason="取りやめ")
    changing.tell(challenge.pk)
    assert heard.told(changing.CHANGED) == []
    assert not challenge.changes.all().untold().exists()


# ----- four eyes ---------------------------------------------------------------------------------


@pytest.fixture
def asked(city: Municipality, editor: User) -> Challenge:
    draft = written(city, editor)
    review.ask_for_review(draft, by=editor)
    return draft


def test_who_has_changed_it_in_review_does_not_publish_it(
    client: Client, asked: Challenge, city: Municipality
) -> None:
    manager = make_staff(city, Role.MANAGER)
    assert review.may_publish(asked, manager)
    change(asked, manager, wish="課長の願い")
    with pytest.raises(StateError, match="ご自身で内容を変更"):
        review.publish_challenge(asked, by=manager, seen=asked.version)
    client.force_login(manager)
    page = client.get(f"/desk/challenges/{asked.slug}/").content.decode()
    assert "確認中にご自身で内容を変更した" in page
    assert f'action="/desk/challenges/{asked.slug}/open/"' not in page
    review.publish_challenge(asked, by=make_staff(city, Role.MANAGER), seen=asked.version)
    assert asked.state == State.OPEN


def test_the_writer_may_stand_for_the_words_of_the_manager(
    asked: Challenge, city: Municipality, editor: User
) -> None:
    manager = make_staff(city, Role.MANAGER)
    change(asked, manager, wish="課長の願い")
    review.return_challenge(asked, by=manager, remarks={"wish": "直しました"}, seen=asked.version)
    review.ask_for_review(asked, by=editor)
    review.publish_challenge(asked, by=manager, seen=asked.version)
    assert asked.state == State.OPEN


def test_where_managers_publish_alone_they_may(asked: Challenge, city: Municipality) -> None:
    Municipality.objects.filter(pk=city.pk).update(publishes_alone=True)
    manager = make_staff(city, Role.MANAGER)
    change(asked, manager, wish="課長の願い")
    again = Challenge.objects.get(pk=asked.pk)
    review.publish_challenge(again, by=manager, seen=again.version)
    assert again.state == State.OPEN


# ----- the desk ----------------------------------------------------------------------------------


def test_the_desk_has_what_waits_for_ones_own_review(
    client: Client, asked: Challenge, city: Municipality
) -> None:
    caller = make_partner("水路電機", municipality=city)
    call = make_challenge(city, state=State.IN_REVIEW, opened_at=None, title="企業の募集")
    Challenge.objects.filter(pk=call.pk).update(
        caller=caller, call_type="reverse", review_asked_by=make_member(caller)
    )
    assert client.get("/desk/").context["to_review"] == []
    manager = make_staff(city, Role.MANAGER)
    client.force_login(manager)
    response = client.get("/desk/")
    assert set(response.context["to_review"]) == {asked, call}
    assert response.context["challenges"] == []
    assert response.context["challenge_count"] == 0
    assert f'<a class="button" href="/desk/calls/{call.slug}/">' in response.content.decode()
    change(asked, manager, wish="課長の願い")
    context = client.get("/desk/").context
    assert (context["to_review"], context["challenges"]) == ([call], [asked])
    assert context["challenge_count"] == 1
