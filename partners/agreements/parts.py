"""The rows that hang on an agreement, kept as a form gives them: what is the same stays the row."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from partners.models import Agreement, AgreementParty, CooperationItem
from tomoni.models import StateError

Rows = Sequence[Mapping[str, Any]]


def keep_parties(agreement: Agreement, rows: Rows) -> None:
    """These are its parties, in this order; the first is the lead, of which agreements are counted.

    A row with the `id` of a party stays that party, so what it looks after stays its own.
    """
    known = {party.pk: party for party in agreement.parties.all()}
    kept = {row["id"] for row in rows if row["id"] in known}
    agreement.parties.exclude(pk__in=kept).delete()
    agreement.parties.update(is_lead=False)
    for order, row in enumerate(rows):
        party = known.get(row["id"]) or AgreementParty(agreement=agreement)
        for name in ("partner", "municipality", "name", "type", "part"):
            setattr(party, name, row[name])
        party.is_lead, party.order = order == 0, order
        party.save()
        _keep_signatory(party, row)


def _keep_signatory(party: AgreementParty, row: Mapping[str, Any]) -> None:
    """The form knows one who signs for each party."""
    first = party.signatories.first()
    if not row["signatory"]:
        party.signatories.all().delete()
    elif first is None:
        party.signatories.create(position=row["position"], name=row["signatory"])
    else:
        first.position, first.name = row["position"], row["signatory"]
        first.save()


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
