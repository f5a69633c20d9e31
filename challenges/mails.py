"""The mails that challenges and proposals give reason for, worded in the reader's language."""

from collections.abc import Iterator
from typing import Any

from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.formats import date_format

from challenges.models import Challenge, Proposal
from tomoni.accounts.models import User
from tomoni.journal.mail import send_mail_later
from tomoni.municipalities.models import StaffRole

# What the copy of a proposal repeats, in the order of the form.
TEXTS = ("summary", "plan", "brings", "needs", "schedule", "cost")


def send_receipt(proposal: Proposal) -> None:
    """To who sent it: the receipt number, when the answer is due, and a copy."""
    _send(proposal, "proposal_received", "received", _copy)


def tell_staff(proposal: Proposal) -> None:
    """To the editors and managers of the city: somebody waits for an answer."""
    roles = [StaffRole.Role.EDITOR, StaffRole.Role.MANAGER]
    staff = User.objects.filter(
        staff_roles__municipality=proposal.municipality, staff_roles__role__in=roles
    )
    for person in staff.order_by("pk"):
        with translation.override(person.language):
            send_mail_later(
                to=person,
                template="proposal_arrived",
                context=facts(proposal),
                language=person.language,
                dedupe_key=f"proposal.arrived:{proposal.pk}:{person.pk}",
            )


def send_decision(proposal: Proposal) -> None:
    """To who sent it: accepted, or declined with the ground, and what the city writes."""
    _send(proposal, "proposal_decided", "decided", decision)


def tell_of_cancellation(challenge: Challenge, proposal: Proposal) -> None:
    """To who waits for an answer: the city has called the challenge off."""

    def reason(_proposal: Proposal) -> dict[str, Any]:
        return {"reason": challenge.cancel_reason}

    _send(proposal, "challenge_cancelled", "cancelled", reason)


def _send(proposal: Proposal, template: str, reason: str, more: Any) -> None:
    to = proposal.submitted_by
    with translation.override(to.language):
        send_mail_later(
            to=to,
            template=template,
            context={"name": str(to), **facts(proposal), **more(proposal)},
            language=to.language,
            dedupe_key=f"proposal.{reason}:{proposal.pk}",
        )


def facts(proposal: Proposal) -> dict[str, Any]:
    """What every mail about a proposal says, in the language of the moment."""
    return {
        "receipt": proposal.receipt,
        "title": proposal.title,
        "partner": proposal.partner.name,
        "municipality": proposal.municipality.name,
        "challenge": str(proposal.challenge or ""),
        "reply_due_on": date_format(proposal.reply_due_on) if proposal.reply_due_on else "",
        "path": proposal.get_absolute_url(),
    }


def decision(proposal: Proposal) -> dict[str, Any]:
    """What the mail about a decision adds."""
    ground = proposal.refusal_ground
    return {
        "is_accepted": proposal.state == Proposal.State.ACCEPTED,
        "ground": ground.name if ground else "",
        "text": proposal.decision_text,
    }


def worded(template: str, context: dict[str, Any]) -> str:
    """A plain text from its template, as the mail will have it."""
    plain: Any = get_template(template)
    text: str = plain.template.render(Context(context, autoescape=False))
    return text


def _copy(proposal: Proposal) -> dict[str, Any]:
    return {"copy": list(_answers(proposal))}


def _answers(proposal: Proposal) -> Iterator[tuple[str, str]]:
    for name in TEXTS:
        text = getattr(proposal, name)
        if text:
            yield str(Proposal._meta.get_field(name).verbose_name), text  # type: ignore[union-attr]
