"""The mails around screening. But for the invitation to an interview all go to the office alone."""

from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from challenges.models import Assignment, Challenge, Interview, Proposal, Reviewer
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


def invite(interview: Interview) -> None:
    """To who sent the proposal and to who invites: when and where, with an entry for calendars."""
    for person in {interview.proposal.submitted_by, interview.invited_by}:
        with translation.override(person.language):
            send_mail_later(
                to=person,
                template="proposal_interview",
                context={"name": str(person), **_interview(interview)},
                language=person.language,
                dedupe_key=f"interview:{interview.pk}:{interview.sequence}:{person.pk}",
                attachment=Attachment(FILE_NAME, entry_of(interview), CALENDAR),
            )


def _interview(interview: Interview) -> dict[str, Any]:
    proposal = interview.proposal
    return {
        "is_changed": interview.sequence > 0,
        "title": proposal.title,
        "receipt": proposal.receipt,
        "municipality": proposal.municipality.name,
        "at": date_format(timezone.localtime(interview.starts_at), "DATETIME_FORMAT"),
        "until": date_format(timezone.localtime(interview.ends_at), "TIME_FORMAT"),
        "place": interview.place,
        "link": interview.link,
        "word": interview.word,
        "path": proposal.get_absolute_url(),
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
