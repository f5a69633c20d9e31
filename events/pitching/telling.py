"""Who is told what of a pitch, each once. What the notices say stands in `wording.py`."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import translation

from events.models import HelpOffer, Pitch
from partners.mailing.responsible import people_of
from partners.models import Membership
from tomoni.accounts.models import User
from tomoni.journal.mail import send_mail_later
from tomoni.journal.models import Entry
from tomoni.municipalities.office import people_of_office
from tomoni.notices import reading
from tomoni.notices.telling import tell

HANDED_IN = "events.pitch_handed_in"
WITHDRAWN = "events.pitch_withdrawn"
CHOSEN = "events.pitch_chosen"
TAKEN_BACK = "events.pitch_taken_back"
DECLINED = "events.pitch_declined"
CHANGED = "events.pitch_changed"
HELP = "events.help_offered"

_TO_PARTNER = (CHOSEN, TAKEN_BACK, DECLINED)


def confirm(pitch: Pitch) -> None:
    """The copy that who hands in a pitch gets by mail."""
    person, event = pitch.user, pitch.event
    with translation.override(person.language):
        context = {
            "name": person.name,
            "receipt": pitch.receipt,
            "event": event.title,
            "title": pitch.title,
            "ask": pitch.ask,
            "listing": pitch.listing.title if pitch.listing else "",
            "presenter": pitch.presenter,
            "minutes": pitch.minutes,
            "slides": pitch.slides_name,
            "path": pitch_page(pitch),
        }
    send_mail_later(
        to=person,
        template="event_pitch_received",
        context=context,
        language=person.language,
        dedupe_key=f"event_pitch_received:{pitch.receipt}",
    )


def tell_office(pitch: Pitch, kind: str, entry: Entry) -> None:
    """Everybody in the office who can do something about it."""
    url = reverse("events:pitch_queue", args=[pitch.event.slug])
    _tell(people_of_office(pitch.event.municipality), kind, pitch, entry, url)


def tell_partner(pitch: Pitch, kind: str, entry: Entry) -> None:
    """Who handed it in, and whoever may write for the partner."""
    _tell(presenting(pitch), kind, pitch, entry, pitch_page(pitch))


def tell_of_help(offer: HelpOffer) -> None:
    """The presenter's side: somebody can help. Once, however often it is taken back and said."""
    url = pitch_page(offer.pitch)
    for person in presenting(offer.pitch):
        tell(person, HELP, offer, key=f"{HELP}:{offer.pk}", url=url)


def settle_help(offer: HelpOffer) -> None:
    """What was taken back is no news any more."""
    reading.settle(HELP, [offer.pk])


def presenting(pitch: Pitch) -> list[User]:
    """The presenter's side: its editors and owners now."""
    return people_of(pitch.partner, at_least=Membership.Role.EDITOR)


def settle(pitch: Pitch) -> None:
    """What has been decided otherwise since is no news any more."""
    for kind in (HANDED_IN, CHANGED, *_TO_PARTNER):
        reading.settle(kind, [pitch.pk])


def pitch_page(pitch: Pitch) -> str:
    """Where the pitch is."""
    return reverse("events:pitch_detail", args=[pitch.event.slug, pitch.pk])


def _tell(people: Iterable[User], kind: str, pitch: Pitch, entry: Entry, url: str) -> None:
    for person in people:
        if person != entry.actor:
            tell(person, kind, pitch, key=f"{kind}:{pitch.pk}:{entry.pk}", url=url)
