"""A proposal is sent anew: put right before anybody has looked at it, or taken up again after it
was withdrawn. It keeps its receipt number, and what was sent before stays as an earlier version.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.models import Proposal, ProposalDraft, ProposalVersion
from challenges.proposing import joint, mails, sharing, steps
from challenges.proposing.addressee import addressee_of
from challenges.proposing.transitions import TRANSITIONS, Step
from tomoni.accounts.models import User
from tomoni.models import StateError

_VERBS = {Step.CORRECT: "proposal.corrected", Step.RESUBMIT: "proposal.resubmitted"}


def step_of(proposal: Proposal) -> Step | None:
    """By which step the proposal can be sent anew from the state it is in, deadlines aside."""
    possible = (step for step in _VERBS if proposal.state in TRANSITIONS[step].sources)
    return next(possible, None)


def open_revision(proposal: Proposal) -> ProposalDraft:
    """The open draft of another version; a new one begins with what was sent last."""
    shared = sharing.open_draft(addressee_of(proposal), proposal.partner, proposal=proposal)
    if not shared.draft.data:
        _begin(shared, proposal)
    return shared


@transaction.atomic
def _begin(shared: ProposalDraft, proposal: Proposal) -> None:
    sharing.reread(shared)
    if shared.draft.data or not shared.is_open:
        return  # a colleague has opened it in this moment
    _copy_files(shared, proposal)
    url = reverse("challenges:proposal_revise", args=[proposal.receipt])
    sharing.write(shared, answers_of(proposal), by=None, form_url=url)


def answers_of(proposal: Proposal) -> dict[str, list[str]]:
    """A proposal as its form sends it."""
    return {
        **{name: [getattr(proposal, name)] for name in Proposal.TEXTS},
        "goals": [str(goal.pk) for goal in proposal.goals.all()],
        "fields": [str(field.pk) for field in proposal.fields.all()],
    }


def _copy_files(shared: ProposalDraft, proposal: Proposal) -> None:
    """Copies, as whoever writes may take a file out, and the version that was sent keeps it."""
    for sent in proposal.attachments.all():
        try:
            with sent.file.open("rb") as file:
                copy = ContentFile(file.read(), name=PurePath(sent.file.name or "").name)
        except FileNotFoundError:
            continue
        shared.draft.files.create(
            field="attachments",
            file=copy,
            name=sent.name,
            content_type=sent.content_type,
            size=sent.size,
        )


@transaction.atomic
def send_revision(
    shared: ProposalDraft, answers: Mapping[str, Any], *, by: User, begun_at: datetime
) -> Proposal:
    """Send in the `cleaned_data` of a ProposalForm over the draft of another version.

    Raises StateError when the challenge takes no more proposals, when the city has begun to look at
    it or has decided, and when the draft was sent already.
    """
    proposal = shared.proposal
    assert proposal  # noqa: S101 – what a draft of another version is about
    steps.require_open(addressee_of(shared), begun_at)
    if not shared.is_open:
        raise StateError(_("This proposal has been sent in already."))
    proposal.lock()
    step = step_of(proposal)
    if step is None:
        raise StateError(
            _("The city has begun to look at the proposal, so it cannot be changed any more.")
        )
    _keep_version(proposal)
    _set_scores_aside(proposal)
    proposal.version += 1
    steps.fill(proposal, answers, by)
    joint.settle(shared, proposal)
    steps.take_over_files(shared, proposal)
    sharing.close(shared, proposal)
    steps.take(proposal, step, by, _VERBS[step])
    mails.send_receipt(proposal)
    mails.tell_staff(proposal)
    return proposal


def _set_scores_aside(proposal: Proposal) -> None:
    """Scores were given for the words that stood there: they are kept, and count no more."""
    given = proposal.assessments.filter(retired_at=None, conflict="")
    given.update(retired_at=timezone.now())


def _keep_version(proposal: Proposal) -> None:
    """What was sent until now, with its files, for staff and authors to read."""
    assert proposal.submitted_at  # noqa: S101 – what was sent has its moment
    texts = {name: getattr(proposal, name) for name in Proposal.TEXTS}
    version = ProposalVersion.objects.create(
        proposal=proposal,
        number=proposal.versions.count() + 1,
        submitted_by=proposal.submitted_by,
        submitted_at=proposal.submitted_at,
        **texts,
    )
    version.goals.set(proposal.goals.all())
    version.fields.set(proposal.fields.all())
    proposal.attachments.update(proposal=None, version=version)
