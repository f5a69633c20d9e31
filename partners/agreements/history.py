"""The journal's words for what happened to an agreement, for its parties and the office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.agreements.changes import in_words
from partners.models import Agreement, AgreementParty
from tomoni.journal.record import history_of
from tomoni.municipalities.models import StaffRole

WORDS: dict[str, Promise] = {
    "agreement.drafted": pgettext_lazy("agreement, done", "Begun to be prepared"),
    "agreement.rewritten": pgettext_lazy("agreement, done", "Put in other words"),
    "agreement.shown": pgettext_lazy("agreement, done", "Shown to everybody"),
    "agreement.hidden": _("Shown to the parties and the office alone"),
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
    """One thing that happened: when, what, which parts of it were changed, until when the term now
    lasts, and who did it.
    """

    at: datetime
    words: str | Promise
    changed: str
    until: date | None
    by: str


def history(
    agreement: Agreement, parties: Sequence[AgreementParty], *, for_office: bool
) -> list[Line]:
    """The latest things first. Partners do not read who in an office it was, only which office."""
    entries = list(history_of(agreement)[:SHOWN])
    offices = {} if for_office else _offices(agreement, parties)
    return [
        Line(
            entry.at,
            WORDS.get(entry.verb, entry.verb),
            in_words(entry.data.get("changed", ())),
            date.fromisoformat(entry.data["until"]) if entry.data.get("until") else None,
            offices.get(entry.actor_id) or str(entry.actor or ""),
        )
        for entry in entries
    ]


def _offices(agreement: Agreement, parties: Sequence[AgreementParty]) -> dict[int | None, str]:
    """{id of a person: name of the municipality} of the staff of its office and of its parties."""
    towns = {party.municipality_id: party.municipality for party in parties if party.municipality}
    towns[agreement.municipality_id] = agreement.municipality
    staff = StaffRole.objects.filter(municipality__in=towns)
    return {user: towns[town].name for user, town in staff.values_list("user", "municipality")}
