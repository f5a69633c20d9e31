"""The clocks after a meeting, and what they tell."""

from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from events import follow_up_states
from events.following import clocks, telling, wording
from tomoni.journal import ledger
from tomoni.journal.ledger import Write
from tomoni.notices import kinds
from tomoni.notices.kinds import Group, Kind, Pace


@ledger.handler(clocks.DAY)
def afterwards_day(key: str, payload: dict[str, Any]) -> Write:
    """Once a day: have everything looked at of which somebody is to be told something."""
    today = date.fromisoformat(key)
    due = (
        (clocks.FOLLOW_UP, "follow-up", clocks.due_follow_ups(today)),
        (clocks.ASK, "event", clocks.due_questionnaires(today)),
        (clocks.AGAIN, "wish", clocks.due_wishes(today)),
    )

    def write() -> None:
        for kind, name, pks in due:
            for pk in pks:
                ledger.enqueue(kind, f"{name}:{pk}")

    return write


@ledger.handler(clocks.FOLLOW_UP)
def follow_up_look(key: str, payload: dict[str, Any]) -> Write:
    """Remind of one follow-up, or let it go."""
    return partial(clocks.look_at, int(key.removeprefix("follow-up:")))


@ledger.handler(clocks.ASK)
def questionnaire_ask(key: str, payload: dict[str, Any]) -> Write:
    """Ask who was at one meeting."""
    return partial(clocks.ask, int(key.removeprefix("event:")))


@ledger.handler(clocks.AGAIN)
def again_look(key: str, payload: dict[str, Any]) -> Write:
    """Bring two together who both wish it."""
    return partial(clocks.look_at_wish, int(key.removeprefix("wish:")))


_KINDS: list[tuple[str, Any, kinds.Words, kinds.Rows, bool]] = [
    (
        follow_up_states.REMINDER,
        _("The day of a follow-up has come"),
        wording.word_reminder,
        wording.looked_after_by,
        False,
    ),
    (
        telling.LAPSED,
        _("A follow-up has been let go"),
        wording.word_lapsed,
        wording.looked_after_by,
        False,
    ),
    (
        follow_up_states.HANDED_OVER,
        _("A follow-up was handed over to me"),
        wording.word_handed_over,
        wording.looked_after_by,
        False,
    ),
    (
        telling.MUTUAL,
        _("Somebody wishes to talk to me again, and I do, too"),
        wording.word_mutual,
        wording.wishes_of,
        True,
    ),
    (
        telling.QUESTIONS,
        _("Five questions after a meeting"),
        wording.word_questions,
        wording.seats_of,
        False,
    ),
]
for _name, _label, _words, _rows, _is_owed in _KINDS:
    _kind = Kind(_name, _label, Group.MEETINGS, usual=Pace.NOW, is_owed=_is_owed)
    kinds.register(_kind, _words, rows=_rows)
