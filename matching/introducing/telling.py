"""Who is told what of an introduction, each once. What the notices say stands in `wording.py`.

Who has acted needs no notice of it, but for the contacts. What is answered waits for nobody: its
notices count as read (`settle`).
"""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.urls import reverse

from matching.introducing.rules import takes_introductions, who_answers, who_brokers
from matching.models import Introduction, Party
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.municipalities.models import IntroductionRoute
from tomoni.notices import reading
from tomoni.notices.models import Notice
from tomoni.notices.telling import tell

ASKED = "matching.introduction_asked"
TO_BROKER = "matching.introduction_to_broker"
ACCEPTED = "matching.introduction_accepted"
DECLINED = "matching.introduction_declined"
WITHDRAWN = "matching.introduction_withdrawn"
UNANSWERED = "matching.introduction_unanswered"
BROKERED = "matching.introduction_brokered"
"""What became of what a broker has passed on or brought together."""
REMINDER = "matching.introduction_reminder"
BROKER_REMINDER = "matching.introduction_broker_reminder"
FOLLOW_UP = "matching.introduction_follow_up"

_OF_PARTIES = (ASKED, REMINDER)
_OF_BROKERS = (TO_BROKER, BROKER_REMINDER)
_ABOUT_IT = (*_OF_BROKERS, BROKERED)
_ABOUT_PARTIES = (*_OF_PARTIES, ACCEPTED, DECLINED, WITHDRAWN, UNANSWERED, FOLLOW_UP)
_State = Party.State


def tell_broker(introduction: Introduction, entry: Entry) -> None:
    """The broker: somebody asks to be introduced."""
    people = who_brokers(introduction)
    _tell(people, TO_BROKER, introduction, str(entry.pk), _board(), besides=entry.actor)


def tell_asked(introduction: Introduction, entry: Entry) -> None:
    """Those who are asked: somebody would like to talk with them."""
    settle(introduction)
    _tell_parties(introduction, entry, ASKED, [_State.ASKED], besides=entry.actor)


def tell_accepted(introduction: Introduction, entry: Entry) -> None:
    """All who have agreed: whom to call. The broker hears of it, and of three who was silent."""
    settle(introduction)
    _tell_parties(introduction, entry, ACCEPTED, [_State.AGREED])
    _tell_parties(introduction, entry, UNANSWERED, [_State.SILENT])
    _tell_through(introduction, entry)


def tell_declined(introduction: Introduction, entry: Entry) -> None:
    """Who has asked or agreed, of three who was still asked; no person is named as declining."""
    settle(introduction)
    knowing = [_State.AGREED]
    if introduction.forwarded_at:
        knowing.append(_State.ASKED)
    _tell_parties(introduction, entry, DECLINED, knowing, besides=entry.actor)
    _tell_through(introduction, entry)


def tell_withdrawn(introduction: Introduction, entry: Entry) -> None:
    """Those who knew that they were asked."""
    settle(introduction)
    if introduction.forwarded_at:
        _tell_parties(introduction, entry, WITHDRAWN, [_State.ASKED], besides=entry.actor)
    _tell_through(introduction, entry)


def tell_unanswered(introduction: Introduction, entry: Entry) -> None:
    """All who know of it, kindly."""
    settle(introduction)
    knowing = list(_State) if introduction.forwarded_at else [_State.AGREED]
    knowing = [state for state in knowing if state != _State.DECLINED]
    _tell_parties(introduction, entry, UNANSWERED, knowing)
    _tell_through(introduction, entry)


def remind(introduction: Introduction) -> None:
    """Those who owe the answer now, and nobody else: who could not give one is left in peace."""
    mark = f"{introduction.state}:{introduction.reminders}"
    data = {"number": introduction.reminders}
    if introduction.state == Introduction.State.REQUESTED:
        if all(party.stands for party in introduction.parties.all()):
            people = who_brokers(introduction)
            _tell(people, BROKER_REMINDER, introduction, mark, _board(), data=data)
        return
    url = introduction.get_absolute_url()
    for party in [party for party in introduction.parties.all() if is_expected(party)]:
        _tell(who_answers(party.partner), REMINDER, party, mark, url, data=data)


def is_expected(party: Party) -> bool:
    """Whether the partner owes an answer and takes introductions of one of the others now."""
    return party.owes_answer and any(
        takes_introductions(party.partner, of=other.partner)
        for other in party.others
        if other.stands
    )


def follow_up(party: Party, person: User, number: int) -> None:
    """Have they met, what came of it: asked of the person who speaks for the partner."""
    url, mark = party.introduction.get_absolute_url(), str(number)
    _tell([person], FOLLOW_UP, party, mark, url, data={"number": number})


def settle(introduction: Introduction) -> None:
    """What is answered, passed on or over waits for nobody any more."""
    if introduction.state != Introduction.State.REQUESTED:
        for kind in _OF_BROKERS:
            reading.settle(kind, [introduction.pk])
    answered = introduction.parties.all()
    if introduction.state == Introduction.State.FORWARDED:
        answered = answered.exclude(state=_State.ASKED)
    pks = list(answered.values_list("pk", flat=True))
    for kind in _OF_PARTIES:
        reading.settle(kind, pks)
    if introduction.state == Introduction.State.OUTCOME:
        reading.settle(FOLLOW_UP, pks)


def note_read(introduction: Introduction, parties: Iterable[Party], reader: User) -> None:
    """Who has the page before their eyes has read what its notices tell, of whatever kind."""
    of_it = Q(kind__in=_ABOUT_IT, subject_id=str(introduction.pk))
    of_parties = Q(kind__in=_ABOUT_PARTIES, subject_id__in=[str(each.pk) for each in parties])
    unread = Notice.objects.of(reader).unread().filter(of_it | of_parties)
    if pks := list(unread.values_list("pk", flat=True)):
        reading.mark_read(reader, pks)


# --- Whom a notice reaches ----------------------------------------------------------------------


def _tell_parties(
    introduction: Introduction,
    entry: Entry,
    kind: str,
    states: Iterable[str],
    *,
    besides: User | None = None,
) -> None:
    """The people of the partners whose answer is in one of the states."""
    parties = introduction.parties.filter(state__in=states).select_related("partner")
    url = introduction.get_absolute_url()
    for party in parties.order_by("pk"):
        _tell(who_answers(party.partner), kind, party, str(entry.pk), url, besides=besides)


def _tell_through(introduction: Introduction, entry: Entry) -> None:
    """The broker, where there is one, hears what became of it."""
    if introduction.route != IntroductionRoute.DIRECT:
        people = who_brokers(introduction)
        _tell(people, BROKERED, introduction, str(entry.pk), _board(), besides=entry.actor)


def _tell(
    people: Iterable[User],
    kind: str,
    about: models.Model,
    mark: str,
    url: str,
    *,
    besides: User | None = None,
    data: dict[str, int] | None = None,
) -> None:
    for person in people:
        if person != besides:
            tell(person, kind, about, key=f"{kind}:{about.pk}:{mark}", url=url, data=data)


def _board() -> str:
    return reverse("matching:introduction_board")
