"""How the stored lists stand, and how far a rebuild is, for those who watch it."""

from typing import NamedTuple

from django.utils import timezone

from matching.models import Version
from matching.rebuilding import STALLED_AFTER

PHASES: list[Version.Phase] = [phase for phase in Version.Phase if phase != Version.Phase.DONE]
NEAR, FAR = 68, 4
"""Where on the drawing the dot is when it has arrived in the ring, and where it sets out."""


class Progress(NamedTuple):
    """The version that is read, and the one a rebuild is working on; either may be missing."""

    current: Version | None
    building: Version | None

    @property
    def step(self) -> int:
        """Which of the phases the rebuild is in, from 1."""
        return PHASES.index(Version.Phase(self.building.phase)) + 1 if self.building else 0

    @property
    def steps(self) -> int:
        """So many phases there are."""
        return len(PHASES)

    @property
    def share(self) -> int:
        """How much of the rebuild is done, phases counting alike, in per cent."""
        if self.building is None:
            return 100
        done = self.building.parts_done / max(1, self.building.parts)
        return int(100 * (self.step - 1 + done) / len(PHASES))

    @property
    def dot(self) -> int:
        """How far the dot has come on its way into the ring."""
        return FAR + (NEAR - FAR) * self.share // 100


def progress() -> Progress:
    """How it stands now, in one query; a rebuild that will not end any more is left out."""
    wanted = [Version.State.CURRENT, Version.State.BUILDING]
    by_state = {version.state: version for version in Version.objects.filter(state__in=wanted)}
    building = by_state.get(Version.State.BUILDING)
    if building and building.started_at < timezone.now() - STALLED_AFTER:
        building = None
    return Progress(by_state.get(Version.State.CURRENT), building)
