"""The matching engine: which seed answers which need, and why. It does not know Django.

``Corpus(documents).suggest(document)`` is the way in; docs/matching.md tells the model.
"""

from matching.engine.analysis import (
    AnalysedDocument,
    StaleAnalysisError,
    analyse,
    analysis_version,
)
from matching.engine.corpus import Corpus
from matching.engine.documents import OTHER_WORDS, Addend, Document, Match
from matching.engine.levels import LEVELS, level_of
from matching.engine.policy import BOUNDS, DEFAULT, Policy
from matching.engine.scoring import ENGINE_VERSION


def engine_version() -> str:
    """What stored profiles and lists were made by; others are made anew."""
    return f"{ENGINE_VERSION}/{analysis_version()}"


__all__ = [
    "BOUNDS",
    "DEFAULT",
    "ENGINE_VERSION",
    "LEVELS",
    "OTHER_WORDS",
    "Addend",
    "AnalysedDocument",
    "Corpus",
    "Document",
    "Match",
    "Policy",
    "StaleAnalysisError",
    "analyse",
    "engine_version",
    "level_of",
]
