"""Proposals in their states: to a challenge, or to a city alone."""

from datetime import timedelta

from django.utils import timezone

from challenges.forms.proposal import ProposalForm
from challenges.models import Challenge, Proposal, ProposalVersion
from tomoni.municipalities.models import Municipality
from tomoni.portal.demo.shapes import DemoProposal
from tomoni.portal.demo.world import World, ago, checked, texts
from tomoni.receipts import new_receipt

State = Proposal.State
_DECIDED = {State.ACCEPTED, State.DECLINED}
_NAMES = ("title", "summary", "plan", "brings", "needs", "schedule", "cost")


def add_proposal(world: World, said: DemoProposal) -> None:
    """One that answers a challenge."""
    challenge = world.challenges[said.challenge]
    _add(world, said, challenge.municipality, challenge)


def add_free_proposal(world: World, said: DemoProposal) -> None:
    """One to a city alone, which stands in the place of the challenge."""
    _add(world, said, world.cities[said.challenge], None)


def _add(world: World, said: DemoProposal, city: Municipality, challenge: Challenge | None) -> None:
    """Checked by the partner's form; dated and decided as it is to have happened."""
    partner = world.partners[said.partner]
    form = ProposalForm(_answers(world, said), partners=[partner])
    answers = checked(form, said.title).cleaned_data
    sent = ago(said.days)
    reply_days = challenge.reply_days if challenge else city.reply_days
    proposal = Proposal(
        challenge=challenge,
        municipality=city,
        partner=partner,
        submitted_by=world.owners[said.partner],
        submitted_at=sent,
        reply_due_on=timezone.localdate(sent) + timedelta(days=reply_days),
        receipt=new_receipt("P"),
        state=said.state,
        **{name: answers[name] for name in Proposal.TEXTS},
    )
    _decide(world, proposal, said)
    proposal.save()
    proposal.goals.set(answers["goals"])
    proposal.fields.set(answers["fields"])
    _keep_earlier(proposal, said)
    _remember(world, proposal, said)


def _answers(world: World, said: DemoProposal) -> dict[str, object]:
    return {name: getattr(said, name) for name in _NAMES} | {
        "goals": texts(said.goals),
        "fields": texts(world.ids(world.fields, said.fields)),
        "confidentiality": said.confidentiality,
    }


def _decide(world: World, proposal: Proposal, said: DemoProposal) -> None:
    if said.state not in _DECIDED:
        return
    city = proposal.municipality
    proposal.decided_at, proposal.decided_by = ago(said.decided), world.staff[city.slug]
    proposal.decision_text = said.decision
    if said.ground is not None:
        proposal.refusal_ground = list(city.refusal_grounds.all())[said.ground]


def _keep_earlier(proposal: Proposal, said: DemoProposal) -> None:
    """What was sent first; the rest of it was the same."""
    if said.earlier is None:
        return
    proposal.version += 1
    proposal.save(update_fields=["version"])
    first = {name: getattr(proposal, name) for name in Proposal.TEXTS}
    first |= {name: getattr(said.earlier, name) for name in ("title", "summary", "plan")}
    version = ProposalVersion.objects.create(
        proposal=proposal,
        number=1,
        submitted_by=proposal.submitted_by,
        submitted_at=ago(said.earlier.days),
        **first,
    )
    version.goals.set(proposal.goals.all())
    version.fields.set(proposal.fields.all())


def _remember(world: World, proposal: Proposal, said: DemoProposal) -> None:
    by, city = proposal.submitted_by, proposal.municipality
    days = [(ago(said.days), by, "proposal.submitted")]
    if said.earlier:
        first = ago(said.earlier.days)
        days = [(first, by, "proposal.submitted"), (ago(said.days), by, "proposal.corrected")]
    if said.state == State.WITHDRAWN:
        days.append((ago(said.decided), by, "proposal.withdrawn"))
    if proposal.decided_at and proposal.decided_by:
        days.append((proposal.decided_at, proposal.decided_by, f"proposal.{proposal.state}"))
    for moment, who, verb in days:
        world.note(moment, who, verb, proposal, city)
