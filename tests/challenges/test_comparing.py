"""What two editors see of each other: the questions that differ, in the words of the page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from challenges.comparing import compare
from challenges.forms.challenge import ChallengeForm
from challenges.models import Challenge, Contact, SubTheme
from tests.factories import make_challenge
from tomoni.taxonomy.models import Category, Goal

pytestmark = pytest.mark.django_db


def test_only_what_differs_is_shown_and_in_words() -> None:
    category = Category.objects.get(slug="research")
    challenge = make_challenge(
        goals=(3,), category=category, state=Challenge.State.DRAFT, opens_at=None
    )
    SubTheme.objects.create(challenge=challenge, title="改修")
    Contact.objects.create(challenge=challenge, organisation="企画課", phone="0537-21-1111")
    form = ChallengeForm(
        {
            "title": challenge.title,
            "wish": "別の願い",
            "background": challenge.background,
            "project_name": challenge.project_name,
            "project_content": challenge.project_content,
            "expected_outcomes": challenge.expected_outcomes,
            "offered": challenge.offered,
            "primary_goals": ["3", "11"],
            "sub_themes-0-title": "改修",
            "contacts-0-organisation": "企画課",
            "contacts-0-person": "例田",
            "contacts-0-phone": "0537211111",
            "category": str(category.pk),
            "call_type": "free",
            "mode": challenge.mode,
            "closes_at": f"{timezone.localtime() + timedelta(days=3):%Y-%m-%dT%H:%M}",
            "reply_days": "30",
        },
        municipalities=[challenge.municipality],
        challenge=challenge,
    )
    assert form.is_valid(), form.errors
    goals = [str(goal) for goal in Goal.objects.filter(number__in=(3, 11))]
    shown = {str(part.label): (part.theirs, part.yours) for part in compare(challenge, form)}
    closes_at = shown.pop("提案の締切")
    assert closes_at[0] != closes_at[1]
    assert shown == {
        "実現したいこと": (challenge.wish, "別の願い"),
        "重点目標": (goals[0], "\n".join(goals)),
        "この事業に関する問い合わせ先": ("企画課 / 0537-21-1111", "企画課 / 例田 / 0537-21-1111"),
        "募集の種類": (
            "テーマ型（自治体が課題を示す）",
            "フリー型（パートナーがテーマを持ち込む）",
        ),
    }
