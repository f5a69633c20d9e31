"""Which words speak for which goal and which administrative field, in Japanese and English.

The words stand in the text files beside this module, one file per goal, one for the words that
speak for a field only, one for expressions that must not be taken apart (``masks.txt``):

    [11+++ 12++ housing+++]                     what the rows below speak for, and how much
    空き家|空家 = vacant house|empty home         one idea: its Japanese and English expressions
    = derelict                                  an idea without a Japanese expression

A plus is *leans*, two *speaks for*, three *is hardly about anything else*. The longest expression
at a place wins, so that 水曜 of ``masks.txt`` keeps 水 silent and a phrase replaces its words.

An English word matches in its inflections, the words of a phrase by their stems; ``doctor!`` only
as written, capitals (``AIDS``, ``SMEs``) only in capitals. Goals and fields are plain strings here:
"1" … "17" and the slugs of the taxonomy.
"""

from matching.engine.lexicon.reading import Idea, LexiconError, ideas, read
from matching.engine.lexicon.search import Occurrence, occurrences

__all__ = ["Idea", "LexiconError", "Occurrence", "ideas", "occurrences", "read"]
