"""Challenges and calls, and how what comes in is looked at."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from challenges.models import Assessment, Challenge, Criterion, Offer, Proposal, Reviewer
from partners.models import Partner
from tests.making.partners import make_member, make_partner
from tests.making.people import make_municipality, make_staff, numbers
from tomoni.accounts.models import User
from tomoni.municipalities.models import Municipality
from tomoni.receipts import new_receipt
from tomoni.taxonomy.models import Goal


def make_challenge(
    municipality: Municipality | None = None, *, goals: tuple[int, ...] = (11,), **fields: Any
) -> Challenge:
    """An open challenge with a month to answer."""
    number, now = next(numbers), timezone.now()
    municipality = municipality or make_municipality()
    defaults = {
        "slug": f"challenge-{number}",
        "title": f"空き家を地域の宝に{number}",
        "wish": "空き家を改修し、若い世代が集まる場所にしたい。",
        "background": "空き家が年々増えています。",
        "project_name": "空き家活用プロジェクト",
        "project_content": "改修の担い手と使い手をつなぎます。",
        "expected_outcomes": "三軒の空き家が使われるようになること。",
        "offered": "場所と広報で支えます。",
        "state": Challenge.State.OPEN,
        "opened_at": now,
        "closes_at": now + timedelta(days=30),
        **_fields_of_state(fields.get("state")),
    }
    if "created_by" not in fields:
        fields["created_by"] = make_staff(municipality)
    if fields.get("state") == Challenge.State.IN_REVIEW:
        defaults |= {"review_asked_by": fields["created_by"], "review_asked_at": now}
    challenge = Challenge.objects.create(municipality=municipality, **{**defaults, **fields})
    challenge.primary_goals.set(Goal.objects.filter(number__in=goals))
    return challenge


def _fields_of_state(state: Challenge.State | str | None) -> dict[str, Any]:
    """What a challenge of the state cannot be without."""
    now = timezone.now()
    if state in Challenge.UNOPENED_STATES:
        return {"opened_at": None, "opens_at": now + timedelta(days=1)}
    if state == Challenge.State.CANCELLED:
        return {"cancel_reason": "予算が認められませんでした。"}
    return {"closed_at": now} if state and state != Challenge.State.OPEN else {}


def make_call(caller: Partner | None = None, **fields: Any) -> Challenge:
    """An open reverse call of a registered partner."""
    caller = caller or make_partner()
    defaults = {
        "title": "公園で使える小さな水力発電を試したい",
        "wish": "水路の力で街灯をともし、子どもの教材にしたい。",
        "background": "",
        "money": "上限三百万円まで当社が負担します。",
        "project_name": "",
        "project_content": "",
        "expected_outcomes": "",
        "offered": "技術者二名と機材。",
        "call_type": Challenge.CallType.REVERSE,
        "created_by": fields.pop("created_by", None) or make_member(caller),
    }
    return make_challenge(caller.municipality, caller=caller, **{**defaults, **fields})


def make_offer(
    call: Challenge | None = None, municipality: Municipality | None = None, **fields: Any
) -> Offer:
    """What a municipality has answered to a reverse call."""
    municipality = municipality or make_municipality()
    defaults = {
        "title": "用水路のある公園で試せます",
        "summary": "三か所の公園を使えます。",
        "brings": "場所と、学校との調整。",
        "contact": "環境政策課 例田",
        "submitted_at": timezone.now(),
        "receipt": new_receipt("O"),
    }
    if "submitted_by" not in fields:
        fields["submitted_by"] = make_staff(municipality)
    return Offer.objects.create(
        challenge=call or make_call(), municipality=municipality, **{**defaults, **fields}
    )


def make_criteria(challenge: Challenge, *weights: int) -> list[Criterion]:
    """Criteria of the challenge with these weights; two of 60 and 40 where none are said."""
    return [
        challenge.criteria.create(name=f"基準{order}", weight=weight, order=order)
        for order, weight in enumerate(weights or (60, 40), 1)
    ]


def make_reviewer(challenge: Challenge, person: User | None = None, **fields: Any) -> User:
    """A person of the office who scores the proposals to the challenge."""
    person = person or make_staff(challenge.municipality, **fields)
    Reviewer.objects.create(challenge=challenge, user=person, named_by=challenge.created_by)
    return person


def make_assessment(
    proposal: Proposal, person: User, *points: int, remark: str = "", **fields: Any
) -> Assessment:
    """What a reviewer gave for the criteria in their order; `conflict=` instead of points."""
    assessment = Assessment.objects.create(proposal=proposal, user=person, **fields)
    assert proposal.challenge
    criteria = proposal.challenge.criteria.all().current()
    for criterion, given in zip(criteria, points, strict=False):
        assessment.scores.create(criterion=criterion, points=given, remark=remark)
    return assessment
