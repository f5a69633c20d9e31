"""A new challenge from an earlier one: what it says comes along, what became of it does not."""

from datetime import timedelta
from typing import Any

import pytest
from django.forms.models import model_to_dict
from django.test import Client
from django.utils import timezone

from challenges.copying import copy_challenge
from challenges.forms.challenge import answers_of
from challenges.lifecycle import rewrite_challenge
from challenges.models import Challenge, Follow, Question
from challenges.screening.criteria import rows_of
from tests.challenges.writing import answers_like
from tests.factories import (
    make_challenge,
    make_criteria,
    make_member,
    make_partner,
    make_proposal,
    make_reviewer,
)
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.municipalities.models import Municipality, Vision
from tomoni.taxonomy.models import Category, Field, Goal, ResourceKind

pytestmark = pytest.mark.django_db
State = Challenge.State
# Every column of a challenge is in one of the two: a new one has to say where it belongs.
COMES_ALONG = {
    *("title", "wish", "background", "project_name", "project_content", "expected_outcomes"),
    *("offered", "asked_of_advisers", "remarks", "category", "call_type", "mode", "reply_days"),
    *("municipality", "offered_resources", "sought_resources", "primary_goals", "related_goals"),
    *("fields", "visions"),
}
STAYS_BEHIND = {
    *("id", "slug", "created_at", "updated_at", "created_by", "version"),  # its own
    *("search", "chosen"),
    *("state", "opens_at", "closes_at", "opened_at", "closed_at", "cancel_reason"),
    *("review_asked_by", "review_asked_at", "result", "decided_at", "report", "completed_at"),
    *("saved_by", "close_reason", "result_changed_at", "report_changed_at"),
    *("caller", "called", "money", "conditions"),  # of a partner's call, which is not copied
}


@pytest.fixture
def earlier(city: Municipality, editor: User) -> Challenge:
    """Everything that can be written in a challenge, which is over."""
    challenge = make_challenge(
        city,
        goals=(11, 12),
        created_by=editor,
        call_type=Challenge.CallType.FREE,
        mode=Challenge.Mode.CONTRACT,
        asked_of_advisers="月に一度の助言",
        remarks="見学会があります。",
        category=Category.objects.get(slug="exchange"),
        reply_days=45,
    )
    vision = Vision.objects.create(municipality=city, name_ja="お茶のまち", name_en="Tea")
    answers = answers_like(
        challenge,
        opens_at=None,
        sub_themes=[{"title": "見守り"}, {"title": "改修"}, {"title": "資金"}],
        contacts=[
            {"organisation": "企画課", "person": "例田 一郎", "phone": "0537-21-1111", "email": ""},
            {"organisation": "青年会議所", "person": "", "phone": "", "email": "jc@example.jp"},
        ],
        related_goals=list(Goal.objects.filter(number__in=(3, 4))),
        fields=list(Field.objects.filter(slug="housing")),
        offered_resources=list(ResourceKind.objects.all()[:1]),
        sought_resources=list(ResourceKind.objects.all()[1:3]),
        visions=[vision],
    )
    rewrite_challenge(challenge, answers, by=editor, seen=challenge.version)
    _became_of(challenge, editor)
    return challenge


def _became_of(challenge: Challenge, editor: User) -> None:
    """It was shown, asked about, followed, answered, weighed, extended, decided and completed."""
    now = timezone.now()
    Challenge.objects.filter(pk=challenge.pk).update(
        state=State.COMPLETED,
        opens_at=now - timedelta(days=90),
        opened_at=now - timedelta(days=90),
        closes_at=now - timedelta(days=30),
        closed_at=now - timedelta(days=30),
        review_asked_by=editor,
        review_asked_at=now - timedelta(days=91),
        result="二件を採択しました。",
        decided_at=now - timedelta(days=20),
        report="三軒が開きました。",
        completed_at=now - timedelta(days=1),
        cancel_reason="",
    )
    challenge.refresh_from_db()
    person, partner = make_member(make_partner()), make_partner()
    make_criteria(challenge, 70, 30)
    make_reviewer(challenge)
    make_proposal(challenge, partner)
    Question.objects.create(challenge=challenge, asked_by=person, text="市外からも？")
    Follow.objects.create(challenge=challenge, user=person)
    was, until = challenge.closes_at - timedelta(days=5), challenge.closes_at
    challenge.extensions.create(was=was, until=until, by=editor)
    challenge.review_remarks.create(part="wish", text="だれの願いですか。", author=editor)
    challenge.invitations.create(partner=partner, by=editor, line="")


