"""The mails around screening. But for those on an interview all go to the office alone."""

from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from challenges.audience import told_of
from challenges.models import Assignment, Challenge, Interview, Proposal, Reviewer
from challenges.proposing.mails import write, write_to_authors
from challenges.screening.ics import FILE_NAME, entry_of
from tomoni.accounts.models import User
from tomoni.journal.mail import Attachment, Secret, send_mail_later

CALENDAR = "text/calendar"
REPLY_DUE = "challenges.reply_due"
"""Who says, when a reminder goes out, whether the reply is still owed."""


def tell_reviewer(row: Reviewer, entry: int, by: User) -> None:
    """To who was named: there are proposals to score."""
    _to_staff(row.user, "challenge_reviewer", f"reviewer:{entry}", _about(row.challenge, by))


def tell_reviewers_of_criteria(challenge: Challenge, entry: int, by: User) -> None:
    """To all reviewers: the scores so far are set aside, as the criteria are others now."""
    for row in challenge.reviewers.current().select_related("user"):
        key = f"criteria:{entry}:{row.user_id}"
        _to_staff(row.user, "challenge_criteria", key, _about(challenge, by))


def _about(challenge: Challenge, by: User) -> dict[str, Any]:
    path = reverse("challenges:screening_board", args=[challenge.slug])
    return {"challenge": challenge.title, "by": str(by), "path": path}


def tell_assignee(assignment: Assignment, entry: int, by: User, path: str) -> None:
    """To who is in charge now, unless they have taken it themselves."""
    person = assignment.assignee
    if person is not None and person.pk != by.pk:
        said = {"title": str(assignment), "by": str(by), "path": path}
        _to_staff(person, "challenge_assigned", f"assigned:{entry}", said)


def invite(interview: Interview, *, is_changed: bool) -> None:
    """To those who propose, to who is in charge and to who invites, or has invited before: when and
    where, with an entry for calendars.
    """
    _tell_both_sides(interview, "proposal_interview", is_changed=is_changed)


def tell_of_call_off(interview: Interview) -> None:
    """To the same people: it does not take place; the entry goes out of their calendars."""
    _tell_both_sides(interview, "proposal_interview_off")


def _tell_both_sides(interview: Interview, template: str, **said: Any) -> None:
    reason, proposal = f"interview:{interview.sequence}", interview.proposal

    def more(_proposal: Proposal) -> dict[str, Any]:
        return {**_interview(interview), **said}

    def attach() -> Attachment:
        return Attachment(FILE_NAME, entry_of(interview), CALENDAR)

    write_to_authors(proposal, template, reason, more, attach)
    for person in told_of(proposal).concerned:
        write(proposal, person, template, reason, more, attach)


def _interview(interview: Interview) -> dict[str, Any]:
    return {
        "at": date_format(timezone.localtime(interview.starts_at), "DATETIME_FORMAT"),
        "until": date_format(timezone.localtime(interview.ends_at), "TIME_FORMAT"),
        "place": interview.place,
        "link": interview.link,
        "word": interview.word,
    }


def remind_of_reply(proposal: Proposal, person: User, key: str, *, is_over: bool) -> None:
    """To who is in charge, or else to the office: a reply is due soon, or overdue."""
    assert proposal.reply_due_on  # noqa: S101 – it was sent in
    with translation.override(person.language):
        said = {
            "title": proposal.title,
            "partner": proposal.partner.name,
            "receipt": proposal.receipt,
            "day": date_format(proposal.reply_due_on),
            "is_over": is_over,
            "path": proposal.get_absolute_url(),
        }
    _to_staff(person, "proposal_reply_due", f"reply:{key}", said, secret=[REPLY_DUE, proposal.pk])


def _to_staff(
    person: User, template: str, key: str, said: dict[str, Any], secret: Secret | None = None
) -> None:
    send_mail_later(
        to=person,
        template=template,
        context={"name": str(person), **said},
        language=person.language,
        dedupe_key=f"screening.{key}",
        secret=secret,
    )
