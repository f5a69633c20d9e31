"""How a proposal is sent in, screened and answered. All of it goes through `take`."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.models import Proposal, ProposalDraft
from challenges.proposing import joint, mails, sharing
from challenges.proposing.addressee import Addressee, addressee_of
from challenges.proposing.transitions import TRANSITIONS, Step
from challenges.screening.calling_off import call_off
from challenges.signals import proposal_decided
from tomoni.accounts.models import User
from tomoni.journal import record
from tomoni.models import StateError
from tomoni.municipalities.models import RefusalGround
from tomoni.receipts import new_receipt

State = Proposal.State


@transaction.atomic
def submit_proposal(
    shared: ProposalDraft, answers: Mapping[str, Any], *, by: User, begun_at: datetime
) -> Proposal:
    """Send in the `cleaned_data` of a ProposalForm over a draft that was opened at `begun_at`.

    Raises StateError when the challenge, or without one the municipality, takes no more proposals,
    or when the draft was sent.
    """
    to = addressee_of(shared)
    require_open(to, begun_at)
    if not shared.is_open:
        raise StateError(_("This proposal has been sent in already."))
    proposal = Proposal(
        challenge=to.challenge,
        municipality=to.municipality,
        partner=shared.partner,
        origin_type=shared.origin_type,
        origin_id=shared.origin_id,
    )
    fill(proposal, answers, by)
    joint.settle(shared, proposal)
    take_over_files(shared, proposal)
    sharing.close(shared, proposal)
    _record(by, "proposal.submitted", proposal)
    mails.send_receipt(proposal)
    mails.tell_staff(proposal)
    return proposal


def require_open(to: Addressee, begun_at: datetime) -> None:
    """Hold what is answered; StateError where it takes no form that was opened then."""
    to.lock()
    if not to.accepts_proposal_begun_at(begun_at):
        raise StateError(_("This challenge no longer takes proposals."))


def fill(proposal: Proposal, answers: Mapping[str, Any], by: User) -> None:
    """Write down what is sent in now, by whom and until when the city answers."""
    for name in Proposal.TEXTS:
        setattr(proposal, name, answers[name])
    _receive(proposal, by)
    proposal.goals.set(answers["goals"])
    proposal.fields.set(answers["fields"])


def _receive(proposal: Proposal, by: User) -> None:
    days = timedelta(days=addressee_of(proposal).reply_days)
    proposal.submitted_by, proposal.submitted_at = by, timezone.now()
    proposal.reply_due_on = timezone.localdate() + days
    if not proposal.pk:
        proposal.state, proposal.receipt = State.SUBMITTED, new_receipt("P")
    proposal.save()


def take_over_files(shared: ProposalDraft, proposal: Proposal) -> None:
    """The stored file changes hands; it is not copied."""
    for file in shared.draft.files.all():
        proposal.attachments.create(
            file=file.file.name, name=file.name, content_type=file.content_type, size=file.size
        )
        file.delete()


@transaction.atomic
def start_screening(proposal: Proposal, *, by: User) -> None:
    """The city has begun to look at it."""
    proposal.lock()
    take(proposal, Step.SCREEN, by, "proposal.screening_started")


@transaction.atomic
def accept_proposal(proposal: Proposal, *, by: User, text: str) -> None:
    """The city wants to go on with it; `text` goes to the partner."""
    proposal.lock()
    _decide(proposal, Step.ACCEPT, by, text)


@transaction.atomic
def decline_proposal(proposal: Proposal, *, by: User, ground: RefusalGround, text: str) -> None:
    """The city does not go on with it: a ground of its rules, and a reason in words."""
    proposal.lock()
    if ground.municipality_id != proposal.municipality_id:
        raise ValueError("the ground is not one of this municipality")
    _decide(proposal, Step.DECLINE, by, text, refusal_ground=ground)


def _decide(proposal: Proposal, step: Step, by: User, text: str, **changes: Any) -> None:
    changes |= {"decided_at": timezone.now(), "decided_by": by, "decision_text": text}
    take(proposal, step, by, f"proposal.{TRANSITIONS[step].target.value}", **changes)
    mails.send_decision(proposal)
    mails.tell_city_of_decision(proposal, by)
    call_off(proposal)
    proposal_decided.send(Proposal, proposal=proposal)


@transaction.atomic
def withdraw_proposal(proposal: Proposal, *, by: User) -> None:
    """The partner takes it back before it is answered; it stays on file. Who proposes with it and
    the city are told.
    """
    proposal.lock()
    take(proposal, Step.WITHDRAW, by, "proposal.withdrawn")
    mails.tell_of_withdrawal(proposal, by)
    call_off(proposal)


def take(proposal: Proposal, step: Step, by: User, verb: str, **changes: Any) -> None:
    """Bring a locked proposal into the state to which the step leads; `changes` are saved with it.

    Raises StateError where the step is not possible from the state it is in.
    """
    transition = TRANSITIONS[step]
    proposal.require_state(*transition.sources)
    for name, value in {**changes, "state": transition.target}.items():
        setattr(proposal, name, value)
    proposal.save(update_fields=["state", "updated_at", *changes])
    _record(by, verb, proposal)


def _record(by: User, verb: str, proposal: Proposal) -> None:
    record.record(by, verb, proposal, municipality=proposal.municipality, receipt=proposal.receipt)
