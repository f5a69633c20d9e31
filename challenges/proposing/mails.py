"""The mails about a proposal, worded in the reader's language; `audience.py` says who gets them."""

from collections.abc import Callable, Iterator
from typing import Any

from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from challenges.audience import Told, told_of
from challenges.models import Challenge, Proposal
from tomoni.accounts.models import User
from tomoni.journal.mail import Attachment, send_mail_later
from tomoni.municipalities.office import people_of_office

More = Callable[[Proposal], dict[str, Any]]
Attach = Callable[[], Attachment]
# What the copy of a proposal repeats, in the order of the form.
TEXTS = ("summary", "plan", "brings", "needs", "schedule", "cost")


def send_receipt(proposal: Proposal) -> None:
    """To its authors: the receipt number, when the answer is due, and a copy."""
    write_to_authors(proposal, "proposal_received", "received", _copy)


def tell_staff(proposal: Proposal) -> None:
    """To the editors and managers of the city: somebody waits for an answer."""
    for person in people_of_office(proposal.municipality_id):
        with translation.override(person.language):
            send_mail_later(
                to=person,
                template="proposal_arrived",
                context={**facts(proposal), "is_anew": proposal.versions.exists()},
                language=person.language,
                dedupe_key=f"proposal.arrived:{proposal.pk}:{person.pk}:{proposal.version}",
            )


def send_decision(proposal: Proposal) -> None:
    """To its authors: accepted, or declined with the ground, and what the city writes."""
    write_to_authors(proposal, "proposal_decided", "decided", decision)


def tell_of_cancellation(challenge: Challenge, proposal: Proposal) -> None:
    """To its authors, who wait for an answer: the city has called the challenge off."""

    def reason(_proposal: Proposal) -> dict[str, Any]:
        return {"reason": challenge.cancel_reason}

    write_to_authors(proposal, "challenge_cancelled", "cancelled", reason)


def tell_of_withdrawal(proposal: Proposal, by: User) -> None:
    """To its other authors, and to the city: it was taken back."""

    def said(_proposal: Proposal) -> dict[str, Any]:
        return {"by": str(by)}

    told = told_of(proposal)
    for to in [*told.authors, *told.city]:
        if to.pk != by.pk:
            write(proposal, to, "proposal_withdrawn", "withdrawn", said)


def tell_city_of_decision(proposal: Proposal, by: User) -> None:
    """To who is in charge or has invited for the city: a colleague has answered it."""

    def said(proposal: Proposal) -> dict[str, Any]:
        return {"by": str(by), **decision(proposal)}

    for to in told_of(proposal).concerned:
        if to.pk != by.pk:
            write(proposal, to, "proposal_answered", "answered", said)


def write_to_authors(
    proposal: Proposal, template: str, reason: str, more: More, attach: Attach | None = None
) -> None:
    """One mail to each of them. Where nobody of them is there any more, the city is told so."""
    told = told_of(proposal)
    for to in told.authors:
        write(proposal, to, template, reason, more, attach)
    if not told.authors:
        _tell_of_silence(proposal, told, template, reason, more)


def write(
    proposal: Proposal,
    to: User,
    template: str,
    reason: str,
    more: More,
    attach: Attach | None = None,
) -> None:
    """A mail about the proposal; `more` and `attach` are asked in the language of the reader."""
    with translation.override(to.language):
        send_mail_later(
            to=to,
            template=template,
            context={"name": str(to), **facts(proposal), **more(proposal)},
            language=to.language,
            dedupe_key=f"proposal.{reason}:{proposal.pk}:{to.pk}:{proposal.version}",
            attachment=attach() if attach else None,
        )


def _tell_of_silence(
    proposal: Proposal, told: Told, template: str, reason: str, more: More
) -> None:
    """To the city: nobody of those who propose reads mails here any more, so it has to write."""
    for person in told.city:
        with translation.override(person.language):
            words = {**facts(proposal), **more(proposal)}
            subject = worded(f"mail/{template}_subject.txt", words)

        def said(_proposal: Proposal, subject: str = subject) -> dict[str, Any]:
            return {"unread": " ".join(subject.split()), "phone": proposal.partner.phone}

        write(proposal, person, "proposal_unread", f"{reason}.unread", said)


def facts(proposal: Proposal) -> dict[str, Any]:
    """What every mail about a proposal says, in the language of the moment."""
    return {
        "receipt": proposal.receipt,
        "title": proposal.title,
        "partner": names_of_authors(proposal),
        "municipality": proposal.municipality.name,
        "challenge": str(proposal.challenge or ""),
        "reply_due_on": date_format(proposal.reply_due_on) if proposal.reply_due_on else "",
        "path": proposal.get_absolute_url(),
    }


def names_of_authors(proposal: Proposal) -> str:
    """The leading partner and those that take part, one after the other."""
    rows = proposal.co_authors.confirmed().values_list("partner__name", flat=True)
    return _(", ").join([proposal.partner.name, *rows])


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
            yield _question(name), text
    for part in proposal.co_authors.confirmed().select_related("partner"):
        yield part.partner.name, part.brings
    for name in ("goals", "fields"):
        rows = getattr(proposal, name).all()
        if rows:
            yield _question(name), _(", ").join(map(str, rows))
    files = proposal.attachments.values_list("name", flat=True)
    if files:
        yield _("Attachments"), "\n".join(files)
    yield _question("confidentiality"), proposal.get_confidentiality_display()


def _question(name: str) -> str:
    return str(Proposal._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
