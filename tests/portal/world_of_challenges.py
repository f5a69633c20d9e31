"""What stands in the role table of challenges: those of the city and the partner's calls in each
state, proposals with what is said of them, a draft that is shared, and an offer.
"""

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from challenges.calendars.deadlines import calendar_token
from challenges.inviting.mails import stop_token
from challenges.models import Challenge, Interview, Proposal, ProposalDraft, Question
from challenges.proposing.sharing import ASIDE
from partners.models import Partner
from tests.factories import (
    make_assessment,
    make_call,
    make_challenge,
    make_co_author,
    make_criteria,
    make_message,
    make_message_file,
    make_offer,
    make_proposal,
    make_proposal_draft,
    make_proposal_version,
    make_refusal_ground,
    make_reviewer,
    make_staff,
)
from tomoni.accounts.models import Draft, User
from tomoni.municipalities.models import Municipality


def challenge_rows(
    city: Municipality, partner: Partner, elsewhere: Partner, users: Any
) -> dict[str, Any]:
    """Of the city and its partner; the federation writes along, its city makes an offer."""
    challenge = make_challenge(city, created_by=make_staff(city))
    return {
        "challenge": challenge,
        "question": Question.objects.create(
            challenge=challenge, asked_by=users["newcomer"], text="市外からも提案できますか。"
        ),
        **_challenges(city, users["city_editor"]),
        **_calls(partner, elsewhere.municipality, users),
        **_proposals(challenge, partner, users),
        **_shared(city, partner, elsewhere, users),
        "ground": make_refusal_ground(city),
        "uninvited": stop_token(users["editor"].pk),
        "calendar_token": calendar_token(users["editor"]),
    }


def _challenges(city: Municipality, by: User) -> dict[str, Any]:
    """The city's in states other than open."""
    return {
        "draft": make_challenge(city, state=Challenge.State.DRAFT, opened_at=None, created_by=by),
        "in_review": make_challenge(city, state=Challenge.State.IN_REVIEW),
        "selecting": make_challenge(city, state=Challenge.State.SELECTING),
        "under_way": make_challenge(
            city, state=Challenge.State.UNDER_WAY, result="三件を選びました。"
        ),
    }


def _calls(partner: Partner, other: Municipality, users: Any) -> dict[str, Any]:
    """The partner's, and what another city offers to one."""
    return {
        "call": make_call(partner, created_by=users["editor"]),
        "draft_call": make_call(
            partner, created_by=users["editor"], state=Challenge.State.DRAFT, opens_at=None
        ),
        "handed_in": make_call(
            partner, created_by=users["owner"], state=Challenge.State.IN_REVIEW, opens_at=None
        ),
        "offer": make_offer(
            make_call(partner, created_by=users["owner"], state=Challenge.State.SELECTING), other
        ),
    }


def _proposals(challenge: Challenge, partner: Partner, users: Any) -> dict[str, Any]:
    """One that is looked at, with an interview to come, and one that is accepted."""
    proposal = make_proposal(challenge, partner, submitted_by=users["editor"])
    make_criteria(challenge)
    make_reviewer(challenge, users["city_viewer"])  # who only reads else
    message = make_message(proposal, by=users["editor"])
    Interview.objects.create(
        proposal=proposal,
        starts_at=timezone.now() + timedelta(days=5),
        place="市役所",
        invited_by=users["city_editor"],
    )
    return {
        "proposal": proposal,
        "earlier": make_proposal_version(proposal),
        "conflict": make_assessment(
            proposal, make_reviewer(challenge), conflict="家族が勤めています。"
        ),
        "message": message,
        "message_file": make_message_file(message),
        "attachment": proposal.attachments.create(
            file=ContentFile(b"%PDF-", name="plan.pdf"),
            name="plan.pdf",
            content_type="application/pdf",
            size=5,
        ),
        "decided": make_proposal(
            challenge,
            partner,
            submitted_by=users["editor"],
            state=Proposal.State.ACCEPTED,
            decided_at=timezone.now(),
        ),
    }


def _shared(city: Municipality, partner: Partner, other: Partner, users: Any) -> dict[str, Any]:
    """A draft on which the partner and the other work together."""
    shared = make_proposal_draft(make_challenge(city), partner, by=users["owner"])
    _clash(shared, users["editor"])
    return {
        "shared": shared,
        "shared_draft": shared.draft,
        "co_author": make_co_author(shared, other),
    }


def _clash(shared: ProposalDraft, person: User) -> None:
    """The person has typed into an answer that a colleague has changed meanwhile."""
    data = {**shared.draft.data, "summary": ["別の要約です。"], "base": [""]}
    Draft.objects.create(user=person, kind=ASIDE, target=str(shared.pk), data=data)
