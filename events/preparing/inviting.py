"""The office tells partners of a meeting: whom, why, and each once."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from events import mails
from events.models import Event, EventInvitation
from events.preparing.suggesting import fitting
from matching.reading.words import listed
from partners.mailing.responsible import people_of
from partners.models import Listing, Membership, Partner
from tomoni import text
from tomoni.accounts.models import User
from tomoni.journal import record
from tomoni.models import StateError
from tomoni.notices.models import Notice
from tomoni.notices.telling import tell
from tomoni.taxonomy.models import Field, Goal

INVITED = "events.invited"
MOST = 500
"""Partners at a time."""
MOST_LINES = 500
"""Of a list that is pasted."""
_NAMED_BY = ("name", "kana", "corporate_number", "receipt")


class Candidate(NamedTuple):
    """A partner that may be invited, and why it is proposed."""

    partner: Partner
    why: str


class Found(NamedTuple):
    """Whom a way leads to; how many were told before; the lines of a list nobody was found for, or
    several; and how many lines were too many to be looked at.
    """

    candidates: list[Candidate]
    known: int = 0
    unclear: tuple[str, ...] = ()
    unread: int = 0


# --- Whom ---------------------------------------------------------------------------------------


def by_suggestion(event: Event, request: HttpRequest) -> Found:
    """Those whose needs and seeds are near the meeting; where nothing is matched yet, those of its
    goals and fields.
    """
    near = [
        Candidate(
            each.partner, _why_near(each.listing, [reason["words"] for reason in each.reasons])
        )
        for each in fitting(event, request)
    ]
    return _without_known(event, near or _of_labels(event))


def by_goal(event: Event, goal: Goal) -> Found:
    """The partners of the city that have chosen the goal, or have a listing about it."""
    about = Q(primary_goals=goal) | Q(related_goals=goal)
    why = _("SDG goal %(number)d: %(name)s") % {"number": goal.number, "name": goal.name}
    return _without_known(event, [Candidate(row, why) for row in _about(event, about)])


def by_field(event: Event, field: Field) -> Found:
    """The partners of the city of an administrative field."""
    why = _("Administrative field: %(name)s") % {"name": field.name}
    rows = _about(event, Q(fields=field))
    return _without_known(event, [Candidate(row, why) for row in rows])


def by_list(event: Event, pasted: str) -> Found:
    """Registered partners by name, receipt number or corporate number, one in a line."""
    lines = [line for each in pasted.splitlines() if (line := text.one_line(each))]
    read = list(dict.fromkeys(lines))
    meant = _named(read[:MOST_LINES])
    found, unclear = {}, []
    for line, rows in meant.items():
        if len(rows) == 1:
            found.update(rows)
        else:
            unclear.append(line)
    why = _("Stands in your list")
    known = _without_known(event, [Candidate(row, why) for row in found.values()], unclear)
    return known._replace(unread=len(read[MOST_LINES:]))


def _named(lines: list[str]) -> dict[str, dict[int, Partner]]:
    """The partners that each line may mean, by their ids; asked for all lines at once."""
    keys = {line: _keys(line) for line in lines}
    meant = Q(pk__in=())
    for name in _NAMED_BY:
        typed = {value for key in keys.values() if (value := key.get(name))}
        meant |= Q(**{f"{name}__in": typed})
    by_key: dict[tuple[str, str], dict[int, Partner]] = {}
    for partner in _invitable().filter(meant):
        for name in _NAMED_BY:
            by_key.setdefault((name, getattr(partner, name) or ""), {})[partner.pk] = partner
    found: dict[str, dict[int, Partner]] = {line: {} for line in lines}
    for line, key in keys.items():
        for pair in key.items():
            found[line].update(by_key.get(pair, {}) if pair[1] else {})
    return found


def _keys(line: str) -> dict[str, str]:
    """What a line may be of a partner."""
    plain = text.digits(line).upper()
    keys = {"name": line, "kana": text.katakana(line)}
    if re.fullmatch("[0-9]{13}", plain):
        keys["corporate_number"] = plain
    if re.fullmatch("[A-Z][0-9A-Z]{8}", plain):
        keys["receipt"] = f"{plain[0]}-{plain[1:5]}-{plain[5:]}"
    return keys


def _about(event: Event, about: Q) -> QuerySet[Partner]:
    live = Listing.objects.live().filter(about, partner=OuterRef("pk"))
    own = Partner.objects.filter(about, pk=OuterRef("pk"))
    rows = _invitable().filter(municipality=event.municipality)
    return rows.filter(Exists(own) | Exists(live)).order_by("kana", "pk")[:MOST]


def _invitable() -> QuerySet[Partner]:
    """Registered ones with somebody who reads what they are told."""
    members = Membership.objects.filter(partner=OuterRef("pk"), user__is_active=True)
    return Partner.objects.approved().filter(Exists(members)).defer("search")


def _of_labels(event: Event) -> list[Candidate]:
    fields = list(event.fields.all())
    if not fields:
        return []
    rows = _about(event, Q(fields__in=fields)).prefetch_related("fields")
    return [Candidate(row, _why_fields(row, fields)) for row in rows]


def _why_fields(partner: Partner, fields: list[Field]) -> str:
    shared = [field.name for field in partner.fields.all() if field in fields]
    if not shared:
        return _("A need or seed of a field of the meeting")
    return _("Fields in common: %(fields)s") % {"fields": listed(shared)}


def _why_near(listing: Listing, reasons: list[str]) -> str:
    return " · ".join([_("“%(title)s”") % {"title": listing.title}, *reasons[:2]])


def _without_known(
    event: Event, candidates: Iterable[Candidate], unclear: Iterable[str] = ()
) -> Found:
    """Without who was invited before or takes part already, or cannot be told."""
    candidates = list(candidates)
    pks = [each.partner.pk for each in candidates]
    invited = set(event.invitations.filter(partner__in=pks).values_list("partner", flat=True))
    active = event.registrations.active().filter(partner__in=pks)
    known = invited | set(active.values_list("partner", flat=True))
    reached = set(_invitable().filter(pk__in=pks).values_list("pk", flat=True))
    left = [each for each in candidates if each.partner.pk in reached - known]
    return Found(left[:MOST], len(known), tuple(unclear))


# --- The step -----------------------------------------------------------------------------------


@transaction.atomic
def invite(
    event: Event, partners: Iterable[Partner], *, way: str, words: str, by: User
) -> list[EventInvitation]:
    """Tell the members of each partner, once per meeting; the new invitations.

    Who was told before, or is not registered any more, is left out. StateError where the meeting
    takes no registrations.
    """
    if not event.accepts_registrations:
        raise StateError(_("Partners are invited while the meeting takes registrations."))
    chosen = _invitable().filter(pk__in=[partner.pk for partner in partners])
    made = []
    for partner in chosen.order_by("pk"):
        row, is_new = EventInvitation.objects.get_or_create(
            event=event, partner=partner, defaults={"way": way, "words": words, "invited_by": by}
        )
        if is_new:
            made.append(row)
            _tell(event, row)
    if made:
        record.record(
            by,
            "event.partners_invited",
            event,
            municipality=event.municipality,
            partners=[row.partner_id for row in made],
            way=way,
        )
    return made


def _tell(event: Event, invitation: EventInvitation) -> None:
    for person in people_of(invitation.partner, at_least=Membership.Role.VIEWER):
        tell(
            person,
            INVITED,
            invitation,
            key=f"{INVITED}:{invitation.pk}",
            url=reverse("events:event_detail", args=[event.slug]),
        )


# --- Worded -------------------------------------------------------------------------------------


def invitations_to(reader: User) -> QuerySet[EventInvitation]:
    """The invitations of partners to which the reader belongs, and that are still registered."""
    own = Membership.objects.filter(user=reader.pk).values("partner")
    rows = EventInvitation.objects.filter(partner__in=own, partner__state=Partner.State.APPROVED)
    return rows.select_related("event__municipality", "partner")


def word_invitation(notice: Notice) -> dict[str, Any] | None:
    """What an invitation says; nothing once the meeting takes no registrations any more."""
    invitation: EventInvitation = notice.about
    event = invitation.event
    if not event.accepts_registrations:
        return None
    return {
        "title": event.title,
        "when": mails.when(event),
        "where": event.place,
        "words": invitation.words,
        "partner": invitation.partner.name,
        "municipality": event.municipality.name,
    }
