"""Two partners who could talk with each other, and an introduction in any state."""

from typing import Any, NamedTuple

from matching.introducing import steps
from matching.models import Introduction
from partners.models import Listing, Membership, Partner
from tests.factories import make_listing, make_member, make_partner, make_staff
from tomoni.accounts.models import User
from tomoni.municipalities.models import IntroductionRoute

State = Introduction.State
MESSAGE = "空き家の活用について、一度お話をうかがえませんか。"


class Side(NamedTuple):
    """A partner with a published listing and somebody who may answer."""

    partner: Partner
    listing: Listing
    person: User


def make_side(name: str = "", side: str = "need", **fields: Any) -> Side:
    """A registered partner, its need or seed, and an editor of it."""
    partner = make_partner(name, **fields)
    listing = make_listing(partner, side=side)
    return Side(partner, listing, make_member(partner, role=Membership.Role.EDITOR))


def ask(own: Side, other: Side, **fields: Any) -> Introduction:
    """The first asks the second for a talk."""
    fields = {"by": own.person, "message": MESSAGE} | fields
    return steps.ask(own.listing, other.listing, **fields)


def make_introduction(
    state: Introduction.State, own: Side | None = None, other: Side | None = None, **fields: Any
) -> Introduction:
    """An introduction that has come to this state step by step."""
    own, other = own or make_side(side="need"), other or make_side(side="seed")
    if state == State.REQUESTED:
        fields.setdefault("route", IntroductionRoute.OFFICE)
    made = ask(own, other, **fields)
    if made.state == State.REQUESTED != state:
        steps.forward(made, by=make_staff(made.municipality))
    if state in Introduction.AGREED_STATES:
        steps.agree(made, other.partner, by=other.person)
    if state == State.MET:
        steps.meet(made, own.partner, by=own.person)
    elif state == State.OUTCOME:
        found = Introduction.Outcome.INFORMATION
        steps.conclude(made, own.partner, by=own.person, outcome=found)
    elif state == State.DECLINED:
        steps.decline(made, other.partner, by=other.person)
    elif state == State.WITHDRAWN:
        steps.withdraw(made, by=own.person)
    elif state == State.UNANSWERED:
        steps.close(made)
    made.refresh_from_db()
    assert made.state == state
    return made
