"""The mails between partners that propose together."""

from typing import Any

from django.urls import reverse
from django.utils import translation

from challenges.audience import writers_of
from challenges.models import CoAuthor, ProposalDraft
from challenges.proposing.saying import labels
from tomoni.accounts.models import User
from tomoni.journal.mail import send_mail_later
from tomoni.municipalities.office import people_of_office


def ask_co_author(asked: CoAuthor) -> None:
    """To the editors and owners of a partner: another wants to propose together with it."""
    path = reverse("challenges:joint_answer", args=[asked.pk])
    for person in writers_of([asked.partner_id]):
        more = {"brings": asked.brings, "answer_path": path}
        _send_joint(asked, person, "proposal_joint_asked", more)


def tell_of_co_author(answered: CoAuthor) -> None:
    """To those who write for the leading partner: what a partner has answered, or that it has
    left; of the latter the office is told too, once the proposal is sent in.
    """
    proposal = answered.proposal
    path = (proposal or answered.draft).get_absolute_url()
    people = list(writers_of([answered.draft.partner_id]))
    if proposal and answered.state == CoAuthor.State.LEFT:
        people += people_of_office(proposal.municipality_id)
    for person in people:
        more = {"state": answered.state, "reason": answered.reason, "path": path}
        _send_joint(answered, person, "proposal_joint_answered", more)


def tell_co_author_it_is_out(named: CoAuthor) -> None:
    """To the editors and owners of a partner that had agreed: the proposal goes on without it. The
    office is told, too, where it has the proposal.
    """
    people = list(writers_of([named.partner_id]))
    if named.proposal and named.proposal.is_undecided:
        people += people_of_office(named.proposal.municipality_id)
    for person in people:
        _send_joint(named, person, "proposal_joint_out", {})


def tell_of_changes(named: CoAuthor, changed: list[str], shared: ProposalDraft) -> None:
    """To the editors and owners of a partner: what was sent in is worded otherwise than agreed."""
    path = reverse("challenges:joint_answer", args=[named.pk])
    for person in writers_of([named.partner_id]):
        with translation.override(person.language):
            parts = labels(changed)
        more = {"parts": parts, "answer_path": path}
        _send_joint(named, person, "proposal_joint_changed", more, key=f"{shared.pk}:")


def tell_of_dropping(named: CoAuthor) -> None:
    """To the editors and owners of a partner that was named: the draft was thrown away."""
    for person in writers_of([named.partner_id]):
        _send_joint(named, person, "proposal_joint_dropped", {}, key="dropped:")


def _send_joint(
    row: CoAuthor, to: User, template: str, more: dict[str, Any], *, key: str = ""
) -> None:
    answered = row.draft.challenge or row.draft.municipality
    with translation.override(to.language):
        send_mail_later(
            to=to,
            template=template,
            context={
                "name": str(to),
                "challenge": row.draft.challenge.title if row.draft.challenge else "",
                "municipality": row.draft.municipality.name,
                "title": row.draft.title,
                "leading": row.draft.partner.name,
                "partner": row.partner.name,
                "path": answered.get_absolute_url(),
                **more,
            },
            language=to.language,
            dedupe_key=f"challenge.joint:{row.pk}:{row.state}:{key}{to.pk}",
        )
