"""Free proposals, calls of partners with the offers to them, and invitations to challenges."""

from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from challenges.forms.call import CallForm, OfferForm
from challenges.models import Challenge, ChallengeInvitation, Offer
from challenges.reverse.calling import new_call
from tomoni.accounts.models import User
from tomoni.municipalities.models import Municipality
from tomoni.portal.demo.calls import CALLS, FREE, WISHES
from tomoni.portal.demo.proposal_rows import add_free_proposal
from tomoni.portal.demo.shapes import DemoCall, DemoOffer
from tomoni.portal.demo.world import World, ago, at, checked, texts
from tomoni.receipts import new_receipt

_OFFERED = ("title", "summary", "brings", "place", "schedule", "contact")
# Challenge → the partners that were invited, days ago, and whether they have opened it.
INVITED = {
    "mobility": [
        ("tsunagu-densan", 12, True),
        ("koganeno-shinkumi", 5, True),
        ("toen-energy", 3, False),
        ("midorizaka-seicha", 2, False),
    ],
}


def add_calls(world: World) -> None:
    """Everything that is no challenge of a city."""
    for slug, (ja, en) in WISHES.items():
        wish = {"accepts_free_proposals": True, "free_wish_ja": ja, "free_wish_en": en}
        Municipality.objects.filter(pk=world.cities[slug].pk).update(**wish)
    for proposal in FREE:
        add_free_proposal(world, proposal)
    for call in CALLS:
        _add_call(world, call)
    _add_invitations(world)
    world.tell(f"{len(CALLS)} calls of partners, {len(FREE)} free proposals")


def _add_call(world: World, said: DemoCall) -> None:
    """Written with the partner's form; then moved to the day and state it is to have."""
    partner, by = world.partners[said.partner], world.owners[said.partner]
    form = CallForm(_answers(world, said))
    call = new_call(checked(form, said.title).cleaned_data, partner=partner, by=by)
    deadline = at(timezone.localdate() + timedelta(days=said.closes), time(17))
    call.state, call.closes_at = said.state, deadline
    call.review_asked_by, call.review_asked_at = by, ago((said.opened or 0) + 1)
    for days, verb in ((3, "challenge.written"), (1, "challenge.review_asked")):
        world.note(ago((said.opened or 0) + days), by, verb, call, partner.municipality)
    if said.opened is not None:
        call.opened_at = ago(said.opened)
        call.closed_at = deadline if said.closes < 0 else None
        manager = world.staff[partner.municipality.slug]
        world.note(call.opened_at, manager, "challenge.opened", call, partner.municipality)
    _end_call(world, call, said, by)
    call.save()
    for offer in said.offers:
        _add_offer(world, call, offer)


def _end_call(world: World, call: Challenge, said: DemoCall, by: User) -> None:
    """What the partner has told of its choice, and of what came of it."""
    call.result, call.report = said.result, said.report
    call.decided_at = ago(-said.closes - 14) if said.result else None
    call.completed_at = ago(12) if said.report else None
    for moment, verb in (
        (call.decided_at, "challenge.decided"),
        (call.completed_at, "challenge.completed"),
    ):
        if moment:
            world.note(moment, by, verb, call, call.municipality)


def _answers(world: World, said: DemoCall) -> dict[str, object]:
    closes = timezone.localdate() + timedelta(days=max(said.closes, 1))  # no past day is taken
    names = ("organisation", "person", "phone", "email")
    return {
        "title": said.title,
        "wish": said.wish,
        "background": said.background,
        "money": said.money,
        "offered": said.offered,
        "conditions": said.conditions,
        "offered_resources": texts(world.ids(world.kinds, said.kinds)),
        "called": texts(world.cities[slug].pk for slug in said.called.split()),
        "primary_goals": texts(said.goals),
        "fields": texts(world.ids(world.fields, said.fields)),
        "opens_at": "",
        "closes_at": f"{closes}T17:00",
        "reply_days": "30",
        **{f"contacts-0-{name}": value for name, value in zip(names, said.contact, strict=True)},
    }


def _add_offer(world: World, call: Challenge, said: DemoOffer) -> None:
    city, by = world.cities[said.city], world.writers[said.city]
    answers = {name: getattr(said, name) for name in _OFFERED}
    found = checked(OfferForm(answers, municipalities=[city]), said.title).cleaned_data
    offer = Offer.objects.create(
        challenge=call,
        municipality=city,
        submitted_by=by,
        submitted_at=ago(said.days),
        receipt=new_receipt("O"),
        **_reply(world, call, said),
        **{name: found[name] for name in _OFFERED},
    )
    world.note(ago(said.days), by, "offer.submitted", offer, city)
    if offer.decided_at:
        world.note(offer.decided_at, offer.decided_by, f"offer.{offer.state}", offer, city)


def _reply(world: World, call: Challenge, said: DemoOffer) -> dict[str, Any]:
    if said.state == Offer.State.SUBMITTED:
        return {}
    assert call.caller  # noqa: S101 – partners call
    return {
        "state": said.state,
        "decided_at": ago(said.decided),
        "decided_by": world.owners[call.caller.slug],
        "decision_text": said.decision,
    }


def _add_invitations(world: World) -> None:
    for key, rows in INVITED.items():
        challenge = world.challenges[key]
        by = world.writers[challenge.municipality.slug]
        for slug, days, has_opened in rows:
            line = "先月の会議でお話を聞き、お力を借りられないかと思いました。（見本の文です）"
            invitation = ChallengeInvitation.objects.create(
                challenge=challenge, partner=world.partners[slug], by=by, line=line
            )
            ChallengeInvitation.objects.filter(pk=invitation.pk).update(
                created_at=ago(days), opened_at=ago(days - 1) if has_opened else None
            )
