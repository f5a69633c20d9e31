"""Seating a large meeting in the background, and telling people of their tables."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from events.seating import computing, publishing, wording
from tomoni.journal import ledger
from tomoni.notices import kinds
from tomoni.notices.kinds import Group, Kind


@ledger.handler(computing.COMPUTE)
def seating(key: str, payload: dict[str, Any]) -> Callable[[], None]:
    """Seat a large meeting."""
    return computing.work(key, payload)


@ledger.handler(publishing.TELL)
def seating_told(key: str, payload: dict[str, Any]) -> Callable[[], None]:
    """Tell those who have another table than they were told."""
    return partial(publishing.look_at, int(key))


kinds.register(
    Kind(publishing.PUBLISHED, _("At which table we sit"), Group.MEETINGS),
    wording.word_tables,
    rows=wording.seated,
)
kinds.register(
    Kind(publishing.MOVED, _("We have another table than before"), Group.MEETINGS),
    wording.word_tables,
    rows=wording.seated,
)
