"""How an introduction is asked for, passed on, answered, and what is told of the talk.

Nobody's contacts are told before everybody concerned has agreed (`contacts.py`). Each step locks
the introduction, so that two answers at once, or a clock and an answer, come one after the other.
"""

from collections.abc import Sequence
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from matching.introducing import telling
from matching.introducing.rules import (
    UNFINISHED,
    Obstacle,
    between,
    is_at_odds,
    obstacle,
    routes_to,
    takes_introductions,
)
from matching.introducing.transitions import TRANSITIONS, Step, leads_to
from matching.models import Introduction, Party
from matching.models.introducing import PartyQuerySet
from partners.acting import on_behalf
from partners.models import Listing, Partner, Project
from partners.models.origin import origin_of
from partners.projects.steps import start_project
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.journal.record import record
from tomoni.models import StateError
from tomoni.municipalities.models import IntroductionRoute, Municipality

State, Outcome = Introduction.State, Introduction.Outcome
Place = tuple[Partner, Listing | None]
MOST_PARTIES = 3


class ObstacleError(StateError):
    """An introduction cannot be asked for now; `obstacle` says why, as far as may be said."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(obstacle.value)
        self.obstacle = obstacle


@transaction.atomic
def ask(
    own: Listing,
    other: Listing,
    *,
    by: User,
    message: str,
    route: IntroductionRoute = IntroductionRoute.DIRECT,
    federation: Partner | None = None,
    origin: models.Model | None = None,
) -> Introduction:
    """Ask the partner of another listing for a talk about it and one's own.

    Where the other has asked for the same and a broker has not passed it on yet, both want it: then
    that one is agreed to. Raises ObstacleError where it cannot be asked now, StateError where the
    rules of the other's municipality do not leave this way open. `origin` is what it came out of.
    """
    ours, theirs = own.partner, other.partner
    hold([ours, theirs])
    if found := obstacle(own, other):
        raise ObstacleError(found)
    if (route, federation) not in routes_to(theirs, of=ours):
        raise StateError(f"{route} does not lead to partner {theirs.pk}")
    waiting = Introduction.objects.filter(between=between([ours, theirs]), state=State.REQUESTED)
    if crossing := waiting.first():
        return _agree_across(crossing, ours, by, message)
    is_direct = route == IntroductionRoute.DIRECT
    now = timezone.now()
    introduction = Introduction.objects.create(
        municipality=theirs.municipality,
        route=route,
        federation=federation,
        between=between([ours, theirs]),
        state=State.FORWARDED if is_direct else State.REQUESTED,
        message=message,
        asked_by=by,
        requested_at=now,
        forwarded_at=now if is_direct else None,
        **(origin_of(origin) if origin else {}),
    )
    agreed = {"state": Party.State.AGREED, "answered_by": by, "answered_at": now}
    Party.objects.create(
        introduction=introduction, partner=ours, listing=own, is_asking=True, **agreed
    )
    Party.objects.create(introduction=introduction, partner=theirs, listing=other)
    entry = note(by, "introduction.requested", introduction, acting_for=ours)
    if is_direct:
        telling.tell_asked(introduction, entry)
    else:
        telling.tell_broker(introduction, entry)
    return introduction


def _agree_across(
    introduction: Introduction, partner: Partner, by: User, message: str
) -> Introduction:
    """Both have asked: that of the other is agreed to, and this message stands below theirs."""
    _begin(introduction, Step.FORWARD)
    introduction.message = f"{introduction.message}\n\n{partner.name}:\n{message}"
    introduction.forwarded_at = timezone.now()
    introduction.state = State.FORWARDED
    _answer(introduction, partner, Party.State.AGREED, by)
    return introduction


@transaction.atomic
def bring_together(
    places: Sequence[Place],
    *,
    municipality: Municipality,
    by: User,
    note_to_all: str,
    federation: Partner | None = None,
) -> Introduction:
    """A broker proposes by hand that two or three partners talk; all of them are asked.

    Raises StateError where one of them takes no introductions, or the same are in touch already.
    """
    partners = [partner for partner, _listing in places]
    if not 2 <= len({partner.pk for partner in partners}) == len(places) <= MOST_PARTIES:
        raise StateError("two or three different partners are brought together")
    hold(partners)
    for one in partners:
        if any(not takes_introductions(one, of=each) for each in partners if each != one):
            raise StateError(f"partner {one.pk} takes no introductions now")
    key = between(partners)
    if Introduction.objects.filter(between=key, state__in=UNFINISHED).exists():
        raise StateError(f"{key} are in touch already")
    now = timezone.now()
    introduction = Introduction.objects.create(
        municipality=municipality,
        route=IntroductionRoute.FEDERATION if federation else IntroductionRoute.OFFICE,
        federation=federation,
        is_by_hand=True,
        between=key,
        state=State.FORWARDED,
        message=note_to_all,
        asked_by=by,
        brokered_by=by,
        requested_at=now,
        forwarded_at=now,
    )
    Party.objects.bulk_create(
        Party(introduction=introduction, partner=partner, listing=listing)
        for partner, listing in places
    )
    telling.tell_asked(introduction, note(by, "introduction.brought_together", introduction))
    return introduction


@transaction.atomic
def forward(introduction: Introduction, *, by: User, words: str = "") -> None:
    """The broker passes it on, with a few words if it likes; the clocks begin anew.

    Raises ObstacleError where who is asked takes no introductions of who asks meanwhile.
    """
    _begin(introduction, Step.FORWARD)
    parties = introduction.parties.select_related("partner")
    asking, asked = (
        [each.partner for each in parties if each.is_asking is side] for side in (True, False)
    )
    if not all(takes_introductions(one, of=other) for one in asked for other in asking):
        raise ObstacleError(Obstacle.NOT_NOW)
    introduction.state, introduction.forwarded_at = State.FORWARDED, timezone.now()
    introduction.broker_note, introduction.brokered_by, introduction.reminders = words, by, 0
    introduction.save()
    telling.tell_asked(introduction, note(by, "introduction.forwarded", introduction))


@transaction.atomic
def refuse(introduction: Introduction, *, by: User, reason: str) -> None:
    """The broker does not pass it on and tells who has asked why; the other never hears of it."""
    _begin(introduction, Step.REFUSE)
    introduction.decline_reason, introduction.brokered_by = reason, by
    _end(introduction, State.DECLINED)
    telling.tell_declined(introduction, note(by, "introduction.refused", introduction))


@transaction.atomic
def agree(introduction: Introduction, partner: Partner, *, by: User) -> None:
    """Yes. When nobody is left to answer all know whom to call."""
    _begin(introduction, Step.AGREE)
    _answer(introduction, partner, Party.State.AGREED, by)


@transaction.atomic
def decline(introduction: Introduction, partner: Partner, *, by: User, reason: str = "") -> None:
    """No, with a reason if they like. Of three partners the two others may still talk.

    As long as others have not answered, who was asked and has said yes may think again.
    """
    _begin(introduction, Step.DECLINE)
    _answer(introduction, partner, Party.State.DECLINED, by, reason)


@transaction.atomic
def withdraw(introduction: Introduction, *, by: User) -> None:
    """Who has asked takes it back; who was asked is told in so far as they knew."""
    _begin(introduction, Step.WITHDRAW)
    _end(introduction, State.WITHDRAWN)
    telling.tell_withdrawn(introduction, note(by, "introduction.withdrawn", introduction))


@transaction.atomic
def close(introduction: Introduction) -> None:
    """Nobody has answered in time. Of three, two who have agreed talk without the third."""
    _begin(introduction, Step.CLOSE)
    silent = introduction.parties.filter(state=Party.State.ASKED)
    silent.update(state=Party.State.SILENT, answered_at=timezone.now())
    entry = note(None, "introduction.unanswered", introduction)
    if introduction.parties.filter(state=Party.State.AGREED).count() > 1:
        _accept(introduction, entry)
    else:
        _end(introduction, State.UNANSWERED)
        telling.tell_unanswered(introduction, entry)


@transaction.atomic
def meet(introduction: Introduction, partner: Partner, *, by: User) -> None:
    """One of them says that they have met."""
    _begin(introduction, Step.MEET)
    introduction.state, introduction.met_at = State.MET, timezone.now()
    introduction.save()
    note(by, "introduction.met", introduction, acting_for=partner)


@transaction.atomic
def conclude(
    introduction: Introduction,
    partner: Partner,
    *,
    by: User,
    outcome: Introduction.Outcome,
    text: str = "",
) -> Project | None:
    """One of them says what has come of it; when co-operation has started, a project begins.

    Told anew when more has come of it; a project that has begun stays. Whose words are kept is in
    the journal.
    """
    _begin(introduction, Step.CONCLUDE)
    now = timezone.now()
    if introduction.met_at is None and outcome != Outcome.NOTHING:
        introduction.met_at = now
    introduction.state, introduction.outcome_at = State.OUTCOME, now
    introduction.outcome, introduction.outcome_text = outcome, text
    if outcome == Outcome.STARTED and introduction.started_at is None:
        introduction.started_at = now
    introduction.save()
    telling.settle(introduction)
    note(by, "introduction.concluded", introduction, acting_for=partner, outcome=outcome)
    return _project(introduction, by) if outcome == Outcome.STARTED else None


def _project(introduction: Introduction, by: User) -> Project:
    """What has begun belongs to those who agreed; what it is called is theirs to change."""
    agreed = introduction.parties.filter(state=Party.State.AGREED)
    parties = list(agreed.select_related("partner", "listing").order_by("pk"))
    titles = [party.listing.title for party in parties if party.listing]
    listings = [party.listing for party in parties if party.listing]
    return start_project(
        introduction,
        municipality=introduction.municipality,
        partners=[party.partner for party in parties],
        by=by,
        title=(" × ".join(titles) or " × ".join(party.partner.name for party in parties))[:100],
        summary=introduction.outcome_text,
        goals={goal for listing in listings for goal in listing.primary_goals.all()},
        fields={field for listing in listings for field in listing.fields.all()},
    )


# --- What the steps have in common --------------------------------------------------------------


def hold(partners: Sequence[Partner]) -> None:
    """One request at a time for each of them: limits and pairs are counted while others wait."""
    rows = Partner.objects.select_for_update(no_key=True).only("pk").order_by("pk")
    list(rows.filter(pk__in=[partner.pk for partner in partners]))


def _begin(introduction: Introduction, step: Step) -> None:
    introduction.lock()
    introduction.require_state(*TRANSITIONS[step].sources)


def _answer(
    introduction: Introduction, partner: Partner, answer: str, by: User, reason: str = ""
) -> None:
    asked = _answering(introduction, partner, answer)
    if not asked.update(state=answer, reason=reason, answered_by=by, answered_at=timezone.now()):
        raise StateError(f"partner {partner.pk} owes no answer to introduction {introduction.pk}")
    entry = note(by, f"introduction.{answer}", introduction, acting_for=partner)
    target = leads_to(list(introduction.parties.values_list("state", flat=True)))
    if target == State.ACCEPTED:
        _accept(introduction, entry)
    elif target == State.DECLINED:
        _end(introduction, State.DECLINED)
        telling.tell_declined(introduction, entry)
    else:
        introduction.save()
        telling.settle(introduction)


def _answering(introduction: Introduction, partner: Partner, answer: str) -> PartyQuerySet:
    """The partner's place, if it may give this answer now: a yes only while there is somebody to
    talk with, with whom it is not at odds.
    """
    place = introduction.parties.filter(partner=partner, is_asking=False)
    if answer == Party.State.DECLINED:
        return place.filter(state__in=[Party.State.ASKED, Party.State.AGREED])
    own = place.select_related("partner", "listing").first()
    if own is None or not own.owes_answer or is_at_odds(own):
        return place.none()
    return place.filter(state=Party.State.ASKED)


def _accept(introduction: Introduction, entry: Entry) -> None:
    introduction.state, introduction.accepted_at = State.ACCEPTED, timezone.now()
    introduction.save()
    telling.tell_accepted(introduction, entry)


def _end(introduction: Introduction, state: Introduction.State) -> None:
    introduction.state, introduction.over_at = state, timezone.now()
    introduction.save()


def note(
    by: User | None,
    verb: str,
    introduction: Introduction,
    *,
    acting_for: Partner | None = None,
    **data: Any,
) -> Entry:
    """Write down who did what for whom. Messages and reasons are not kept for ever."""
    partner = {"partner": acting_for.pk} if acting_for else {}
    acting = on_behalf(by, acting_for) if by and acting_for else {}
    town = introduction.municipality
    return record(by, verb, introduction, municipality=town, **partner, **acting, **data)
