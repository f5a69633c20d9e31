"""The journal's words for what happened to an agreement, for its parties and the office."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.models import Agreement
from tomoni.journal.record import history_of
from tomoni.municipalities.models import StaffRole

WORDS: dict[str, Promise] = {
    "agreement.drafted": pgettext_lazy("agreement, done", "Begun to be prepared"),
    "agreement.rewritten": pgettext_lazy("agreement, done", "Put in other words"),
    "agreement.items_rewritten": pgettext_lazy("agreement, done", "Items changed"),
    "agreement.signed": pgettext_lazy("agreement, done", "Signed"),
    "agreement.renewed": pgettext_lazy("agreement, done", "Goes on for another term"),
    "agreement.ended": pgettext_lazy("agreement, done", "Ended"),
    "agreement.lapsed": pgettext_lazy("agreement, done", "Its term is over"),
    "agreement.file_added": _("File added"),
    "agreement.file_removed": _("File taken away"),
    "agreement.file_shown": _("File shown to everybody"),
    "agreement.file_hidden": _("File kept for the parties and the office"),
    "agreement.item_told": _("Told how an item lives"),
    "agreement.item_finished": _("Item finished"),
    "agreement.item_reopened": _("Item taken up again"),
}
SHOWN = 50


@dataclass(frozen=True)
class Line:
    """One thing that happened: when, what, until when the term now lasts, and who did it."""

    at: datetime
    words: str | Promise
    until: str
    by: str


def history(agreement: Agreement, *, for_office: bool) -> list[Line]:
    """The latest things first. Partners do not read who in the office it was."""
    entries = list(history_of(agreement)[:SHOWN])
    staff = StaffRole.objects.filter(municipality=agreement.municipality_id)
    hidden = set() if for_office else set(staff.values_list("user", flat=True))
    return [
        Line(
            entry.at,
            WORDS.get(entry.verb, entry.verb),
            entry.data.get("until") or "",
            agreement.municipality.name if entry.actor_id in hidden else str(entry.actor or ""),
        )
        for entry in entries
    ]
