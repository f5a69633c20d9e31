"""The policy of a municipality: how its lists are put in order, within the engine's bounds."""

from dataclasses import asdict

from django.db import transaction

from challenges.models import Challenge
from matching.engine.policy import DEFAULT, Policy
from matching.models import MatchingPolicy
from partners.models import Listing
from tomoni.accounts.models import User
from tomoni.journal import record
from tomoni.municipalities.models import Municipality


def policy_of(municipality_id: int) -> Policy:
    """What the municipality has set, in one query; the engine's default where it has not."""
    row = MatchingPolicy.objects.filter(municipality=municipality_id).first()
    return row.policy if row else DEFAULT


def policy_for(subject: Listing | Challenge) -> Policy:
    """The policy that orders the lists of the subject: that of its municipality."""
    if isinstance(subject, Challenge):
        return policy_of(subject.municipality_id)
    return policy_of(subject.partner.municipality_id)


def row_of(municipality: Municipality) -> MatchingPolicy:
    """What is stored of the municipality, or what would be if it kept the default."""
    stored = MatchingPolicy.objects.filter(municipality=municipality).first() or MatchingPolicy()
    stored.municipality = municipality
    return stored


@transaction.atomic
def change_policy(municipality: Municipality, policy: Policy, *, by: User, seen: int) -> None:
    """Order all lists of the municipality by these numbers from now on.

    Raises LostUpdateError when somebody else has saved since version `seen` of its row.
    """
    row, _is_new = MatchingPolicy.objects.get_or_create(municipality=municipality)
    row.claim_version(seen)
    before, after = asdict(row.policy), asdict(policy)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    for name, value in after.items():
        setattr(row, name, value)
    row.save()
    record.record(by, "matching.policy_changed", row, municipality=municipality, changes=changes)
