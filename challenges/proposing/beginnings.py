"""What a proposal came out of beside its challenge: a follow-up or an introduction.

Their pages lead to the form with `?from=follow-up-12`; the draft keeps that, and the proposal takes
it over when it is sent in. Both are rows of apps above, so they are named, not imported.
"""

from typing import Any

from django.apps import apps

from challenges.models import ProposalDraft
from partners.models.origin import origin_of
from tomoni.accounts.models import User

_KINDS = {"follow-up": "events.followup", "introduction": "matching.introduction"}


def begin_with(shared: ProposalDraft, words: str, *, by: User) -> None:
    """Keep what the draft came out of. Words that name nothing the person may see are passed over,
    and so is a second origin of a draft that has one.
    """
    kind, _, number = words.rpartition("-")
    if shared.origin_id or kind not in _KINDS or not number.isdecimal() or len(number) > 15:
        return
    model: Any = apps.get_model(_KINDS[kind])
    row = model.objects.visible_to(by).filter(pk=int(number)).first()
    if row is not None:
        columns = origin_of(row)
        shared.origin_type, shared.origin_id = columns["origin_type"], columns["origin_id"]
        shared.save(update_fields=["origin_type", "origin_id", "updated_at"])
