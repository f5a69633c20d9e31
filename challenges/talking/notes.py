"""Internal notes: written by staff for staff. Nobody is mailed, and nothing of a note is journaled
but that there is one.
"""

from django.db import transaction
from django.db.models import QuerySet

from challenges.models import Challenge, Note, Proposal
from challenges.models.readers import Reader
from tomoni.accounts.models import User
from tomoni.journal import record


@transaction.atomic
def write_note(subject: Proposal | Challenge, *, by: User, text: str) -> Note:
    """Keep a note on a proposal or challenge, for the office of its municipality."""
    note = Note(municipality=subject.municipality, author=by, text=text)
    if isinstance(subject, Proposal):
        note.proposal = subject
    else:
        note.challenge = subject
    note.save()
    record.record(by, "note.written", note, municipality=subject.municipality)
    return note


def notes_on(subject: Proposal | Challenge, user: Reader) -> QuerySet[Note]:
    """The notes that this person may read, the latest first."""
    notes = Note.objects.for_staff(user).select_related("author")
    if isinstance(subject, Proposal):
        return notes.filter(proposal=subject)
    return notes.filter(challenge=subject)
