"""The journal's words for what happened to partners and listings, and as whom it was done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import CharField, Model, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from partners.models import Listing, Membership, News, Partner
from partners.record.side_by_side import FieldChange, label_of, of_entries
from tomoni.journal.models import Entry
from tomoni.journal.record import history_of

WORDS: dict[str, Promise] = {
    "partner.submitted": _("Sent in"),
    "partner.resubmitted": _("Sent in again"),
    "partner.updated": _("Changed"),
    "partner.approved": _("Approved"),
    "partner.returned": _("Returned"),
    "partner.suspended": _("Suspended"),
    "partner.lift_asked": _("Asked to be shown again"),
    "partner.suspension_lifted": _("The suspension was lifted"),
    "partner.renewed": _("Renewed"),
    "partner.renewal_asked": _("Sent in again after its end"),
    "partner.lapsed": _("The registration has ended"),
    "partner.withdrawn": pgettext_lazy("partner, done", "Withdrawn"),
    "partner.withdrawal_undone": _("The withdrawal was taken back"),
    "partner.imported": _("Taken over from a list"),
    "partner.member_invited": _("Somebody was invited"),
    "partner.invitation_withdrawn": _("An invitation was withdrawn"),
    "partner.member_joined": _("A member has joined"),
    "partner.role_changed": _("A member has another role"),
    "partner.member_removed": _("A member was removed"),
    "partner.member_left": _("A member has left"),
    "partner.handed_over": _("Handed over to another owner"),
    "partner.code_issued": _("A claim code was issued"),
    "partner.claimed": _("Claimed by its own people"),
    "partner.representation_changed": _("Who may act for it was changed"),
    "partner.join_asked": _("Somebody has asked to join"),
    "partner.declared": _("The SDGs declaration was changed"),
    "partner.year_reported": _("The report of a year was written"),
    "partner.affiliation_asked": _("Asked to belong to a federation"),
    "partner.affiliated": _("Belongs to a federation now"),
    "partner.affiliation_declined": _("A request for an affiliation was declined"),
    "partner.affiliation_withdrawn": _("A request for an affiliation was withdrawn"),
    "partner.affiliation_ended": _("An affiliation was ended"),
    "alliance.offered": _("Offered to ask together"),
    "alliance.agreed": _("Agreed to ask together"),
    "alliance.declined": _("An offer to ask together was declined"),
    "alliance.withdrawn": _("An offer to ask together was taken back"),
    "affiliates.exported": _("Its list of members was saved as a file"),
    "listing.published": pgettext_lazy("done", "Published"),
    "listing.updated": _("Changed"),
    "listing.paused": _("Paused"),
    "listing.resumed": _("Shown again"),
    "listing.fulfilled": _("Marked as fulfilled"),
    "listing.reopened": _("Looking again after all"),
    "listing.discarded": _("A draft was thrown away"),
    "listing.copied": _("Copied"),
    "listing.noted": _("Kept as a draft"),
    "listing.confirmed": _("It still holds"),
    "listing.expired": _("Its day was over"),
    "listing.told": _("Told how it went"),
    "news.posted": pgettext_lazy("done", "Posted"),
    "news.updated": _("Changed"),
    "news.ended": pgettext_lazy("done", "Ended early"),
    "news.hidden": pgettext_lazy("done", "Hidden by the municipality"),
    "news.asked": _("Asked to be shown again"),
    "news.shown": _("Shown again"),
}
SHOWN = 200
# What the office does: members read the name of the municipality, not that of the person.
_BY_OFFICE = {
    "partner.approved",
    "partner.returned",
    "partner.suspended",
    "partner.suspension_lifted",
    "partner.withdrawal_undone",
    "partner.imported",
    "partner.code_issued",
}


@dataclass(frozen=True)
class Line:
    """One thing that happened. `acting` is the federation or office of who is no member."""

    at: datetime
    words: Any
    by: str
    detail: str
    acting: str = ""
    about: str = ""
    changes: Sequence[FieldChange] = ()
    remarks: Sequence[tuple[str, str]] = ()


def history(partner: Partner) -> list[Line]:
    """What happened to the registration, and what others wrote in its name, latest first."""
    written = [line for line in done_on_behalf(partner) if line.about]
    lines = [*(_line(entry) for entry in history_of(partner)), *written]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def whole_history(partner: Partner, *, for_members: bool = False) -> list[Line]:
    """All that happened to the partner and its listings, field by field, latest first.

    Members do not read what is the office's own: its people, its lists and its checks.
    """
    return _told(partner, _entries_about(partner), for_members=for_members)


def page_of_history(
    partner: Partner, number: str | None, per_page: int, *, for_members: bool = False
) -> Page[Any]:
    """One page of the whole history; only its entries are read."""
    page: Any = Paginator(_entries_about(partner), per_page).get_page(number)
    page.object_list = _told(partner, page.object_list, for_members=for_members)
    return page


def _told(partner: Partner, rows: Iterable[Entry], *, for_members: bool) -> list[Line]:
    entries = list(rows)
    changed = of_entries(entries)
    lines = [_line(entry, names_subject=True) for entry in entries]
    whole = [
        replace(line, changes=changed[entry.pk], detail="") if entry.pk in changed else line
        for line, entry in zip(lines, entries, strict=True)
    ]
    if not for_members:
        return whole
    office = partner.municipality.name
    return [_for_members(line, e, office) for line, e in zip(whole, entries, strict=True)]


def _for_members(line: Line, entry: Entry, office: str) -> Line:
    if entry.verb == "alliance.declined" and not entry.data.get("on_behalf"):
        return replace(line, by="")  # the other side's person, whose name is not told
    is_from_list = "row" in entry.data
    by_operator = entry.actor is not None and entry.actor.is_superuser
    if not (entry.verb in _BY_OFFICE or is_from_list or by_operator):
        return line
    detail = "" if is_from_list or entry.verb == "partner.approved" else line.detail
    return replace(line, by=office, detail=detail)


def _entries_about(partner: Partner) -> QuerySet[Entry]:
    about = Q(subject_type="partners.partner", subject_id=str(partner.pk))
    listings = partner.listings.annotate(key=Cast("pk", CharField())).values("key")
    about |= Q(subject_type="partners.listing", subject_id__in=listings)
    return Entry.objects.filter(about).select_related("actor")


def done_on_behalf(partner: Partner) -> list[Line]:
    """What others did in the partner's name, with its listings too, latest first."""
    return lines_of(entries_on_behalf(partner)[:SHOWN])


