from matching.models.feedback import Trace
from matching.models.introducing import (
    CLOSES_AFTER,
    FOLLOWED_UP_AFTER,
    REMINDED_AFTER,
    Block,
    Introduction,
    Party,
    Pause,
)
from matching.models.policy import MatchingPolicy
from matching.models.stored import (
    SLOTS,
    AnalysedText,
    NeighbourList,
    Posting,
    Roster,
    StoredProfile,
    TermBlock,
    TermFrequency,
    Touched,
    Version,
)

__all__ = [
    "CLOSES_AFTER",
    "FOLLOWED_UP_AFTER",
    "REMINDED_AFTER",
    "SLOTS",
    "AnalysedText",
    "Block",
    "Introduction",
    "MatchingPolicy",
    "NeighbourList",
    "Party",
    "Pause",
    "Posting",
    "Roster",
    "StoredProfile",
    "TermBlock",
    "TermFrequency",
    "Touched",
    "Trace",
    "Version",
]
