"""The matching engine: which seed answers which need, and why. It does not know Django.

``Corpus(documents).suggest(document)`` is the way in; docs/matching.md tells the model.
"""

from matching.engine.analysis import AnalysedDocument, StaleAnalysisError, analyse
from matching.engine.corpus import Corpus
from matching.engine.documents import OTHER_WORDS, Addend, Document, Match
from matching.engine.levels import LEVELS, level_of
from matching.engine.scoring import ENGINE_VERSION

__all__ = [
    "ENGINE_VERSION",
    "LEVELS",
    "OTHER_WORDS",
    "Addend",
    "AnalysedDocument",
    "Corpus",
    "Document",
    "Match",
    "StaleAnalysisError",
    "analyse",
    "level_of",
]
