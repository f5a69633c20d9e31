"""What stands in the role table of introductions: asked, agreed to, for the office to pass on, and
the links by which a talk is answered and told of.
"""

from typing import Any

from matching.introducing import steps
from matching.introducing.links import follow_up_token, reply_token
from matching.models import Introduction
from partners.models import Listing, Partner
from tests.factories import make_listing, make_member, make_partner
from tests.matching.pairs import Side, make_introduction, make_side
from tomoni.accounts.models import User
from tomoni.municipalities.models import IntroductionRoute


def introduction_rows(
    partner: Partner, elsewhere: Partner, users: Any, *, seed: Listing, joinable: Partner
) -> dict[str, Any]:
    """Of the partner, and of the federation whose seed this is with the one that can be joined."""
    editor = users["editor"]
    return {
        "introduction": _introduced(partner, elsewhere, editor),
        "agreed": _agreed(partner, by=editor),
        "to_pass_on": steps.ask(
            seed,
            make_listing(joinable),
            by=users["stranger"],
            message="空き家の活用について、お話をうかがえませんか。",
            route=IntroductionRoute.OFFICE,
        ),
        "reply_token": _link_to_answer(partner, editor),
        "follow_up_token": _link_to_tell(partner, editor),
    }


def _introduced(partner: Partner, other: Partner, by: User) -> Introduction:
    """The partner has asked another for a talk."""
    own, theirs = make_listing(partner), make_listing(other, Listing.Side.SEED)
    return steps.ask(own, theirs, by=by, message="一度お話をうかがえませんか。")


def _agreed(partner: Partner, *, by: User) -> Introduction:
    """The partner and one more of its city have agreed to talk."""
    other = make_partner(municipality=partner.municipality)
    person = make_member(other)
    introduction = _introduced(partner, other, by)
    steps.agree(introduction, other, by=person)
    return introduction


def _link_to_answer(partner: Partner, editor: User) -> str:
    """The link by which the editor answers for the partner that is asked for a talk."""
    asked = Side(partner, make_listing(partner), editor)
    introduction = make_introduction(Introduction.State.FORWARDED, make_side(side="seed"), asked)
    return reply_token(introduction.parties.get(partner=partner), editor)


def _link_to_tell(partner: Partner, editor: User) -> str:
    """The link by which the editor tells what came of a talk."""
    own = Side(partner, make_listing(partner), editor)
    introduction = make_introduction(Introduction.State.ACCEPTED, own, make_side(side="seed"))
    return follow_up_token(introduction.parties.get(partner=partner), editor)
