"""What partners and the office are told of pitches."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.pitching import telling, wording
from tomoni.notices.kinds import Group, Kind, Pace, Rows, Words, register

_Row = tuple[Kind, Words, Rows]


def _decision(name: str, label: Promise) -> _Row:
    return Kind(name, label, Group.MEETINGS, is_owed=True), wording.word_pitch, wording.pitches_of


def _work(name: str, label: Promise, usual: Pace) -> _Row:
    return Kind(name, label, Group.WORK, usual=usual), wording.word_pitch, wording.pitches_to_office


_KINDS: list[_Row] = [
    _decision(telling.CHOSEN, _("Our pitch is in the programme")),
    _decision(telling.DECLINED, _("Our pitch is not in the programme")),
    _decision(telling.TAKEN_BACK, _("Our pitch was taken out of the programme again")),
    (
        Kind(telling.HELP, _("Somebody can help with our pitch"), Group.MEETINGS, usual=Pace.DAILY),
        wording.word_help,
        wording.help_for,
    ),
    _work(telling.HANDED_IN, _("A pitch waits for the office"), Pace.DAILY),
    _work(telling.CHANGED, _("A pitch of the programme was written anew"), Pace.NOW),
    _work(telling.WITHDRAWN, _("A partner has withdrawn its pitch"), Pace.NOW),
]

for _kind, _words, _rows in _KINDS:
    register(_kind, _words, rows=_rows)
