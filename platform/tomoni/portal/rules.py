"""How a municipality changes the rules by which it works with partners."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from challenges.models import Proposal
from tomoni.accounts.models import User
from tomoni.journal.record import record
from tomoni.municipalities.models import Municipality, RefusalGround

COLUMNS = ("reply_days", "renewal_months", "publishes_alone", "introduction_routes")


@transaction.atomic
def set_rules(town: Municipality, answers: Mapping[str, Any], *, by: User, seen: int) -> None:
    """Put the `cleaned_data` of a RulesForm in force; what was promised before stands as it was.

    Raises LostUpdateError when somebody else has saved since version `seen`.
    """
    town.claim_version(seen)
    town.refresh_from_db()
    before = told(town)
    for name in COLUMNS:
        setattr(town, name, answers[name])
    town.save(update_fields=[*COLUMNS, "updated_at"])
    town.partner_types.set(answers["partner_types"])
    _set_grounds(town, answers["grounds"])
    now = told(town)
    changed = {name: [before[name], now[name]] for name in now if now[name] != before[name]}
    if changed:
        record(by, "municipality.rules_changed", town, municipality=town, changed=changed)


def told(town: Municipality) -> dict[str, Any]:
    """The rules as the journal keeps them."""
    grounds = town.refusal_grounds.current().values_list("name_ja", "name_en")
    return {
        **{name: getattr(town, name) for name in COLUMNS},
        "partner_types": list(town.partner_types.values_list("slug", flat=True)),
        "grounds": [list(row) for row in grounds],
    }


def _set_grounds(town: Municipality, rows: Sequence[Mapping[str, str]]) -> None:
    """The rows in this order. One with other words is another ground: what was declined for the
    former keeps its words.
    """
    known = {(row.name_ja, row.name_en): row for row in town.refusal_grounds.all()}
    kept = []
    for order, row in enumerate(rows):
        words = (row["name_ja"], row["name_en"])
        ground = known.get(words) or RefusalGround(
            municipality=town, name_ja=words[0], name_en=words[1]
        )
        ground.order, ground.retired_at = order, None
        ground.save()
        kept.append(ground.pk)
    gone = town.refusal_grounds.current().exclude(pk__in=kept)
    used = Proposal.objects.filter(refusal_ground__in=gone).values("refusal_ground")
    gone.filter(pk__in=used).update(retired_at=timezone.now())
    gone.exclude(pk__in=used).delete()
