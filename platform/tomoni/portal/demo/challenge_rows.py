"""Challenges in their states, and the proposals that answered them."""

from datetime import time, timedelta

from django.utils import timezone

from challenges.forms.challenge import ChallengeForm
from challenges.forms.proposal import ProposalForm
from challenges.lifecycle import write_challenge
from challenges.models import Challenge, Proposal, Question
from tomoni.municipalities.models import Municipality
from tomoni.portal.demo.shapes import DemoChallenge, DemoProposal
from tomoni.portal.demo.world import World, ago, at, checked, texts
from tomoni.receipts import new_receipt

_DECIDED = {Proposal.State.ACCEPTED, Proposal.State.DECLINED}


def add_challenge(world: World, city: Municipality, said: DemoChallenge) -> None:
    """Written with the staff's form; then moved to the day and state it is to have."""
    form = ChallengeForm(_answers(world, city, said), municipalities=[city])
    by = world.writers[city.slug]
    challenge = write_challenge(checked(form, said.title).cleaned_data, municipality=city, by=by)
    if said.opened is None:
        challenge.state = said.state
        challenge.review_asked_by, challenge.review_asked_at = by, ago(1)
        challenge.save()
    else:
        _move_back(challenge, said)
        _ask(world, challenge, said)
        world.note(ago(said.opened), world.staff[city.slug], "challenge.opened", challenge, city)
    world.challenges[said.key] = challenge


def _answers(world: World, city: Municipality, said: DemoChallenge) -> dict[str, object]:
    visions = list(city.visions.values_list("pk", flat=True)) if said.visions else []
    answers: dict[str, object] = {
        "title": said.title,
        "wish": said.wish,
        "background": said.background,
        "project_name": said.project_name,
        "project_content": said.content,
        "expected_outcomes": said.outcomes,
        "offered": said.offered,
        "offered_resources": texts(world.ids(world.kinds, said.offers)),
        "sought_resources": texts(world.ids(world.kinds, said.seeks)),
        "asked_of_advisers": said.advisers,
        "primary_goals": texts(said.goals),
        "related_goals": texts(said.related),
        "fields": texts(world.ids(world.fields, said.fields)),
        "visions": texts(visions[place] for place in said.visions),
        "remarks": said.remarks,
        "category": str(world.categories[said.category]),
        "call_type": Challenge.CallType.THEME,
        "mode": said.mode,
        "opens_at": _typed(said.opens) if said.opens is not None else "",
        "closes_at": _typed(max(said.closes, 1)),  # the form takes no past deadline
        "reply_days": "30",
    }
    for number, title in enumerate(said.sub_themes):
        answers[f"sub_themes-{number}-title"] = title
    for number, contact in enumerate(said.contacts):
        for name, value in zip(("organisation", "person", "phone", "email"), contact, strict=True):
            answers[f"contacts-{number}-{name}"] = value
    return answers


def _typed(days: int) -> str:
    """Five in the afternoon of a day to come, as the browser's picker writes it."""
    return f"{timezone.localdate() + timedelta(days=days)}T17:00"


def _move_back(challenge: Challenge, said: DemoChallenge) -> None:
    """What the steps would have done on days that are past."""
    deadline = at(timezone.localdate() + timedelta(days=said.closes), time(17))
    challenge.state, challenge.opened_at = said.state, ago(said.opened or 0)
    challenge.closes_at = deadline
    challenge.closed_at = deadline if said.closes < 0 else None
    challenge.result, challenge.report = said.result, said.report
    challenge.decided_at = ago(-said.closes - 30) if said.result else None
    challenge.completed_at = ago(20) if said.report else None
    challenge.save()


def _ask(world: World, challenge: Challenge, said: DemoChallenge) -> None:
    """Asked some days ago; what has an answer was answered the day after, for everybody."""
    for days, (partner, text, answer) in zip((5, 2), said.questions, strict=False):
        question = challenge.questions.create(asked_by=world.owners[partner], text=text)
        Question.objects.filter(pk=question.pk).update(created_at=ago(days))
        if answer:
            by = world.writers[challenge.municipality.slug]
            Question.objects.filter(pk=question.pk).update(
                answer=answer, answered_by=by, answered_at=ago(days - 1), is_public=True
            )


def add_proposal(world: World, said: DemoProposal) -> None:
    """Checked by the partner's form; dated and decided as it is to have happened."""
    challenge, partner = world.challenges[said.challenge], world.partners[said.partner]
    form = ProposalForm(_proposal_answers(world, said), partners=[partner])
    answers = checked(form, said.title).cleaned_data
    sent = ago(said.days)
    columns = ("title", "summary", "plan", "brings", "needs", "schedule", "cost", "confidentiality")
    proposal = Proposal(
        challenge=challenge,
        municipality=challenge.municipality,
        partner=partner,
        submitted_by=world.owners[said.partner],
        submitted_at=sent,
        reply_due_on=timezone.localdate(sent) + timedelta(days=challenge.reply_days),
        receipt=new_receipt("P"),
        state=said.state,
        **{name: answers[name] for name in columns},
    )
    _decide(world, proposal, said)
    proposal.save()
    proposal.goals.set(answers["goals"])
    proposal.fields.set(answers["fields"])
    _remember(world, proposal)


def _proposal_answers(world: World, said: DemoProposal) -> dict[str, object]:
    names = ("title", "summary", "plan", "brings", "needs", "schedule", "cost")
    return {name: getattr(said, name) for name in names} | {
        "goals": texts(said.goals),
        "fields": texts(world.ids(world.fields, said.fields)),
        "confidentiality": Proposal.Confidentiality.PARTNERS,
    }


def _decide(world: World, proposal: Proposal, said: DemoProposal) -> None:
    if said.state not in _DECIDED:
        return
    city = proposal.municipality
    proposal.decided_at, proposal.decided_by = ago(said.decided), world.staff[city.slug]
    proposal.decision_text = said.decision
    if said.ground is not None:
        proposal.refusal_ground = list(city.refusal_grounds.all())[said.ground]


def _remember(world: World, proposal: Proposal) -> None:
    city = proposal.municipality
    assert proposal.submitted_at  # noqa: S101 – all of them were sent in
    by = proposal.submitted_by
    world.note(proposal.submitted_at, by, "proposal.submitted", proposal, city)
    if proposal.decided_at:
        verb = f"proposal.{proposal.state}"
        world.note(proposal.decided_at, proposal.decided_by, verb, proposal, city)
