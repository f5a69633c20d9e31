"""Deadlines of challenges as entries for calendars (iCalendar, RFC 5545)."""

from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.db.models import Count, Q, QuerySet
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from icalendar import Event

from challenges.audience import OFFER_DRAFT
from challenges.calendars.files import file_of, host
from challenges.models import Challenge, Follow, ProposalDraft
from tomoni.accounts.models import Draft, User

MOST = 200  # entries of one calendar
_SALT = "challenges.calendar"


def calendar_of(challenges: Iterable[Challenge], name: str) -> bytes:
    """The file in the language of the moment; each deadline is an instant.

    An entry has the same name for ever and a number that grows with every change of the challenge,
    so that a calendar which has it takes the later deadline in the place of the old one.
    """
    return file_of((_entry(each, f"challenge-{each.slug}@{host()}") for each in challenges), name)


def _entry(challenge: Challenge, uid: str) -> Event:
    moved: int = challenge.extension_count  # type: ignore[attr-defined]
    event = Event()
    event.add("uid", uid)
    event.add("sequence", challenge.version + moved)
    event.add("dtstamp", challenge.updated_at)
    event.add("dtstart", challenge.closes_at)
    summary = (
        _("Offers until: %(title)s") if challenge.is_reverse else _("Proposals until: %(title)s")
    )
    event.add("summary", summary % {"title": challenge.title})
    event.add("description", challenge.asker.name)
    event.add("url", f"{settings.BASE_URL}{challenge.get_absolute_url()}")
    return event


def with_entries(challenges: QuerySet[Challenge]) -> QuerySet[Challenge]:
    """The challenges with everything that an entry says, in one query."""
    joined = challenges.select_related("municipality", "caller").defer("search", "caller__search")
    return joined.annotate(extension_count=Count("extensions", distinct=True))


def followed_by(person: User) -> QuerySet[Challenge]:
    """Open challenges that the person follows, or for which something is being written."""
    follows = Follow.objects.filter(user=person).values("challenge")
    offers = Draft.objects.filter(user=person, kind=OFFER_DRAFT, sent_at=None).exclude(data={})
    shared = ProposalDraft.objects.begun().writable_by(person)
    mine = Q(pk__in=follows) | Q(pk__in=shared.values("challenge"))
    mine |= Q(slug__in=offers.values("target"))
    rows = Challenge.objects.published().open().filter(mine)
    return with_entries(rows).order_by("closes_at", "pk")[:MOST]


def calendar_token(person: User) -> str:
    """Part of an address that needs no login; the same until a new password makes another one."""
    return signing.Signer(salt=_SALT).sign_object([person.pk, _mark(person)])


def person_of(token: str) -> User | None:
    """Whose calendar it is; None where the address is not ours or good no more."""
    try:
        pk, mark = signing.Signer(salt=_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    person = User.objects.filter(pk=pk, is_active=True).first()
    return person if person and constant_time_compare(mark, _mark(person)) else None


def _mark(person: User) -> str:
    return str(person.get_session_auth_hash())[:16]
