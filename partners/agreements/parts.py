"""The rows that hang on an agreement, kept as a form gives them: what is the same stays the row."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from partners.models import Agreement, AgreementParty, CooperationItem
from tomoni.models import StateError

Rows = Sequence[Mapping[str, Any]]
MOST_ITEMS = 12


def keep_parties(agreement: Agreement, rows: Rows) -> None:
    """These are its parties, in this order; the first is the lead, of which agreements are counted.

    A row with the `id` of a party stays that party, so what it looks after stays its own. What a
    party has told stays its word, under the name it had, where it goes or becomes another.
    """
    parties = agreement.parties.select_related("partner", "municipality")
    known = {party.pk: party for party in parties}
    kept = {row["id"]: row for row in rows if row["id"] in known}
    for pk, party in known.items():
        if pk not in kept or _identity(party) != _identity_of(kept[pk]):
            party.activities.update(party=None, party_name=party.called)
    agreement.parties.exclude(pk__in=kept).delete()
    agreement.parties.update(is_lead=False)
    for order, row in enumerate(rows):
        party = known.get(row["id"]) or AgreementParty(agreement=agreement)
        for name in ("partner", "municipality", "name", "type", "part"):
            setattr(party, name, row[name])
        party.is_lead, party.order = order == 0, order
        party.save()
        _keep_signatories(party, row["signatories"])


def _identity(party: AgreementParty) -> tuple[Any, ...]:
    return (party.partner, party.municipality, party.name)


def _identity_of(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (row["partner"], row["municipality"], row["name"])


def _keep_signatories(party: AgreementParty, people: Sequence[tuple[str, str]]) -> None:
    """(position, name) of each who signs for it."""
    if [(one.position, one.name) for one in party.signatories.all()] == list(people):
        return
    party.signatories.all().delete()
    for order, (position, name) in enumerate(people):
        party.signatories.create(position=position, name=name, order=order)


def keep_links(agreement: Agreement, rows: Rows) -> None:
    """These are the pages elsewhere that tell of it."""
    agreement.links.all().delete()
    for order, row in enumerate(rows):
        agreement.links.create(order=order, **row)


def keep_items(agreement: Agreement, rows: Rows) -> None:
    """These are its items, in this order. StateError where one goes of which something is told."""
    known = {item.pk: item for item in agreement.items.all()}
    kept = {row["id"] for row in rows if row["id"] in known}
    gone = agreement.items.exclude(pk__in=kept)
    told = gone.filter(activities__isnull=False).first()
    if told:
        raise StateError(
            _("“%(item)s” is not taken out, since something was told of it. You can finish it.")
            % {"item": told.title}
        )
    gone.delete()
    for order, row in enumerate(rows):
        item = known.get(row["id"]) or CooperationItem(agreement=agreement)
        for name in ("title", "body", "goal_id", "field_id", "owner_id"):
            setattr(item, name, row[name])
        item.order = order
        item.save()
