"""The mails that challenges and proposals give reason for, worded in the reader's language."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from challenges.models import (
    Challenge,
    Extension,
    Proposal,
    ProposalDraft,
    Question,
    Remark,
)
from challenges.parts import part_name
from partners.models import Membership
from tomoni.accounts.models import Draft, User
from tomoni.journal.mail import send_mail_later
from tomoni.municipalities.models import StaffRole

OFFER_DRAFT = "offer"  # the kind of an unsent offer to a reverse call
# What the copy of a proposal repeats, in the order of the form.
TEXTS = ("summary", "plan", "brings", "needs", "schedule", "cost")


def send_receipt(proposal: Proposal) -> None:
    """To its authors: the receipt number, when the answer is due, and a copy."""
    _send(proposal, "proposal_received", "received", _copy)


def tell_staff(proposal: Proposal) -> None:
    """To the editors and managers of the city: somebody waits for an answer."""
    for person in office_of(proposal.municipality_id):
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
    _send(proposal, "proposal_decided", "decided", decision)


def tell_of_cancellation(challenge: Challenge, proposal: Proposal) -> None:
    """To its authors, who wait for an answer: the city has called the challenge off."""

    def reason(_proposal: Proposal) -> dict[str, Any]:
        return {"reason": challenge.cancel_reason}

    _send(proposal, "challenge_cancelled", "cancelled", reason)


def ask_managers(challenge: Challenge, by: User) -> None:
    """To the managers of the city: a challenge waits for a second pair of eyes."""
    managers = User.objects.filter(
        staff_roles__municipality=challenge.municipality,
        staff_roles__role=StaffRole.Role.MANAGER,
    ).exclude(pk=by.pk)
    asked = _moment_key(challenge.review_asked_at)
    for person in managers.order_by("pk"):
        said = {"asked_by": str(by), **_where_to_check(challenge)}
        _send_about(challenge, person, "challenge_review", f"review:{asked}", said)


def _where_to_check(challenge: Challenge) -> dict[str, str]:
    """Staff have no part in the pages of a partner that calls."""
    if not challenge.is_reverse:
        return {}
    return {"desk_path": reverse("challenges:call_check", args=[challenge.slug])}


def tell_of_return(challenge: Challenge, remarks: Iterable[Remark]) -> None:
    """To who asked for the review: what a manager would change."""
    to = challenge.review_asked_by
    if to is None:
        return
    asked = _moment_key(challenge.review_asked_at)
    with translation.override(to.language):
        said = [{"part": str(part_name(row.part)), "text": row.text} for row in remarks]
    _send_about(challenge, to, "challenge_returned", f"returned:{asked}", {"remarks": said})


def tell_of_publication(challenge: Challenge, by: User) -> None:
    """To who asked for the review: a second person has published it."""
    to = challenge.review_asked_by
    if to is None or to.pk == by.pk or challenge.is_reverse:
        return
    with translation.override(to.language):
        is_later = challenge.state == Challenge.State.SCHEDULED and challenge.opens_at
        opens = timezone.localtime(challenge.opens_at) if is_later else None
        said = {"by": str(by), "opens_at": date_format(opens, "DATETIME_FORMAT") if opens else ""}
    asked = _moment_key(challenge.review_asked_at)
    _send_about(challenge, to, "challenge_published", f"published:{asked}", said)


def tell_writers_of_extension(extension: Extension) -> None:
    """To everybody with an unsent proposal: there is more time."""
    challenge = extension.challenge
    for person in writers(challenge):
        context = _extended(extension, person)
        _send_about(challenge, person, "challenge_extended", f"extended:{extension.pk}", context)


def _extended(extension: Extension, person: User) -> dict[str, Any]:
    with translation.override(person.language):
        until = date_format(timezone.localtime(extension.until), "DATETIME_FORMAT")
    return {"until": until, "reason": extension.reason}


def tell_writers_of_cancellation(challenge: Challenge) -> None:
    """To everybody with an unsent proposal: there is nothing left to send it to."""
    for person in writers(challenge):
        context = {"reason": challenge.cancel_reason}
        _send_about(challenge, person, "challenge_called_off", "called_off", context)


def tell_followers_of_cancellation(challenge: Challenge) -> None:
    """To who follows the challenge and is not told as a writer or as waiting for a reply."""
    waiting = challenge.proposals.awaiting_decision().values("submitted_by")
    others = _followers(challenge).exclude(pk__in=writers(challenge).values("pk"))
    for person in others.exclude(pk__in=waiting):
        said = {"reason": challenge.cancel_reason}
        _send_about(challenge, person, "challenge_cancelled_followed", "cancelled", said)


def tell_staff_of_question(question: Question) -> None:
    """To the editors and managers of the city: somebody wants to know something."""
    for person in office_of(question.challenge.municipality_id):
        _send_about(
            question.challenge,
            person,
            "question_asked",
            f"question:{question.pk}",
            {"question": question.text, "question_path": _answer_path(question)},
        )


def tell_asker(question: Question) -> None:
    """To who asked: the answer, whether everybody reads it or not."""
    said = {"question": question.text, "answer": question.answer, "is_public": question.is_public}
    reason = f"answer:{question.pk}:{_moment_key(question.updated_at)}"
    _send_about(question.challenge, question.asked_by, "question_answered", reason, said)


def tell_followers_of_answer(question: Question) -> None:
    """To who follows the challenge, but for who asked and so is told anyway."""
    said = {"question": question.text, "answer": question.answer}
    for person in _followers(question.challenge).exclude(pk=question.asked_by_id):
        reason = f"published:{question.pk}"
        _send_about(question.challenge, person, "question_published", reason, said)


def tell_followers_of_extension(extension: Extension) -> None:
    """To who follows the challenge and is not told as a writer."""
    challenge = extension.challenge
    for person in _followers(challenge).exclude(pk__in=writers(challenge).values("pk")):
        _send_about(
            challenge,
            person,
            "challenge_extended_followed",
            f"extended:{extension.pk}",
            _extended(extension, person),
        )


def tell_followers_of_outcome(challenge: Challenge) -> None:
    """To who follows the challenge: it was decided, or completed."""
    for person in _followers(challenge):
        said = {"is_completed": challenge.state == Challenge.State.COMPLETED}
        _send_about(challenge, person, "challenge_outcome", challenge.state, said)


def _followers(challenge: Challenge) -> QuerySet[User]:
    return User.objects.filter(pk__in=challenge.follows.values("user")).order_by("pk")


def writers_of(partner_id: int) -> QuerySet[User]:
    """The editors and owners of a partner."""
    rows = Membership.objects.filter(
        partner=partner_id, role__in=Membership.Role.at_least(Membership.Role.EDITOR)
    )
    return User.objects.filter(pk__in=rows.values("user")).order_by("pk")


def office_of(municipality_id: int) -> QuerySet[User]:
    """The editors and managers of a municipality."""
    roles = [StaffRole.Role.EDITOR, StaffRole.Role.MANAGER]
    staff = StaffRole.objects.filter(municipality=municipality_id, role__in=roles)
    return User.objects.filter(pk__in=staff.values("user")).order_by("pk")


def _answer_path(question: Question) -> str:
    return reverse("challenges:question_answer", args=[question.pk])


def writers(challenge: Challenge) -> QuerySet[User]:
    """Who has begun a proposal or an offer that is not sent; of a partner all who may write it."""
    if challenge.is_reverse:
        begun = Draft.objects.filter(kind=OFFER_DRAFT, target=challenge.slug, sent_at=None)
        return User.objects.filter(pk__in=begun.exclude(data={}).values("user")).order_by("pk")
    shared = ProposalDraft.objects.begun().filter(challenge=challenge)
    writing = Membership.objects.filter(
        partner__in=shared.values("partner"),
        role__in=Membership.Role.at_least(Membership.Role.EDITOR),
    )
    return User.objects.filter(pk__in=writing.values("user")).order_by("pk")


def _moment_key(moment: datetime | None) -> str:
    return f"{moment:%Y%m%d%H%M%S%f}" if moment else ""


def _send_about(
    challenge: Challenge, to: User, template: str, reason: str, more: dict[str, Any]
) -> None:
    with translation.override(to.language):
        send_mail_later(
            to=to,
            template=template,
            context={
                "name": str(to),
                "challenge": challenge.title,
                "municipality": challenge.asker.name,
                "path": challenge.get_absolute_url(),
                "desk_path": challenge.get_work_url(),
                **more,
            },
            language=to.language,
            dedupe_key=f"challenge.{reason}:{challenge.pk}:{to.pk}",
        )


def _send(proposal: Proposal, template: str, reason: str, more: Any) -> None:
    for to in _authors(proposal):
        with translation.override(to.language):
            send_mail_later(
                to=to,
                template=template,
                context={"name": str(to), **facts(proposal), **more(proposal)},
                language=to.language,
                dedupe_key=f"proposal.{reason}:{proposal.pk}:{to.pk}:{proposal.version}",
            )


def _authors(proposal: Proposal) -> list[User]:
    """Who has sent it in, and who has agreed for each partner that takes part."""
    rows = proposal.co_authors.confirmed().select_related("answered_by")
    agreed = [row.answered_by for row in rows if row.answered_by]
    return list(dict.fromkeys([proposal.submitted_by, *agreed]))


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
