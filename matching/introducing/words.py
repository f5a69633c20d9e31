"""What the pages say of an introduction: how it stands, the line of its steps, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from matching.models import Introduction, Party
from partners.models import Partner
from tomoni.journal.record import history_of
from tomoni.municipalities.models import IntroductionRoute

State, Answer = Introduction.State, Party.State


class Said(NamedTuple):
    """How it stands in one sentence, and the class of its colour: good, wait, new or off."""

    words: str
    tone: str


def how_it_stands(introduction: Introduction, own: Party | None, *, waiting: int) -> Said:
    """For the side of `own`, or for its broker; `waiting` of the others have not answered yet."""
    if introduction.state == State.REQUESTED:
        return Said(_with_broker(introduction, own), "wait")
    if introduction.state == State.FORWARDED:
        return _while_asked(own, waiting)
    if introduction.is_agreed:
        return _once_agreed(introduction, own)
    return Said(_over(introduction, own), "off")


def _with_broker(introduction: Introduction, own: Party | None) -> str:
    if own is None:
        return _("It waits for you to pass it on")
    return _("%(broker)s reads it and passes it on") % {"broker": broker_of(introduction)}


def broker_of(introduction: Introduction) -> str:
    """Who passes it on, as the pages say it; empty where it goes directly."""
    if introduction.federation is not None:
        return introduction.federation.name
    if introduction.route == IntroductionRoute.OFFICE:
        return _("The office of %(city)s") % {"city": introduction.municipality.name}
    return ""


def _while_asked(own: Party | None, waiting: int) -> Said:
    if own is not None and own.state == Answer.ASKED:
        return Said(_("It waits for your answer"), "new")
    if own is not None and own.state == Answer.DECLINED:
        return Said(_("You have declined"), "off")
    if waiting == 1:
        return Said(_("Waiting for the answer"), "wait")
    return Said(_("Waiting for the answers of %(n)d partners") % {"n": waiting}, "wait")


def _once_agreed(introduction: Introduction, own: Party | None) -> Said:
    if own is not None and own.state != Answer.AGREED:
        return Said(_("The others talk without you"), "off")
    if introduction.state == State.OUTCOME:
        return Said(outcome_words(introduction), "good")
    if introduction.state == State.MET:
        return Said(_("You have met") if own else _("They have met"), "good")
    return Said(_("All have agreed to talk"), "good")


def outcome_words(introduction: Introduction) -> str:
    """What came of it, as it stands alone."""
    return str(Introduction.Outcome(introduction.outcome).label).capitalize()


def _over(introduction: Introduction, own: Party | None) -> str:
    if introduction.state == State.WITHDRAWN:
        return _("It was taken back")
    if introduction.state == State.UNANSWERED:
        return _("Nobody has answered in time")
    if own is not None and own.state == Answer.DECLINED:
        return _("You have declined")
    if introduction.forwarded_at is None:
        return _("It was not passed on")
    return _("It was declined")


# --- The steps as a line --------------------------------------------------------------------------


class Step(NamedTuple):
    """A step of the line: done with its time, the current one, or still to come."""

    words: str
    at: datetime | None
    is_current: bool


def course(introduction: Introduction) -> list[Step]:
    """Its life as a line: what is done, where it stands, what may follow."""
    asked = _("Brought together") if introduction.is_by_hand else _("Asked")
    if introduction.is_wished_by_all:
        asked = _("Wished by all")
    found: list[tuple[str, datetime | None]] = [(asked, introduction.requested_at)]
    if introduction.route != IntroductionRoute.DIRECT and not introduction.is_by_hand:
        found.append((_("Passed on"), introduction.forwarded_at))
    if introduction.over_at:
        found = [(words, at) for words, at in found if at]
        found.append((introduction.get_state_display(), introduction.over_at))
    else:
        found += [
            (_("All have agreed"), introduction.accepted_at),
            (_("Met"), introduction.met_at),
            (pgettext("introduction", "What came of it"), introduction.outcome_at),
        ]
    if introduction.state == State.OUTCOME:  # it may be told without a word about the meeting
        found = [(words, at) for words, at in found if at]
    current = next((n for n, (_words, at) in enumerate(found) if at is None), None)
    return [Step(words, at, n == current) for n, (words, at) in enumerate(found)]


# --- What happened --------------------------------------------------------------------------------

_HAPPENED: dict[str, Promise] = {
    "introduction.requested": gettext_lazy("Asked for a talk"),
    "introduction.brought_together": gettext_lazy("Brought the partners together"),
    "introduction.wished_by_all": gettext_lazy("All wished to talk again after a meeting"),
    "introduction.forwarded": gettext_lazy("Passed it on"),
    "introduction.refused": gettext_lazy("Did not pass it on"),
    "introduction.agreed": gettext_lazy("Agreed to talk"),
    "introduction.declined": pgettext_lazy("introduction, done", "Declined"),
    "introduction.withdrawn": gettext_lazy("Took it back"),
    "introduction.unanswered": gettext_lazy("It closed by itself, as no answer came"),
    "introduction.met": gettext_lazy("Told that they have met"),
    "introduction.concluded": gettext_lazy("Told what came of it"),
}
_ANSWERS = ("introduction.agreed", "introduction.declined")
_BY_BROKER = (
    "introduction.brought_together",
    "introduction.forwarded",
    "introduction.refused",
)


@dataclass(frozen=True)
class Line:
    """One thing that happened; `by` is a partner, an office or a federation, never a person."""

    at: datetime
    words: str
    by: str


def history(introduction: Introduction, parties: Sequence[Party], own: Party | None) -> list[Line]:
    """The latest first, in one query. What the others have answered is told when it is settled, so
    that nobody is asked in the light of it.
    """
    partners = {party.partner_id: party.partner for party in parties}
    told = (*_HAPPENED,)
    lines = []
    for entry in history_of(introduction).filter(verb__in=told):
        by: Partner | None = partners.get(entry.data.get("partner", 0))
        is_theirs = own is not None and by != own.partner
        if introduction.is_open and entry.verb in _ANSWERS and is_theirs:
            continue
        name = broker_of(introduction) if entry.verb in _BY_BROKER else by.name if by else ""
        lines.append(Line(entry.at, str(_HAPPENED[entry.verb]), name))
    return lines
