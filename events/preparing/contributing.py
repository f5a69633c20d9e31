"""Who does something at a meeting, with a seat or without: people with a duty, and the presenter's
side of its pitches. What they are told: of the duty, of another date or place, of calling off.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from events import mails
from events.models import Duty, Event, Pitch
from partners.models import Membership
from tomoni.accounts.models import User
from tomoni.notices.models import Notice
from tomoni.notices.telling import tell

NAMED = "events.named_for_duty"
MOVED = "events.moved_for_contributors"
CALLED_OFF = "events.called_off"

_EDITING = Membership.Role.at_least(Membership.Role.EDITOR)
_COUNTED = (Pitch.State.APPLIED, Pitch.State.CHOSEN)
Mark = list[list[Any]]


def contributors(event: Event) -> list[User]:
    """Who is told beside those who take part, who are written to by their registration."""
    presenting = Membership.objects.filter(
        partner__pitches__event=event, partner__pitches__state__in=_COUNTED, role__in=_EDITING
    )
    named = Duty.objects.filter(event=event, user__isnull=False)
    taking_part = event.registrations.active().filter(user__isnull=False)
    rows = User.objects.filter(
        Q(pk__in=presenting.values("user")) | Q(pk__in=named.values("user")), is_active=True
    )
    return list(rows.exclude(pk__in=taking_part.values("user")).order_by("pk"))


def tell_contributors(event: Event, kind: str, *, mark: list[str] | None = None) -> None:
    """Each once per version of the meeting; `mark` is what it says of date and place."""
    for person in contributors(event):
        tell(
            person,
            kind,
            event,
            key=f"{kind}:{event.pk}:{event.version}",
            url=event.get_absolute_url(),
            data={"mark": mark or []},
        )


# --- Duties -------------------------------------------------------------------------------------


def duties_by_person(event: Event) -> dict[User, Mark]:
    """What each person with an account does at the meeting."""
    found: dict[User, Mark] = {}
    rows = Duty.objects.filter(event=event, user__is_active=True).select_related("user", "table")
    for duty in rows:
        assert duty.user  # noqa: S101 – asked for above
        found.setdefault(duty.user, []).append(_marked(duty))
    return {person: sorted(mark) for person, mark in found.items()}


def _marked(duty: Duty) -> list[Any]:
    return [duty.kind, duty.table.number if duty.table else 0]


def tell_of_duties(event: Event, by: User, before: dict[User, Mark] | None = None) -> None:
    """Everybody whose duties are new or others than before; of a draft nobody hears."""
    if event.is_draft or event.is_over:
        return
    for person, mark in duties_by_person(event).items():
        if person != by and mark != (before or {}).get(person):
            tell(
                person,
                NAMED,
                event,
                key=f"{NAMED}:{event.pk}:{event.version}",
                url=reverse("events:my_registrations"),
                data={"mark": mark},
            )


# --- Worded -------------------------------------------------------------------------------------


def contributed_to_by(reader: User) -> QuerySet[Event]:
    """Meetings at which the reader does something now, with `own_duties`."""
    partners = Membership.objects.filter(user=reader.pk, role__in=_EDITING).values("partner")
    pitched = Pitch.objects.filter(partner__in=partners, state__in=_COUNTED).values("event")
    own = Duty.objects.of_user(reader)
    rows = Event.objects.filter(Q(pk__in=pitched) | Q(pk__in=own.values("event")))
    duties = Prefetch("duties", own.select_related("table"), to_attr="own_duties")
    return rows.select_related("municipality").prefetch_related(duties)


def word_duties(notice: Notice) -> dict[str, Any] | None:
    """What the person does there; nothing where that has changed since."""
    event: Event = notice.about
    duties: list[Duty] = event.own_duties  # type: ignore[attr-defined]
    is_so = sorted(_marked(duty) for duty in duties) == notice.data["mark"]
    if not is_so or event.is_over or event.state != Event.State.ANNOUNCED:
        return None
    return {**_facts(event), "duties": in_words(duties)}


def in_words(duties: Iterable[Duty]) -> list[str]:
    """Each duty, with the table where it has one."""
    return [
        f"{duty.get_kind_display()} – {duty.table.label}" if duty.table else duty.get_kind_display()
        for duty in duties
    ]


def word_move(notice: Notice) -> dict[str, Any] | None:
    """When and where it is now; nothing where that has changed again, or it is over."""
    event: Event = notice.about
    is_so = notice.data["mark"] == place_and_time(event) and event.state == Event.State.ANNOUNCED
    return _facts(event) if is_so and not event.is_over else None


def word_called_off(notice: Notice) -> dict[str, Any] | None:
    """That it does not take place, and why."""
    event: Event = notice.about
    return {**_facts(event), "reason": event.cancel_reason} if event.is_cancelled else None


def place_and_time(event: Event) -> list[str]:
    """When and where it is, so that a notice which a later one has replaced is known."""
    times = [event.starts_at.isoformat(), event.ends_at.isoformat()]
    return [*times, event.form, event.venue, event.address]


def _facts(event: Event) -> dict[str, Any]:
    return {
        "title": event.title,
        "when": mails.when(event),
        "where": event.place,
        "municipality": event.municipality.name,
    }
