"""The journal's words for what happened to partners and listings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.models import Partner
from tomoni.journal.models import Entry
from tomoni.journal.record import history_of

WORDS: dict[str, Promise] = {
    "partner.submitted": _("Sent in"),
    "partner.resubmitted": _("Sent in again"),
    "partner.updated": _("Changed"),
    "partner.approved": _("Approved"),
    "partner.returned": _("Returned"),
    "partner.suspended": _("Suspended"),
    "partner.imported": _("Taken over from a list"),
}


@dataclass(frozen=True)
class Line:
    """One thing that happened."""

    at: datetime
    words: Any
    by: str
    detail: str


def history(partner: Partner) -> list[Line]:
    """What happened to the registration, latest first."""
    return [
        Line(entry.at, WORDS.get(entry.verb, entry.verb), str(entry.actor or ""), _detail(entry))
        for entry in history_of(partner)
    ]


def _detail(entry: Entry) -> str:
    """The reason given, the list and row, or the names of the fields that were changed."""
    if reason := entry.data.get("reason"):
        return str(reason)
    if row := entry.data.get("row"):
        said = {"list": entry.data.get("list", ""), "row": row}
        return gettext("%(list)s, row %(row)s") % said + _changed(entry, "\n")
    return _changed(entry)


def _changed(entry: Entry, before: str = "") -> str:
    names = entry.data.get("changed", [])
    return before + ", ".join(_label(Partner, name) for name in names) if names else ""


def _label(model: type[Model], name: str) -> str:
    return str(getattr(model._meta.get_field(name), "verbose_name", name))