def said_in(challenge: Challenge) -> dict[str, Any]:
    """What the form says, without its moments."""
    answers = answers_of(challenge)
    return {name: answers[name] for name in answers if name not in ("opens_at", "closes_at")}


def test_texts_parts_goals_and_contacts_come_along(earlier: Challenge, editor: User) -> None:
    copied = copy_challenge(earlier, by=editor)
    said = said_in(copied)
    assert said == said_in(earlier)
    assert [row["title"] for row in said["sub_themes"]] == ["見守り", "改修", "資金"]
    assert [row["organisation"] for row in said["contacts"]] == ["企画課", "青年会議所"]
    assert said["contacts"][0]["phone"] == "0537-21-1111"
    assert (sorted(said["primary_goals"]), sorted(said["related_goals"])) == ([11, 12], [3, 4])
    assert (copied.call_type, copied.mode, copied.reply_days) == ("free", "contract", 45)
    assert rows_of(copied) == rows_of(earlier) != []


def test_every_column_comes_along_or_stays_behind(earlier: Challenge, editor: User) -> None:
    columns = {field.name for field in Challenge._meta.get_fields() if not field.auto_created}
    columns |= {"id"}
    assert columns == COMES_ALONG | STAYS_BEHIND
    copied = Challenge.objects.get(pk=copy_challenge(earlier, by=editor).pk)
    before, after = model_to_dict(earlier), model_to_dict(copied)
    assert {n: after[n] for n in COMES_ALONG} == {n: before[n] for n in COMES_ALONG}


def test_dates_state_and_what_became_of_it_stay_behind(earlier: Challenge, editor: User) -> None:
    copied = Challenge.objects.get(pk=copy_challenge(earlier, by=editor).pk)
    assert copied.state == State.DRAFT
    assert not copied.is_public
    for name in ("opens_at", "opened_at", "closed_at", "decided_at", "completed_at"):
        assert getattr(copied, name) is None, name
    assert (copied.result, copied.report, copied.cancel_reason) == ("", "", "")
    assert (copied.review_asked_by, copied.review_asked_at) == (None, None)
    assert copied.closes_at > timezone.now() + timedelta(days=50)
    assert copied.slug != earlier.slug
    assert copied.created_by == editor
    for rows in ("proposals", "questions", "reviewers", "extensions", "invitations"):
        assert getattr(earlier, rows).exists()
        assert not getattr(copied, rows).exists(), rows
    assert not copied.review_remarks.exists()
    assert not Follow.objects.filter(challenge=copied).exists()


def test_the_earlier_one_stays_as_it_is(earlier: Challenge, editor: User) -> None:
    before, said = model_to_dict(earlier), said_in(earlier)
    copied = copy_challenge(earlier, by=editor)
    rewrite_challenge(
        copied,
        answers_like(copied, title="別の題", sub_themes=[], contacts=[], primary_goals=[]),
        by=editor,
        seen=copied.version,
    )
    now = Challenge.objects.get(pk=earlier.pk)
    assert model_to_dict(now) == before
    assert said_in(now) == said


def test_the_journal_says_of_which_it_is_a_copy(earlier: Challenge, editor: User) -> None:
    copied = copy_challenge(earlier, by=editor)
    entry = Entry.objects.get(verb="challenge.copied")
    assert (entry.subject_id, entry.data["origin"]) == (str(copied.pk), earlier.slug)


def test_the_button_leads_to_the_form_of_the_copy(
    client: Client, earlier: Challenge, editor: User
) -> None:
    client.force_login(editor)
    key = {"idempotency_key": "7a0f3c52-53f5-4f0a-9a7c-0d9f1c0f6b11"}
    url = f"/desk/challenges/{earlier.slug}/copy/"
    first, second = client.post(url, key), client.post(url, key)
    copied = Challenge.objects.exclude(pk=earlier.pk).get()  # pressed twice, copied once
    assert first["Location"] == second["Location"] == f"/desk/challenges/{copied.slug}/edit/"
    page = client.get(first["Location"]).content.decode()
    for text in ("月に一度の助言", "見守り", "青年会議所", "jc@example.jp"):
        assert text in page
