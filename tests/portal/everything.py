"""A partner that has something in every section of its own page."""

from datetime import timedelta

from django.utils import timezone

from challenges.inviting.steps import invite
from challenges.models import Message, SubTheme
from events.models import Registration
from matching.models import Introduction
from partners.models import Listing, Participation, Partner
from tests.events.pitching.pitches import make_pitch
from tests.factories import (
    affiliate,
    ask_to_belong,
    make_agreement,
    make_challenge,
    make_co_author,
    make_event,
    make_federation,
    make_member,
    make_message,
    make_partner,
    make_project,
    make_proposal,
    make_proposal_draft,
    make_staff,
    make_target,
    offer_alliance,
    take_part,
)
from tests.matching.pairs import Side, ask, make_side
from tests.matching.world import HOUSES, SCHOOL, TEA, make_need, make_seed, settle
from tomoni.accounts.models import Draft, User
from tomoni.receipts import new_receipt

_TOPICS = (HOUSES, SCHOOL, TEA)


def add_everything(partner: Partner, person: User) -> None:
    """One more row in every section that the person sees as an owner of the partner."""
    listings = _add_listings(partner)
    _add_questions(partner, person, *listings)
    _add_proposals(partner, person)
    _add_work(partner)
    event = make_event(partner.municipality)
    make_pitch(event, partner, user=person)
    Registration.objects.create(
        event=event,
        user=person,
        partner=partner,
        receipt=new_receipt("E"),
        state=Registration.State.REGISTERED,
    )
    Draft.objects.create(user=person, kind="news", target=str(event.pk), form_url="/my/news/new/")


def _add_listings(partner: Partner) -> tuple[Listing, Listing]:
    """A need and a seed, with what fits them closely: a seed and a need of others, and a challenge.

    Each time about something else: what all speak of says nothing.
    """
    about = _TOPICS[partner.listings.count() // 2 % len(_TOPICS)]
    need, seed = make_need(partner, **about), make_seed(partner, **about)
    challenge = make_challenge(title=about["title"], wish=about["body"], project_content="")
    SubTheme.objects.create(challenge=challenge, title=about["title"])
    settle(need, seed, make_need(**about), make_seed(**about), challenge)
    return need, seed


def _add_questions(partner: Partner, person: User, need: Listing, seed: Listing) -> None:
    """What others ask the partner, and wait for."""
    make_target(partner)
    affiliate(partner, make_partner())
    federation, applicant, ally = make_federation(), make_partner(), make_side()
    ask_to_belong(federation, partner, by=make_member(federation))
    ask_to_belong(partner, applicant, by=make_member(applicant), is_from_federation=False)
    offer_alliance(ally.listing, need, by=ally.person)
    talk = ask(make_side(), Side(partner, seed, person))
    Introduction.objects.filter(pk=talk.pk).update(state=Introduction.State.FORWARDED)
    challenge = make_challenge()
    invite(challenge, partner, by=make_staff(challenge.municipality))
    make_co_author(make_proposal_draft(), partner)


def _add_proposals(partner: Partner, person: User) -> None:
    """One of its own that the city has written about, one in which it takes part, and a draft."""
    proposal = make_proposal(partner=partner, submitted_by=person)
    make_message(proposal, Message.Side.CITY, by=make_staff(proposal.municipality))
    joint = make_proposal()
    shared = make_proposal_draft(joint.challenge, joint.partner)
    make_co_author(shared, partner, state="confirmed", proposal=joint)
    make_proposal_draft(partner=partner, by=person)


def _add_work(partner: Partner) -> None:
    """A project of its own, one to which it is asked, and an agreement."""
    make_project(partner, started_at=timezone.now() - timedelta(days=1))
    take_part(make_project(), partner, Participation.State.ASKED)
    make_agreement(partner)