def lines_of(entries: Iterable[Entry]) -> list[Line]:
    """The entries in words, with the listings they are about."""
    return [_line(entry, names_subject=True) for entry in entries]


def entries_on_behalf(partner: Partner) -> QuerySet[Entry]:
    """The entries about the partner and its listings that somebody made who is no member."""
    listings = partner.listings.annotate(key=Cast("pk", CharField())).values("key")
    about = Q(subject_type="partners.partner", subject_id=str(partner.pk))
    about |= Q(subject_type="partners.listing", subject_id__in=listings)
    return Entry.objects.filter(about, data__has_key="on_behalf").select_related("actor")


def news_history(news: News) -> list[Line]:
    """What happened to a piece of news, with the old and the new text, latest first."""
    entries = list(history_of(news))
    changed = of_entries(entries)
    lines = [_line(entry) for entry in entries]
    return [
        replace(line, changes=changed[entry.pk], detail="") if entry.pk in changed else line
        for line, entry in zip(lines, entries, strict=True)
    ]


_MODELS: dict[str, type[Model]] = {"partners.listing": Listing, "partners.news": News}


def _line(entry: Entry, *, names_subject: bool = False) -> Line:
    is_listing = entry.subject_type == "partners.listing"
    return Line(
        at=entry.at,
        words=WORDS.get(entry.verb, entry.verb),
        by=str(entry.actor or ""),
        detail=_detail(entry),
        acting=str(entry.data.get("on_behalf", {}).get("as", "")),
        about=entry.subject_title if names_subject and is_listing else "",
        remarks=_remarks(entry),
    )


def _remarks(entry: Entry) -> list[tuple[str, str]]:
    """What staff asked of single answers."""
    asked = entry.data.get("remarks", {})
    return [(label_of(Partner, name), text) for name, text in asked.items()]


def _detail(entry: Entry) -> str:
    """The reason given, the role, the list and row, or the names of what was changed."""
    if reason := entry.data.get("reason"):
        return str(reason)
    if draft := entry.data.get("draft"):
        return str(draft)
    if ended_by := entry.data.get("ended_by_name"):
        return gettext("by %(name)s") % {"name": ended_by}
    if federation := entry.data.get("federation_name"):
        return str(federation)
    if until := entry.data.get("expires_on"):
        return _until(until) + _checked(entry)
    if role := entry.data.get("role"):
        return str(Membership.Role(role).label)
    if row := entry.data.get("row"):
        said = {"list": entry.data.get("list", ""), "row": row}
        return gettext("%(list)s, row %(row)s") % said + _changed(entry, "\n")
    return _changed(entry)


def _until(day: str) -> str:
    return gettext("Registered until %(day)s") % {"day": date_format(date.fromisoformat(day))}


def _checked(entry: Entry) -> str:
    """How many lines of the office's checklist were ticked at the approval."""
    number = len(entry.data.get("checked", ()))
    words = ngettext("%(number)d line checked", "%(number)d lines checked", number)
    return "\n" + words % {"number": number} if number else ""


def _changed(entry: Entry, before: str = "") -> str:
    model = _MODELS.get(entry.subject_type, Partner)
    names = entry.data.get("changed", [])
    return before + gettext(", ").join(label_of(model, name) for name in names) if names else ""
