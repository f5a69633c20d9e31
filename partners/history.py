"""The journal's words for what happened to partners and listings, and as whom it was done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Model, Q
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from partners.models import Listing, Membership, News, Partner
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
    "listing.published": pgettext_lazy("done", "Published"),
    "listing.updated": _("Changed"),
    "listing.paused": _("Paused"),
    "listing.resumed": _("Shown again"),
    "listing.fulfilled": _("Marked as fulfilled"),
    "news.posted": pgettext_lazy("done", "Posted"),
    "news.updated": _("Changed"),
    "news.ended": pgettext_lazy("done", "Ended early"),
    "news.hidden": pgettext_lazy("done", "Hidden by the municipality"),
    "news.asked": _("Asked to be shown again"),
    "news.shown": _("Shown again"),
}
SHOWN = 200


@dataclass(frozen=True)
class Line:
    """One thing that happened. `acting` is the federation or office of who is no member."""

    at: datetime
    words: Any
    by: str
    detail: str
    acting: str = ""
    about: str = ""


def history(partner: Partner) -> list[Line]:
    """What happened to the registration, and what others wrote in its name, latest first."""
    written = [line for line in done_on_behalf(partner) if line.about]
    lines = [*(_line(entry) for entry in history_of(partner)), *written]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def done_on_behalf(partner: Partner) -> list[Line]:
    """What others did in the partner's name, with its listings too, latest first."""
    listings = partner.listings.annotate(key=Cast("pk", CharField())).values("key")
    about = Q(subject_type="partners.partner", subject_id=str(partner.pk))
    about |= Q(subject_type="partners.listing", subject_id__in=listings)
    entries = Entry.objects.filter(about, data__has_key="on_behalf").select_related("actor")
    return [_line(entry, names_subject=True) for entry in entries[:SHOWN]]


def news_history(news: News) -> list[Line]:
    """What happened to a piece of news, latest first."""
    return [_line(entry) for entry in history_of(news)]


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
    )


def _detail(entry: Entry) -> str:
    """The reason given, the role, the list and row, or the names of what was changed."""
    if reason := entry.data.get("reason"):
        return str(reason)
    if role := entry.data.get("role"):
        return str(Membership.Role(role).label)
    if row := entry.data.get("row"):
        said = {"list": entry.data.get("list", ""), "row": row}
        return gettext("%(list)s, row %(row)s") % said + _changed(entry, "\n")
    return _changed(entry)


def _changed(entry: Entry, before: str = "") -> str:
    model = _MODELS.get(entry.subject_type, Partner)
    names = entry.data.get("changed", [])
    return before + ", ".join(_label(model, name) for name in names) if names else ""


def _label(model: type[Model], name: str) -> str:
    return str(getattr(model._meta.get_field(name), "verbose_name", name))
