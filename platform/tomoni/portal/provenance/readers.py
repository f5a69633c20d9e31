"""Which rows of a walk a reader may see, and where the walk of a partner begins."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from challenges.models import CoAuthor, Proposal
from events.models import FollowUp
from matching.models import Introduction, Party
from partners.models import Agreement, Listing, Participation, Partner, Project
from tomoni.accounts.models import User
from tomoni.portal.provenance.edges import MOST, by_kind
from tomoni.portal.provenance.kinds import KINDS, Node

Reader = User | AnonymousUser


def shown_to(reader: Reader, nodes: Iterable[Node]) -> dict[Node, Any]:
    """The rows that the reader may see, in one query per kind."""
    return {
        (name, row.pk): row
        for name, keys in by_kind(nodes).items()
        for row in KINDS[name].rows().visible_to(reader).filter(pk__in=keys)
    }


def seen_by(reader: Reader, nodes: Iterable[Node]) -> set[Node]:
    """Those that the reader may see, in one query per kind."""
    seen: set[Node] = set()
    for name, keys in by_kind(nodes).items():
        rows: Any = KINDS[name].model._default_manager
        found = rows.visible_to(reader).filter(pk__in=keys).order_by()
        seen |= {(name, pk) for pk in found.values_list("pk", flat=True)}
    return seen


def begun_by(partner: Partner, reader: Reader) -> set[Node]:
    """What the partner takes part in, as far as the reader may see that it does: one query per
    kind. A row that the reader may not see is no beginning: who took part in it is not told.
    """
    joint = CoAuthor.objects.confirmed().filter(partner=partner).values("proposal")
    joined = Participation.objects.joined().filter(partner=partner).values("project")
    parties = Party.objects.filter(partner=partner).values("introduction")
    rows: dict[str, Any] = {
        "listing": Listing.objects.filter(partner=partner),
        "introduction": Introduction.objects.filter(pk__in=parties),
        "follow-up": FollowUp.objects.filter(Q(partner=partner) | Q(counterpart=partner)),
        "proposal": Proposal.objects.filter(Q(partner=partner) | Q(pk__in=joint)),
        "project": Project.objects.filter(pk__in=joined),
        "agreement": Agreement.objects.of_partner(partner),
    }
    return {
        (name, pk)
        for name, found in rows.items()
        for pk in _seen(found, reader).order_by("-pk").values_list("pk", flat=True)[:MOST]
    }


def _seen(rows: Any, reader: Reader) -> Any:
    """`visible_to` in a subquery of its own: it may be a union of conditions with joins."""
    visible = rows.model.objects.visible_to(reader)
    return rows.filter(pk__in=visible.order_by().values("pk"))
