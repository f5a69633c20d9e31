"""The journal's words for what happened to a project, for its members and the office."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.models import Partner, Project
from tomoni.journal.models import Entry
from tomoni.journal.record import history_of
from tomoni.municipalities.models import StaffRole

WORDS: dict[str, Promise] = {
    "project.started": pgettext_lazy("project, done", "Begun"),
    "project.described": _("Description changed"),
    "project.shown": _("Shown to everybody"),
    "project.hidden": _("Shown to those who take part alone"),
    "project.partner_asked": _("Asked to take part"),
    "project.partner_recalled": _("Invitation taken back"),
    "project.partner_joined": _("Takes part now"),
    "project.partner_declined": _("Has declined to take part"),
    "project.partner_left": _("Takes part no longer"),
    "project.planned": _("Milestone added"),
    "project.replanned": _("Milestone changed"),
    "project.milestone_reached": _("Milestone reached"),
    "project.milestone_open": _("Milestone not reached after all"),
    "project.posted": _("Posted how it goes on"),
    "project.post_changed": _("Post changed"),
    "project.call_opened": _("Supporters are looked for"),
    "project.call_closed": _("Supporters are looked for no more"),
    "project.supported": _("Supports the project"),
    "project.support_withdrawn": _("Supports the project no longer"),
    "project.completed": pgettext_lazy("project, done", "Completed"),
    "project.reported": _("Result put right"),
    "project.ended": pgettext_lazy("project, done", "Ended early"),
    "project.resumed": _("Taken up again"),
}
SHOWN = 50


@dataclass(frozen=True)
class Line:
    """One thing that happened: when, what, to which partner, and who did it."""

    at: datetime
    words: str | Promise
    partner: str
    by: str


def history(project: Project, *, for_office: bool) -> list[Line]:
    """The latest things first, in three queries. Partners do not read who in the office it was, nor
    who has acted on behalf of one of them, but as whom.
    """
    entries = list(history_of(project)[:SHOWN])
    hidden = set() if for_office else _office(project)
    slugs = {entry.data["partner"] for entry in entries if "partner" in entry.data}
    rows = Partner.objects.filter(slug__in=slugs) if slugs else Partner.objects.none()
    names = dict(rows.values_list("slug", "name"))
    return [
        Line(
            entry.at,
            WORDS.get(entry.verb, entry.verb),
            names.get(entry.data.get("partner", ""), ""),
            project.municipality.name if entry.actor_id in hidden else _by(entry, for_office),
        )
        for entry in entries
    ]


def _by(entry: Entry, for_office: bool) -> str:
    acting = "" if for_office else str(entry.data.get("on_behalf", {}).get("as", ""))
    return acting or str(entry.actor or "")


def _office(project: Project) -> set[int | None]:
    staff = StaffRole.objects.filter(municipality=project.municipality_id)
    return set(staff.values_list("user", flat=True))
