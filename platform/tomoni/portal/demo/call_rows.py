"""Free proposals, calls of partners with the offers to them, and invitations to challenges."""

from datetime import time, timedelta

from django.utils import timezone

from challenges.forms.call import CallForm, OfferForm
from challenges.forms.proposal import ProposalForm
from challenges.models import Challenge, ChallengeInvitation, Offer, Proposal
from challenges.reverse.calling import write_call
from tomoni.municipalities.models import Municipality
from tomoni.portal.demo.calls import CALLS, FREE, WISHES
from tomoni.portal.demo.shapes import DemoCall, DemoOffer, DemoProposal
from tomoni.portal.demo.world import World, ago, at, checked, texts
from tomoni.receipts import new_receipt

_COLUMNS = ("title", "summary", "plan", "brings", "needs", "schedule", "cost")
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
        _add_free(world, proposal)
    for call in CALLS:
        _add_call(world, call)
    _add_invitations(world)
    world.tell(f"{len(CALLS)} calls of partners, {len(FREE)} free proposals")


def _add_free(world: World, said: DemoProposal) -> None:
    city, partner = world.cities[said.challenge], world.partners[said.partner]
    answers: dict[str, object] = {name: getattr(said, name) for name in _COLUMNS}
    answers |= {
        "goals": texts(said.goals),
        "fields": texts(world.ids(world.fields, said.fields)),
        "confidentiality": Proposal.Confidentiality.PARTNERS,
    }
    found = checked(ProposalForm(answers, partners=[partner]), said.title).cleaned_data
    sent = ago(said.days)
    proposal = Proposal.objects.create(
        municipality=city,
        partner=partner,
        submitted_by=world.owners[said.partner],
        submitted_at=sent,
        reply_due_on=timezone.localdate(sent) + timedelta(days=city.reply_days),
        receipt=new_receipt("P"),
        **{name: found[name] for name in (*_COLUMNS, "confidentiality")},
    )
    proposal.goals.set(found["goals"])
    proposal.fields.set(found["fields"])
    world.note(sent, proposal.submitted_by, "proposal.submitted", proposal, city)


def _add_call(world: World, said: DemoCall) -> None:
    """Written with the partner's form; then moved to the day and state it is to have."""
    partner, by = world.partners[said.partner], world.owners[said.partner]
    form = CallForm(_answers(world, said))
    call = write_call(checked(form, said.title).cleaned_data, partner=partner, by=by)
    deadline = at(timezone.localdate() + timedelta(days=said.closes), time(17))
    call.state, call.closes_at = said.state, deadline
    call.review_asked_by, call.review_asked_at = by, ago((said.opened or 0) + 1)
    if said.opened is not None:
        call.opened_at = ago(said.opened)
        call.closed_at = deadline if said.closes < 0 else None
        manager = world.staff[partner.municipality.slug]
        world.note(call.opened_at, manager, "challenge.opened", call, partner.municipality)
    call.save()
    for offer in said.offers:
        _add_offer(world, call, offer)


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
        **{name: found[name] for name in _OFFERED},
    )
    world.note(ago(said.days), by, "offer.submitted", offer, city)


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
