"""The matcher's work in the background, the clocks of introductions, and what these tell."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from matching import new_suggestions, rebuilding, suggestions
from matching.introducing import clocks, following, telling, wording
from matching.models import Version
from matching.reading.showing import NEW_OF_CHALLENGE, NEW_OF_LISTING
from matching.suggestions import REBUILD, START, Write
from tomoni.journal import ledger
from tomoni.notices import kinds
from tomoni.notices.kinds import Group, Kind, Pace


@ledger.handler(suggestions.MATCH)
def match(key: str, payload: dict[str, Any]) -> Write:
    """A listing, challenge or partner has changed."""
    return suggestions.refresh(key)


@ledger.handler(REBUILD)
def rebuild(key: str, payload: dict[str, Any]) -> Write:
    """A rebuild was asked for, or one of its parts is to be done: "12:weighing:3"."""
    if key == START:
        return _begin
    pk, phase, part = key.split(":")
    version = Version.objects.building().filter(pk=pk, phase=phase).first()
    return rebuilding.work(version, int(part), _ask_for_parts) if version else _nothing


@ledger.handler(new_suggestions.DAY)
def new_day(key: str, payload: dict[str, Any]) -> Write:
    """Once a day: have all lists compared with what their sides know."""
    return partial(new_suggestions.ask_for_parts, key, new_suggestions.parts())


@ledger.handler(new_suggestions.PART, lease=timedelta(minutes=2))
def new_part(key: str, payload: dict[str, Any]) -> Write:
    """Compare some of them, and tell of who is new: "2026-11-28:listing:12", day and first."""
    pairs = new_suggestions.new_suggestions(payload["keys"])
    return partial(new_suggestions.tell_of, pairs, key.partition(":")[0])


kinds.register(
    Kind(
        NEW_OF_LISTING,
        _("New suggestions for our needs and seeds"),
        Group.SUGGESTIONS,
        usual=Pace.WEEKLY,
    ),
    new_suggestions.words,
    rows=new_suggestions.listings_of,
)
kinds.register(
    Kind(
        NEW_OF_CHALLENGE,
        _("New suggestions for our challenges"),
        Group.SUGGESTIONS,
        usual=Pace.WEEKLY,
    ),
    new_suggestions.words,
    rows=new_suggestions.challenges_of,
)


def _begin() -> None:
    """Start, or wait until the one that is under way has ended."""
    version = rebuilding.begin()
    if version is None:
        suggestions.ask_for_rebuild(delay=suggestions.REBUILD_AFTER)
    else:
        _ask_for_parts(version)


def _ask_for_parts(version: Version) -> None:
    if version.state == Version.State.BUILDING:
        for part in range(version.parts):
            ledger.enqueue(REBUILD, f"{version.pk}:{version.phase}:{part}")


def _nothing() -> None:
    """The rebuild to which the part belonged was given up."""


@ledger.handler(clocks.DAY)
def introductions_day(key: str, payload: dict[str, Any]) -> Write:
    """Once a day: have every introduction looked at of which somebody is to be told something."""
    today = date.fromisoformat(key)
    waiting, agreed = clocks.due_introductions(today), following.due_introductions(today)

    def write() -> None:
        for kind, pks in ((clocks.INTRODUCTION, waiting), (following.INTRODUCTION, agreed)):
            for pk in pks:
                ledger.enqueue(kind, f"introduction:{pk}")

    return write


@ledger.handler(clocks.INTRODUCTION)
def introduction_look(key: str, payload: dict[str, Any]) -> Write:
    """Remind who owes the answer to one introduction, or close it."""
    return partial(clocks.look_at, int(key.removeprefix("introduction:")))


@ledger.handler(following.INTRODUCTION)
def introduction_follow_up_look(key: str, payload: dict[str, Any]) -> Write:
    """Ask those who have agreed to talk whether they have met."""
    return partial(following.look_at, int(key.removeprefix("introduction:")))


_KINDS: list[tuple[str, Any, bool, kinds.Words, kinds.Rows]] = [
    (
        telling.ASKED,
        _("Somebody would like to talk with us"),
        True,
        wording.word_asked,
        wording.questions_to,
    ),
    (
        telling.REMINDER,
        _("Somebody is still waiting for our answer to an introduction"),
        True,
        wording.word_reminder,
        wording.questions_to,
    ),
    (
        telling.ACCEPTED,
        _("An introduction has come about: whom to call"),
        True,
        wording.word_accepted,
        wording.agreed_of,
    ),
    (
        telling.DECLINED,
        _("An introduction does not come about"),
        True,
        wording.word_declined,
        wording.parties_of,
    ),
    (
        telling.UNANSWERED,
        _("An introduction has closed without an answer"),
        True,
        wording.word_unanswered,
        wording.parties_of,
    ),
    (
        telling.WITHDRAWN,
        _("A request for a talk has been taken back"),
        False,
        wording.word_withdrawn,
        wording.parties_of,
    ),
    (
        telling.FOLLOW_UP,
        _("After an introduction: have you met, and what came of it"),
        False,
        wording.word_follow_up,
        wording.parties_of,
    ),
    (
        telling.TO_BROKER,
        _("An introduction waits to be passed on"),
        True,
        wording.word_to_broker,
        wording.brokered_by,
    ),
    (
        telling.BROKER_REMINDER,
        _("An introduction is still waiting to be passed on"),
        True,
        wording.word_broker_reminder,
        wording.brokered_by,
    ),
    (
        telling.BROKERED,
        _("What became of an introduction that we passed on"),
        False,
        wording.word_brokered,
        wording.brokered_by,
    ),
]
for _name, _label, _is_owed, _words, _rows in _KINDS:
    kinds.register(Kind(_name, _label, Group.INTRODUCTIONS, is_owed=_is_owed), _words, rows=_rows)
