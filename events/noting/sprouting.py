"""A sprout of a table's notes becomes a follow-up in one tap; always optional.

What is done with it afterwards is a matter of its owner, in `events/following/`.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import FollowUp, NoteEntry
from events.noting.access import Reader
from partners.models.origin import origin_of
from tomoni.journal.record import record
from tomoni.models import StateError
from tomoni.text import one_line

DUE_AFTER = timedelta(days=14)
SPROUTING = (NoteEntry.Part.SPROUT, NoteEntry.Part.NEXT)
TITLE = 200


@transaction.atomic
def sprout(entry: NoteEntry, reader: Reader) -> FollowUp:
    """Who taps looks after it, for two weeks; a second tap, also of another, gives the first."""
    held = NoteEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    existing = FollowUp.objects.filter(entry=held).first()
    if existing is not None:
        return existing
    if held.part not in SPROUTING or held.is_deleted:
        raise StateError(_("Only a sprout or a next step becomes something to follow up."))
    follow_up = FollowUp.objects.create(
        event=reader.event,
        entry=held,
        title=title_of(held),
        owner=reader.user,
        partner=reader.registration.partner if reader.registration else None,
        due_on=timezone.localdate() + DUE_AFTER,
        **origin_of(reader.event),
    )
    record(reader.user, "follow_up.made", follow_up, municipality=reader.event.municipality)
    return follow_up


def title_of(entry: NoteEntry) -> str:
    """The entry on one line; the end is cut off where it is too long."""
    line = one_line(entry.text)
    return line if len(line) <= TITLE else f"{line[: TITLE - 1]}…"
