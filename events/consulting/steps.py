"""How a topic is put to the office, answered, taken back, and becomes a need of its partner."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.consulting import telling
from events.consulting.transitions import TRANSITIONS, Step
from events.models import Event, Topic
from partners.models import Listing, Partner
from partners.publishing.listings import note_listing
from tomoni import text as plain
from tomoni.accounts.models import User
from tomoni.journal.record import record
from tomoni.models import LostUpdateError, StateError
from tomoni.receipts import new_receipt

MOST_WAITING = 10
"""Topics of one person that wait for an answer at one meeting."""
_TITLE = 80


def takes_topics(event: Event) -> bool:
    """It has a consultation desk, is announced, and is not over."""
    return event.takes_topics and event.state == Event.State.ANNOUNCED and not event.is_over


@transaction.atomic
def put(
    event: Event, *, by: User, text: str, is_public: bool, partner: Partner | None = None
) -> Topic:
    """Put a topic to the office; the receipt goes out by mail, and the office hears of it.

    Raises StateError where the meeting takes none now, or too many of the person's wait already.
    """
    User.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)  # one at a time
    if not takes_topics(event):
        raise StateError(_("This meeting takes no topics at the moment."))
    waiting = Topic.objects.filter(event=event, user=by, state=Topic.State.ASKED)
    if waiting.count() >= MOST_WAITING:
        raise StateError(
            _("%(n)d of your topics wait for an answer. Please wait for it, or take one back.")
            % {"n": MOST_WAITING}
        )
    topic = Topic.objects.create(
        event=event,
        user=by,
        partner=partner,
        receipt=new_receipt("T"),
        text=text,
        is_public=is_public,
    )
    record(by, "topic.put", topic, municipality=event.municipality)
    telling.confirm(topic)
    telling.tell_office(topic)
    return topic


@transaction.atomic
def answer_live(topic: Topic, *, by: User, words: str = "") -> None:
    """It was answered at the meeting; what was said may be written down in a few words."""
    _begin(topic, Step.ANSWER_LIVE)
    _answer(topic, Step.ANSWER_LIVE, by, words)
    record(by, "topic.answered_live", topic, municipality=topic.event.municipality)


@transaction.atomic
def answer(topic: Topic, *, by: User, words: str, seen: datetime | None) -> None:
    """Answer in writing; who has asked is told. The answer of the time `seen` is replaced.

    Raises LostUpdateError where somebody else has answered since.
    """
    _begin(topic, Step.ANSWER)
    if topic.answered_at != seen:
        raise LostUpdateError
    _answer(topic, Step.ANSWER, by, words)
    entry = record(by, "topic.answered", topic, municipality=topic.event.municipality)
    telling.tell_answered(topic, entry)


def _answer(topic: Topic, step: Step, by: User, words: str) -> None:
    topic.state = TRANSITIONS[step].target or topic.state
    topic.answer, topic.answered_at, topic.answered_by = words, timezone.now(), by
    topic.save()
    telling.settle(topic)


@transaction.atomic
def take_back(topic: Topic, *, by: User) -> None:
    """Who has asked takes it back, as long as it was not answered; nobody reads it any more."""
    _begin(topic, Step.TAKE_BACK)
    topic.state = TRANSITIONS[Step.TAKE_BACK].target or topic.state
    topic.save(update_fields=["state", "updated_at"])
    record(by, "topic.taken_back", topic, municipality=topic.event.municipality)
    telling.settle(topic)


@transaction.atomic
def make_private(topic: Topic, *, by: User) -> None:
    """Who has asked lets only the office read it from now on, answered or not. Twice is once."""
    _begin(topic, Step.MAKE_PRIVATE)
    if topic.is_public:
        topic.is_public = False
        topic.save(update_fields=["is_public", "updated_at"])
        record(by, "topic.made_private", topic, municipality=topic.event.municipality)


@transaction.atomic
def hold_back(topic: Topic, *, by: User) -> None:
    """The office keeps a public topic to itself. Twice is once."""
    _begin(topic, Step.HOLD_BACK)
    _hold(topic, True, "topic.held_back", by)


@transaction.atomic
def let_show(topic: Topic, *, by: User) -> None:
    """The office shows it again, as far as who has asked allows that. Twice is once."""
    _begin(topic, Step.LET_SHOW)
    _hold(topic, False, "topic.let_show", by)


def _hold(topic: Topic, is_held_back: bool, verb: str, by: User) -> None:
    if topic.is_held_back != is_held_back:
        topic.is_held_back = is_held_back
        topic.save(update_fields=["is_held_back", "updated_at"])
        record(by, verb, topic, municipality=topic.event.municipality)


@transaction.atomic
def make_need(topic: Topic, partner: Partner, *, by: User) -> Listing:
    """The draft of a need with the words of the topic; asked for again, it is the first one."""
    _begin(topic, Step.MAKE_NEED)
    if topic.listing is not None:
        return topic.listing
    listing = Listing(
        partner=partner, side=Listing.Side.NEED, title=_title(topic.text), body=topic.text
    )
    note_listing(listing, by=by)
    topic.listing = listing
    topic.save(update_fields=["listing", "updated_at"])
    record(by, "topic.made_need", topic, municipality=topic.event.municipality, need=listing.pk)
    return listing


def _title(words: str) -> str:
    """The first line, or its first sentence where it is long."""
    line = plain.one_line(words.strip().partition("\n")[0])
    if len(line) <= _TITLE:
        return line
    sentence = line.partition("。")[0]
    return sentence if len(sentence) <= _TITLE else f"{line[: _TITLE - 1]}…"


def _begin(topic: Topic, step: Step) -> None:
    topic.lock()
    topic.require_state(*TRANSITIONS[step].sources)
