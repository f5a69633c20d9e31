"""Anybody takes any step on a reverse call and its offers, through the pages: nothing unlawful
happens, and nobody comes upon a draft or an offer that is not theirs.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from challenges import lifecycle
from challenges.models import Challenge, Offer
from challenges.reverse.transitions import OfferStep, Role, offer_open_to, open_to
from challenges.transitions import Step
from partners.models import Membership
from tests.challenges.anybody import SETTINGS, People, Visits, entries_of
from tests.challenges.writing import moment
from tests.factories import (
    make_call,
    make_member,
    make_municipality,
    make_operator,
    make_partner,
    make_staff,
    make_user,
)
from tomoni.accounts.models import Draft
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("short_refusals")]
State, Member, Office = Challenge.State, Membership.Role, StaffRole.Role
CALLER = {"viewer": Member.VIEWER, "editor": Member.EDITOR, "owner": Member.OWNER}
CHECKERS = {"city editor": Office.EDITOR, "city manager": Office.MANAGER}
OFFERING = {
    "far viewer": Office.VIEWER,
    "far editor": Office.EDITOR,
    "far manager": Office.MANAGER,
}
THIRD = {"third editor": Office.EDITOR}
OTHERS = ("stranger", "newcomer", "visitor")
EVERYBODY = (*CALLER, *CHECKERS, *OFFERING, *THIRD, "operator", *OTHERS)
ANYBODY = st.sampled_from(EVERYBODY)
HANDED_ON = {Step.PUBLISH: "publish", Step.RETURN: "return"}
TOLD = (Step.CLOSE, Step.EXTEND, Step.DECIDE, Step.COMPLETE, Step.CANCEL)
LEADS_TO = {
    Step.ASK_REVIEW: State.IN_REVIEW,
    Step.TAKE_BACK: State.DRAFT,
    Step.RETURN: State.DRAFT,
    Step.PUBLISH: State.OPEN,
    Step.CLOSE: State.CLOSED,
    Step.REOPEN: State.OPEN,
    Step.EXTEND: State.OPEN,
    Step.SELECT: State.SELECTING,
    Step.DECIDE: State.DECIDED,
    Step.START: State.UNDER_WAY,
    Step.COMPLETE: State.COMPLETED,
    Step.CANCEL: State.CANCELLED,
}
OFFER: dict[str, Any] = {"brings": "場所", "place": "", "schedule": "", "contact": "環境政策課"}
VISITS, REPLIES = Visits(), set[str]()


class Life(RuleBasedStateMachine):
    """One call, its caller, the city that checks it, and two that may offer."""

    def __init__(self) -> None:
        super().__init__()
        city, far, third = (make_municipality() for _ in range(3))
        partner = make_partner(municipality=city)
        self.people = People(
            {
                **{who: make_member(partner, role) for who, role in CALLER.items()},
                **{who: make_staff(city, role) for who, role in CHECKERS.items()},
                **{who: make_staff(far, role) for who, role in OFFERING.items()},
                **{who: make_staff(third, role) for who, role in THIRD.items()},
                "operator": make_operator(),
                "stranger": make_member(make_partner(municipality=city)),
                "newcomer": make_user(),
                "visitor": None,
            }
        )
        self.towns = {**dict.fromkeys(OFFERING, far), **dict.fromkeys(THIRD, third)}
        self.towns |= dict.fromkeys(CHECKERS, city)
        by = self.people.users["editor"]
        self.call = make_call(partner, created_by=by, state=State.DRAFT, opens_at=None)
        self.title, self.was_handed_in = f"印{self.call.pk}の募集", False
        Challenge.objects.filter(pk=self.call.pk).update(title=self.title)
        self.call.refresh_from_db()

    # ----- the call ------------------------------------------------------------------------------

    def role_of(self, who: str, step: Step) -> Role | None:
        """As what the person takes such a step; the operator checks like a manager."""
        if step in HANDED_ON:
            return Office.MANAGER if who == "operator" else CHECKERS.get(who)
        return CALLER.get(who)

    def may(self, who: str, step: Step) -> bool:
        if step not in open_to(self.call.state, self.role_of(who, step)):
            return False
        if step in (Step.PUBLISH, Step.REOPEN, Step.ASK_REVIEW):
            return self.call.closes_at > timezone.now()
        return step != Step.DECIDE or not self.call.offers.awaiting_decision().exists()

    def posts(self, who: str, step: Step) -> None:
        last = max(self.call.closes_at, timezone.now())
        said = {
            "version": self.call.version,
            "whole": "連絡先をもう一つ。",
            "until": moment(seconds=(last - timezone.now()).total_seconds() + 86400),
            "reason": "予算がありません。",
            "result": "決まりました。",
            "report": "街灯がともりました。",
        }
        own, desk = f"/my/calls/{self.call.slug}", f"/desk/calls/{self.call.slug}"
        if step in HANDED_ON:
            self.people.posts(who, f"{desk}/{HANDED_ON[step]}/", **said)
        else:
            self.people.posts(who, f"{own}/{'tell' if step in TOLD else 'steps'}/{step}/", **said)

    def tries(self, who: str, step: Step) -> None:
        may, before, entries = self.may(who, step), self.call.state, entries_of(self.call)
        self.posts(who, step)
        self.call.refresh_from_db()
        wanted = LEADS_TO[step] if may else before
        assert (who, step, self.call.state) == (who, step, wanted)
        assert entries_of(self.call) == entries + may
        self.was_handed_in = self.was_handed_in or self.call.state == State.IN_REVIEW

    def lawful(self) -> list[tuple[str, Step]]:
        return [(who, step) for who in EVERYBODY for step in LEADS_TO if self.may(who, step)]

    @rule(data=st.data(), seldom=st.integers(0, 9))
    def a_lawful_step(self, data: st.DataObject, seldom: int) -> None:
        found = [move for move in self.lawful() if move[1] != Step.CANCEL or not seldom]
        if found:
            self.tries(*data.draw(st.sampled_from(found)))

    @rule(data=st.data(), steps=st.integers(1, 4))
    def steps_further(self, data: st.DataObject, steps: int) -> None:
        """Only what leads on, so that the late states are reached."""
        back = (Step.CANCEL, Step.TAKE_BACK, Step.RETURN, Step.EXTEND, Step.REOPEN)
        for _step in range(steps):
            if self.call.state == State.OPEN:
                self.offers_something(data.draw(st.sampled_from(["far editor", "third editor"])))
            if self.call.state == State.SELECTING:
                self.replies("owner", chooses=data.draw(st.booleans()))
            found = [move for move in self.lawful() if move[1] not in back]
            if found:
                self.tries(*data.draw(st.sampled_from(found)))

    @rule(who=ANYBODY, step=st.sampled_from(list(LEADS_TO)))
    def any_step(self, who: str, step: Step) -> None:
        if step != Step.CANCEL or not self.may(who, step):
            self.tries(who, step)

    @rule()
    def the_deadline_comes(self) -> None:
        if self.call.state == State.OPEN:
            past = timezone.now() - timedelta(hours=1)
            Challenge.objects.filter(pk=self.call.pk).update(closes_at=past)
            lifecycle.follow_the_clock()
            self.call.refresh_from_db()
            assert self.call.state == State.CLOSED

    @invariant()
    def no_unlawful_step_is_possible(self) -> None:
        if VISITS.is_due(self.call.state):
            lawful = set(self.lawful())
            for who in EVERYBODY:
                for step in LEADS_TO:
                    if (who, step) not in lawful:
                        self.tries(who, step)

    # ----- offers --------------------------------------------------------------------------------

    def offers(self) -> list[Offer]:
        return list(self.call.offers.order_by("pk"))

    def standing_of(self, town: Municipality) -> Offer | None:
        return self.call.offers.filter(municipality=town).exclude(state="withdrawn").first()

    @rule(who=st.sampled_from([*OFFERING, *OFFERING, *THIRD, *EVERYBODY]))
    def offers_something(self, who: str) -> None:
        form, count = f"/desk/calls/{self.call.slug}/offer/", len(self.offers())
        town = self.towns.get(who)
        may = town is not None and who not in ("far viewer",) and self.call.accepts_proposals
        may = may and town is not None and self.standing_of(town) is None
        self.people.posts(who, form, title=f"{self.title}に{who}から", summary="試す。", **OFFER)
        person = self.people.users[who]
        draft = Draft.objects.filter(user=person, target=self.call.slug, sent_at=None).first()
        token = str(draft.pk) if draft and person else ""
        self.people.posts(who, f"{form}confirm/", draft=token)
        assert len(self.offers()) == count + may

    @rule(who=st.sampled_from(["editor", "owner", "editor", *EVERYBODY]), chooses=st.booleans())
    def replies(self, who: str, chooses: bool) -> None:
        step = OfferStep.CHOOSE if chooses else OfferStep.DECLINE
        for offer in self.offers():
            self.replies_to(offer, who, step)

    def replies_to(self, offer: Offer, who: str, step: OfferStep) -> None:
        before, entries, role = offer.state, entries_of(offer), CALLER.get(who)
        is_choosing = self.call.state in (State.CLOSED, State.SELECTING)
        may = role is not None and step in offer_open_to(before, role) and is_choosing
        self.people.posts(who, f"/offers/{offer.receipt}/reply/", answer=step, text="理由です。")
        offer.refresh_from_db()
        wanted = "accepted" if step == OfferStep.CHOOSE else "declined"
        assert (who, offer.state) == (who, wanted if may else before)
        assert entries_of(offer) == entries + may
        REPLIES.add(offer.state)

    @rule(who=st.sampled_from([*OFFERING, *THIRD, *EVERYBODY]))
    def takes_back_an_offer(self, who: str) -> None:
        for offer in self.offers():
            self.withdraws(offer, who)

    def withdraws(self, offer: Offer, who: str) -> None:
        before, role = offer.state, {**OFFERING, **THIRD, **CHECKERS}.get(who)
        is_own = self.towns.get(who) == offer.municipality
        may = is_own and role is not None and OfferStep.WITHDRAW in offer_open_to(before, role)
        self.people.posts(who, f"/offers/{offer.receipt}/withdraw/")
        offer.refresh_from_db()
        assert (who, offer.state) == (who, "withdrawn" if may else before)
        REPLIES.add(offer.state)

    # ----- who sees what -------------------------------------------------------------------------

    @rule(who=ANYBODY)
    def looks(self, who: str) -> None:
        is_public = self.call.is_public
        checks = (who in CHECKERS or who == "operator") and self.was_handed_in
        opens = self.people.opens
        assert opens(who, self.call.get_absolute_url()) == (is_public or who in CALLER)
        assert opens(who, self.call.get_work_url()) == (who in CALLER)
        is_there = checks and self.call.state != State.DRAFT
        assert opens(who, f"/desk/calls/{self.call.slug}/") == is_there
        assert not opens(who, f"/desk/challenges/{self.call.slug}/")
        for offer in self.offers():
            reads = who in CALLER or self.towns.get(who) == offer.municipality
            assert opens(who, offer.get_absolute_url()) == reads

    def doors(self) -> list[str]:
        """Where lists, searches, calendars and feeds are."""
        found = f"?q={self.title[:3]}"
        return [
            *("/", "/my/", "/my/calls/", "/desk/", "/desk/calls/", "/desk/challenges/"),
            *("/challenges/", "/feeds/challenges/", "/feeds/challenges.ics", "/my/calendar/"),
            *(f"/search/{found}", f"/feeds/search/{found}", "/desk/unanswered/"),
            *(f"/m/{self.call.municipality.slug}/", self.call.get_absolute_url()),
        ]

    @rule(who=ANYBODY, first=st.integers(0, 14))
    def comes_upon_nothing_that_is_not_theirs(self, who: str, first: int) -> None:
        doors = self.doors()
        some = [*doors, *doors][first : first + 5]
        checks = (who in CHECKERS or who == "operator") and self.was_handed_in
        if not (self.call.is_public or who in CALLER or checks):
            assert self.people.comes_upon(who, self.title, some) == []
        for offer in self.offers():
            is_told = self.call.state in (State.DECIDED, State.UNDER_WAY, State.COMPLETED)
            reads = who in CALLER or self.towns.get(who) == offer.municipality
            if not reads and not (is_told and offer.state == Offer.State.ACCEPTED):
                assert self.people.comes_upon(who, offer.title, some) == []

    @invariant()
    def only_who_is_concerned_is_told(self) -> None:
        for who in ("stranger", "newcomer"):
            assert not self.people.was_told(who, self.title)
        for offer in self.offers():
            for who in ("stranger", "newcomer", "city manager", "third editor", "far editor"):
                if self.towns.get(who) != offer.municipality:
                    assert not self.people.was_told(who, offer.title)

    @invariant()
    def one_offer_of_each_city_stands(self) -> None:
        standing = self.call.offers.exclude(state=Offer.State.WITHDRAWN)
        towns = list(standing.values_list("municipality", flat=True))
        assert len(towns) == len(set(towns))


def test_anybody_takes_any_step_on_a_call() -> None:
    VISITS.count.clear()
    REPLIES.clear()
    run_state_machine_as_test(Life, settings=SETTINGS)
    assert len(VISITS.count) >= 8  # it came to many states
